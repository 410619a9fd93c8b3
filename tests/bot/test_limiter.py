"""The limiter: who waits, and who is let through first."""

import asyncio

from bot.limiter import Limiter, Unlimited
from bot.permits import Pause, Permit, Want
from tests.bot.clocks import HandClock


def try_take(limiter: Limiter, lane: str, chat: int) -> Permit | None:
    """Take a permit if there is one right now."""
    taken = limiter.take_now([Want(lane, chat)])
    return taken[0][1] if taken else None


def gone(permit: Permit) -> None:
    """Let a call leave, and arrive."""
    assert permit.leave()
    permit.arrive()


async def passes(clock: HandClock, seconds: float) -> None:
    """Let time pass in small steps, and everybody do what they then can."""
    for _ in range(round(seconds / 0.05)):
        clock.turn(0.05)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def test_the_most_urgent_lane_goes_first() -> None:
    clock = HandClock()
    limiter = Limiter(1, clock)
    order: list[str] = []

    async def send(lane: str, chat: int) -> None:
        permit = await limiter.take(lane, chat)
        order.append(lane)
        gone(permit)

    gone(await limiter.take("answers", 1))
    async with asyncio.TaskGroup() as tasks:
        for number, lane in enumerate(["digest", "announcement", "personal", "answers"], 2):
            tasks.create_task(send(lane, number))
            await asyncio.sleep(0)
        await passes(clock, 6)
    assert order == ["answers", "personal", "announcement", "digest"]


async def test_a_slow_chat_holds_up_nobody() -> None:
    clock = HandClock()
    limiter = Limiter(30, clock)
    for _ in range(3):
        gone(await limiter.take("answers", 7))
    slow = asyncio.create_task(limiter.take("answers", 7))
    await asyncio.sleep(0)
    assert try_take(limiter, "answers", 8)
    ((place, permit),) = await limiter.take_some([Want("digest", 7), Want("digest", 9)])
    assert (place, permit.want.chat) == (1, 9)
    assert not slow.done()
    await passes(clock, 1.2)
    assert slow.done()
    assert limiter.chat_wait(Want("answers", 7)) > 0


async def test_whoever_gives_up_waiting_leaves_the_permit_to_others() -> None:
    clock = HandClock()
    limiter = Limiter(1, clock)
    gone(await limiter.take("answers", 1))
    first, second = (asyncio.create_task(limiter.take("answers", chat)) for chat in (2, 3))
    await asyncio.sleep(0)
    clock.turn(1.1)
    first.cancel()
    await passes(clock, 0.2)
    assert first.cancelled()
    assert second.done()


async def test_a_permit_granted_while_its_waiter_gives_up_comes_back() -> None:
    clock = HandClock()
    limiter = Limiter(1, clock)
    held = await limiter.take("answers", 1)
    waiting = asyncio.create_task(limiter.take("answers", 2))
    await asyncio.sleep(0)
    held.release()  # grants it to the waiter …
    waiting.cancel()  # … who does not want it any more
    await asyncio.gather(waiting, return_exceptions=True)
    assert try_take(limiter, "answers", 3)


async def test_pauses_are_told_and_can_be_put_back() -> None:
    told: list[Pause] = []
    limiter = Limiter(30, HandClock())
    limiter.on_pause(told.append)
    limiter.too_many(7, 5)
    assert told == [Pause(None, 5)]
    assert try_take(limiter, "answers", 8) is None
    fresh = Limiter(30, HandClock())
    fresh.pause(told[0])
    assert try_take(fresh, "answers", 8) is None
    assert fresh.rate == 30


async def test_without_a_limit_everything_leaves() -> None:
    limiter = Unlimited(HandClock())
    permits = [(await limiter.take("digest", 7)) for _ in range(100)]
    for permit in permits:
        permit.leave()
        permit.release()


async def test_a_permit_that_lapsed_is_not_used() -> None:
    clock = HandClock()
    limiter = Limiter(30, clock)
    permit = await limiter.take("answers", 1)
    permit.lapses_at = clock.monotonic() + 2
    clock.turn(2)
    assert not permit.leave()


async def test_what_was_long_on_its_way_counts_from_the_end_of_it() -> None:
    clock = HandClock()
    limiter = Limiter(1, clock)
    quick = await limiter.take("answers", 1)
    quick.leave()
    clock.turn(0.05)
    quick.arrive()
    clock.turn(5)
    late = await limiter.take("answers", 2)
    late.leave()
    clock.turn(0.2)
    late.arrive()  # 0.15 s later than the quickest
    clock.turn(0.9)
    assert try_take(limiter, "answers", 3) is None
    clock.turn(0.1)
    assert try_take(limiter, "answers", 3)
