"""Links to an event: `/start e12` opens its card; who is no member yet sees it again once they are."""

from typing import Any

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import Message, TelegramObject

from handlers.events import card_showing, listing
from handlers.events import sharing_view as view
from handlers.kit.answers import Answers
from handlers.kit.step import Step
from network.errors import Outdated
from network.events import sharing
from network.events.finding import Wanted, Which

router = Router(name="events.links")


class Leads(Filter):
    """Lets pass what leads to an event, `/start e12`, or to all of them, `/start events`."""

    async def __call__(self, _: TelegramObject, command: CommandObject) -> bool | dict[str, Any]:
        """Hand over which one."""
        if command.args == view.ALL:
            return {"event_id": None}
        event_id = sharing.event_of(command.args or "")
        return False if event_id is None else {"event_id": event_id}


@router.message(CommandStart(deep_link=True, ignore_mention=True), Leads())
async def follow(_: Message, step: Step, event_id: int | None) -> Answers:
    """Open the card of the event that a link leads to, or the list of all."""
    if event_id is None:
        return listing.show(step, Wanted(Which.EVERYTHING))
    try:
        return list(card_showing.show(step, event_id, below=True))
    except Outdated as no:
        gone = step.t(no.message, **no.arguments)
        return step.say(step.t("{sorry} Send /events to see what is coming.", sorry=gone))
