"""Messages in a group that one person alone sees."""

from typing import Any

import pytest

from tests.sandbox.conftest import BOT, Talk
from tests.sandbox.test_groups import group, said

KEYS = {"inline_keyboard": [[{"text": "Why?", "callback_data": "why"}]]}


async def seen(talk: Talk, where: int, person: int) -> Any:
    return (await talk.control(f"people/{person}/chats/{where}/messages"))["messages"]


@pytest.fixture
async def where(talk: Talk) -> int:
    made = await group(talk)
    await talk.control(f"groups/{made}/promote", {"account": BOT})
    talk.world.bots[BOT].updates.clear()
    return made


@pytest.mark.parametrize("form", ["new", "old"])
async def test_one_person_alone_sees_it(talk: Talk, where: int, form: str) -> None:
    lina = await talk.new_person("Lina")
    await talk.control(f"groups/{where}/add", {"accounts": [lina]})
    to: dict[str, Any] = (
        {"ephemeral_message_parameters": {"receiver_user_id": lina}} if form == "new" else {"receiver_user_id": lina}
    )
    sent = await talk.ok("sendMessage", chat_id=where, text="Only for you", **to)
    assert (sent["message_id"], sent["ephemeral_message_id"], sent["receiver_user"]["id"]) == (0, 1, lina)
    line = (await seen(talk, where, lina))[-1]
    assert (line["text"], line["message_id"], line["receiver_user"]["id"]) == ("Only for you", -1, lina)
    assert "Only for you" not in [one.get("text") for one in await seen(talk, where, talk.person)]
    assert (await talk.control(f"tally?bot={BOT}"))["chats"] == {}
    await said(talk, where, "after it", lina)
    assert [one.get("text") for one in await seen(talk, where, lina)][-2:] == ["Only for you", "after it"]


async def test_it_is_pressed_changed_and_taken_away(talk: Talk, where: int) -> None:
    to: dict[str, Any] = {"receiver_user_id": talk.person}
    sent = await talk.ok("sendMessage", chat_id=where, text="Hello", reply_markup=KEYS, **to)
    number = {"ephemeral_message_id": sent["ephemeral_message_id"], **to}
    await talk.control(f"people/{talk.person}/chats/{where}/press", {"message_id": -1, "data": "why"})
    query = (await talk.updates())[-1]["callback_query"]
    assert (query["message"]["message_id"], query["message"]["ephemeral_message_id"]) == (0, 1)
    assert await talk.ok("editEphemeralMessageText", chat_id=where, text="Because", **number) is True
    assert (await seen(talk, where, talk.person))[-1]["text"] == "Because"
    assert await talk.ok("editEphemeralMessageReplyMarkup", chat_id=where, reply_markup=KEYS, **number) is True
    assert await talk.no("editMessageText", chat_id=where, message_id=-1, text="x") == (
        "Bad Request: message to edit not found"
    )
    assert await talk.ok("deleteEphemeralMessage", chat_id=where, **number) is True
    assert await talk.no("deleteEphemeralMessage", chat_id=where, **number) == (
        "Bad Request: message to delete not found"
    )
    assert "Because" not in [one.get("text") for one in await seen(talk, where, talk.person)]


async def test_who_may_send_one(talk: Talk, where: int) -> None:
    to: dict[str, Any] = {"receiver_user_id": talk.person}
    await talk.control(f"groups/{where}/promote", {"account": BOT, "rights": []})
    shown = await talk.ok("sendMessage", chat_id=where, text="Press", reply_markup=KEYS)
    refused = "Bad Request: not enough rights to send ephemeral messages to the chat"
    assert await talk.no("sendMessage", chat_id=where, text="x", **to) == refused
    place = f"people/{talk.person}/chats/{where}"
    pressed = {"message_id": shown["message_id"], "data": "why"}
    query = (await talk.control(f"{place}/press", pressed))["query_id"]
    new = {**to, "callback_query_id": query, "replace_callback_query_message": True}
    await talk.ok("sendMessage", chat_id=where, text="In its place", ephemeral_message_parameters=new)
    texts = [one.get("text") for one in await seen(talk, where, talk.person)]
    assert ("Press" in texts, texts[-1]) == (False, "In its place")
    talk.skip(16)
    assert await talk.no("sendMessage", chat_id=where, text="x", callback_query_id=query, **to) == refused
    told = (await talk.control(f"{place}/write", {"text": "/help"}))["message"]["message_id"]
    await talk.ok("sendMessage", chat_id=where, text="y", reply_parameters={"message_id": told}, **to)


async def test_to_nobody_there(talk: Talk, where: int) -> None:
    stranger = await talk.new_person("Omar")
    for chat, who, error in (
        (where, stranger, "USER_NOT_PARTICIPANT"), (where, 77, "user not found"),
        (talk.person, talk.person, "ephemeral messages can be sent to groups only"),
    ):  # fmt: skip
        assert await talk.no("sendMessage", chat_id=chat, text="x", receiver_user_id=who) == f"Bad Request: {error}"
