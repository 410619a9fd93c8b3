"""Forums' topics: made, renamed, closed, opened again, deleted; and General, which is always there."""

from typing import Any

from sandbox import forums
from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import chat_of
from sandbox.model.chats import Chat
from sandbox.model.forums import COLORS, LONGEST_NAME, Forum, Topic

Json = dict[str, Any]


def _forum(call: Call, otherwise: str = "the chat is not a forum") -> tuple[Chat, Forum]:
    chat = chat_of(call)
    if chat.forum is None:
        refuse(otherwise)
    return chat, chat.forum


def _manages(call: Call, chat: Chat, what: str, right: str = "can_manage_topics") -> None:
    if not chat.may(call.bot.id, right):
        refuse(f"not enough rights to {what}")


def _topic(call: Call, what: str) -> tuple[Chat, Topic]:
    """The topic of a call, which its maker may change without any right."""
    chat, forum = _forum(call)
    topic = forum.topics.get(call.params.integer("message_thread_id"))
    if topic is None or topic.creator is not call.bot or not chat.administers(call.bot.id):
        _manages(call, chat, what)
    if topic is None:
        refuse("TOPIC_ID_INVALID")
    return chat, topic


@method("createForumTopic")
def create_forum_topic(call: Call) -> Any:
    name = call.params.text("name").strip()[:LONGEST_NAME]
    color = call.params.integer("icon_color")
    chat, forum = _forum(call)
    _manages(call, chat, "create a topic")
    if not name:
        refuse("name must be non-empty")
    if color and color not in COLORS:
        refuse("invalid icon color specified")
    topic = forums.create(call.world, chat, forum, call.bot, name, color, call.params.text("icon_custom_emoji_id"))
    return topic.shown()


@method("editForumTopic")
def edit_forum_topic(call: Call) -> bool:
    params = call.params
    name = params.text("name").strip()[:LONGEST_NAME]
    icon = params.text("icon_custom_emoji_id") if params.has("icon_custom_emoji_id") else None
    chat, topic = _topic(call, "edit the topic")
    if name in {"", topic.name} and icon in {None, topic.icon}:
        refuse("TOPIC_NOT_MODIFIED")
    forums.edit(call.world, chat, call.bot, topic, name, icon)
    return True


@method("closeForumTopic")
def close_forum_topic(call: Call) -> bool:
    return _close(call, closed=True)


@method("reopenForumTopic")
def reopen_forum_topic(call: Call) -> bool:
    return _close(call, closed=False)


def _close(call: Call, *, closed: bool) -> bool:
    chat, topic = _topic(call, "close or open the topic")
    if topic.closed == closed:
        refuse("TOPIC_NOT_MODIFIED")
    forums.close(call.world, chat, call.bot, topic, closed=closed)
    return True


@method("deleteForumTopic")
def delete_forum_topic(call: Call) -> bool:
    chat, forum = _forum(call)
    _manages(call, chat, "delete the topic", "can_delete_messages")
    topic = forum.topics.get(call.params.integer("message_thread_id"))
    if topic is None:
        refuse("TOPIC_ID_INVALID")
    forums.delete(call.world, chat, forum, topic)
    return True


@method("editGeneralForumTopic")
def edit_general_forum_topic(call: Call) -> bool:
    name = call.params.text("name").strip()[:LONGEST_NAME]
    chat, forum = _forum(call)
    _manages(call, chat, "edit the topic")
    if not name:
        refuse("name must be non-empty")
    if name == forum.general_name:
        refuse("TOPIC_NOT_MODIFIED")
    forums.rename_general(call.world, chat, forum, call.bot, name)
    return True


@method("closeGeneralForumTopic")
def close_general_forum_topic(call: Call) -> bool:
    return _close_general(call, closed=True)


@method("reopenGeneralForumTopic")
def reopen_general_forum_topic(call: Call) -> bool:
    return _close_general(call, closed=False)


def _close_general(call: Call, *, closed: bool) -> bool:
    chat, forum = _forum(call)
    _manages(call, chat, "close or open the topic")
    if forum.general_closed == closed:
        refuse("TOPIC_NOT_MODIFIED")
    forums.close_general(call.world, chat, forum, call.bot, closed=closed)
    return True


@method("hideGeneralForumTopic")
def hide_general_forum_topic(call: Call) -> bool:
    return _hide_general(call, hidden=True)


@method("unhideGeneralForumTopic")
def unhide_general_forum_topic(call: Call) -> bool:
    return _hide_general(call, hidden=False)


def _hide_general(call: Call, *, hidden: bool) -> bool:
    chat, forum = _forum(call)
    _manages(call, chat, "close or open the topic")
    if forum.general_hidden == hidden:
        refuse("TOPIC_NOT_MODIFIED")
    forums.hide_general(call.world, chat, forum, call.bot, hidden=hidden)
    return True
