"""What people show beneath posts, in their own chat or in a hub's group, is counted; nobody is told."""

from aiogram import Router
from aiogram.types import MessageReactionUpdated, ReactionTypeEmoji

from handlers.kit.answers import Answers
from handlers.kit.step import Step
from network import notices
from network.discussions import reactions, reading
from network.discussions.bundles import BUNDLE
from network.discussions.kinds import POST
from network.errors import NotAllowed, Outdated

router = Router(name="discussions.reacting")
OTHER = "✨"  # stands for every emoji that is not everybody's


@router.message_reaction()
async def reacted(update: MessageReactionUpdated, step: Step) -> Answers:
    """Note it, where the message shows one post and no more."""
    subject = notices.find(step.work, step.group or step.chat_id, update.message_id)
    if subject is None or subject.kind not in (BUNDLE, POST) or not step.reader.id:
        return None
    post_id = subject.subject_id
    if subject.kind == BUNDLE:
        found = reading.of_bundle(step.work, post_id)
        if len(found) != 1:
            return None
        post_id = found[0].id
    shown = [one.emoji if isinstance(one, ReactionTypeEmoji) else OTHER for one in update.new_reaction]
    try:
        reactions.react(step.work, step.reader, post_id, shown)
    except (NotAllowed, Outdated):
        return None  # a thumb is no question: nobody is answered
    return None
