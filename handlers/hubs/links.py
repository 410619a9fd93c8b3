"""Links to a hub's group: `/start g12` says how to come in, or shows the way to those who may."""

from typing import Any

from aiogram import Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import Message, TelegramObject

from db.values import Purpose
from handlers.hubs import view
from handlers.kit.answers import Answers
from handlers.kit.step import Step
from network import consent
from network.hubs import joining
from network.hubs.joining import Stands

router = Router(name="hubs.links")


class Leads(Filter):
    """Lets pass what leads to a hub's group, `/start g12`."""

    async def __call__(self, _: TelegramObject, command: CommandObject) -> bool | dict[str, Any]:
        """Hand over which one."""
        number = (command.args or "").removeprefix("g")
        if f"g{number}" != command.args or not number.isascii() or not number.isdigit() or len(number) > 18:
            return False
        return {"chat_id": int(number)}


@router.message(CommandStart(deep_link=True, ignore_mention=True), Leads())
async def follow(_: Message, step: Step, chat_id: int) -> Answers:
    """Say how somebody comes into the group that a link leads to."""
    door = joining.door(step.work, step.reader, chat_id)
    if door is None:
        return step.say(step.t("This group belongs to no hub any more. Send /start to see what the network offers."))
    charter = step.work.charter
    if door.stands is Stands.MAY:
        return step.say(*view.way_in(step.t, door.group, charter))
    version = consent.version_in_force(step.work, Purpose.GUIDELINES)
    return step.say(*view.at_the_door(step.t, door.group, charter, door.stands, guidelines=version))
