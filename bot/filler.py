"""Filling: notices get their copies, posts their readers, and changes reach them, chunk by chunk beside the sending."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock, within
from bot.handling import places
from bot.inhand import Units
from network import filling
from network.discussions import bringing
from network.work import Work

log = structlog.get_logger()
LONGEST_REST = 30.0


class Filler:
    """One process's share of the filling; a notice is in one process's hands at a time."""

    def __init__(self, workers: Units, clock: Clock, filled: Callable[[], None]) -> None:
        """`filled` is told after each chunk: there is something to send."""
        self._workers = workers
        self._clock = clock
        self._filled = filled
        self._stir = asyncio.Event()
        self._stopping = False

    async def run(self) -> None:
        """Fill until `stop` is called."""
        while not self._stopping:
            self._stir.clear()
            try:
                brought = await self._bring()
                more, next_due = await self._workers.run(_fill)
            except DBAPIError as error:  # away or full: tried again
                log.error("filling.database", error=type(error.orig).__name__)
                await self._clock.pause(1)
                continue
            more = more or brought
            self._filled()
            if not more:
                await self._rest(next_due)

    def stop(self) -> None:
        """Begin no further chunk."""
        self._stopping = True
        self._stir.set()

    def wake(self) -> None:
        """Look at once: something was posted, revised or retracted."""
        self._stir.set()

    async def settle(self) -> bool:
        """Fill one chunk now; says whether there may be more."""
        brought = await self._bring()
        more, _ = await self._workers.run(_fill)
        return more or brought

    async def _bring(self) -> bool:
        """Bring posts to some readers; says whether there may be more. What fails there holds up no notice."""
        try:
            return await self._workers.run(bringing.bring_some)
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - as said above; tried again at the next look
            log.error("bringing.failed", error=type(error).__name__, at=places(error))
            return False

    async def _rest(self, next_due: datetime | None) -> None:
        seconds = LONGEST_REST
        if next_due is not None:
            seconds = min(seconds, (next_due - self._clock.now()).total_seconds())
        await within(self._clock, max(seconds, 0.01), self._stir.wait())


def _fill(work: Work) -> tuple[bool, datetime | None]:
    more = filling.prepare(work)
    due = [moment for moment in (filling.next_due(work), bringing.next_due(work)) if moment is not None]
    return more, min(due, default=None)
