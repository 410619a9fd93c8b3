"""The limiter that processes share, each with connections of its own, on a real PostgreSQL and by the real clock."""

import asyncio
import threading
import time
from bisect import bisect_left
from collections.abc import AsyncIterator
from statistics import median
from typing import Any

import pytest
from sqlalchemy import text

from bot.clock import SystemClock
from bot.permits import Permit, Want
from bot.shared import PATIENCE, TELL_WITHIN, VALID_FOR, SharedLimiter
from db.unit import Database

BOT_ID = 4242
# Seconds, for a machine that is busy with other tests: before what was taken lapses by itself; and not for ever.
SOON, PLENTY = 0.75 * VALID_FOR, 10.0


@pytest.fixture
async def pair(postgresql: Database) -> AsyncIterator[tuple[SharedLimiter, SharedLimiter]]:
    """Two processes' limiters, at thirty a second."""
    limiters = [SharedLimiter(30, SystemClock(), postgresql, BOT_ID, name) for name in ("one", "two")]
    yield limiters[0], limiters[1]
    for limiter in limiters:
        await limiter.close()


def use(permit: Permit) -> float:
    """Let a call leave and arrive at once; returns when."""
    assert permit.leave()
    permit.arrive()
    return time.monotonic()


async def send(limiter: SharedLimiter, lane: str, first_chat: int, seconds: float, left: list[float]) -> None:
    """Send to ever new chats for some seconds, all that may leave."""
    until, chat = time.monotonic() + seconds, first_chat
    while (rest := until - time.monotonic()) > 0:
        wants = [Want(lane, chat + number) for number in range(10)]
        try:
            taken = await asyncio.wait_for(limiter.take_some(wants), rest)
        except TimeoutError:
            return
        left += [use(permit) for _, permit in taken]
        chat += 10


def most_in_a_second(left: list[float]) -> int:
    left = sorted(left)
    return max(place - bisect_left(left, moment - 1) + 1 for place, moment in enumerate(left))


async def test_the_rate_holds_over_both_together(pair: tuple[SharedLimiter, SharedLimiter]) -> None:
    left: list[float] = []
    await asyncio.gather(*(send(limiter, "digest", 1000 * number, 3, left) for number, limiter in enumerate(pair, 1)))
    assert most_in_a_second(left) <= 30
    assert len(left) > 45


async def test_answers_of_another_process_find_room(pair: tuple[SharedLimiter, SharedLimiter]) -> None:
    left: list[float] = []
    bulk = asyncio.create_task(send(pair[0], "digest", 1000, 3, left))
    await asyncio.sleep(1.5)
    waited = []
    for chat in range(1, 8):
        began = time.monotonic()
        left.append(use(await pair[1].take("answers", chat)))
        waited.append(time.monotonic() - began)
        await asyncio.sleep(0.15)
    await bulk
    assert most_in_a_second(left) <= 30
    assert median(waited) < 0.2
    assert max(waited) < PATIENCE  # however busy this machine is


async def test_a_chat_is_spared_by_all(pair: tuple[SharedLimiter, SharedLimiter]) -> None:
    left = [use(await limiter.take("answers", 7)) for limiter in (*pair, *pair)]
    assert left[3] - left[0] > 0.9
    assert pair[1].chat_wait(Want("answers", 7)) > 0
    assert await asyncio.wait_for(pair[0].take("answers", 8), SOON)


async def test_a_refusal_stops_both_and_outlives_them(
    pair: tuple[SharedLimiter, SharedLimiter], postgresql: Database
) -> None:
    use(await pair[0].take("answers", 1))
    pair[0].too_many(1, 0.6)
    began = time.monotonic()
    await asyncio.sleep(0.05)
    reborn = SharedLimiter(30, SystemClock(), postgresql, BOT_ID, "three")
    await asyncio.gather(pair[1].take("answers", 2), reborn.take("answers", 3))
    assert time.monotonic() - began > 0.6
    assert pair[1].rate < 30
    assert reborn.rate < 30
    await reborn.close()


async def test_what_a_dead_process_took_comes_back_and_what_stood_still_may_not_leave(
    pair: tuple[SharedLimiter, SharedLimiter],
) -> None:
    held = await pair[0].take_some([Want("answers", chat) for chat in range(1, 40)])
    assert len(held) == 30
    began = time.monotonic()
    use(await pair[1].take("answers", 100))
    assert VALID_FOR < time.monotonic() - began < VALID_FOR + PLENTY
    assert not held[0][1].leave()  # it stood still all that time
    held[1][1].release()  # and gives back what is no more


async def test_what_is_given_back_is_there_at_once(pair: tuple[SharedLimiter, SharedLimiter]) -> None:
    held = await pair[0].take_some([Want("answers", chat) for chat in range(1, 40)])
    waiting = asyncio.create_task(pair[1].take("answers", 100))
    await asyncio.sleep(0.1)
    assert not waiting.done()
    held[0][1].release()
    assert await asyncio.wait_for(waiting, SOON)


async def test_whoever_gives_up_waiting_leaves_the_permit_to_others(pair: tuple[SharedLimiter, SharedLimiter]) -> None:
    for _ in range(20):
        waiting = asyncio.create_task(pair[0].take_some([Want("answers", 1)]))
        await asyncio.sleep(0.002)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    assert len(await asyncio.wait_for(pair[1].take_some([Want("answers", n) for n in range(2, 40)]), SOON)) > 20


async def test_a_row_held_by_one_that_stands_still_is_taken_from_it(
    pair: tuple[SharedLimiter, SharedLimiter],
) -> None:
    use(await pair[0].take("answers", 1))
    await asyncio.sleep(3 * TELL_WITHIN)
    connection = pair[0]._connection
    assert connection is not None
    began = time.monotonic()  # before, as the server's patience begins while we may have to wait for our turn
    connection.execute(text("SELECT state FROM allowance FOR UPDATE"))
    use(await pair[1].take("answers", 2))
    assert PATIENCE <= time.monotonic() - began < PATIENCE + PLENTY
    use(await pair[0].take("answers", 3))  # it has lost its connection, and makes another


async def test_a_database_that_was_away_is_asked_again(pair: tuple[SharedLimiter, SharedLimiter]) -> None:
    use(await pair[0].take("answers", 1))
    connection = pair[0]._connection
    assert connection is not None
    connection.execute(text("SELECT 1"))
    connection.connection.dbapi_connection.close()
    use(await asyncio.wait_for(pair[0].take("answers", 2), PLENTY))


async def test_whoever_comes_while_it_is_asked_is_not_forgotten(
    pair: tuple[SharedLimiter, SharedLimiter], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = pair[0]
    look, begun = one._look, threading.Event()

    def slowly(*asked: Any) -> Any:
        answer = look(*asked)
        begun.set()
        time.sleep(0.2)
        return answer

    permit = await one.take("answers", 1)
    monkeypatch.setattr(one, "_look", slowly)
    use(permit)  # which is told, though nobody waits
    await asyncio.to_thread(begun.wait)
    assert await asyncio.wait_for(one.take("answers", 2), PLENTY)
