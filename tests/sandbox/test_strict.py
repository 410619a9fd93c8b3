"""`--strict`: Telegram's limits, at arrival."""

import aiohttp

from sandbox.strict import Limits
from tests.sandbox.conftest import Talk


def test_thirty_in_any_second() -> None:
    limits = Limits()
    assert [limits.wait(1, str(chat), 10 + chat / 100) for chat in range(30)] == [0] * 30
    assert limits.wait(1, "99", 10.5) == 1
    assert limits.wait(2, "99", 10.5) == 0, "each bot by itself"
    assert limits.wait(1, "99", 11.005) == 0, "the first of them is a second old"
    assert limits.wait(1, "98", 11.006) == 1


def test_one_a_second_in_a_chat_with_a_small_burst() -> None:
    limits = Limits()
    assert [limits.wait(1, "7", 10.0) for _ in range(4)] == [0, 0, 0, 1]
    assert limits.wait(1, "7", 10.5) == 1
    assert [limits.wait(1, "7", 11.0 + second) for second in range(5)] == [0] * 5


def test_twenty_a_minute_in_a_group() -> None:
    limits = Limits()
    assert [limits.wait(1, "-100", 2.0 * number) for number in range(20)] == [0] * 20
    assert limits.wait(1, "-100", 40.0) == 20
    assert limits.wait(1, "-100", 60.0) == 0


async def test_too_many_requests(strict: Talk) -> None:
    for _ in range(3):
        await strict.send("x")
    url = f"{strict.base}/bot42:TEST/sendMessage"
    async with strict.http.post(url, json={"chat_id": strict.person, "text": "x"}) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "1")
        assert await response.json() == {
            "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1",
            "parameters": {"retry_after": 1},
        }  # fmt: skip
    await strict.ok("sendChatAction", chat_id=strict.person, action="typing")
    answer = await strict.call("editMessageText", {"chat_id": strict.person, "message_id": 2, "text": "y"})
    assert answer["error_code"] == 429


async def test_skipping_time_refills_nothing(strict: Talk) -> None:
    """Limits are about the real load, so they run on real time."""
    for _ in range(3):
        await strict.send("x")
    strict.skip(3600)
    assert (await strict.call("sendMessage", {"chat_id": strict.person, "text": "x"}))["error_code"] == 429


async def test_without_it_nothing_is_limited(talk: Talk) -> None:
    async with aiohttp.ClientSession():
        for _ in range(40):
            await talk.send("x")
