"""What happens to a forum's topics: made, renamed, closed, opened again, deleted.

The message that made a topic gives it its number. Bots hear of what happens to topics even if they did it themselves
(Bot API server, Client.cpp).
"""

from typing import Any

from sandbox.model.chats import Chat, Message
from sandbox.model.forums import COLORS, Forum, Topic
from sandbox.model.people import Account, Bot
from sandbox.world import World

Json = dict[str, Any]


def switch(world: World, chat: Chat, *, on: bool) -> None:
    """Turns topics on or off. Without them all that was written stands in one row, and no topic is left."""
    if on == (chat.forum is not None):
        return
    chat.forum = Forum() if on else None
    if not on:
        for message in chat.messages.values():
            message.thread = 0
    changed(world, chat)


def create(world: World, chat: Chat, forum: Forum, by: Account, name: str, color: int = 0, icon: str = "") -> Topic:
    """A new topic, with the message that says so."""
    said: Json = {"name": name, "icon_color": color or COLORS[0]}
    if icon:
        said["icon_custom_emoji_id"] = icon
    number = chat.last_id + 1
    topic = forum.topics[number] = Topic(number, name, by, color or COLORS[0], icon)
    _say(world, chat, by, {"forum_topic_created": said}, number)
    return topic


def edit(world: World, chat: Chat, by: Account, topic: Topic, name: str, icon: str | None) -> None:
    """Another name or icon; what is empty or None stays as it is."""
    said: Json = {}
    if name and name != topic.name:
        topic.name = said["name"] = name
    if icon is not None and icon != topic.icon:
        topic.icon = said["icon_custom_emoji_id"] = icon
    _say(world, chat, by, {"forum_topic_edited": said}, topic.id)


def close(world: World, chat: Chat, by: Account, topic: Topic, *, closed: bool) -> None:
    """Closes a topic or opens it again."""
    topic.closed = closed
    _say(world, chat, by, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, topic.id)


def close_general(world: World, chat: Chat, forum: Forum, by: Account, *, closed: bool) -> None:
    forum.general_closed = closed
    _say(world, chat, by, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, 0)


def rename_general(world: World, chat: Chat, forum: Forum, by: Account, name: str) -> None:
    forum.general_name = name
    _say(world, chat, by, {"forum_topic_edited": {"name": name}}, 0)


def hide_general(world: World, chat: Chat, forum: Forum, by: Account, *, hidden: bool) -> None:
    """Hides General, which closes it, or shows it again."""
    forum.general_hidden = hidden
    forum.general_closed = forum.general_closed or hidden
    _say(world, chat, by, {"general_forum_topic_hidden" if hidden else "general_forum_topic_unhidden": {}}, 0)


def delete(world: World, chat: Chat, forum: Forum, topic: Topic) -> None:
    """Takes a topic away with all that stands in it. No bot is told."""
    del forum.topics[topic.id]
    world.delete(chat, [message for message in chat.messages.values() if message.thread == topic.id])
    changed(world, chat)


def may_write(chat: Chat, account: int, thread: int) -> bool:
    """In a closed topic only those write who may close topics."""
    forum = chat.forum
    if forum is None or chat.may(account, "can_manage_topics"):
        return True
    return not (forum.topics[thread].closed if thread in forum.topics else forum.general_closed)


def changed(world: World, chat: Chat) -> None:
    """The list of topics looks different on every phone."""
    for person in chat.people():
        world.changed(chat, person)


def _say(world: World, chat: Chat, by: Account, content: Json, thread: int) -> Message:
    message = world.post(chat, by, content, thread=thread)
    if isinstance(by, Bot):
        for bot in chat.bots():
            world.to_bot(message, bot, "message")
    return message
