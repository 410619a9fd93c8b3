"""How a message looks: to a bot as the Bot API's Message, to a person as their phone shows it."""

from collections import Counter
from typing import Any
from urllib.parse import quote

from sandbox.model.chats import Chat, Message
from sandbox.model.files import Media, shown_to
from sandbox.model.people import Bot, Person

Json = dict[str, Any]


def chat_for_bot(chat: Chat) -> Json:
    """The chat as a bot in it sees it."""
    if chat.person is not None:
        return chat.person.chat
    shown = {"id": chat.id, "title": chat.title, "type": chat.kind}
    return {**shown, "is_forum": True} if chat.forum is not None else shown


def chat_for_person(chat: Chat, person: Person) -> Json:
    """The chat as it stands in a person's list: a private chat bears the bot's name in the person's language."""
    bot = chat.bot
    if bot is None:
        return chat_for_bot(chat)
    name = bot.in_language(bot.names, person.language_code, bot.first_name)
    return {"id": bot.id, "first_name": name, "username": bot.username, "type": "private"}


def _fields(message: Message, chat: Json, viewer: int, *, nested: bool) -> Json:
    shown: Json = {
        "message_id": message.id,
        "from": message.sender.user,
        "chat": chat,
        "date": message.date,
    }
    if message.receiver is not None:
        shown |= {"message_id": 0, "receiver_user": message.receiver.user, "ephemeral_message_id": -message.id}
    if message.thread:
        shown |= {"message_thread_id": message.thread, "is_topic_message": True}
    if message.via is not None:
        shown["via_bot"] = message.via.user
    if message.edit_date:
        shown["edit_date"] = message.edit_date
    if message.origin is not None:
        shown["forward_origin"] = message.origin
    if message.album:
        shown["media_group_id"] = message.album
    if message.protected:
        shown["has_protected_content"] = True
    if not nested:
        target = message.reply_to or _root(message, viewer)
        if target is not None and not target.deleted:
            shown["reply_to_message"] = _fields(target, chat, viewer, nested=True)
        if message.quote is not None:
            shown["quote"] = message.quote
    if message.media is not None:
        shown.update(shown_to(viewer, message.media))
    shown.update(message.content)
    if message.markup is not None:
        shown["reply_markup"] = message.markup
    return shown


def _root(message: Message, viewer: int) -> Message | None:
    """What answers nothing in a topic seems, to bots, to answer the message that made the topic."""
    if not viewer or not message.thread or message.thread == message.id:
        return None
    return message.chat.messages.get(message.thread)


def message_for_bot(message: Message, bot: Bot) -> Json:
    """The Message object; what it replies to is shown without its own reply, as Telegram does."""
    return _fields(message, chat_for_bot(message.chat), bot.id, nested=False)


def message_for_person(message: Message, person: Person) -> Json:
    """The Message object with what a phone shows besides: ticks, marks and addresses of files for the browser."""
    chat = message.chat
    shown = _fields(message, chat_for_person(chat, person), 0, nested=False)
    target = message.reply_to
    if target is not None and (target.deleted or person.id in target.hidden_from):
        # A bot sees no reply any more; a phone still says that there was something.
        shown["reply_to_message"] = {"message_id": target.id, "deleted": True}
        target = None
    for part, source in ((shown, message), (shown.get("reply_to_message"), target)):
        if part is not None and source is not None and source.media is not None:
            _address(part, source.media)
    if message.receiver is not None:
        shown["message_id"] = message.id
    if message.reactions:
        shown["reactions"] = _reactions(message, person)
    mine = message.sender is person
    shown["out"] = mine
    shown["read"] = mine or chat.side(person).has_read(message)
    shown["edited"] = bool(message.edit_date)
    shown["deleted"] = message.deleted or person.id in message.hidden_from
    return shown


def _reactions(message: Message, person: Person) -> list[Json]:
    """Each reaction with how many chose it, the first chosen first."""
    found: dict[str, Json] = {}
    for account, chosen in message.reactions.items():
        for one in chosen:
            key = one.get("emoji") or one.get("custom_emoji_id") or ""
            line = found.setdefault(key, {"type": one, "count": 0, "mine": False})
            line["count"] += 1
            line["mine"] = line["mine"] or account == person.id
    return list(found.values())


def _address(shown: Json, media: Media) -> None:
    url = f"/sandbox/files/{media.file.key}/{quote(media.file.name or media.kind, safe='')}"
    if media.kind == "photo":
        for size in shown["photo"]:
            size["url"] = url
    else:
        shown[media.kind]["url"] = url


def visible(chat: Chat, person: Person) -> list[Message]:
    """What a person finds in a chat, oldest first."""
    return [
        message
        for message in chat.messages.values()
        if person.id not in message.hidden_from and message.receiver in {None, person}
    ]


def summary(chat: Chat, person: Person) -> Json:
    """A line of the person's chat list."""
    messages = visible(chat, person)
    side = chat.side(person)
    unread = 0
    for message in reversed(messages):
        if message.receiver is None and message.id <= side.read_to:
            break
        unread += message.sender is not person and not side.has_read(message)
    shown: Json = {
        "chat": chat_for_person(chat, person),
        "last": message_for_person(messages[-1], person) if messages else None,
        "unread": unread,
        "keyboard": {**side.keyboard, "message_id": side.keyboard_message} if side.keyboard else None,
        "blocked": chat.bot is not None and chat.bot.id in person.blocked,
        "started": chat.started,
        "action": chat.action,
    }
    if chat.bot is None:
        shown["members"] = sum(member.present for member in chat.members.values())
    if chat.forum is not None:
        shown["topics"] = topics_for(chat, person, messages)
    return shown


def topics_for(chat: Chat, person: Person, messages: list[Message]) -> list[Json]:
    """A forum's topics as a phone lists them, General first: `thread` is 0 for it."""
    forum = chat.forum
    if forum is None:
        return []
    lines: list[Json] = [
        {"thread": 0, "name": forum.general_name, "closed": forum.general_closed, "hidden": forum.general_hidden}
    ]
    lines += [{"thread": one.id, "name": one.name, "closed": one.closed} for one in forum.topics.values()]
    side = chat.side(person)
    unread = Counter(one.thread for one in messages if one.sender is not person and not side.has_read(one))
    return [{**line, "unread": unread[line["thread"]]} for line in lines]
