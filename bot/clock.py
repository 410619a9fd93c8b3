"""The one clock. Every *now* and every *sleep* of the program goes through it; nothing else may ask the system."""

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import aiohttp


class Clock(Protocol):
    """What the program knows of time."""

    def now(self) -> datetime:
        """Return the aware UTC time."""

    def wall(self) -> datetime:
        """Return real UTC time, which nobody can skip; for leases."""

    async def sleep(self, seconds: float) -> None:
        """Wait until that much of this clock's time has passed."""

    async def pause(self, seconds: float) -> None:
        """Wait that many real seconds, which nobody can skip."""

    def monotonic(self) -> float:
        """Return real seconds that only grow, for measuring and for the rate of real requests."""


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the aware UTC time."""
        return datetime.now(UTC)

    def wall(self) -> datetime:
        """Return the aware UTC time."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def pause(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    def monotonic(self) -> float:
        """Return real seconds that only grow."""
        return time.monotonic()


class SandboxClock(SystemClock):
    """Time that follows a sandbox's: real time plus the offset that somebody skipped.

    `follow` keeps the offset fresh; a sleeper wakes at once when its time has been skipped.
    """

    def __init__(self, api_url: str) -> None:
        """Follow the sandbox whose Bot API stands at `api_url`."""
        self._address = f"{api_url.rstrip('/')}/sandbox/clock"
        self._offset = 0.0
        self._skipped = asyncio.Condition()

    def now(self) -> datetime:
        """Return the sandbox's time."""
        return super().now() + timedelta(seconds=self._offset)

    async def sleep(self, seconds: float) -> None:
        """Wait until the sandbox's clock has moved on that far."""
        until = self.now() + timedelta(seconds=seconds)
        while (left := (until - self.now()).total_seconds()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(left), self._skipped:
                    await self._skipped.wait()

    async def synchronise(self) -> None:
        """Read the offset once, before anything asks for the time; a sandbox that is not there yet has skipped none."""
        with suppress(aiohttp.ClientError, TimeoutError):
            async with aiohttp.ClientSession() as session, session.get(self._address) as reply:
                self._offset = (await reply.json())["offset"]

    async def follow(self) -> None:
        """Keep the offset fresh until cancelled."""
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(self._address, params={"seen": repr(self._offset), "wait": "30"}) as reply:
                        offset = (await reply.json())["offset"]
                except (aiohttp.ClientError, TimeoutError):
                    await super().sleep(0.5)
                    continue
                if offset != self._offset:
                    self._offset = offset
                    async with self._skipped:
                        self._skipped.notify_all()


async def within(clock: Clock, seconds: float, work: Coroutine[Any, Any, Any]) -> bool:
    """Run `work` for at most that long on this clock; says whether it came to its end."""
    task, alarm = asyncio.ensure_future(work), asyncio.ensure_future(clock.sleep(seconds))
    try:
        await asyncio.wait({task, alarm}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
            return True
        return False
    finally:
        for left in (task, alarm):
            left.cancel()
        await asyncio.gather(task, alarm, return_exceptions=True)
