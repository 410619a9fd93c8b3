"""`/report` as a reply: in a group to a post there, and in one's own chat to whatever brought one."""

from aiogram import Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import Message, TelegramObject

from handlers.kit.answers import Answer, Answers
from handlers.kit.step import Step
from handlers.order import offering
from network import notices
from network.discussions import bundles, limits
from network.discussions.kinds import POST, READING, SAID
from network.errors import NetworkError
from network.order import reporting

router = Router(name="order.by_reply")
group_router = Router(name="order.in_groups")
IN_GROUPS = frozenset({POST, SAID})


class Known(Filter):
    """Lets pass what somebody whom the network knows says to this bot, and not to another one in the group."""

    async def __call__(self, _: TelegramObject, step: Step, command: CommandObject) -> bool:
        """Say whether it is."""
        return bool(step.reader.id) and (command.mention or step.bot_name).lower() == step.bot_name.lower()


@group_router.message(Command("report", ignore_mention=True), Known())
async def in_group(message: Message, step: Step) -> Answers:
    """Take what somebody reports in a group out of everybody's sight, and go on in their own chat."""
    unseen = Answer("deleteMessage", {"chat_id": message.chat.id, "message_id": message.message_id})
    replied = message.reply_to_message
    subject = notices.find(step.work, message.chat.id, replied.message_id) if replied is not None else None
    try:
        limits.require_writer(step.reader)
        if subject is None or subject.kind not in IN_GROUPS:
            return [unseen, _how(step)]
        found = reporting.require_reportable(step.work, step.reader, subject.subject_id)
        return [unseen, step.say(*offering.asked(step.t, found))]
    except NetworkError as no:
        return [unseen, step.say(step.t(no.message, **no.arguments))]


@router.message(Command("report", ignore_mention=True))
async def in_own_chat(message: Message, step: Step) -> Answers:
    """Report a post by replying to the message that shows it."""
    limits.require_writer(step.reader)
    replied = message.reply_to_message
    subject = notices.find(step.work, step.chat_id, replied.message_id) if replied is not None else None
    if subject is not None and subject.kind == bundles.BUNDLE:
        return offering.pick(step, subject.subject_id)
    if subject is not None and subject.kind == READING:
        return offering.pick_of_page(step, subject.subject_id)
    return _how(step)


def _how(step: Step) -> Answer:
    return step.say(
        step.t(
            "To report a post, reply to it with /report, or press <b>Report it</b> beneath it. "
            "Only coordinators learn of it."
        )
    )
