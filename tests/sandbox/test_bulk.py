"""Thousands of people, and reading what a long run did to them."""

from typing import Any

import pytest

from sandbox.control.bulk import hash_of
from tests.sandbox.conftest import BOT, Talk


async def many(talk: Talk, count: int = 1000, **fields: Any) -> Any:
    return await talk.control("people/bulk", {"count": count, "bot": BOT, **fields})


async def test_people_who_started_the_bot(talk: Talk) -> None:
    made = await many(talk, blocked=0.3, deactivated=0.05, language_codes=["en", "ar"], seed=7)
    assert made["last_id"] - made["first_id"] == 999
    assert (len(made["blocked"]), len(made["deactivated"])) == (300, 50)
    assert not set(made["blocked"]) & set(made["deactivated"])
    assert talk.pending() == 0, "the bot heard nothing of it"
    fine = next(
        number for number in range(made["first_id"], made["last_id"])
        if number not in made["blocked"] and number not in made["deactivated"]
    )  # fmt: skip
    assert (await talk.ok("sendMessage", chat_id=fine, text="x"))["chat"]["first_name"].startswith("Person ")
    for number, error in (
        (made["blocked"][0], "Forbidden: bot was blocked by the user"),
        (made["deactivated"][0], "Forbidden: user is deactivated"),
    ):
        assert await talk.no("sendMessage", chat_id=number, text="x") == error
    languages = {talk.world.people[made["first_id"] + number].language_code for number in range(2)}
    assert languages == {"en", "ar"}
    again = await many(talk, blocked=0.3, seed=7)
    assert again["first_id"] == made["last_id"] + 1
    places = [[number - crowd["first_id"] for number in crowd["blocked"]] for crowd in (made, again)]
    assert places[0] == places[1], "the same seed, the same places"


async def test_people_who_say_so(talk: Talk) -> None:
    made = await many(talk, 3, tell=True, first_name="Aid", first_id=700)
    assert (made["first_id"], made["last_id"]) == (700, 702)
    assert [update["message"]["text"] for update in await talk.updates()] == ["/start"] * 3
    assert (await talk.control("people/700/chats"))["chats"][0]["last"]["text"] == "/start"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"count": 0}, 400),
        ({}, 400),
        ({"count": 2, "bot": 99}, 404),
        ({"count": 2, "blocked": 0.5}, 400),
        ({"count": 2, "bot": BOT, "blocked": 2}, 400),
        ({"count": 2, "bot": BOT, "blocked": 0.6, "deactivated": 0.6}, 400),
        ({"count": 2, "language_codes": "en"}, 400),
        ({"count": 2, "first_id": BOT - 1}, 409),
    ],
)
async def test_crowds_that_make_no_sense(talk: Talk, body: dict[str, Any], status: int) -> None:
    await talk.control("people/bulk", body, status=status)


async def test_what_each_chat_holds(talk: Talk) -> None:
    made = await many(talk, 2)
    one, two = made["first_id"], made["last_id"]
    first = await talk.ok("sendMessage", chat_id=one, text="News <b>1</b>", parse_mode="HTML")
    second = await talk.ok("sendMessage", chat_id=one, text="Other")
    await talk.ok("sendMessage", chat_id=two, text="News 1")
    gone = await talk.ok("sendMessage", chat_id=two, text="News 1")
    await talk.ok("deleteMessage", chat_id=two, message_id=gone["message_id"])
    await talk.control(f"people/{two}/chats/{BOT}/write", {"text": "News 1"})
    held = await talk.control(f"tally?bot={BOT}&texts=1")
    assert held["chats"][str(one)] == {
        "ids": [first["message_id"], second["message_id"]], "hashes": [hash_of("News 1"), hash_of("Other")],
        "deleted": 0,
    }  # fmt: skip
    assert (len(held["chats"][str(two)]["ids"]), held["chats"][str(two)]["deleted"]) == (1, 1)
    assert held["texts"] == {hash_of("News 1"): "News 1", hash_of("Other"): "Other"}
    assert str(talk.person) not in held["chats"], "only chats that hold or held something"
    news = await talk.control(f"tally?bot={BOT}&text=News")
    assert len(news["chats"][str(one)]["ids"]) == 1
    assert "texts" not in news
    later = int(talk.world.clock.now()) + 10
    assert (await talk.control(f"tally?bot={BOT}&since={later}"))["chats"].keys() == {str(two)}


async def test_the_log_in_pages_and_in_lines(talk: Talk) -> None:
    sent = [await talk.send(f"Text {number}") for number in range(5)]
    await talk.ok("getMe")
    await talk.ok("editMessageText", chat_id=talk.person, message_id=sent[0]["message_id"], text="New")
    await talk.call("deleteMessages", {"chat_id": talk.person, "message_ids": [1, 2]})
    await talk.call("sendMessage", {"chat_id": 1, "text": "x"})
    page = await talk.control("log?limit=3&method=sendMessage")
    assert [call["result"]["text"] for call in page["calls"]] == ["Text 0", "Text 1", "Text 2"]
    rest = await talk.control(f"log?limit=3&method=sendMessage&after={page['next']}")
    assert [call["ok"] for call in rest["calls"]] == [True, True, False]
    assert rest["next"] is None
    lines = await talk.control("log?compact=1")
    columns = lines["columns"]
    rows = [dict(zip(columns, line, strict=True)) for line in lines["calls"]]
    assert (rows[0]["chat"], rows[0]["status"], rows[0]["message_ids"], rows[0]["hash"]) == (
        talk.person, 200, [sent[0]["message_id"]], hash_of("Text 0"),
    )  # fmt: skip
    assert (rows[6]["method"], rows[6]["message_ids"], rows[6]["hash"]) == (
        "editMessageText", [sent[0]["message_id"]], hash_of("New"),
    )  # fmt: skip
    assert rows[7]["message_ids"] == [1, 2]
    assert (rows[8]["status"], rows[8]["message_ids"]) == (400, [])
    counts = (await talk.control("log/counts"))["counts"]
    assert {"method": "sendMessage", "status": 200, "count": 5} in counts
    assert {"method": "sendMessage", "status": 400, "count": 1} in counts
    await talk.control("log?limit=-1", status=400)
