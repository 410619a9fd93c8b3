"""`/announcements` and all buttons about what was sent or is planned."""

from collections.abc import Callable, Mapping

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from handlers.announcements import afterwards, correcting, listing, running
from handlers.announcements.card import Press
from handlers.kit.answers import Answers
from handlers.kit.step import Step
from network.errors import N_, Outdated

router = Router(name="announcements sent")

ACTS: Mapping[str, Callable[[Step, Press], Answers]] = {
    **listing.ACTS,
    **running.ACTS,
    **correcting.ACTS,
    **afterwards.ACTS,
}


@router.message(Command("announcements", ignore_mention=True))
async def list_them(_: Message, step: Step) -> Answers:
    """Show what is going out, or will, or has."""
    return listing.first(step)


@router.callback_query(Press.filter())
async def pressed(_: CallbackQuery, callback_data: Press, step: Step) -> Answers:
    """Take a press, old, present or forged: the rules check whose it is and how things stand."""
    act = ACTS.get(callback_data.act)
    if act is None:
        raise Outdated(N_("This button no longer works. Please begin again with /announcements."))
    return act(step, callback_data)


async def awaited(message: Message, step: Step) -> bool:
    """Whether this message is the new text that a correction waits for. Commands never are."""
    return step.memory.state == correcting.WAITS and not (message.text or "").startswith("/")


@router.message(awaited)
async def written(message: Message, step: Step) -> Answers:
    """Take the new text, or say what is wanted."""
    return correcting.written(step, message)
