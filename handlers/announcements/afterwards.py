"""Afterwards: taking back, sending once more to those who may not have it, and the figures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from db.values import AnnouncementState
from handlers.announcements import card as view
from handlers.announcements import report_view
from handlers.announcements import running as cards
from handlers.announcements.card import Press, button
from handlers.kit import charts
from handlers.kit.answers import Answers, as_list
from handlers.kit.bidi import shorten
from handlers.kit.keyboards import inline, page_turns
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import announcements, sheets
from network.announcements import Announcement, correcting, report, undoing
from network.announcements.correcting import PAGE, Doubtful
from network.announcements.undoing import Reach

LONGEST_NAME = 36
SENDS_AGAIN = {AnnouncementState.RUNNING, AnnouncementState.DONE}
Page = tuple[Markup, dict[str, Any]]


# Taking back


def _ask_to_take_back(step: Step, press: Press) -> Answers:
    found = announcements.find(step.work, step.reader, press.id)
    if found.state is AnnouncementState.WITHDRAWN:
        return cards.card_answer(step, found.id)  # somebody was faster
    return step.show(*sure_to_take_back(step.t, found, undoing.reach(step.work, step.reader, found.id)))


def _take_back(step: Step, press: Press) -> Answers:
    correcting.take_back(step.work, step.reader, press.id)
    return cards.card_answer(step, press.id)


def sure_to_take_back(t: Speech, found: Announcement, reach: Reach) -> Page:
    """Ask before an announcement disappears, and say where it cannot."""
    lines = []
    if reach.disappear:
        lines.append(
            t.n(
                "{number} message disappears from its reader's chat.",
                "{number} messages disappear from their readers' chats.",
                reach.disappear,
            )
        )
    if reach.stay:
        lines.append(
            t.n(
                "{number} message is older than 48 hours. Telegram keeps it, but it will only say "
                "that the announcement was taken back.",
                "{number} messages are older than 48 hours. Telegram keeps them, but they will only say "
                "that the announcement was taken back.",
                reach.stay,
            )
        )
    if reach.unsent:
        lines.append(t.n("{number} more will not be sent.", "{number} more will not be sent.", reach.unsent))
    lines.append(t("What people have read, they have read. This cannot be undone."))
    html = Markup("\n\n").join([t("<b>Take this announcement back?</b>"), view.quoted(t, found), *lines])
    keyboard = inline(
        t,
        [button(t.plain("Take it back"), view.TAKE_BACK_SURE, found.id)],
        [button(t.plain("Back"), view.CARD, found.id)],
    )
    return html, keyboard


# Those who may not have it


def _maybe(step: Step, press: Press) -> Answers:
    return _doubtful(step, press.id, press.number)


def _doubtful(step: Step, announcement_id: int, page: int) -> Answers:
    found = announcements.find(step.work, step.reader, announcement_id)
    _, total = correcting.maybe(step.work, step.reader, found.id)
    page = min(page, max(total - 1, 0) // PAGE)
    people, total = correcting.maybe(step.work, step.reader, found.id, page)
    if not people:
        return cards.card_answer(step, found.id)
    return step.show(*doubtful(step.t, found, people, total, page))


def _again(step: Step, press: Press) -> Answers:
    """Send once more to one of them; `number` is the copy."""
    count = correcting.send_again(step.work, step.reader, press.id, [press.number])
    said = step.t.plain("It is being sent again.") if count else step.t.plain("That has been decided already.")
    return [step.toast(said), *as_list(_doubtful(step, press.id, 0))]


def _ask_to_send_to_all(step: Step, press: Press) -> Answers:
    found = announcements.find(step.work, step.reader, press.id)
    _, total = correcting.maybe(step.work, step.reader, found.id)
    if not total:
        return cards.card_answer(step, found.id)
    return step.show(*sure_to_send_to_all(step.t, found, total))


def _send_to_all(step: Step, press: Press) -> Answers:
    correcting.send_again(step.work, step.reader, press.id)
    return cards.card_answer(step, press.id)


def doubtful(t: Speech, found: Announcement, people: Sequence[Doubtful], total: int, page: int) -> Page:
    """List those who may have it without Telegram having said so, a button each."""
    parts = [
        t("<b>They may have received it</b>"),
        view.quoted(t, found),
        t.n(
            "{number} message was cut off on its way, and Telegram did not say whether it arrived. "
            "I do not send it again by myself, because it could then come twice.",
            "{number} messages were cut off on their way, and Telegram did not say whether they arrived. "
            "I do not send them again by myself, because they could then come twice.",
            total,
        ),
    ]
    rows = []
    if found.state in SENDS_AGAIN:
        parts.append(t("Tap whom to send it once more."))
        rows = [[button(_name(t, one), view.AGAIN, found.id, value=one.copy_id)] for one in people]
        if total > 1:
            everybody = t.n("Send to all {number}", "Send to all {number}", total)
            rows.append([button(str(everybody), view.AGAIN_ALL, found.id)])
    else:
        parts.append(Markup("\n").join(t("• {name}", name=_name(t, one)) for one in people))
        parts.append(t("While it is paused or stopped, nothing is sent again."))
    turns = page_turns(
        t, page, -(-total // PAGE), lambda words, number: button(words, view.MAYBE, found.id, value=number)
    )
    return Markup("\n\n").join(parts), inline(t, *rows, turns, [button(t.plain("Back"), view.CARD, found.id)])


def _name(t: Speech, one: Doubtful) -> str:
    if one.person_id is None:
        return t.plain("A hub's group")
    return shorten(one.name or t.plain("Somebody without a name"), LONGEST_NAME)


def sure_to_send_to_all(t: Speech, found: Announcement, total: int) -> Page:
    """Ask before it is sent once more to all of them."""
    html = Markup("\n\n").join(
        [
            t.n("<b>Send it again to {number} person?</b>", "<b>Send it again to {number} people?</b>", total),
            t("Those who have it already then have it twice."),
        ]
    )
    keyboard = inline(
        t,
        [button(t.plain("Send it again"), view.AGAIN_SURE, found.id)],
        [button(t.plain("Back"), view.MAYBE, found.id)],
    )
    return html, keyboard


# The figures


def _report(step: Step, press: Press) -> Answers:
    found = report.report(step.work, step.reader, press.id)
    step.pressed = None
    return step.say(*report_view.words(step.t, step.work.charter, found, step.work.now, step.reader.zone))


def _chart(step: Step, press: Press) -> Answers:
    found = report.report(step.work, step.reader, press.id)
    chart = report_view.chart(step.t, step.work.charter, found, step.work.now, step.reader.zone)
    return step.picture(f"announcement-{found.announcement.id}.png", charts.draw(chart))


def _table(step: Step, press: Press) -> Answers:
    found = report.report(step.work, step.reader, press.id)
    made = sheets.xlsx_file(report_view.tables(step.t, step.work.charter, found), made_at=step.work.now, rtl=step.t.rtl)
    return step.file(f"announcement-{found.announcement.id}.xlsx", made)


ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    view.TAKE_BACK: _ask_to_take_back,
    view.TAKE_BACK_SURE: _take_back,
    view.MAYBE: _maybe,
    view.AGAIN: _again,
    view.AGAIN_ALL: _ask_to_send_to_all,
    view.AGAIN_SURE: _send_to_all,
    view.REPORT: _report,
    view.CHART: _chart,
    view.TABLE: _table,
}
