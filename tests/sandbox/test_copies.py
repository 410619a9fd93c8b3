"""Copies and forwards, one and many."""

import json
from typing import Any

from tests.sandbox.conftest import BOT, Talk
from tests.sandbox.test_albums import PAPER, PHOTO, album, part, pictures
from tests.sandbox.test_files import upload


async def second_chat(talk: Talk) -> int:
    """Another person who started the bot."""
    return int((await talk.control("people/bulk", {"count": 1, "bot": BOT, "first_name": "Lina"}))["first_id"])


async def seen_by(talk: Talk, person: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await talk.see(person)
    return found


async def test_a_copy_says_nothing_of_where_it_came_from(talk: Talk) -> None:
    lina = await second_chat(talk)
    told = (await talk.act("write", text="See https://example.org"))["message"]
    keys = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    copied = await talk.ok(
        "copyMessage", chat_id=lina, from_chat_id=talk.person, message_id=told["message_id"], reply_markup=keys
    )
    assert copied.keys() == {"message_id"}
    (message,) = await seen_by(talk, lina)
    assert (message["message_id"], message["text"]) == (copied["message_id"], "See https://example.org")
    assert message["entities"][0]["type"] == "url"
    assert message["from"]["id"] == BOT
    assert message["reply_markup"] == keys
    assert "forward_origin" not in message


async def test_a_copy_may_have_a_caption_of_its_own(talk: Talk) -> None:
    paper = (await upload(talk, "sendDocument", {"chat_id": talk.person, "caption": "Old"}, document=PAPER))["result"]
    where = {"chat_id": talk.person, "from_chat_id": talk.person, "message_id": paper["message_id"]}
    await talk.ok("copyMessage", **where)
    await talk.ok("copyMessage", **where, caption="<b>New</b>", parse_mode="HTML")
    await talk.ok("copyMessage", **where, caption="")
    assert [message.get("caption") for message in await talk.see()][-3:] == ["Old", "New", None]
    assert await talk.no("copyMessage", **where, caption="x" * 1025) == "Bad Request: message caption is too long"
    text = await talk.send("x")
    await talk.ok("copyMessage", **where | {"message_id": text["message_id"]}, caption="left out")
    assert (await talk.see())[-1]["text"] == "x"


async def test_forwards_name_their_origin_and_stay_as_they_are(talk: Talk) -> None:
    lina = await second_chat(talk)
    told = (await talk.act("write", text="Hello"))["message"]
    sent = await talk.ok("forwardMessage", chat_id=lina, from_chat_id=talk.person, message_id=told["message_id"])
    assert sent["forward_origin"]["type"] == "user"
    assert sent["forward_origin"]["sender_user"]["id"] == talk.person
    again = await talk.ok("forwardMessage", chat_id=talk.person, from_chat_id=lina, message_id=sent["message_id"])
    assert again["forward_origin"] == sent["forward_origin"], "the first origin stays"
    assert await talk.no("editMessageText", chat_id=lina, message_id=sent["message_id"], text="x") == (
        "Bad Request: message can't be edited"
    )
    protected = await talk.send("mine", protect_content=True)
    where = {"chat_id": lina, "from_chat_id": talk.person, "message_id": protected["message_id"]}
    assert await talk.no("forwardMessage", **where) == "Bad Request: the message can't be forwarded"
    await talk.ok("copyMessage", **where)


async def test_a_forward_keeps_only_buttons_that_work_anywhere(talk: Talk) -> None:
    link, press = {"text": "U", "url": "https://example.org/"}, {"text": "A", "callback_data": "a"}
    for row, kept in (([link], True), ([link, press], False)):
        sent = await talk.send("x", reply_markup={"inline_keyboard": [row]})
        forward = await talk.ok(
            "forwardMessage", chat_id=talk.person, from_chat_id=talk.person, message_id=sent["message_id"]
        )
        assert ("reply_markup" in forward) is kept


async def test_an_album_stays_one(talk: Talk) -> None:
    lina = await second_chat(talk)
    parts = await pictures(talk)
    ids = [message["message_id"] for message in parts]
    for method, more in (("copyMessages", {"remove_caption": True}), ("forwardMessages", {})):
        made = await talk.ok(method, chat_id=lina, from_chat_id=talk.person, message_ids=[*ids, 9999], **more)
        assert len(made) == 2, "what is missing is left out"
        shown = (await seen_by(talk, lina))[-2:]
        assert [message["message_id"] for message in shown] == [one["message_id"] for one in made]
        assert shown[0]["media_group_id"] == shown[1]["media_group_id"] != parts[0]["media_group_id"]
        assert ("caption" in shown[0]) is not more.get("remove_caption", False)
    await talk.ok("copyMessage", chat_id=lina, from_chat_id=talk.person, message_id=ids[0])
    assert "media_group_id" not in (await seen_by(talk, lina))[-1], "one part alone is no album"


async def test_copies_that_are_refused(talk: Talk) -> None:
    where = {"chat_id": talk.person, "from_chat_id": talk.person}
    assert await talk.no("copyMessage", **where, message_id=99) == "Bad Request: message to copy not found"
    assert await talk.no("forwardMessage", **where, message_id=99) == "Bad Request: message to forward not found"
    assert await talk.no("copyMessage", chat_id=talk.person) == 'Bad Request: parameter "from_chat_id" is required'
    assert await talk.no("copyMessages", **where, message_ids=[99]) == "Bad Request: there are no messages to forward"
    assert await talk.no("copyMessages", **where, message_ids=[2, 1]) == (
        "Bad Request: message identifiers must be in a strictly increasing order"
    )
    assert await talk.no("copyMessages", **where, message_ids=list(range(1, 102))) == (
        "Bad Request: too many message identifiers specified"
    )
    sent = await talk.send("x")
    stranger = await talk.new_person("Bilal")
    await talk.act("contact", phone_number=talk.world.people[stranger].phone_number)
    assert await talk.no("copyMessage", **where | {"chat_id": stranger}, message_id=sent["message_id"]) == (
        "Forbidden: bot can't initiate conversation with a user"
    )


async def test_many_count_as_many(strict: Talk) -> None:
    files = {"a": PHOTO}
    answer = await album(strict, part("photo", "a"), part("photo", "a"), **files)
    ids = [message["message_id"] for message in answer["result"]]
    before = len(strict.world.limits._seconds[42])
    await strict.ok("copyMessages", chat_id=strict.person, from_chat_id=strict.person, message_ids=json.dumps(ids))
    assert len(strict.world.limits._seconds[42]) == before + 2
