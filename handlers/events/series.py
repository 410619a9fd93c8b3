"""Letting an event repeat: how often, until when; and the others of its series."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message
from babel.dates import format_skeleton

from db.values import EventState
from handlers.events import card_doors, card_view, editor_screen, editor_view
from handlers.events import series_view as view
from handlers.events.series_view import Press
from handlers.kit.answers import Answers
from handlers.kit.keyboards import Button
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network.errors import N_, NetworkError, Outdated
from network.events import cards, publishing, rhythm, series
from network.events.reading import Event
from network.events.rhythm import Repeat, Rhythm
from network.moments import understand

router = Router(name="events.series")
WAITS = "event_series:until"
WHICH, OFTEN = "event_series", "event_series_often"  # what the conversation remembers meanwhile
MOST_SHOWN = 12
NOON = time(12)
_OLD = N_("This button is from an older message and no longer works. Send /start to go on.")


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press; the rules check again how things stand."""
    act = _ACTS.get(callback_data.act)
    if act is None:
        raise Outdated(_OLD)
    return act(step, callback_data)


@router.message(StateFilter(WAITS))
async def typed(message: Message, step: Step) -> Answers:
    """Take the last day, as somebody writes it."""
    number, wanted = step.memory.data.get(WHICH), step.memory.data.get(OFTEN)
    if not isinstance(number, int) or wanted not in set(Rhythm):
        _forget(step)
        raise Outdated(_OLD)
    event, _ = series.rhythms(step.work, step.reader, number)
    said = (message.text or "").strip()
    if not said:
        return _ask_until(step, event, Rhythm(wanted), step.t("Here I need a day as text, please."))
    try:
        found = understand(said, language=step.t.language, zone=event.zone or "UTC", now=step.work.now, usual=NOON)
        return _repeated(step, event, Rhythm(wanted), found.moment.date())
    except NetworkError as no:
        return _ask_until(step, event, Rhythm(wanted), editor_screen.sorry(step.t, no))


def _ask(step: Step, press: Press) -> Answers:
    event, possible = series.rhythms(step.work, step.reader, press.id)
    _forget(step)
    return _page(step, event, view.how(step.t, event, possible, _back(step.t, event)))


def _often(step: Step, press: Press) -> Answers:
    event, possible = series.rhythms(step.work, step.reader, press.id)
    return _ask_until(step, event, _rhythm(press, possible))


def _ask_until(step: Step, event: Event, wanted: Rhythm, note: view.Note = None) -> Answers:
    assert event.starts_local is not None, "asked for by the rules"
    walls = rhythm.several(Repeat(wanted).rule(event.starts_local), event.starts_local, max(view.COUNTS))
    last = {times: walls[times - 1].date() for times in view.COUNTS}
    shown = _page(step, event, view.until(step.t, event, wanted, last, note))
    step.memory.go(WAITS, **{WHICH: event.id, OFTEN: wanted})
    return shown


def _times(step: Step, press: Press) -> Answers:
    event, possible = series.rhythms(step.work, step.reader, press.id)
    wanted = _rhythm(press, possible)
    if press.times == view.FOREVER:
        return _repeated(step, event, wanted, None)
    assert event.starts_local is not None, "asked for by the rules"
    walls = rhythm.several(Repeat(wanted).rule(event.starts_local), event.starts_local, press.times)
    return _repeated(step, event, wanted, walls[-1].date())


def _repeated(step: Step, event: Event, wanted: Rhythm, until: date | None) -> Answers:
    done = series.repeat(step.work, step.reader, event.id, wanted, until)
    _forget(step)
    if done.state is EventState.DRAFT:
        return editor_screen.home(step, done)
    words = view.repeats(step.t, done)
    return step.show(
        *view.repeated(step.t, words, card_view.button(step.t.plain("Show the event"), card_view.OPEN, done.id))
    )


def _once(step: Step, press: Press) -> Answers:
    _forget(step)
    return editor_screen.home(step, series.once(step.work, step.reader, press.id))


def _others(step: Step, press: Press) -> Answers:
    """Show the dates of a series that come next, those that the reader goes to with a tick."""
    event = cards.view(step.work, step.reader, press.id).event
    found = series.of_event(step.work, event, coming=MOST_SHOWN)
    if found is None:
        raise Outdated(_OLD)
    going = series.answered(step.work, step.reader, [number for number, _ in found.coming])
    others = [
        card_view.button(("✓ " if number in going else "") + _day(step.t, moment, found.zone), card_view.OPEN, number)
        for number, moment in found.coming
    ]
    return step.say(*view.coming(step.t, view.repeats(step.t, event), others))


def _day(t: Speech, moment: datetime, zone: str) -> str:
    return str(format_skeleton("MMMEd", moment.astimezone(ZoneInfo(zone)), locale=t.locale))


def _rhythm(press: Press, possible: tuple[Rhythm, ...]) -> Rhythm:
    if press.rhythm not in possible:
        raise Outdated(_OLD)
    return Rhythm(press.rhythm)


def _page(step: Step, event: Event, page: view.Page) -> Answers:
    """Show a page: on the editor's screen, or, of a published event, by itself."""
    if event.state is EventState.DRAFT:
        editor_screen.awaits(step, event, editor_screen.AT_HOME)
        return editor_screen.show(step, event, page)
    return step.show(*page)


def _back(t: Speech, event: Event) -> Button:
    words = t.plain("Back")
    if event.state is EventState.DRAFT:
        return editor_view.button(event, words, editor_view.HOME)
    return card_view.button(words, card_view.OPEN, event.id)


def _forget(step: Step) -> None:
    step.memory.drop(WHICH, OFTEN)
    if step.memory.state == WAITS:
        step.memory.go(None)


_ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    view.ASK: _ask,
    view.OFTEN: _often,
    view.TIMES: _times,
    view.ONCE: _once,
    view.OTHERS: _others,
}


def _door(t: Speech, event: Event) -> Button | None:
    """The editor's door to how a draft repeats."""
    if event.state is not EventState.DRAFT:
        return None
    return view.button(t.plain("Repeats"), view.ASK, event.id)


editor_view.MORE_DOORS.append(_door)
card_doors.add(
    card_doors.Door(
        N_("Other dates"),
        lambda event_id: Press(act=view.OTHERS, id=event_id),
        place=30,
        when=lambda shown, _reader: shown.event.rule is not None and shown.event.stands,
    )
)
card_doors.add(
    card_doors.Door(
        N_("Let it repeat"),
        lambda event_id: Press(act=view.ASK, id=event_id),
        place=40,
        for_organisers=True,
        when=lambda shown, reader: (
            shown.open and shown.event.rule is None and publishing.may_publish(reader, shown.event)
        ),
    )
)
