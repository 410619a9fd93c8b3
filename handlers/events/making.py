"""`/newevent`: beginning an event, looking at it as members will, letting it go, and what became of one's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import Message
from markupsafe import Markup

from db.values import EventState
from handlers.events import card_view
from handlers.events import editor_pages as pages
from handlers.events import editor_screen as screen
from handlers.events import editor_view as view
from handlers.events.editor_view import Page, Press, Sight, button
from handlers.kit import moments, shapes
from handlers.kit.answers import Answer, Answers
from handlers.kit.keyboards import inline
from handlers.kit.notices import Message as Shown
from handlers.kit.speech import Speech, speech
from handlers.kit.step import Step
from network import notices, places
from network.charter import Charter
from network.errors import NetworkError
from network.events import cards, copying, drafts, mine, publishing
from network.events.reading import Event

router = Router(name="events making")


@router.message(Command("newevent", ignore_mention=True))
async def new_event(_: Message, step: Step) -> Answers:
    """Open the editor; whoever has a draft open is asked whether to go on with it."""
    event = drafts.draft(step.work, step.reader, drafts.begin(step.work, step.reader))
    waiting = mine.unpublished(step.work, step.reader)
    if event.version == 1:
        above = [step.say(*_listed(step.t, waiting))] if waiting else []
        return [*above, *begin(step, event)]
    screen.awaits(step, event, screen.AT_HOME)
    return screen.show(step, event, pages.open_draft(step.t, screen.sight(step, event), len(waiting)))


def begin(step: Step, event: Event, *passed: str) -> list[Answer]:
    """Ask one thing after the other, from the title on, but for what need not be asked."""
    screen.guide(step, event, *passed)
    following = pages.still_wanted(screen.sight(step, event), passed)
    return screen.part(step, event, following) if following else screen.home(step, event)


def _draft(step: Step, press: Press) -> Event:
    return drafts.draft(step.work, step.reader, press.id)


# The ends of a draft


def _new(step: Step, press: Press) -> Answers:
    event = _draft(step, press)
    return screen.show(step, event, pages.begin_anew(step.t, screen.sight(step, event)))


def _begin_anew(step: Step, press: Press) -> Answers:
    drafts.discard(step.work, step.reader, press.id)
    down = screen.take_down(step, press.id)
    screen.leave(step)
    return [*down, *begin(step, drafts.draft(step.work, step.reader, drafts.begin(step.work, step.reader)))]


def _discard(step: Step, press: Press) -> Answers:
    event = _draft(step, press)
    screen.awaits(step, event, screen.AT_HOME)
    return screen.show(step, event, pages.discard(step.t, screen.sight(step, event)))


def _discard_sure(step: Step, press: Press) -> Answers:
    drafts.discard(step.work, step.reader, press.id)
    return screen.end(step, press.id, step.t("The draft is thrown away. To begin another one: /newevent"))


# Looking at it, and letting it go


def _preview(step: Step, press: Press) -> Answers:
    """Send the card as members will see it, in each language it is written in, and below it the last question."""
    event = _draft(step, press)
    seen = screen.sight(step, event)
    if seen.problems:
        return screen.home(step, event)
    step.pressed = None
    down = screen.take_down(step, event.id)
    shown = [answer for language in view.languages_of(event.title) for answer in as_read(step, event, language)]
    screen.awaits(step, event, screen.AT_HOME)
    return [*down, *shown, *screen.show(step, event, question(step.t, step.work.charter, seen))]


def as_read(step: Step, event: Event, language: str) -> list[Answer]:
    """Show an event's card as readers of a language will see it, without its buttons, under a line that says so."""
    found = cards.views(step.work, [event.id])[event.id]
    as_out = replace(found, event=replace(event, state=EventState.PUBLISHED))
    card = card_view.card(speech(language), as_out, replace(step.reader, language=language))
    name = places.language_label(language, step.t.language)
    head = step.say(step.t("👁 <i>{language}:</i>", language=name))
    method, params = shapes.sending(step.chat_id, Shown(card.html, None, card.media))
    return [head, Answer(method, params)]


