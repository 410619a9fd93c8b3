"""Reporting posts, and `/reports`: what waits for a coordinator, and the buttons of the cards."""

from collections.abc import Callable, Mapping

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.kit.answers import Answers
from handlers.kit.step import Step
from handlers.order import deciding, offering, view
from handlers.order.presses import (
    ANSWER,
    HIDE,
    LIST,
    NOTHING,
    OPEN,
    PAGE,
    PICK,
    REPORT,
    SUSPEND,
    UNDO,
    WARN,
    GroupPress,
    Press,
)
from network.order import cases
from network.order import deciding as rules

router = Router(name="order.conversation")


@router.message(Command("reports", ignore_mention=True))
async def list_waiting(_: Message, step: Step) -> Answers:
    """List what waits for this coordinator."""
    return _list(step, Press(act=LIST))


@router.callback_query(GroupPress.filter())
async def pressed_in_group(_: CallbackQuery, callback_data: GroupPress, step: Step) -> Answers:
    """Take *Report* beneath a post in a group: only whoever pressed it sees the answer, and goes on in their chat."""
    return offering.from_group(step, callback_data.id)


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press; the rules check again whose it is and how things stand."""
    return _ACTS.get(callback_data.act, _list)(step, callback_data)


def _list(step: Step, _press: Press) -> Answers:
    return step.show(*view.waiting(step.t, cases.waiting(step.work, step.reader)))


def _open(step: Step, press: Press) -> Answers:
    """Show a case in a message of its own; it keeps up to date from now on."""
    found = cases.case(step.work, step.reader, press.id)
    card = view.card(step.t, found, step.reader)
    return step.say(card.html, card.keyboard).showing(cases.card_notice(step.work, found.id))


def _nothing(step: Step, press: Press) -> Answers:
    rules.nothing_wrong(step.work, step.reader, press.id, press.version)
    return step.toast(step.t.plain("Noted. Those who reported it hear that it may stay."))


def _undo(step: Step, press: Press) -> Answers:
    rules.undo(step.work, step.reader, press.id, press.version)
    return step.toast(step.t.plain("Taken back. The author and those who reported it hear of it."))


_ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    REPORT: lambda step, press: deciding.begin_report(step, press.id),
    PICK: lambda step, press: offering.pick(step, press.id),
    PAGE: lambda step, press: offering.pick_of_page(step, press.id),
    HIDE: lambda step, press: deciding.begin(step, deciding.HIDE, press.id, press.version),
    WARN: lambda step, press: deciding.begin(step, deciding.WARN, press.id, press.version),
    SUSPEND: lambda step, press: deciding.begin(step, deciding.SUSPEND, press.id, press.version),
    NOTHING: _nothing,
    UNDO: _undo,
    OPEN: _open,
    LIST: _list,
    ANSWER: lambda step, press: deciding.begin_answer(step, press.id),
}
