"""Groups with topics: who makes and closes them, what stands in which, and what bots are told."""

from typing import Any

import pytest

from tests.sandbox.conftest import BOT, Talk
from tests.sandbox.test_albums import PHOTO
from tests.sandbox.test_files import upload
from tests.sandbox.test_groups import group, said

RIGHTS = ["can_manage_chat", "can_manage_topics", "can_delete_messages"]


async def forum(talk: Talk, rights: list[str] | None = None, **fields: Any) -> int:
    """A group of Amina's with topics, in which the bot is an administrator."""
    where = await group(talk, forum=True, **fields)
    await talk.control(f"groups/{where}/promote", {"account": BOT, "rights": RIGHTS if rights is None else rights})
    talk.world.bots[BOT].updates.clear()
    return where


async def topic(talk: Talk, where: int, name: str = "Housing") -> int:
    made = await talk.ok("createForumTopic", chat_id=where, name=name)
    talk.world.bots[BOT].updates.clear()
    return int(made["message_thread_id"])


async def topics(talk: Talk, where: int) -> Any:
    """As Amina's phone lists them."""
    chats = (await talk.control(f"people/{talk.person}/chats"))["chats"]
    return next(line["topics"] for line in chats if line["chat"]["id"] == where)


async def test_a_bot_makes_a_topic_and_hears_of_it(talk: Talk) -> None:
    where = await forum(talk)
    made = await talk.ok("createForumTopic", chat_id=where, name="Housing", icon_color=9367192)
    assert made == {"message_thread_id": made["message_thread_id"], "name": "Housing", "icon_color": 9367192}
    (update,) = await talk.updates()
    message, thread = update["message"], made["message_thread_id"]
    assert message["forum_topic_created"] == {"name": "Housing", "icon_color": 9367192}
    assert (message["message_id"], message["message_thread_id"], message["is_topic_message"]) == (thread, thread, True)
    assert (message["chat"]["is_forum"], message["from"]["id"]) == (True, BOT)
    (shown,) = (await talk.control(f"groups/{where}/topics"))["topics"]
    assert (shown["name"], shown["closed"]) == ("Housing", False)


async def test_what_stands_in_a_topic(talk: Talk) -> None:
    where = await forum(talk)
    thread = await topic(talk, where)
    sent = await talk.ok("sendMessage", chat_id=where, message_thread_id=thread, text="In the topic")
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    assert sent["reply_to_message"]["forum_topic_created"]["name"] == "Housing", "as Telegram has it"
    answer = await talk.ok(
        "sendMessage", chat_id=where, text="Too", reply_parameters={"message_id": sent["message_id"]}
    )
    assert (answer["message_thread_id"], answer["reply_to_message"]["text"]) == (thread, "In the topic")
    general = await talk.ok("sendMessage", chat_id=where, text="In General")
    assert general.keys().isdisjoint({"message_thread_id", "is_topic_message", "reply_to_message"})
    fields = {"chat_id": where, "message_thread_id": thread, "photo": "attach://n"}
    assert (await upload(talk, "sendPhoto", fields, n=PHOTO))["result"]["message_thread_id"] == thread
    copy = await talk.ok(
        "copyMessage", chat_id=where, message_thread_id=thread, from_chat_id=where, message_id=general["message_id"]
    )
    assert talk.world.groups[where].messages[copy["message_id"]].thread == thread


async def test_people_write_into_topics(talk: Talk) -> None:
    where = await forum(talk)
    thread = await topic(talk, where)
    place = f"people/{talk.person}/chats/{where}"
    mine = (await talk.control(f"{place}/write", {"text": "Who has a room?", "thread": thread}))["message"]
    body = {"text": "I do", "reply_to": mine["message_id"], "quote": "a room"}
    await talk.control(f"{place}/write", body)
    await said(talk, where, "In General")
    first, second, third = [update["message"] for update in await talk.updates()]
    assert (first["message_thread_id"], first["reply_to_message"]["message_id"]) == (thread, thread)
    assert (second["message_thread_id"], second["reply_to_message"]["text"]) == (thread, "Who has a room?")
    assert second["quote"] == {"text": "a room", "position": 8, "is_manual": True}
    assert "message_thread_id" not in third
    general, housing = await topics(talk, where)
    assert (general["name"], general["thread"], housing["name"], housing["thread"]) == ("General", 0, "Housing", thread)
    await talk.control(f"{place}/write", {"text": "x", "thread": 99}, status=404)
    await talk.control(f"{place}/write", {**body, "quote": "two rooms"}, status=400)