def question(t: Speech, charter: Charter, seen: Sight) -> Page:
    """Ask, in full, whether to let it go."""
    event = seen.event
    regions = view.regions_words(t, charter, event)
    parts = [t("<b>Above is what members will read.</b> They can answer with one press.")]
    if stands := view.trouble(t, seen):
        parts.append(stands)
    if not seen.publishes:
        parts.append(
            t("<b>Hand it in?</b> A coordinator looks at it before members see it. For: {regions}", regions=regions)
        )
        yes = t.plain("Yes, hand it in")
    elif event.publish_at and event.publish_at > seen.now:
        at = moments.in_full(t, event.publish_at, seen.zone or event.zone)
        parts.append(t("<b>Publish it at this time?</b> {moment}\nFor: {regions}", moment=at, regions=regions))
        yes = t.plain("Yes, plan it")
    else:
        parts.append(t("<b>Publish it now?</b> For: {regions}", regions=regions))
        yes = t.plain("Yes, publish it")
    rows = inline(
        t,
        [button(event, t.plain("Back to the draft"), view.HOME)],
        [button(event, yes, view.SUBMIT, value=str(event.version))],
    )
    return Markup("\n\n").join(parts), rows


def _submit(step: Step, press: Press) -> Answers:
    """Let it go. A second press finds it gone out, and says the same."""
    version = int(press.value) if press.value.isascii() and press.value.isdigit() and len(press.value) < 10 else 0
    try:
        out = publishing.submit(step.work, step.reader, press.id, version)
    except NetworkError as no:
        event = drafts.draft(step.work, step.reader, press.id)
        return screen.home(step, event, screen.sorry(step.t, no))
    return screen.end(step, out.id, *standing(step.t, out, step.reader.zone))


# What became of one's own events


def standing(t: Speech, event: Event, zone: str | None) -> Page:
    """Say how one's own event stands, and what can be done about it."""
    title = view.title_words(t, event)
    back = button(event, t.plain("Take it back and change it"), view.TAKE_BACK)
    match event.state:
        case EventState.WAITING:
            said = t(
                "<b>{title}</b> is with the coordinators now. You will hear from me when they have decided.",
                title=title,
            )
            return said, inline(t, [back])
        case EventState.SCHEDULED if event.publish_at:
            at = moments.in_full(t, event.publish_at, zone or event.zone)
            return t("<b>{title}</b> will be published: {moment}", title=title, moment=at), inline(t, [back])
        case EventState.DECLINED:
            said = t("<b>{title}</b> was not published. This is the reason:", title=title)
            reason = Markup("<blockquote>{}</blockquote>").format(event.reason or "–")
            return Markup("\n").join([said, reason]), inline(t, [back])
        case EventState.CANCELLED:
            return t("<b>{title}</b> was cancelled.", title=title), inline(t)
    return t("<b>{title}</b> is published. Members hear of it now.", title=title), inline(t)


def _mine(step: Step, _press: Press) -> Answers:
    events = mine.unpublished(step.work, step.reader)
    if not events:
        return step.show(step.t("All events of yours are out. To begin another one: /newevent"))
    return step.show(*_listed(step.t, events))


def _listed(t: Speech, events: Sequence[Event]) -> Page:
    rows = [[button(event, view.title_words(t, event, 40), view.ONE)] for event in events]
    return t("<b>Events of yours that are not out yet</b>"), inline(t, *rows)


def _one(step: Step, press: Press) -> Answers:
    event = mine.own(step.work, step.reader, press.id)
    if event.state in drafts.WRITABLE:
        return screen.home(step, event)
    return step.show(*standing(step.t, event, step.reader.zone))


def _take_back(step: Step, press: Press) -> Answers:
    event = publishing.take_back(step.work, step.reader, press.id)
    if step.pressed is not None:  # it may have been a letter, which is taken back: from here on it is the screen
        notices.let_go(step.work, step.chat_id, step.pressed)
    return screen.home(step, event)


def _duplicate(step: Step, press: Press) -> Answers:
    """Begin a copy in a message of its own: the card stays."""
    made = copying.duplicate(step.work, step.reader, press.id)
    step.pressed = None
    return begin(step, drafts.draft(step.work, step.reader, made), view.FORMAT, view.LINK, view.DESCRIPTION)


ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    view.NEW: _new,
    view.NEW_SURE: _begin_anew,
    view.DISCARD: _discard,
    view.DISCARD_SURE: _discard_sure,
    view.PREVIEW: _preview,
    view.SUBMIT: _submit,
    view.MINE: _mine,
    view.ONE: _one,
    view.TAKE_BACK: _take_back,
    view.DUPLICATE: _duplicate,
}
