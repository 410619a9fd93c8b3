"""Showing the card of an event: in the pressed message, or below; and as a notice that follows the event.

return card_showing.show(step, event_id)          # in place of what was pressed, or a new message
return card_showing.show(step, event_id, below=True)
"""

from collections.abc import Mapping, Sequence

from handlers.events import card_view
from handlers.kit.answers import Answer
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.shapes import correcting, sending
from handlers.kit.speech import Speech
from handlers.kit.step import Step
from network import screens
from network.events import cards, kinds, sharing
from network.events.cards import Standing, View
from network.people import Reader
from network.work import Work


def show(step: Step, event_id: int, *, below: bool = False) -> list[Answer]:
    """Show a card, which follows its event from then on. Raises Outdated when there is no such event for the reader.

    Other messages in this chat that show it are brought up to date as well: the reader's own answer stands in them.
    Whoever is no member yet sees it again once they are.
    """
    message = card_view.card(step.t, cards.view(step.work, step.reader, event_id), step.reader)
    if sharing.may_come_for(step.reader):
        step.memory.keep(**{sharing.CAME_FOR: event_id})
    notice = screens.notice(step.work, kinds.EVENT, event_id)
    standing = cards.messages(step.work, event_id, step.chat_id)
    pressed = None if below else step.pressed
    answers = []
    if pressed is None:
        answers.append(Answer(*sending(step.chat_id, message)).showing(notice))
    else:
        here = next((one for one in standing if one.message_id == pressed), None)
        answers.append(_in_place(step, message, here, pressed, notice))
    others = (_again(step, message, one) for one in standing if one.message_id != pressed)
    return [*answers, *(answer for answer in others if answer)]


def follow(step: Step, event_id: int, *, always: bool = False) -> list[Answer]:
    """Bring the cards in the reader's chat up to date, after an answer given in a group.

    With `always` a card is sent where none stands there yet. Raises as `show`.
    """
    standing = cards.messages(step.work, event_id, step.chat_id)
    if not standing:
        return show(step, event_id, below=True) if always else []
    message = card_view.card(step.t, cards.view(step.work, step.reader, event_id), step.reader)
    return [answer for one in standing if (answer := _again(step, message, one))]


def _in_place(step: Step, message: Message, here: Standing | None, pressed: int, notice: int) -> Answer:
    """Put the card where a button was pressed. A picture cannot become a text: the card comes below it then."""
    if here is not None:
        return _again(step, message, here) or Answer(*sending(step.chat_id, message)).showing(notice)
    if message.media:  # a list or a question becomes the card: nothing stands there that a picture could be put into
        method, params = correcting(message, 0, None) or ("", {})
        return Answer(method, {"chat_id": step.chat_id, "message_id": pressed, **params}).showing(notice)
    return step.show(message.html, message.keyboard).showing(notice)


def _again(step: Step, message: Message, one: Standing) -> Answer | None:
    """Draw a card anew where it stands already; None where that cannot be."""
    if not message.media and one.media is not None:
        return None
    call = correcting(message, 0, one.media)
    if call is None:
        return None
    method, params = call
    return Answer(method, {"chat_id": step.chat_id, "message_id": one.message_id, **params}).showing(one.notice)


# As a notice


def _load_for(work: Work, event_ids: Sequence[int], person_ids: Sequence[int]) -> Mapping[int, View]:
    return cards.views(work, event_ids, person_ids)


def _render(view: View, reader: Reader, t: Speech) -> Message | None:
    return card_view.card(t, view, reader) if cards.may_see(reader, view.event) else None


CARD = NoticeKind(
    kinds.EVENT, None, _render, load_for=_load_for, no_reminder="a button of its own sets the event's reminders"
)
