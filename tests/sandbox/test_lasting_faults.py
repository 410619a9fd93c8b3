"""Faults that last, that strike by chance, and a Telegram that is away altogether."""

import asyncio
from collections import Counter
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.sandbox.conftest import BOT, Talk, soon, within


async def texts(talk: Talk) -> list[str]:
    return [message["text"] for message in await talk.see() if not message["out"]]


async def test_a_429_until_the_clock_says_otherwise(talk: Talk) -> None:
    await talk.control("faults", {"kind": "status", "code": 429, "method": "send*", "lasts": 600})
    first = await talk.call("sendMessage", {"chat_id": talk.person, "text": "x"})
    assert (first["error_code"], first["parameters"]["retry_after"]) == (429, 600)
    talk.skip(500.5)
    again = await talk.call("sendMessage", {"chat_id": talk.person, "text": "x"})
    assert again["parameters"]["retry_after"] == 100, "what is left of it"
    await talk.ok("getMe")
    (standing,) = (await talk.control("faults"))["faults"]
    assert (standing["hits"], standing["left"]) == (2, pytest.approx(99.5, abs=2))
    talk.skip(100)
    await talk.send("y")
    assert (await talk.control("faults"))["faults"] == []


async def test_a_429_for_one_chat_in_real_time(talk: Talk) -> None:
    made = await talk.control("people/bulk", {"count": 1, "bot": BOT})
    fault = {"kind": "status", "code": 429, "retry_after": 7, "chat": talk.person, "lasts_real": 0.2}
    await talk.control("faults", fault)
    refused = await talk.call("sendMessage", {"chat_id": talk.person, "text": "x"})
    assert refused["parameters"]["retry_after"] == 7
    await talk.ok("sendMessage", chat_id=made["first_id"], text="x")
    talk.skip(3600)
    assert not (await talk.call("sendMessage", {"chat_id": talk.person, "text": "x"}))["ok"], "skipping is not waiting"
    await asyncio.sleep(0.25)
    await talk.send("y")


async def test_a_burst_and_then_no_more(talk: Talk) -> None:
    await talk.control("faults", {"kind": "status", "code": 500, "method": "sendMessage", "lasts": 60, "times": 3})
    answers = [(await talk.call("sendMessage", {"chat_id": talk.person, "text": "x"}))["ok"] for _ in range(5)]
    assert answers == [False, False, False, True, True]


async def storm(talk: Talk, people: list[int]) -> dict[int, list[int]]:
    """The status of three sends to each person under several faults by chance."""
    for number, body in enumerate((
        {"kind": "status", "code": 500, "probability": 0.2},
        {"kind": "html", "code": 502, "probability": 0.2, "acts": True},
        {"kind": "truncate", "probability": 0.2},
    )):  # fmt: skip
        await talk.control("faults", {"method": "sendMessage", "seed": number, **body})
    found: dict[int, list[int]] = {person: [] for person in people}

    async def send(person: int) -> None:
        for _ in range(3):
            url = f"{talk.base}/bot42:TEST/sendMessage"
            async with talk.http.post(url, json={"chat_id": person, "text": "x"}) as response:
                whole = (await response.read()).endswith(b"}")
                found[person].append(response.status if whole or response.status != 200 else 0)

    await asyncio.gather(*(send(person) for person in people))
    await talk.control("faults", verb="DELETE")
    return found


async def test_chance_is_the_same_whatever_the_order(talk: Talk) -> None:
    made = await talk.control("people/bulk", {"count": 60, "bot": BOT})
    people = list(range(made["first_id"], made["last_id"] + 1))
    first = await storm(talk, people)
    assert await storm(talk, people[::-1]) == first
    seen = Counter(status for statuses in first.values() for status in statuses)
    assert seen.keys() == {200, 500, 502, 0}
    assert 15 < seen[500] < 60
    held = (await talk.control(f"tally?bot={BOT}"))["chats"]
    stored = sum(len(held.get(str(person), {"ids": []})["ids"]) for person in people)
    assert stored == 2 * (seen[200] + seen[502] + seen[0]), "what acts is stored, whatever is answered"


async def test_a_time_out_after_the_message_was_stored(talk: Talk) -> None:
    await talk.control("faults", {"method": "sendMessage", "kind": "timeout", "acts": True})
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(talk.send("x"), 0.1)
    assert await texts(talk) == ["x"]
    await talk.control("faults", {"kind": "slow", "acts": True}, status=400)


@pytest.mark.parametrize("silent", [False, True])
async def test_ten_minutes_without_telegram(talk: Talk, silent: bool) -> None:
    poll = asyncio.create_task(talk.updates(timeout=30))
    await soon(lambda: talk.world.bots[BOT].updates.poll)
    await talk.control("faults", {"kind": "away", "lasts": 600, "silent": silent})
    lost = TimeoutError if silent else aiohttp.ClientError
    await talk.act("write", text="Anybody there?")
    with pytest.raises(lost):
        await within(poll, 0.2 if silent else 5)
    for method in ("sendMessage", "getUpdates"):
        with pytest.raises(lost):
            await within(talk.call(method, {"chat_id": talk.person, "text": "x"}), 0.1 if silent else 5)
    with pytest.raises(lost):
        await within(talk.http.get(f"{talk.base}/file/bot42:TEST/documents/file_0"), 0.1 if silent else 5)
    assert await texts(talk) == []
    lines = (await talk.control("log?compact=1"))["calls"]
    assert [line[5] for line in lines] == ["away", "away"]
    await talk.control("clock", {"advance": 601})
    assert [update["message"]["text"] for update in await talk.updates()] == ["Anybody there?"]
    await talk.send("Back")


async def test_a_webhook_hears_nothing_while_telegram_is_away(talk: Talk) -> None:
    got: list[Any] = []

    async def hear(request: web.Request) -> web.Response:
        got.append(await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hear)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await talk.ok("setWebhook", url=f"http://127.0.0.1:{runner.addresses[0][1]}/hook")
        await talk.control("faults", {"kind": "away", "bot": BOT})
        await talk.act("write", text="x")
        await asyncio.sleep(0.1)
        assert got == []
        await talk.control("faults", verb="DELETE")
        await soon(lambda: got)
    finally:
        await runner.cleanup()


async def test_disarming_one(talk: Talk) -> None:
    first = (await talk.control("faults", {"kind": "status"}))["id"]
    second = (await talk.control("faults", {"kind": "html", "probability": 0.5, "seed": 3}))["id"]
    await talk.control(f"faults/{first}", verb="DELETE")
    (left,) = (await talk.control("faults"))["faults"]
    assert (left["id"], left["probability"], left["seed"], left["code"]) == (second, 0.5, 3, 502)
    await talk.control(f"faults/{first}", verb="DELETE", status=404)


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "status", "probability": 2},
        {"kind": "status", "lasts": -1},
        {"kind": "status", "times": 0},
        {"kind": "cut_before", "acts": True},
    ],
)
async def test_lasting_faults_that_make_no_sense(talk: Talk, body: dict[str, Any]) -> None:
    await talk.control("faults", body, status=400)
