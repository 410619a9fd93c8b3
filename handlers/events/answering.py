"""The buttons of an event's card: answering, who comes, the map, and what organisers can do."""

from collections.abc import Callable, Mapping, Sequence

from aiogram import Router
from aiogram.types import CallbackQuery

from db.values import AttendanceState
from handlers.events import card_pages, card_showing, card_view
from handlers.events.card_view import Press
from handlers.kit.answers import Answer, Answers
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import screens
from network.errors import N_, Outdated
from network.events import attending, cards, kinds, reading
from network.events.cards import Guests, View
from network.people import Reader
from network.work import Work

router = Router(name="events.answering")


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press; the rules check again how things stand."""
    act = ACTS.get(callback_data.act)
    if act is None:
        raise Outdated(N_("This button is from an older message and no longer works. Send /start to go on."))
    return act(step, callback_data)


def _answered(wanted: AttendanceState) -> Callable[[Step, Press], Answers]:
    def act(step: Step, press: Press) -> Answers:
        outcome = attending.answer(step.work, step.reader, press.id, wanted)
        told, alert = card_pages.outcome_words(step.t, outcome)
        return [step.toast(told, alert=alert), *card_showing.show(step, press.id)]

    return act


def _show(step: Step, press: Press) -> Answers:
    return card_showing.show(step, press.id)


def _open(step: Step, press: Press) -> Answers:
    return card_showing.show(step, press.id, below=True)


def _guests(step: Step, press: Press) -> Answers:
    """Say who comes, in a message of its own: a card with a picture has no room for it."""
    found = cards.guests(step.work, step.reader, press.id, press.page)
    page = card_pages.guests(step.t, found)
    answer = step.show(*page) if press.page or _is_page(step, press) else step.say(*page)
    return answer.showing(screens.notice(step.work, kinds.GUESTS, press.id))


def _is_page(step: Step, press: Press) -> bool:
    """Whether the pressed message is such a page itself: no card of this event stands there."""
    standing = cards.messages(step.work, press.id, step.chat_id)
    return step.pressed is not None and all(one.message_id != step.pressed for one in standing)


def _organise(step: Step, press: Press) -> Answers:
    view = cards.view(step.work, step.reader, press.id)
    reading.require_organiser(step.reader, view.event)
    return step.say(*card_pages.organising(step.t, view, step.reader))


def _place(step: Step, press: Press) -> Answers:
    view = cards.view(step.work, step.reader, press.id)
    if view.event.latitude is None or view.event.longitude is None:
        return step.toast(step.t.plain("This event has no place on the map."))
    return Answer("sendVenue", {"chat_id": step.chat_id, **card_pages.venue(step.t, view.event)})


def _whole(step: Step, press: Press) -> Answers:
    """Show the description whole, in a message of its own."""
    view = cards.view(step.work, step.reader, press.id)
    return step.say(card_pages.whole(step.t, view.event))


ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    card_view.GOING: _answered(AttendanceState.GOING),
    card_view.MAYBE: _answered(AttendanceState.MAYBE),
    card_view.DECLINED: _answered(AttendanceState.DECLINED),
    card_view.CARD: _show,
    card_view.OPEN: _open,
    card_view.GUESTS: _guests,
    card_view.ORGANISE: _organise,
    card_view.PLACE: _place,
    card_view.WHOLE: _whole,
}


# The list of who comes follows its event: whoever leaves the directory is not named any more.


def _load(work: Work, event_ids: Sequence[int]) -> Mapping[int, tuple[View, Guests]]:
    return cards.guest_lists(work, event_ids)


def _render(found: tuple[View, Guests], reader: Reader, t: Speech) -> Message | None:
    view, guests = found
    if not (view.shows_all(reader) and cards.may_see(reader, view.event)):
        return None
    html, keyboard = card_pages.guests(t, guests)
    return Message(html, keyboard)


NOTICES = (NoticeKind(kinds.GUESTS, _load, _render, no_reminder="a page that was asked for"),)
