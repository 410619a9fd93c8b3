"""Who may be in a group, and by which door: bans, restrictions, links, and asking to come in."""

from typing import Any

import pytest

from tests.sandbox.conftest import BOT, Talk
from tests.sandbox.test_groups import group, said

RIGHTS = ["can_manage_chat", "can_restrict_members", "can_invite_users", "can_delete_messages", "can_change_info"]


async def managed(talk: Talk, kind: str = "supergroup", rights: list[str] | None = None, **fields: Any) -> int:
    """A group of Amina's in which the bot is an administrator and asked to hear of members."""
    where = await group(talk, kind, **fields)
    await talk.control(f"groups/{where}/promote", {"account": BOT, "rights": RIGHTS if rights is None else rights})
    await talk.ok("getUpdates", allowed_updates=["message", "chat_member", "chat_join_request"], offset=-1)
    talk.world.bots[BOT].updates.clear()
    return where


async def link(talk: Talk, where: int, **params: Any) -> str:
    return str((await talk.ok("createChatInviteLink", chat_id=where, **params))["invite_link"])


async def join(talk: Talk, person: int, address: str, status: int = 200) -> Any:
    return await talk.control(f"people/{person}/join", {"link": address}, status=status)


async def test_coming_by_a_link(talk: Talk) -> None:
    lina, where = await talk.new_person("Lina"), await managed(talk)
    made = await talk.ok("createChatInviteLink", chat_id=where, name="Poster", member_limit=1)
    assert (made["name"], made["member_limit"], made["is_primary"], made["creates_join_request"]) == (
        "Poster", 1, False, False,
    )  # fmt: skip
    seen = await talk.control(f"people/{lina}/link", {"link": made["invite_link"]})
    assert (seen["chat"]["title"], seen["asks"], seen["member"]) == ("MENA hub", False, False)
    assert await join(talk, lina, made["invite_link"]) == {"chat": where, "joined": True, "asked": False}
    change, message = await talk.updates()
    change = change["chat_member"]
    assert (change["from"]["id"], change["new_chat_member"]["status"]) == (lina, "member")
    assert change["invite_link"]["invite_link"] == made["invite_link"]
    assert message["message"]["new_chat_members"][0]["id"] == lina
    await join(talk, lina, made["invite_link"], status=409)
    await join(talk, await talk.new_person("Omar"), made["invite_link"], status=409)


async def test_asking_to_come_in(talk: Talk) -> None:
    lina, where = await talk.new_person("Lina"), await managed(talk)
    address = await link(talk, where, creates_join_request=True)
    assert (await join(talk, lina, address))["asked"] is True
    (update,) = await talk.updates()
    asked = update["chat_join_request"]
    assert (asked["from"]["id"], asked["user_chat_id"], asked["chat"]["id"]) == (lina, lina, where)
    assert asked["invite_link"]["pending_join_request_count"] == 1
    await talk.ok("sendMessage", chat_id=lina, text="One moment")
    assert (await talk.see(lina))[0]["text"] == "One moment"
    talk.skip(301)
    assert await talk.no("sendMessage", chat_id=lina, text="x") == (
        "Forbidden: bot can't initiate conversation with a user"
    )
    assert await talk.ok("approveChatJoinRequest", chat_id=where, user_id=lina)
    change = (await talk.updates(update["update_id"] + 1))[0]["chat_member"]
    assert (change["via_join_request"], change["from"]["id"], change["new_chat_member"]["status"]) == (
        True, BOT, "member",
    )  # fmt: skip
    assert await talk.no("approveChatJoinRequest", chat_id=where, user_id=lina) == (
        "Bad Request: USER_ALREADY_PARTICIPANT"
    )


