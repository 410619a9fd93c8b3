"""A clock that a test turns by hand."""

import asyncio
from datetime import UTC, datetime, timedelta

START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)  # a Monday, nowhere near a change of summer time


class HandClock:
    """Stands still until it is turned; all its times move together."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._seconds = 0.0
        self._turned = asyncio.Event()

    def turn(self, seconds: float) -> None:
        """Let time pass at once; whoever slept until then wakes."""
        self._seconds += seconds
        self._turned.set()
        self._turned = asyncio.Event()

    def now(self) -> datetime:
        """Return the aware UTC time."""
        return self._start + timedelta(seconds=self._seconds)

    wall = now

    def monotonic(self) -> float:
        """Return seconds since the start."""
        return self._seconds

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has been turned that far."""
        until = self._seconds + seconds
        while self._seconds < until:
            await self._turned.wait()

    pause = sleep
