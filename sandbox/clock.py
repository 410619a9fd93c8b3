"""The sandbox's time: the real clock plus an offset that only grows.

Rules that last hours or days (24 h of updates, 48 h to delete, 150 s for a press) can then be tried at once. Whoever
waits for a moment of the sandbox's time is woken when time is skipped. Only this file reads the real clock.
"""

import asyncio
import time
from contextlib import suppress


class Clock:
    """Now, and waiting for later."""

    def __init__(self) -> None:
        self.offset = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Unix seconds of the sandbox."""
        return time.time() + self.offset

    @staticmethod
    def real() -> float:
        """Seconds that cannot be skipped: for limits at arrival and for polling, which clients time themselves."""
        return time.monotonic()

    def advance(self, seconds: float) -> None:
        """Skips time, and wakes everyone who waits for a moment that may have come."""
        self.offset += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def until(self, when: float) -> None:
        """Returns at that moment of the sandbox's time: really reached, or skipped to."""
        while (left := when - self.now()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left)

    async def moved(self, seen: float, wait: float) -> None:
        """Returns when the offset is no longer `seen`, or after `wait` real seconds."""
        if self.offset == seen:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), wait)

    @staticmethod
    async def nap(seconds: float) -> None:
        """Sleeps real seconds, which skipping does not shorten."""
        await asyncio.sleep(seconds)
