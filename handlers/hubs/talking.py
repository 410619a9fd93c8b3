"""What is written in a discussion's topic of a forum: members' messages become posts, and follow their edits."""

from typing import Any

from aiogram import Router
from aiogram.types import Message

from handlers.hubs import thread_deeds
from handlers.kit import attached, richtext
from handlers.kit.answers import Answers
from handlers.kit.step import Step
from network.hubs import groups, joining, talking

group_router = Router(name="hubs.talking")


async def in_a_discussion(message: Message, step: Step) -> bool | dict[str, Any]:
    """Whether a member says something in a discussion's topic; what others write there is for `coming`."""
    if step.group is None or not message.is_topic_message or not talking.may_write(step.reader):
        return False
    if (message.text or "").startswith("/"):
        return False
    found = talking.discussion_here(step.work, step.group, message.message_thread_id)
    return False if found is None else {"discussion_id": found}


async def about_a_topic(message: Message, step: Step) -> bool:
    """Whether a topic was made, closed or opened."""
    turned = message.forum_topic_created or message.forum_topic_closed or message.forum_topic_reopened
    return step.group is not None and turned is not None


@group_router.message(in_a_discussion)
async def said(message: Message, step: Step, discussion_id: int) -> Answers:
    """Take a member's message in as a post; it stands in the group already."""
    assert step.group is not None, "the filter saw to it"
    if (group := groups.linked_here(step.work, step.group)) is not None:
        joining.seen(step.work, group, step.reader)
    file = attached.of_message(message, step.work.bot_id)
    rich = richtext.of_message(message)
    if rich is None and file is None:
        return None
    replied = message.reply_to_message
    # In a topic everything that replies to nothing replies to the message that made the topic.
    answers = replied.message_id if replied is not None and replied.forum_topic_created is None else None
    talking.say(
        step.work,
        step.reader,
        discussion_id,
        rich,
        [file] if file is not None else [],
        group_id=step.group,
        message_id=message.message_id,
        answers=answers,
        quote=message.quote.text if message.quote is not None else None,
        album=message.media_group_id,
    )
    return None


@group_router.message(about_a_topic)
async def happened(message: Message, step: Step) -> Answers:
    """Recognise a topic of ours, and note whether it is open."""
    assert step.group is not None, "the filter saw to it"
    thread = message.message_thread_id
    if thread is None:
        return None
    if message.forum_topic_created is not None:
        if message.from_user is not None and message.from_user.id == step.work.bot_id:
            named = [
                (row, thread_deeds.name(step.work, purpose, discussion, _language(step)))
                for row, purpose, discussion in talking.asked_here(step.work, step.group)
            ]
            talking.adopt_topic(step.work, step.group, thread, message.forum_topic_created.name, named)
        return None
    talking.topic_turned(step.work, step.group, thread, opened=message.forum_topic_reopened is not None)
    return None


@group_router.edited_message()
async def edited(message: Message, step: Step) -> Answers:
    """Follow an edit of a message that became a post."""
    if step.group is not None and step.reader.id:
        rich, file = richtext.of_message(message), attached.of_message(message, step.work.bot_id)
        talking.edited(step.work, step.reader, step.group, message.message_id, rich, file)
    return None


def _language(step: Step) -> str:
    group = groups.find(step.work, step.group) if step.group is not None else None
    return group.language if group is not None else step.work.charter.language_for(None)
