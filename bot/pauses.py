"""Pauses that outlive a restart: what Telegram says about waiting is kept, and heeded by the next life.

For a process that counts alone; what several share is kept as it stands (bot/shared.py).
"""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.inhand import Units
from bot.limiter import Limiter
from bot.permits import Pause
from network import notices
from network.work import Work

log = structlog.get_logger()


class Pauses:
    """Keeps the pauses of one limiter."""

    def __init__(self, limiter: Limiter, workers: Units, clock: Clock) -> None:
        """Listen to the limiter from now on."""
        self._limiter = limiter
        self._workers = workers
        self._clock = clock
        self._keeping: set[asyncio.Task[None]] = set()
        limiter.on_pause(self._note)

    async def heed(self) -> None:
        """Take up the pauses that an earlier life was asked for and that still last."""
        wall = self._clock.wall()
        kept = await self._workers.run(lambda work: notices.pauses(work, wall), "read")
        for chat, until in kept.items():
            self._limiter.pause(Pause(chat, (until - wall).total_seconds()))

    async def settle(self) -> None:
        """Wait until everything is kept."""
        await asyncio.gather(*self._keeping)

    def _note(self, pause: Pause) -> None:
        if isinstance(pause.chat, str):
            return  # known by a name only: no row of ours
        task = asyncio.get_running_loop().create_task(self._keep(pause.chat, pause.seconds))
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def _keep(self, chat: int | None, seconds: float) -> None:
        until = self._clock.wall() + timedelta(seconds=seconds)

        def keep(work: Work) -> None:
            notices.keep_pause(work, chat, until)

        while self._clock.wall() < until:
            try:
                await self._workers.run(keep)
            except DBAPIError as error:  # away or full: a pause that is over by then need not be kept
                log.error("pauses.database", error=type(error.orig).__name__)
                await self._clock.pause(1)
            else:
                return