async def test_a_closed_topic(talk: Talk) -> None:
    lina = await talk.new_person("Lina")
    where = await forum(talk, people=[lina])
    thread = await topic(talk, where)
    assert await talk.ok("closeForumTopic", chat_id=where, message_thread_id=thread)
    assert await talk.no("closeForumTopic", chat_id=where, message_thread_id=thread) == (
        "Bad Request: TOPIC_NOT_MODIFIED"
    )
    await talk.ok("sendMessage", chat_id=where, message_thread_id=thread, text="with the right")
    await talk.control(f"people/{lina}/chats/{where}/write", {"text": "x", "thread": thread}, status=409)
    await talk.control(f"groups/{where}/promote", {"account": BOT, "rights": ["can_manage_chat"]})
    for method, params in (("sendMessage", {"text": "x"}), ("sendChatAction", {"action": "typing"})):
        assert await talk.no(method, chat_id=where, message_thread_id=thread, **params) == "Bad Request: TOPIC_CLOSED"
    assert await talk.ok("reopenForumTopic", chat_id=where, message_thread_id=thread), "it made the topic"
    await talk.control(f"people/{lina}/chats/{where}/write", {"text": "x", "thread": thread})
    kinds = [
        next(iter(update["message"].keys() - COMMON), "text") for update in await talk.updates() if "message" in update
    ]
    assert kinds == ["forum_topic_closed", "forum_topic_reopened", "text"]


COMMON = {"message_id", "from", "chat", "date", "message_thread_id", "is_topic_message", "reply_to_message"}


async def test_a_topic_that_is_gone(talk: Talk) -> None:
    where = await forum(talk)
    thread = await topic(talk, where)
    sent = await talk.ok("sendMessage", chat_id=where, message_thread_id=thread, text="x")
    assert await talk.ok("deleteForumTopic", chat_id=where, message_thread_id=thread)
    for number in (thread, 1, 777):
        assert await talk.no("sendMessage", chat_id=where, message_thread_id=number, text="x") == (
            "Bad Request: message thread not found"
        )
    assert await talk.no("deleteMessage", chat_id=where, message_id=sent["message_id"]) == (
        "Bad Request: message to delete not found"
    )
    assert await talk.no("closeForumTopic", chat_id=where, message_thread_id=thread) == "Bad Request: TOPIC_ID_INVALID"


async def test_names_and_general(talk: Talk) -> None:
    where = await forum(talk)
    thread = await topic(talk, where)
    assert await talk.ok("editForumTopic", chat_id=where, message_thread_id=thread, name="Flats")
    assert await talk.no("editForumTopic", chat_id=where, message_thread_id=thread, name="Flats") == (
        "Bad Request: TOPIC_NOT_MODIFIED"
    )
    assert await talk.ok("editGeneralForumTopic", chat_id=where, name="Lobby")
    assert await talk.ok("closeGeneralForumTopic", chat_id=where)
    await talk.control(f"groups/{where}/promote", {"account": BOT, "rights": ["can_manage_chat"]})
    assert await talk.no("sendMessage", chat_id=where, text="x") == "Bad Request: TOPIC_CLOSED"
    general = (await topics(talk, where))[0]
    assert (general["name"], general["closed"]) == ("Lobby", True)


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("createForumTopic", {"name": "x"}, "not enough rights to create a topic"),
        ("editForumTopic", {"message_thread_id": 9, "name": "x"}, "not enough rights to edit the topic"),
        ("closeForumTopic", {"message_thread_id": 9}, "not enough rights to close or open the topic"),
        ("deleteForumTopic", {"message_thread_id": 9}, "not enough rights to delete the topic"),
    ],
)
async def test_without_the_right(talk: Talk, method: str, params: dict[str, Any], error: str) -> None:
    where = await forum(talk, rights=["can_manage_chat"])
    assert await talk.no(method, chat_id=where, **params) == f"Bad Request: {error}"
    plain = await group(talk)
    assert await talk.no(method, chat_id=plain, **params) == "Bad Request: the chat is not a forum"


async def test_groups_without_topics(talk: Talk) -> None:
    small, large = await group(talk, "group"), await group(talk)
    sent = await talk.ok("sendMessage", chat_id=large, message_thread_id=5, text="ignored")
    assert "message_thread_id" not in sent
    assert await talk.no("sendMessage", chat_id=small, message_thread_id=5, text="x") == (
        "Bad Request: message thread not found"
    )
    await talk.control(f"groups/{small}/forum", {}, status=409)
    await talk.control("groups", {"title": "x", "owner": talk.person, "kind": "group", "forum": True}, status=400)
    assert (await talk.control(f"groups/{large}/forum", {"on": True}))["is_forum"] is True
    assert (await talk.ok("getChat", chat_id=large))["is_forum"] is True
    made = await talk.control(f"groups/{large}/topics", {"name": "By people"})
    await talk.control(f"groups/{large}/topics/{made['message_thread_id']}/rename", {"name": "Better"})
    await talk.control(f"groups/{large}/topics/{made['message_thread_id']}/close", {})
    await talk.control(f"groups/{large}/topics/{made['message_thread_id']}/close", {}, status=409)
    await talk.control(f"groups/{large}/topics/{made['message_thread_id']}/delete", {})
    await talk.control(f"groups/{large}/forum", {"on": False})
    await talk.control(f"groups/{large}/topics", {"name": "x"}, status=409)
