"""The limiter: its arithmetic with a clock turned by hand, and who is let through first."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.budget import GROUP_CALLS, WINDOW, Budget, Pause, Permit
from bot.limiter import Limiter, Unlimited
from tests.bot.clocks import HandClock

GROUP, OTHER_GROUP = -1001, -1002


class Turned:
    """A budget and the moment it is asked at."""

    def __init__(self, rate: int = 30) -> None:
        self.at = 0.0
        self.budget = Budget(rate, lambda: self.at)

    def may(self, lane: str = "answers", chat: int | None = None) -> bool:
        return self.budget.ready_at(lane, chat) <= self.at

    def send(self, lane: str = "answers", chat: int | None = None) -> bool:
        """Let a call leave if it may."""
        if not self.may(lane, chat):
            return False
        self.budget.hold(lane, chat)
        Permit(self.budget, lane, chat, lambda: None).leave()
        return True

    def send_all(self, lane: str = "answers", chats: int = 1000) -> int:
        return sum(self.send(lane, chat) for chat in range(1, chats))


def departures(turned: Turned, lanes: list[str], seconds: float, step: float = 0.01) -> list[float]:
    """Send whatever may leave for some seconds, each to another chat; returns when each left."""
    left, chat = [], 1
    while turned.at < seconds:
        for lane in lanes:
            while turned.send(lane, chat):
                left.append(turned.at)
                chat += 1
        turned.at += step
    return left


def most_in_a_second(left: list[float]) -> int:
    return max(sum(1 for other in left if moment <= other < moment + 1) for moment in left)


@given(rate=st.integers(1, 60), lanes=st.lists(st.sampled_from(["answers", "personal", "digest"]), min_size=1))
@settings(max_examples=40, deadline=None)
def test_never_more_than_the_rate_in_any_second(rate: int, lanes: list[str]) -> None:
    left = departures(Turned(rate), lanes, 4)
    assert most_in_a_second(left) <= rate
    assert len(left) >= 4 * rate / WINDOW * 0.5


def test_bulk_uses_nine_tenths_of_the_rate() -> None:
    assert len(departures(Turned(), ["digest"], 20)) / 20 == pytest.approx(27 / WINDOW, rel=0.04)


def test_bulk_leaves_in_small_portions() -> None:
    turned = Turned()
    assert turned.send_all("announcement") <= 7
    turned.at = 0.1
    assert not turned.may("announcement")


def test_an_answer_never_waits_for_bulk() -> None:
    turned, chat = Turned(), 10_000
    while turned.at < 10:
        while turned.send("digest", chat):
            chat += 1
        if round(turned.at * 100) % 50 == 0:
            assert turned.send("answers", chat)
            chat += 1
        turned.at += 0.01


def test_the_reserve_grows_with_the_answers() -> None:
    turned = Turned()
    quiet = turned.budget.reserve(turned.at)
    for second in range(5):
        turned.at = float(second)
        for chat in range(10):
            turned.send("answers", chat)
    assert quiet == 3
    assert turned.budget.reserve(turned.at) == 15  # at most half of everything
    turned.at += 6
    assert turned.budget.reserve(turned.at) == 3


def test_a_call_held_but_not_gone_counts_as_if_it_left_now() -> None:
    turned = Turned(2)
    turned.budget.hold("answers", None)
    turned.budget.hold("answers", None)
    turned.at = 50.0
    assert not turned.may()
    Permit(turned.budget, "answers", None, lambda: None).release()
    assert turned.may()


def test_a_chat_takes_three_at_once_and_then_one_a_second() -> None:
    turned = Turned()
    assert [turned.send(chat=7) for _ in range(4)] == [True, True, True, False]
    assert turned.may(chat=8)
    turned.at = 1.0
    assert [turned.send(chat=7) for _ in range(2)] == [True, False]
    turned.at = 60.0
    assert [turned.send(chat=7) for _ in range(4)] == [True, True, True, False]


def test_a_group_takes_twenty_a_minute() -> None:
    turned, sent = Turned(), 0
    while turned.at < 60:
        sent += turned.send("answers", GROUP)
        turned.at += 0.5
    assert sent == GROUP_CALLS
    turned.at = 61.0
    assert turned.may(chat=GROUP)


def test_a_permit_given_back_costs_its_chat_nothing() -> None:
    turned = Turned()
    for _ in range(10):
        turned.budget.hold("digest", GROUP)
        Permit(turned.budget, "digest", GROUP, lambda: None).release()
    assert turned.send("digest", GROUP)


def test_an_album_is_as_many_messages_as_it_has_pictures() -> None:
    turned = Turned()
    turned.budget.hold("answers", 7, 10)
    album = Permit(turned.budget, "answers", 7, lambda: None, weight=10)
    album.leave()
    assert turned.budget.ready_at("answers", 8, 21) > turned.at
    assert turned.budget.ready_at("answers", 8, 20) <= turned.at
    assert turned.budget.chat_wait(7) == pytest.approx(8)  # as long as for ten single ones
    turned.at = 1.1
    turned.budget.hold("digest", GROUP, 10)
    given_back = Permit(turned.budget, "digest", GROUP, lambda: None, weight=10)
    assert turned.budget.ready_at("answers", GROUP, 11) > 60
    given_back.release()
    assert turned.may("digest", GROUP)


def test_what_weighs_more_than_the_rate_leaves_when_nothing_else_counts() -> None:
    turned = Turned(5)
    assert turned.budget.ready_at("digest", 7, 10) <= turned.at
    turned.send("answers", 8)
    turned.send("answers", 9)
    assert turned.budget.ready_at("digest", 7, 10) == pytest.approx(WINDOW)


def test_a_refusal_in_a_private_chat_silences_everything() -> None:
    turned = Turned()
    assert turned.budget.refuse(7, 5) == Pause(None, 5)
    assert not turned.may(chat=8)
    turned.at = 5.05
    assert not turned.may()
    turned.at = 5.11
    assert turned.may()


def test_a_refusal_in_a_group_silences_that_group_unless_a_second_follows() -> None:
    turned = Turned()
    assert turned.budget.refuse(GROUP, 5) == Pause(GROUP, 5)
    assert turned.may()
    assert not turned.may(chat=GROUP)
    turned.at = 0.5
    assert turned.budget.refuse(GROUP, 5) == Pause(GROUP, 5)  # the same one again says nothing new
    turned.at = 1.2
    assert turned.budget.refuse(OTHER_GROUP, 5) == Pause(None, 5)
    assert not turned.may()
    later = Turned()
    later.budget.refuse(GROUP, 5)
    later.at = 1.5
    assert later.budget.refuse(OTHER_GROUP, 5) == Pause(OTHER_GROUP, 5)


def test_it_slows_down_after_a_refusal_and_recovers() -> None:
    turned = Turned()
    turned.budget.refuse(7, 2)
    turned.at = 3.0
    slowed = turned.budget.ceiling(turned.at)
    assert slowed == 21
    turned.at = 15.0
    assert slowed < turned.budget.ceiling(turned.at) < 30
    turned.at = 60.0
    assert turned.budget.ceiling(turned.at) == 30
    for _ in range(50):
        turned.budget.refuse(7, 1)
    assert turned.budget.ceiling(turned.at) >= 1


def test_it_forgets_quiet_chats() -> None:
    turned = Turned(1_000_000)
    for chat in range(1, 10_003):
        turned.send("answers", chat)
    turned.at = 10.0
    turned.send("answers", 1)
    assert len(turned.budget._chats) < 10


# --- waiting -----------------------------------------------------------------------------------------------------
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
    gone: list[str] = []

    async def send(lane: str, chat: int) -> None:
        permit = await limiter.take(lane, chat)
        gone.append(lane)
        permit.leave()

    (await limiter.take("answers", 1)).leave()
    async with asyncio.TaskGroup() as tasks:
        for number, lane in enumerate(["digest", "announcement", "personal", "answers"], 2):
            tasks.create_task(send(lane, number))
            await asyncio.sleep(0)
        await passes(clock, 6)
    assert gone == ["answers", "personal", "announcement", "digest"]


async def test_a_slow_chat_holds_up_nobody() -> None:
    clock = HandClock()
    limiter = Limiter(30, clock)
    for _ in range(3):
        (await limiter.take("answers", 7)).leave()
    slow = asyncio.create_task(limiter.take("answers", 7))
    await asyncio.sleep(0)
    assert limiter.try_take("answers", 8)
    place, permit = await limiter.take_any([("digest", 7, 1), ("digest", 9, 1)])
    assert (place, permit.chat) == (1, 9)
    assert not slow.done()
    await passes(clock, 1.2)
    assert slow.done()
    assert limiter.chat_wait(7) > 0


async def test_whoever_gives_up_waiting_leaves_the_permit_to_others() -> None:
    clock = HandClock()
    limiter = Limiter(1, clock)
    (await limiter.take("answers", 1)).leave()
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
    assert limiter.try_take("answers", 3)


async def test_pauses_are_told_and_can_be_put_back() -> None:
    told: list[Pause] = []
    limiter = Limiter(30, HandClock())
    limiter.on_pause(told.append)
    limiter.too_many(7, 5)
    assert told == [Pause(None, 5)]
    assert limiter.try_take("answers", 8) is None
    fresh = Limiter(30, HandClock())
    fresh.pause(told[0])
    assert fresh.try_take("answers", 8) is None
    assert fresh.rate == 30


async def test_without_a_limit_everything_leaves() -> None:
    limiter = Unlimited(HandClock())
    permits = [(await limiter.take("digest", 7)) for _ in range(100)]
    for permit in permits:
        permit.leave()
        permit.release()
