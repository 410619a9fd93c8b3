"""The one limiter, where calls leave: callers wait here for their turn (bot/budget.py says when it is)."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf

from bot.budget import ANSWERS, CHAT_BURST, LANES, RANK, Budget, Pause, Permit
from bot.clock import Clock

__all__ = ["ANSWERS", "LANES", "Choice", "Limiter", "Pause", "Permit", "Unlimited"]

Choice = tuple[str, int | str | None, int]  # lane, chat, and how many messages it is


@dataclass(slots=True, eq=False)
class _Waiter:
    choices: Sequence[Choice]
    granted: asyncio.Future[tuple[int, Permit]]


class Limiter:
    """Lets calls wait for their turn: most urgent lane first, in order within a lane, a slow chat holding up nobody.

    `burst` is how many calls of one chat it lets through at once.
    """

    burst = CHAT_BURST

    def __init__(self, rate: int, clock: Clock) -> None:
        """Let `rate` calls leave in any second."""
        self._clock = clock
        self._budget = Budget(rate, clock.monotonic)
        self._waiting: tuple[list[_Waiter], ...] = tuple([] for _ in LANES)
        self._alarm: asyncio.Task[None] | None = None
        self._alarm_at = inf
        self._listeners: list[Callable[[Pause], None]] = []

    @property
    def rate(self) -> int:
        """How many calls a second are allowed at the moment."""
        return self._budget.ceiling(self._clock.monotonic())

    def on_pause(self, listener: Callable[[Pause], None]) -> None:
        """Tell `listener` of every pause, so that it can be kept for after a restart."""
        self._listeners.append(listener)

    def pause(self, pause: Pause) -> None:
        """Let nothing leave (in that chat) for so long; nobody is told. For pauses kept from before a restart."""
        self._budget.pause(pause)
        self._arrange()

    def too_many(self, chat: int | str | None, retry_after: float) -> None:
        """Obey a 429."""
        pause = self._budget.refuse(chat, retry_after)
        for listener in self._listeners:
            listener(pause)
        self._arrange()

    def chat_wait(self, chat: int | str, weight: int = 1) -> float:
        """For how many seconds this chat alone makes a call wait."""
        return self._budget.chat_wait(chat, weight)

    def try_take(self, lane: str, chat: int | str | None, weight: int = 1) -> Permit | None:
        """Take a permit if there is one right now and nobody more urgent waits for it."""
        if any(self._waiting[: RANK[lane] + 1]):
            self._arrange()
        if self._budget.ready_at(lane, chat, weight) > self._clock.monotonic():
            return None
        return self._hold(lane, chat, weight)

    async def take(self, lane: str, chat: int | str | None, weight: int = 1) -> Permit:
        """Wait for a permit for a call that makes `weight` messages."""
        return (await self.take_any([(lane, chat, weight)]))[1]

    async def take_any(self, choices: Sequence[Choice]) -> tuple[int, Permit]:
        """Wait until one of several calls may leave; returns its place and the permit.

        The choices stand most urgent first.
        """
        queue = self._waiting[RANK[choices[0][0]]]
        if not queue:
            for place, (lane, chat, weight) in enumerate(choices):
                if permit := self.try_take(lane, chat, weight):
                    return place, permit
                if not self._slow(chat, weight):
                    break
        waiter = _Waiter(choices, asyncio.get_running_loop().create_future())
        queue.append(waiter)
        self._arrange()
        try:
            return await waiter.granted
        except asyncio.CancelledError:
            if waiter in queue:
                queue.remove(waiter)
            if waiter.granted.done() and not waiter.granted.cancelled():
                waiter.granted.result()[1].release()
            raise

    def _hold(self, lane: str, chat: int | str | None, weight: int) -> Permit:
        self._budget.hold(lane, chat, weight)
        return Permit(self._budget, lane, chat, self._arrange, weight=weight)

    def _arrange(self) -> None:
        """Give out what may leave now, and set the alarm for what may leave next."""
        earliest = inf
        for queue in self._waiting:
            for waiter in tuple(queue):
                if waiter.granted.done():
                    continue
                ready = self._grant(waiter)
                if waiter.granted.done():
                    queue.remove(waiter)
                else:
                    earliest = min(earliest, ready)
        if earliest < self._alarm_at:
            self._set_alarm(earliest)

    def _grant(self, waiter: _Waiter) -> float:
        earliest, now = inf, self._clock.monotonic()
        for place, (lane, chat, weight) in enumerate(waiter.choices):
            ready = self._budget.ready_at(lane, chat, weight)
            if ready <= now:
                waiter.granted.set_result((place, self._hold(lane, chat, weight)))
                return now
            earliest = min(earliest, ready)
            if not self._slow(chat, weight):
                break  # there is nothing left for anybody: what weighs less does not overtake an album
        return earliest

    def _slow(self, chat: int | str | None, weight: int) -> bool:
        return chat is not None and self._budget.chat_wait(chat, weight) > 0

    def _set_alarm(self, moment: float) -> None:
        if self._alarm:
            self._alarm.cancel()
        self._alarm_at = moment
        self._alarm = asyncio.get_running_loop().create_task(self._ring(moment))

    async def _ring(self, moment: float) -> None:
        # Again when it rings a trifle early: timers are not exact.
        while (left := moment - self._clock.monotonic()) > 0:
            await self._clock.pause(left)
        self._alarm, self._alarm_at = None, inf
        self._arrange()


class Unlimited(Limiter):
    """Lets everything leave at once, for where nobody counts."""

    burst = 1_000_000

    def __init__(self, clock: Clock) -> None:
        """Nothing to set."""
        super().__init__(1_000_000, clock)

    def try_take(self, lane: str, chat: int | str | None, weight: int = 1) -> Permit | None:
        """Take a permit that costs nothing."""
        return Permit(self._budget, lane, chat, self._arrange, used=True, weight=weight)
