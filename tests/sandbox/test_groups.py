"""Groups: who is in them, what bots hear and may do there, and what a migration or a removal does to them."""

from typing import Any

import pytest

from tests.sandbox.conftest import BOT, TOKEN, Talk
from tests.sandbox.test_albums import PHOTO
from tests.sandbox.test_files import upload


async def group(talk: Talk, kind: str = "supergroup", **fields: Any) -> int:
    """A group of Amina's with the bot in it; the bot has heard of it already."""
    body = {"title": "MENA hub", "kind": kind, "owner": talk.person, "bots": [BOT], **fields}
    made = await talk.control("groups", body)
    talk.world.bots[BOT].updates.clear()
    return int(made["id"])


async def said(talk: Talk, where: int, text: str, person: int = 0) -> Any:
    return await talk.control(f"people/{person or talk.person}/chats/{where}/write", {"text": text})


@pytest.mark.parametrize(
    ("kind", "told"), [("group", {"group_chat_created": True}), ("supergroup", {"new_chat_members": None})]
)
async def test_a_bot_hears_that_it_is_in_a_group(talk: Talk, kind: str, told: dict[str, Any]) -> None:
    made = await talk.control("groups", {"title": "Hub", "kind": kind, "owner": talk.person, "bots": [BOT]})
    assert (made["id"] < -1_000_000_000_000) is (kind == "supergroup")
    joined, message = await talk.updates()
    change = joined["my_chat_member"]
    assert (change["chat"]["type"], change["from"]["id"]) == (kind, talk.person)
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("left", "member")
    (name,) = told
    assert message["message"][name] == (told[name] or [change["new_chat_member"]["user"]])


async def test_sending_editing_and_deleting_in_a_group(talk: Talk) -> None:
    lina = await talk.new_person("Lina")
    where = await group(talk, people=[lina])
    keys = {"inline_keyboard": [[{"text": "Going", "callback_data": "go"}]]}
    sent = await talk.ok("sendMessage", chat_id=where, text="Event", reply_markup=keys)
    assert (sent["chat"], sent["message_id"]) == ({"id": where, "title": "MENA hub", "type": "supergroup"}, 3)
    media = '{"type":"photo","media":"attach://n"}'
    fields = {"chat_id": where, "message_id": 3, "media": media, "reply_markup": '{"inline_keyboard":[]}'}
    assert (await upload(talk, "editMessageMedia", fields, n=PHOTO))["ok"]
    for person in (talk.person, lina):
        assert (await talk.control(f"people/{person}/chats/{where}/messages"))["messages"][-1]["photo"]
    await talk.ok("editMessageReplyMarkup", chat_id=where, message_id=3, reply_markup=keys)
    await talk.control(f"people/{lina}/chats/{where}/press", {"message_id": 3, "data": "go"})
    (update,) = await talk.updates()
    assert update["callback_query"]["from"]["id"] == lina
    assert await talk.no("sendMessage", chat_id=lina, text="x") == (
        "Forbidden: bot can't initiate conversation with a user"
    ), "it knows her from the group, but she never started it"
    await talk.ok("deleteMessage", chat_id=where, message_id=3)
    assert len((await talk.control(f"people/{lina}/chats"))["chats"]) == 1


async def test_what_a_bot_hears_in_a_group(talk: Talk) -> None:
    where = await group(talk)
    await said(talk, where, "hello all")
    await said(talk, where, "/help")
    (heard,) = await talk.updates()
    assert heard["message"]["text"] == "/help"
    await talk.control(f"groups/{where}/promote", {"account": BOT})
    await said(talk, where, "hello again")
    updates = await talk.updates(heard["update_id"] + 1)
    change = updates[0]["my_chat_member"]["new_chat_member"]
    assert (change["status"], change["can_delete_messages"], change["can_promote_members"]) == (
        "administrator", True, False,
    )  # fmt: skip
    assert updates[1]["message"]["text"] == "hello again"
    number = updates[1]["message"]["message_id"]
    await talk.ok("deleteMessage", chat_id=where, message_id=number)
    await talk.control(f"groups/{where}/promote", {"account": BOT, "rights": []})
    theirs = (await said(talk, where, "/mine"))["message"]["message_id"]
    assert await talk.no("deleteMessage", chat_id=where, message_id=theirs) == "Bad Request: message can't be deleted"


async def test_a_bot_without_privacy_mode_hears_all(talk: Talk) -> None:
    where = await group(talk)
    await talk.control("bots", {"token": TOKEN, "privacy": False})
    assert (await talk.ok("getMe"))["can_read_all_group_messages"] is True
    await said(talk, where, "hello all")
    assert [update["message"]["text"] for update in await talk.updates()] == ["hello all"]


async def test_twenty_a_minute(strict: Talk) -> None:
    where = await group(strict)
    limits = strict.world.limits
    sent = [await strict.call("sendMessage", {"chat_id": where, "text": str(number)}) for number in range(3)]
    assert all(answer["ok"] for answer in sent)
    bucket = limits._chats[BOT, str(where)]
    bucket.recent.extend(bucket.recent[0] for _ in range(17))
    bucket.permits = 3
    answer = await strict.call("sendMessage", {"chat_id": where, "text": "x"})
    assert 55 <= answer["parameters"]["retry_after"] <= 60


