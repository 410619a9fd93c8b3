"""What people and bots say to a message without words."""

from typing import Any

import pytest

from tests.sandbox.conftest import BOT, Talk
from tests.sandbox.test_groups import group, said

KINDS = ["message", "message_reaction", "message_reaction_count"]
HEART, FIRE = {"type": "emoji", "emoji": "❤"}, {"type": "emoji", "emoji": "🔥"}


async def asked(talk: Talk) -> None:
    """The bot asks to hear of reactions, which it does not otherwise."""
    await talk.ok("getUpdates", allowed_updates=KINDS, offset=-1)
    talk.world.bots[BOT].updates.clear()


async def react(talk: Talk, where: int, message: int, emoji: Any = "❤️", person: int = 0, **more: Any) -> Any:
    body = {"message_id": message, "emoji": emoji, **more}
    return (await talk.control(f"people/{person or talk.person}/chats/{where}/react", body))["message"]


async def test_a_reaction_in_a_private_chat(talk: Talk) -> None:
    sent = (await talk.send())["message_id"]
    await react(talk, BOT, sent)
    assert talk.pending() == 0, "it did not ask for them"
    await asked(talk)
    shown = await react(talk, BOT, sent, "🔥")
    assert shown["reactions"] == [{"type": FIRE, "count": 1, "mine": True}]
    assert "reactions" not in await react(talk, BOT, sent, None)
    first, second = [update["message_reaction"] for update in await talk.updates()]
    assert (first["old_reaction"], first["new_reaction"], first["message_id"]) == ([HEART], [FIRE], sent)
    assert (second["new_reaction"], second["user"]["id"], second["chat"]["id"]) == ([], talk.person, talk.person)


async def test_reactions_in_a_group_reach_administrators(talk: Talk) -> None:
    lina = await talk.new_person("Lina")
    where = await group(talk, people=[lina])
    await asked(talk)
    sent = (await talk.ok("sendMessage", chat_id=where, text="x"))["message_id"]
    await react(talk, where, sent)
    assert talk.pending() == 0
    await talk.control(f"groups/{where}/promote", {"account": BOT})
    shown = await react(talk, where, sent, person=lina)
    assert shown["reactions"] == [{"type": HEART, "count": 2, "mine": True}]
    await react(talk, where, sent, "🔥", anonymous=True)
    one, count = await talk.updates()
    assert one["message_reaction"]["user"]["id"] == lina
    assert count["message_reaction_count"]["reactions"] == [
        {"type": FIRE, "total_count": 1}, {"type": HEART, "total_count": 1},
    ]  # fmt: skip


async def test_a_bot_reacts(talk: Talk) -> None:
    await asked(talk)
    theirs = (await talk.act("write", text="Thanks"))["message"]["message_id"]
    talk.world.bots[BOT].updates.clear()
    assert await talk.ok("setMessageReaction", chat_id=talk.person, message_id=theirs, reaction=[HEART])
    assert (await talk.see())[-1]["reactions"] == [{"type": HEART, "count": 1, "mine": False}]
    assert await talk.ok("setMessageReaction", chat_id=talk.person, message_id=theirs)
    assert talk.pending() == 0, "of its own reactions a bot hears nothing"
    for message, reaction, error in (
        (theirs, [HEART, FIRE], "REACTIONS_TOO_MANY"), (theirs, [{"type": "emoji", "emoji": "🥸"}], "REACTION_INVALID"),
        (theirs, [{"type": "paid"}], "REACTION_INVALID"), (999, [HEART], "message to react not found"),
        (theirs, [{"type": "custom_emoji", "custom_emoji_id": "5"}], "REACTION_INVALID"),
    ):  # fmt: skip
        params = {"chat_id": talk.person, "message_id": message, "reaction": reaction}
        assert (await talk.call("setMessageReaction", params))["description"] == f"Bad Request: {error}"


async def test_a_bot_takes_a_reaction_away(talk: Talk) -> None:
    where = await group(talk)
    await talk.control(f"groups/{where}/promote", {"account": BOT})
    number = (await said(talk, where, "x"))["message"]["message_id"]
    await react(talk, where, number)
    assert await talk.ok("deleteMessageReaction", chat_id=where, message_id=number, user_id=talk.person)
    assert "reactions" not in (await talk.control(f"people/{talk.person}/chats/{where}/messages"))["messages"][-1]


@pytest.mark.parametrize("emoji", ["🥸", "no", ["❤", "🔥", "👏", "🎉"], 5])
async def test_reactions_that_make_no_sense(talk: Talk, emoji: Any) -> None:
    sent = (await talk.send())["message_id"]
    await talk.act("react", message_id=sent, emoji=emoji, status=400)
    service = await group(talk)
    await talk.control(f"people/{talk.person}/chats/{service}/react", {"message_id": 1, "emoji": "❤"}, status=409)
