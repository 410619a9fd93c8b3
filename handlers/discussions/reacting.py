"""What people show beneath posts, in their own chat or in a hub's group, is counted; nobody is told."""

from aiogram import Router
from aiogram.types import MessageReactionUpdated, ReactionTypeEmoji

from handlers.kit.answers import Answers
from handlers.kit.step import Step
from network import notices
from network.discussions import reactions, reading
from network.discussions.bundles import BUNDLE
from network.discussions.kinds import CARD_IN_GROUP, DISCUSSION, POST, SAID
from network.errors import NotAllowed, Outdated

router = Router(name="discussions.reacting")
group_router = Router(name="discussions.reacting_in_groups")
OTHER = "✨"  # stands for every emoji that is not everybody's


@router.message_reaction()
@group_router.message_reaction()
async def reacted(update: MessageReactionUpdated, step: Step) -> Answers:
    """Note it, where the message shows one post and no more."""
    subject = notices.find(step.work, step.group or step.chat_id, update.message_id)
    if subject is None or not step.reader.id:
        return None
    shown_there = _posts(step, subject)
    if len(shown_there) != 1:
        return None
    shown = [one.emoji if isinstance(one, ReactionTypeEmoji) else OTHER for one in update.new_reaction]
    try:
        reactions.react(step.work, step.reader, shown_there[0], shown)
    except (NotAllowed, Outdated):
        return None  # a thumb is no question: nobody is answered
    return None


def _posts(step: Step, subject: notices.Subject) -> list[int]:
    """The posts that a message shows, by row number: on a card it is how the discussion began."""
    match subject.kind:
        case kind if kind == BUNDLE:
            return [one.id for one in reading.of_bundle(step.work, subject.subject_id)]
        case kind if kind in (DISCUSSION, CARD_IN_GROUP):
            return reading.first_post(step.work, subject.subject_id)
        case kind if kind in (POST, SAID):
            return [subject.subject_id]
    return []
