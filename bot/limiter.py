"""The one limiter, where calls leave: callers wait here for their turn (bot/budget.py says when it is).

This one counts for a process that is alone; several processes share one (bot/shared.py).
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from math import inf
from typing import Protocol

from bot.budget import CHAT_BURST, Budget, share_out
from bot.clock import Clock
from bot.permits import ANSWERS, LANES, RANK, Chat, Pause, Permit, Want

__all__ = ["ANSWERS", "LANES", "Gate", "Limiter", "Pause", "Permit", "Unlimited", "Waiter", "Want"]

Taken = list[tuple[int, Permit]]  # places among what was wanted, with permits


class Gate(Protocol):
    """What every way out passes, whoever counts.

    `burst` is how many calls of one chat it lets through at once; `paid` says whether some may be paid for.
    """

    burst: int
    paid: bool

    @property
    def rate(self) -> int:
        """How many calls a second are allowed at the moment."""

    def too_many(self, chat: Chat, retry_after: float) -> None:
        """Obey a 429."""

    def expect(self) -> None:
        """Keep room for an answer that is being prepared, for a moment."""

    def chat_wait(self, want: Want) -> float:
        """For how many seconds its chat alone makes a call wait, as far as is known."""

    def take_now(self, wants: Sequence[Want]) -> Taken:
        """Take permits for those of several calls that may leave right now, without asking anybody."""

    async def take_some(self, wants: Sequence[Want]) -> Taken:
        """Wait until at least one of several calls may leave, most urgent first; returns all that may."""

    async def take(self, lane: str, chat: Chat, weight: int = 1) -> Permit:
        """Wait for a permit for a call that makes `weight` messages."""


@dataclass(slots=True, eq=False)
class Waiter:
    """Somebody who waits until some of these may leave."""

    wants: Sequence[Want]
    granted: "asyncio.Future[Taken]"


class Limiter:
    """Lets calls wait for their turn: most urgent lane first, in order within a lane, a slow chat holding up nobody."""

    burst = CHAT_BURST

    def __init__(self, rate: int, clock: Clock, *, free: int | None = None) -> None:
        """Let `rate` calls leave in any second; where some are paid for, only `free` of those that are not."""
        self._clock = clock
        self._budget = Budget(rate, clock.monotonic, free=free)
        self.paid = free is not None
        self._keys = count(1)
        self._waiting: tuple[list[Waiter], ...] = tuple([] for _ in LANES)
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

    def too_many(self, chat: Chat, retry_after: float) -> None:
        """Obey a 429."""
        pause = self._budget.refuse(chat, retry_after)
        for listener in self._listeners:
            listener(pause)
        self._arrange()

    def expect(self) -> None:
        """Keep room for an answer that is being prepared, for a moment."""
        self._budget.expect()

    def chat_wait(self, want: Want) -> float:
        """For how many seconds its chat alone makes a call wait."""
        return self._budget.chat_wait(want)

    def take_now(self, wants: Sequence[Want]) -> Taken:
        """Take permits for those of several calls that may leave right now; whoever waits already comes first."""
        if any(self._waiting[: RANK[wants[0].lane] + 1]):
            self._arrange()
        ((taken,), _) = self._share_out([wants])
        return taken

    async def take(self, lane: str, chat: Chat, weight: int = 1) -> Permit:
        """Wait for a permit for a call that makes `weight` messages."""
        return (await self.take_some([Want(lane, chat, weight)]))[0][1]

    async def take_some(self, wants: Sequence[Want]) -> Taken:
        """Wait until at least one of several calls may leave, most urgent first; returns all that may."""
        queue = self._waiting[RANK[wants[0].lane]]
        if not queue and (taken := self.take_now(wants)):
            return taken
        waiter = Waiter(wants, asyncio.get_running_loop().create_future())
        queue.append(waiter)
        self._arrange()
        try:
            return await waiter.granted
        except asyncio.CancelledError:
            if waiter in queue:
                queue.remove(waiter)
            if waiter.granted.done() and not waiter.granted.cancelled():
                for _, permit in waiter.granted.result():
                    permit.release()
            raise

    def left(self, permit: Permit) -> None:
        """Note that a call is on its way."""
        self._budget.fly(permit.key)

    def arrived(self, permit: Permit) -> None:
        """Count a call."""
        now = self._clock.monotonic()
        self._budget.land(permit.key, now, now - (now if permit.left_at is None else permit.left_at))
        self._arrange()

    def returned(self, permit: Permit) -> None:
        """Give back what nothing was done with."""
        self._budget.release(permit.key)
        self._arrange()

    def _share_out(self, waiters: Sequence[Sequence[Want]]) -> tuple[list[Taken], float]:
        given, earliest = share_out(self._budget, waiters, lambda: str(next(self._keys)), self._clock.monotonic())
        permits = [
            [(place, Permit(self, key, wants[place], self._clock.monotonic)) for place, key in mine]
            for wants, mine in zip(waiters, given, strict=True)
        ]
        return permits, earliest

    def _arrange(self) -> None:
        """Give out what may leave now, and set the alarm for what may leave next."""
        waiters = [waiter for queue in self._waiting for waiter in queue if not waiter.granted.done()]
        if not waiters:
            return
        given, earliest = self._share_out([waiter.wants for waiter in waiters])
        for waiter, taken in zip(waiters, given, strict=True):
            if taken:
                waiter.granted.set_result(taken)
                self._waiting[RANK[waiter.wants[0].lane]].remove(waiter)
        if earliest < self._alarm_at:
            self._set_alarm(earliest)

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

    def take_now(self, wants: Sequence[Want]) -> Taken:
        """Take permits that cost nothing."""
        return [(place, Permit(self, "", want, self._clock.monotonic, used=True)) for place, want in enumerate(wants)]
