"""Calls that go wrong because the test said so."""

import asyncio

import aiohttp
import pytest

from tests.sandbox.conftest import Talk, soon


async def texts(talk: Talk) -> list[str]:
    return [message["text"] for message in await talk.see() if not message["out"]]


async def test_the_nth_call_fails_and_no_other(talk: Talk) -> None:
    await talk.control("faults", {"method": "sendMessage", "nth": 2, "times": 2, "kind": "status", "code": 500})
    answers = [await talk.call("sendMessage", {"chat_id": talk.person, "text": str(number)}) for number in range(4)]
    assert [answer["ok"] for answer in answers] == [True, False, False, True]
    assert await texts(talk) == ["0", "3"]
    assert (await talk.control("faults"))["faults"] == []
    faults = [call.get("fault") for call in (await talk.control("log?method=sendMessage"))["calls"]]
    assert faults == [None, "status", "status", None]


async def test_only_what_matches_is_hit(talk: Talk) -> None:
    await talk.control("faults", {"chat": 99, "kind": "status"})
    await talk.control("faults", {"bot": 43, "kind": "status"})
    await talk.send("x")
    assert len((await talk.control("faults"))["faults"]) == 2
    await talk.control("faults", verb="DELETE")
    assert (await talk.control("faults"))["faults"] == []


async def test_too_many_requests_on_demand(talk: Talk) -> None:
    await talk.control("faults", {"kind": "status", "code": 429, "retry_after": 7})
    url = f"{talk.base}/bot42:TEST/sendMessage"
    async with talk.http.post(url, json={"chat_id": talk.person, "text": "x"}) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "7")
        assert (await response.json())["parameters"] == {"retry_after": 7}


async def test_an_answer_that_is_no_json(talk: Talk) -> None:
    await talk.control("faults", {"kind": "html", "code": 502})
    async with talk.http.post(f"{talk.base}/bot42:TEST/getMe") as response:
        assert (response.status, response.content_type) == (502, "text/html")
    await talk.control("faults", {"kind": "truncate"})
    async with talk.http.post(f"{talk.base}/bot42:TEST/getMe") as response:
        assert response.status == 200
        assert (await response.text()).startswith('{"ok":true')
        with pytest.raises(ValueError, match=r"JSON|Unterminated|delimiter|Expecting"):
            await response.json()


@pytest.mark.parametrize(("kind", "stored"), [("cut_before", []), ("cut_after", ["x"])])
async def test_cut_connections(talk: Talk, kind: str, stored: list[str]) -> None:
    await talk.control("faults", {"method": "sendMessage", "kind": kind})
    with pytest.raises(aiohttp.ClientError):
        await talk.send("x")
    assert await texts(talk) == stored
    assert (await talk.control("log?method=sendMessage"))["calls"][0]["fault"] == kind
    await talk.send("y")


async def test_no_answer_at_all(talk: Talk) -> None:
    await talk.control("faults", {"method": "sendMessage", "kind": "timeout"})
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(talk.send("x"), 0.1)
    assert await texts(talk) == []


async def test_a_slow_answer(talk: Talk) -> None:
    await talk.control("faults", {"method": "sendMessage", "kind": "slow", "seconds": 0.1})
    call = asyncio.create_task(talk.send("x"))
    await soon(lambda: not talk.world.faults.armed)
    assert await texts(talk) == []
    await call
    assert await texts(talk) == ["x"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, '"kind" is missing'),
        ({"kind": "magic"}, '"kind" must be one of'),
        ({"kind": "status", "nth": 0}, '"nth" and "times" count from 1'),
        ({"kind": "status", "code": 7}, '"code" must be an HTTP status'),
    ],
)
async def test_faults_that_make_no_sense(talk: Talk, body: dict[str, object], error: str) -> None:
    assert (await talk.control("faults", body, status=400))["error"].startswith(error)
