"""The bot's own reactions, and taking away those of others."""

from typing import Any

from sandbox import reactions
from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import chat_of, message_of

Json = dict[str, Any]


@method("setMessageReaction")
def set_message_reaction(call: Call) -> bool:
    """At most one reaction: bots have no Premium."""
    chosen = _given(call)
    chat = chat_of(call)
    message = message_of(call, chat, "message to react not found")
    if not chat.lets(call.bot.id, "can_react_to_messages"):
        refuse("not enough rights to react to the message")
    if len(chosen) > 1:
        refuse("REACTIONS_TOO_MANY")
    if not message.repeatable:
        refuse("MESSAGE_NOT_FOUND")
    for one in chosen:
        present = any(one in theirs for theirs in message.reactions.values())
        if not present and not (one["type"] == "emoji" and reactions.emoji_of(one["emoji"])):
            refuse("REACTION_INVALID")
    reactions.react(call.world, message, call.bot, chosen)
    return True


def _given(call: Call) -> list[Json]:
    try:
        given = call.params.json("reaction")
    except ValueError:
        refuse("can't parse reaction types JSON object")
    if given is None:
        return []
    if not isinstance(given, list):
        refuse("expected an Array of ReactionType")
    return [_one(one) for one in given]


def _one(given: Any) -> Json:
    if not isinstance(given, dict):
        refuse("can't parse reaction type: expected an object")
    kind = given.get("type")
    if kind == "custom_emoji":
        return {"type": kind, "custom_emoji_id": str(given.get("custom_emoji_id", ""))}
    if kind != "emoji":
        refuse("REACTION_INVALID" if kind == "paid" else "can't parse reaction type: invalid reaction type specified")
    emoji = str(given.get("emoji", ""))
    return {"type": kind, "emoji": reactions.emoji_of(emoji) or emoji}


@method("deleteMessageReaction")
def delete_message_reaction(call: Call) -> bool:
    chat = chat_of(call)
    message = message_of(call, chat, "message to react not found")
    number = call.params.integer("user_id")
    if not chat.may(call.bot.id, "can_delete_messages"):
        refuse("not enough rights to delete reactions")
    if message.reactions.pop(number, None):
        call.world.reacted(message)
    return True