async def test_a_basic_group_becomes_a_supergroup(talk: Talk) -> None:
    lina = await talk.new_person("Lina")
    old = await group(talk, "group", people=[lina], administrators=[lina])
    sent = await talk.ok("sendMessage", chat_id=old, text="Before")
    new = (await talk.control(f"groups/{old}/migrate", {}))["id"]
    first, second = await talk.updates()
    assert (first["message"]["chat"]["id"], first["message"]["migrate_to_chat_id"]) == (old, new)
    assert (second["message"]["chat"]["id"], second["message"]["migrate_from_chat_id"]) == (new, old)
    assert second["message"]["chat"]["type"] == "supergroup"
    for method, params in (
        ("sendMessage", {"text": "x"}), ("editMessageText", {"message_id": sent["message_id"], "text": "y"}),
        ("deleteMessage", {"message_id": sent["message_id"]}), ("getChatMemberCount", {}),
        ("sendMediaGroup", {"media": [{"type": "photo", "media": "x"}]}),
    ):  # fmt: skip
        answer = await talk.call(method, {"chat_id": old, **params})
        assert answer == {
            "ok": False, "error_code": 400, "parameters": {"migrate_to_chat_id": new},
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
        }  # fmt: skip
    assert (await talk.ok("getChat", chat_id=old))["type"] == "group", "what is over can still be read"
    await talk.ok("copyMessage", chat_id=new, from_chat_id=old, message_id=sent["message_id"])
    assert [member["status"] for member in await talk.ok("getChatAdministrators", chat_id=new)] == [
        "creator", "administrator",
    ]  # fmt: skip
    assert await talk.no("leaveChat", chat_id=old) == "Bad Request: chat is deactivated"
    chats = (await talk.control(f"people/{lina}/chats"))["chats"]
    assert [line["chat"]["id"] for line in chats] == [new], "on the phone the new one takes the old one's place"
    await talk.control(f"groups/{old}/migrate", {}, status=409)


@pytest.mark.parametrize(("kind", "name"), [("group", "group chat"), ("supergroup", "supergroup chat")])
async def test_a_bot_that_was_removed(talk: Talk, kind: str, name: str) -> None:
    where = await group(talk, kind)
    await talk.control(f"groups/{where}/remove", {"account": BOT})
    gone, message = await talk.updates()
    assert gone["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert message["message"]["left_chat_member"]["id"] == BOT
    for method in ("sendMessage", "editMessageText"):
        answer = await talk.call(method, {"chat_id": where, "message_id": 1, "text": "x"})
        assert (answer["error_code"], answer["description"]) == (403, f"Forbidden: bot was kicked from the {name}")
    assert (await talk.call("getChat", {"chat_id": where}))["ok"] is (kind == "group")
    await talk.control(f"groups/{where}/add", {"accounts": [BOT]})
    await talk.ok("sendMessage", chat_id=where, text="back")
    await talk.ok("leaveChat", chat_id=where)
    assert await talk.no("sendMessage", chat_id=where, text="x") == f"Forbidden: bot is not a member of the {name}"


async def test_a_group_that_was_deleted(talk: Talk) -> None:
    small, large = await group(talk, "group"), await group(talk)
    for where, error in (
        (small, "the group chat was deleted"), (large, "bot is not a member of the supergroup chat"),
    ):  # fmt: skip
        await talk.control(f"groups/{where}/delete", {})
        assert await talk.no("sendMessage", chat_id=where, text="x") == f"Forbidden: {error}"
    assert await talk.no("sendMessage", chat_id=-77, text="x") == "Bad Request: chat not found"
    assert [one["closed"] for one in (await talk.control("groups"))["groups"]] == [True, True]


async def test_people_come_and_go(talk: Talk) -> None:
    lina, omar = await talk.new_person("Lina"), await talk.new_person("Omar")
    where = await group(talk)
    await talk.control(f"groups/{where}/promote", {"account": BOT})
    await talk.ok("getUpdates", allowed_updates=["message", "chat_member"], offset=-1)
    talk.world.bots[BOT].updates.clear()
    await talk.control(f"groups/{where}/add", {"accounts": [lina, omar], "by": talk.person})
    await talk.control(f"groups/{where}/remove", {"account": lina, "by": lina})
    await talk.control(f"groups/{where}/remove", {"account": omar, "ban": True})
    kinds = [(*update.keys() - {"update_id"},)[0] for update in await talk.updates()]
    assert kinds == ["chat_member", "chat_member", "message", "chat_member", "message", "chat_member", "message"]
    statuses = [(await talk.ok("getChatMember", chat_id=where, user_id=who))["status"] for who in (lina, omar)]
    assert statuses == ["left", "kicked"]
    assert await talk.ok("getChatMemberCount", chat_id=where) == 2
    await talk.control(f"people/{lina}/chats/{where}/write", {"text": "x"}, status=404)
    assert await talk.no("getChatAdministrators", chat_id=talk.person) == (
        "Bad Request: there are no administrators in the private chat"
    )
    assert (await talk.ok("getChat", chat_id=where))["permissions"]["can_send_messages"] is True


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("groups", {"title": "x", "owner": 1}, 404),
        ("groups", {"title": "x", "owner": BOT}, 400),
        ("groups", {"title": "x"}, 400),
        ("groups", {"title": "x", "owner": 5_000_000_001, "kind": "channel"}, 400),
        ("groups", {"title": "x", "owner": 5_000_000_001, "id": 5}, 409),
        ("groups", {"title": "x", "owner": 5_000_000_001, "people": [True]}, 400),
        ("groups", {"title": "x", "owner": 5_000_000_001, "administrators": [BOT]}, 400),
        ("groups/-5/add", {"accounts": []}, 404),
        ("groups/{}/add", {"accounts": [BOT], "by": 7}, 404),
        ("groups/{}/remove", {"account": 5_000_000_001}, 409),
        ("groups/{}/promote", {"account": BOT, "rights": ["fly"]}, 400),
        ("groups/{}/migrate", {}, 409),
    ],
)
async def test_groups_that_make_no_sense(talk: Talk, path: str, body: dict[str, Any], status: int) -> None:
    where = await group(talk)
    await talk.control(path.format(where), body, status=status)
