"""How a message looks: to a bot as the Bot API's Message, to a person as their phone shows it."""

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
    return {"id": chat.id, "title": chat.title, "type": chat.kind}


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
        target = message.reply_to
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
    mine = message.sender is person
    shown["out"] = mine
    shown["read"] = mine or message.id <= chat.side(person).read_to
    shown["edited"] = bool(message.edit_date)
    shown["deleted"] = message.deleted or person.id in message.hidden_from
    return shown


def _address(shown: Json, media: Media) -> None:
    url = f"/sandbox/files/{media.file.key}/{quote(media.file.name or media.kind, safe='')}"
    if media.kind == "photo":
        for size in shown["photo"]:
            size["url"] = url
    else:
        shown[media.kind]["url"] = url


def visible(chat: Chat, person: Person) -> list[Message]:
    """What a person finds in a chat, oldest first."""
    return [message for message in chat.messages.values() if person.id not in message.hidden_from]


def summary(chat: Chat, person: Person) -> Json:
    """A line of the person's chat list."""
    messages = visible(chat, person)
    side = chat.side(person)
    unread = 0
    for message in reversed(messages):
        if message.id <= side.read_to:
            break
        unread += message.sender is not person
    shown = {
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
    return shown