async def test_being_turned_away(talk: Talk) -> None:
    lina, where = await talk.new_person("Lina"), await managed(talk)
    address = await link(talk, where, creates_join_request=True)
    await join(talk, lina, address)
    assert (await talk.control(f"groups/{where}/links"))["asked"][0]["id"] == lina
    assert await talk.ok("declineChatJoinRequest", chat_id=where, user_id=lina)
    assert await talk.no("declineChatJoinRequest", chat_id=where, user_id=lina) == "Bad Request: HIDE_REQUESTER_MISSING"
    assert await talk.no("sendMessage", chat_id=lina, text="x") == (
        "Forbidden: bot can't initiate conversation with a user"
    ), "the question is settled"
    await join(talk, lina, address)
    await talk.control(f"people/{lina}/withdraw", {"link": address})
    await talk.control(f"groups/{where}/approve", {"account": lina}, status=404)
    await join(talk, lina, address)
    await talk.control(f"groups/{where}/approve", {"account": lina})
    assert (await talk.ok("getChatMember", chat_id=where, user_id=lina))["status"] == "member"


async def test_links_come_and_go(talk: Talk) -> None:
    lina, where = await talk.new_person("Lina"), await managed(talk)
    first = await talk.ok("exportChatInviteLink", chat_id=where)
    assert (await talk.ok("getChat", chat_id=where))["invite_link"] == first
    second = await talk.ok("exportChatInviteLink", chat_id=where)
    assert first != second
    await join(talk, lina, first, status=409)
    address = await link(talk, where, expire_date=int(talk.world.clock.now()) + 60)
    edited = await talk.ok("editChatInviteLink", chat_id=where, invite_link=address, creates_join_request=True)
    assert (edited["creates_join_request"], "expire_date" in edited) == (True, False)
    assert (await talk.ok("revokeChatInviteLink", chat_id=where, invite_link=address))["is_revoked"] is True
    await join(talk, lina, address, status=409)
    await join(talk, lina, "https://t.me/+nothing", status=404)
    short = await link(talk, where, expire_date=int(talk.world.clock.now()) + 60)
    talk.skip(61)
    await join(talk, lina, short, status=409)
    assert await talk.no("createChatInviteLink", chat_id=where, creates_join_request=True, member_limit=3) == (
        "Bad Request: member limit can't be specified for links requiring administrator approval"
    )


async def test_bans(talk: Talk) -> None:
    lina, where = await talk.new_person("Lina"), await managed(talk)
    address = await link(talk, where)
    await join(talk, lina, address)
    assert await talk.ok("banChatMember", chat_id=where, user_id=lina, until_date=int(talk.world.clock.now()) + 3600)
    change = (await talk.updates())[-1]["chat_member"]
    assert (change["from"]["id"], change["new_chat_member"]["status"]) == (BOT, "kicked")
    await join(talk, lina, address, status=409)
    talk.skip(3601)
    await join(talk, lina, address)
    assert await talk.ok("banChatMember", chat_id=where, user_id=lina)
    assert await talk.ok("unbanChatMember", chat_id=where, user_id=lina, only_if_banned=True)
    assert (await talk.ok("getChatMember", chat_id=where, user_id=lina))["status"] == "left"
    await join(talk, lina, address)
    assert await talk.ok("unbanChatMember", chat_id=where, user_id=lina, only_if_banned=True)
    assert (await talk.ok("getChatMember", chat_id=where, user_id=lina))["status"] == "member"
    assert await talk.ok("unbanChatMember", chat_id=where, user_id=lina)
    assert (await talk.ok("getChatMember", chat_id=where, user_id=lina))["status"] == "left"


