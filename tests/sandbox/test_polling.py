"""Long polling."""

import asyncio

from tests.sandbox.conftest import BOT, Talk, soon, within

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


async def test_a_poll_waits_until_something_happens(talk: Talk) -> None:
    poll = asyncio.create_task(talk.updates(timeout=50))
    await soon(lambda: talk.world.bots[BOT].updates.poll)
    await asyncio.sleep(0.05)
    assert not poll.done()
    await talk.act("write", text="Hello")
    (update,) = await within(poll)
    assert update["message"]["text"] == "Hello"
    assert update["message"]["from"]["language_code"] == "ar"


async def test_a_poll_ends_by_itself(talk: Talk) -> None:
    assert await within(talk.updates(offset=1, timeout=1)) == []


async def test_the_offset_confirms_what_lies_before_it(talk: Talk) -> None:
    for text in "abcd":
        await talk.act("write", text=text)
    first, second, third, _ = await talk.updates()
    assert [one["update_id"] - first["update_id"] for one in (first, second, third)] == [0, 1, 2]
    left = await talk.updates(offset=third["update_id"])
    assert [one["message"]["text"] for one in left] == ["c", "d"]
    assert talk.pending() == 2
    assert [one["message"]["text"] for one in await talk.updates(offset=-1)] == ["d"]
    assert talk.pending() == 1


async def test_the_limit_is_clamped(talk: Talk) -> None:
    for _ in range(101):
        await talk.act("write", text="x")
    assert len(await talk.updates(offset=1, limit=1000)) == 100
    assert len(await talk.updates(offset=2, limit=-3)) == 1
    assert len(await talk.updates(offset=3, limit=7)) == 7
    assert len(await talk.updates(offset=3)) == 1, "the same again at once is slowed down"


async def test_the_older_of_two_polls_is_sent_away(talk: Talk) -> None:
    older = asyncio.create_task(talk.call("getUpdates", {"timeout": 50}))
    await soon(lambda: talk.world.bots[BOT].updates.poll)
    newer = asyncio.create_task(talk.call("getUpdates", {"timeout": 50}))
    answer = await within(older)
    assert (answer["error_code"], answer["description"]) == (409, CONFLICT)
    await talk.act("write", text="Hello")
    assert len((await within(newer))["result"]) == 1


async def test_a_lost_client_frees_its_poll(talk: Talk) -> None:
    poll = asyncio.create_task(talk.updates(timeout=50))
    await soon(lambda: talk.world.bots[BOT].updates.poll)
    poll.cancel()
    await soon(lambda: talk.world.bots[BOT].updates.poll is None)
    await talk.act("write", text="Hello")
    assert len(await within(talk.updates())) == 1


async def test_updates_wait_for_a_day_and_presses_for_150_seconds(talk: Talk) -> None:
    sent = await talk.send("x", reply_markup={"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]})
    await talk.act("write", text="Hello")
    await talk.act("press", message_id=sent["message_id"], data="a")
    assert [list(one)[1] for one in await talk.updates(offset=1)] == ["message", "callback_query"]
    talk.skip(151)
    assert [list(one)[1] for one in await talk.updates(offset=2)] == ["message"]
    talk.skip(86_400)
    assert await talk.updates(offset=3) == []


async def test_allowed_updates_stay_until_they_change(talk: Talk) -> None:
    assert await talk.updates(offset=1, allowed_updates=["message", "nonsense"]) == []
    await talk.act("block")
    await talk.act("start")
    assert [list(one)[1] for one in await talk.updates(offset=2)] == ["message"]
    await talk.updates(offset=-1, allowed_updates=[])
    await talk.act("block")
    assert "my_chat_member" in (await talk.updates(offset=3))[-1]


async def test_blocking_and_coming_back_are_told(talk: Talk) -> None:
    await talk.act("block")
    await talk.act("unblock")
    blocked, back = (one["my_chat_member"] for one in await talk.updates())
    assert (blocked["old_chat_member"]["status"], blocked["new_chat_member"]["status"]) == ("member", "kicked")
    assert (back["new_chat_member"]["status"], back["chat"]["id"]) == ("member", talk.person)


async def test_a_deletion_by_a_person_tells_the_bot_nothing(talk: Talk) -> None:
    sent = await talk.send("x")
    await talk.act("delete", message_id=sent["message_id"])
    await talk.act("delete", message_id=1, for_everyone=False)
    assert talk.pending() == 0
    assert await talk.see() == []
    assert await talk.no("editMessageText", chat_id=talk.person, message_id=sent["message_id"], text="y") == (
        "Bad Request: message to edit not found"
    )


async def test_empty_polls_are_not_logged(talk: Talk) -> None:
    await talk.updates(offset=1)
    await talk.act("write", text="x")
    await talk.updates(offset=2)
    calls = (await talk.control("log?method=getupdates"))["calls"]
    assert [call["params"] for call in calls] == [{"offset": 2}]
