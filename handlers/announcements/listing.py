"""`/announcements`: what is going out, what will, and what has gone out; each opens its card."""

from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from markupsafe import Markup

from handlers.announcements import card as view
from handlers.announcements.card import Press, button
from handlers.kit.answers import Answer, Answers
from handlers.kit.keyboards import in_rows, inline, page_turns
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network.announcements import Announcement, running
from network.announcements.running import Page
from network.errors import N_

RUNNING, COMING, PAST = "running", "coming", "past"
TITLES = {
    RUNNING: N_("<b>Announcements that are going out</b>"),
    COMING: N_("<b>Announcements that will go out</b>"),
    PAST: N_("<b>Announcements that have gone out</b>"),
}
EMPTY = {
    RUNNING: N_("None is going out at the moment."),
    COMING: N_("None is planned."),
    PAST: N_("None has gone out yet."),
}
TABS = {RUNNING: N_("Going out"), COMING: N_("Coming"), PAST: N_("Past")}


def first(step: Step) -> Answers:
    """Show the first list in which there is something: what runs before what comes before what is past."""
    for which in (RUNNING, COMING):
        page = running.listing(step.work, step.reader, which)
        if page.announcements:
            return _show(step, which, page)
    return _show(step, PAST, running.listing(step.work, step.reader, PAST))


def _turn(step: Step, press: Press) -> Answers:
    which = press.of if press.of in running.WHICH else PAST
    return _show(step, which, running.listing(step.work, step.reader, which, press.number))


ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {view.LIST: _turn}


def _show(step: Step, which: str, page: Page) -> Answer:
    return step.show(listed(step.t, which, page), keyboard(step.t, which, page, step.reader.zone))


def listed(t: Speech, which: str, page: Page) -> Markup:
    """Say which list this is."""
    parts = [t(TITLES[which])]
    if not page.announcements:
        parts.append(t(EMPTY[which]))
    else:
        parts.append(t("Tap one to see how it stands and what you can do."))
    if page.pages > 1:
        parts.append(t("Page {number} of {total}", number=t.number(page.number + 1), total=t.number(page.pages)))
    parts.append(t("Send /announce to write a new one."))
    return Markup("\n\n").join(parts)


def keyboard(t: Speech, which: str, page: Page, zone: str | None) -> dict[str, Any]:
    """Offer the announcements of a page, the pages beside it, and the other lists."""
    rows = [[button(_label(t, one, zone), view.OPEN, one.id)] for one in page.announcements]
    turns = page_turns(
        t, page.number, page.pages, lambda words, number: button(words, view.LIST, of=which, value=number)
    )
    tabs = [button(t.plain(words), view.LIST, of=name) for name, words in TABS.items() if name != which]
    return inline(t, *rows, turns, *in_rows(tabs))


def _label(t: Speech, one: Announcement, zone: str | None) -> str:
    words = view.first_words(t, one, view.NAMED)
    if one.local_at:  # a day of each reader's own calendar
        return t.plain("{day}: {words}", day=t.short_day(one.local_at.replace(tzinfo=UTC), None), words=words)
    moment = one.due_at or one.launched_at
    return t.plain("{day}: {words}", day=t.short_day(moment, zone), words=words) if moment else words