async def test_restrictions(talk: Talk) -> None:
    lina = await talk.new_person("Lina")
    where = await managed(talk, people=[lina])
    assert await talk.ok("restrictChatMember", chat_id=where, user_id=lina, permissions={"can_send_messages": False})
    member = await talk.ok("getChatMember", chat_id=where, user_id=lina)
    assert (member["status"], member["can_send_messages"], member["is_member"]) == ("restricted", False, True)
    await talk.control(f"people/{lina}/chats/{where}/write", {"text": "x"}, status=409)
    every = dict.fromkeys((await talk.ok("getChat", chat_id=where))["permissions"], True)
    assert await talk.ok("restrictChatMember", chat_id=where, user_id=lina, permissions=every)
    await said(talk, where, "again", lina)
    await talk.control(f"groups/{where}/promote", {"account": BOT, "rights": []})
    await talk.control(f"groups/{where}/restrict", {"account": BOT, "permissions": []})
    assert await talk.no("sendMessage", chat_id=where, text="x") == (
        "Bad Request: not enough rights to send text messages to the chat"
    )


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("banChatMember", {"user_id": 0}, "not enough rights to restrict/unrestrict chat member"),
        ("unbanChatMember", {"user_id": 0}, "not enough rights to restrict/unrestrict chat member"),
        ("createChatInviteLink", {}, "not enough rights to manage chat invite link"),
        ("exportChatInviteLink", {}, "not enough rights to manage chat invite link"),
        ("approveChatJoinRequest", {"user_id": 0}, "not enough rights to manage chat invite link"),
        ("setChatDescription", {"description": "x"}, "not enough rights to set chat description"),
        ("setChatTitle", {"title": "x"}, "not enough rights to set chat title"),
    ],
)
async def test_without_the_right(talk: Talk, method: str, params: dict[str, Any], error: str) -> None:
    lina = await talk.new_person("Lina")
    where = await managed(talk, rights=["can_manage_chat"], people=[lina])
    params = {**params, "user_id": lina} if "user_id" in params else params
    assert await talk.no(method, chat_id=where, **params) == f"Bad Request: {error}"


async def test_who_cannot_be_touched(talk: Talk) -> None:
    lina = await talk.new_person("Lina")
    where = await managed(talk, people=[lina], administrators=[lina])
    for who, error in (
        (talk.person, "can't remove chat owner"), (lina, "user is an administrator of the chat"),
        (BOT, "can't restrict self"), (77, "user not found"), (0, "invalid user_id specified"),
    ):  # fmt: skip
        assert await talk.no("banChatMember", chat_id=where, user_id=who) == f"Bad Request: {error}"


async def test_title_and_description(talk: Talk) -> None:
    where = await managed(talk)
    assert await talk.ok("setChatDescription", chat_id=where, description="The bot reads along.")
    assert (await talk.ok("getChat", chat_id=where))["description"] == "The bot reads along."
    assert await talk.no("setChatDescription", chat_id=where, description="The bot reads along.") == (
        "Bad Request: chat description is not modified"
    )
    assert await talk.ok("setChatTitle", chat_id=where, title="Hub Amman")
    assert (await talk.ok("getChat", chat_id=where))["title"] == "Hub Amman"


async def test_deleting_what_others_wrote(talk: Talk) -> None:
    lina = await talk.new_person("Lina")
    where = await managed(talk, people=[lina])
    young, old = [(await said(talk, where, text, lina))["message"]["message_id"] for text in ("young", "old")]
    assert await talk.ok("deleteMessages", chat_id=where, message_ids=[young])
    talk.skip(48 * 3600)
    assert await talk.no("deleteMessage", chat_id=where, message_id=old) == "Bad Request: message can't be deleted"


async def test_links_die_with_a_basic_group(talk: Talk) -> None:
    lina, omar = await talk.new_person("Lina"), await talk.new_person("Omar")
    where = await managed(talk, "group")
    open_door, asking = await link(talk, where), await link(talk, where, creates_join_request=True)
    await join(talk, lina, asking)
    new = (await talk.control(f"groups/{where}/migrate", {}))["id"]
    for person, address in ((lina, asking), (omar, open_door)):
        await join(talk, person, address, status=409)
    assert await talk.no("approveChatJoinRequest", chat_id=new, user_id=lina) == "Bad Request: HIDE_REQUESTER_MISSING"
    answer = await talk.call("createChatInviteLink", {"chat_id": where})
    assert answer["parameters"] == {"migrate_to_chat_id": new}
    await talk.control(f"groups/{new}/forum", {"on": True})


async def test_only_who_asked_for_them_hears_of_members(talk: Talk) -> None:
    where = await managed(talk)
    await talk.ok("getUpdates", allowed_updates=["message"], offset=-1)
    await talk.control(f"groups/{where}/add", {"accounts": [await talk.new_person("Lina")]})
    assert [update.keys() - {"update_id"} for update in await talk.updates()] == [{"message"}]
