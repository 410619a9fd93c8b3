"""Reactions: what accounts say to a message without words, and which bots hear of it."""

from typing import Any

from sandbox.model.chats import Message
from sandbox.model.people import Account, Person
from sandbox.views import chat_for_bot
from sandbox.world import World

Json = dict[str, Any]
_EMOJI = """
    👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤\u200d🔥
    🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨\u200d💻 👀 🎃 🙈 😇 😨
    🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷\u200d♂ 🤷 🤷\u200d♀ 😡
"""
EMOJI = frozenset(_EMOJI.split())


def emoji_of(given: str) -> str:
    """An emoji as Telegram writes it, without the mark that asks for a coloured picture; empty where it is none."""
    plain = given.replace("\ufe0f", "")
    return plain if plain in EMOJI else ""


def react(world: World, message: Message, by: Account, chosen: list[Json], *, anonymously: bool = False) -> None:
    """Sets what somebody says to a message; nothing takes it back.

    Bots hear what people choose: in private chats, and in groups where they are administrators. Of anonymous reactions
    they hear how many there are.
    """
    old = message.reactions.get(by.id, [])
    if old == chosen:
        return
    if chosen:
        message.reactions[by.id] = chosen
    else:
        del message.reactions[by.id]
    world.reacted(message)
    if not isinstance(by, Person):
        return
    chat = message.chat
    body: Json = {"chat": chat_for_bot(chat), "message_id": message.id, "date": int(world.clock.now())}
    if anonymously:
        kind, body = "message_reaction_count", body | {"reactions": counted(message)}
    else:
        kind = "message_reaction"
        body |= {"user": by.user, "old_reaction": old, "new_reaction": chosen}
    for bot in chat.bots():
        if chat.person is not None or chat.administers(bot.id):
            by.met.add(bot.id)
            world.update(bot, kind, chat.id, body)


def counted(message: Message) -> list[Json]:
    """The Bot API's list of ReactionCount."""
    found: dict[str, Json] = {}
    for chosen in message.reactions.values():
        for one in chosen:
            line = found.setdefault(str(one), {"type": one, "total_count": 0})
            line["total_count"] += 1
    return list(found.values())
