"""Reminding: what is due becomes notices the moment it is due. Ticked four times a second by the scheduler."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.handling import places
from bot.inhand import Units
from bot.metrics import Metrics
from network.reminders import CLOCK, due

log = structlog.get_logger()

TICK = 0.25  # seconds between two ticks
# Real seconds after which to look all the same: a call from another process can be lost.
LOOK = 10.0
PAUSE = 1.0  # real seconds to leave a database alone that is away or full
LISTEN = 60.0


class Reminding:
    """One process's share of the reminding; several share it through claims in the database.

    It remembers when the next reminder is due: a tick before that asks nobody. Whoever writes an earlier one calls.
    """

    def __init__(
        self,
        workers: Units,
        clock: Clock,
        wait: Callable[[str, float], Awaitable[bool]],
        metrics: Metrics,
    ) -> None:
        """`wait(name, seconds)` waits for a call (Bell.wait)."""
        self._workers = workers
        self._clock = clock
        self._wait = wait
        self._metrics = metrics
        self._next_due: datetime | None = None
        self._look_at = clock.monotonic()

    async def listen(self) -> None:
        """Heed calls until cancelled: something was written that may be due earlier."""
        while True:
            if await self._wait(CLOCK, LISTEN):
                self.wake()

    def wake(self) -> None:
        """Look at the next tick."""
        self._look_at = self._clock.monotonic()

    async def tick(self) -> None:
        """Let everything become a notice that is due. Never raises: the next tick must come."""
        is_due = self._next_due is not None and self._next_due <= self._clock.now()
        if not is_due and self._clock.monotonic() < self._look_at:
            return
        # Whoever calls from here on has written something that this look may miss.
        self._look_at = self._clock.monotonic() + LOOK
        try:
            await self._fire()
        except DBAPIError as error:  # away or full: tried again
            log.error("reminding.database", error=type(error.orig).__name__)
            self._rest()
        except Exception as error:  # noqa: BLE001 - as said above
            self._metrics.failed("reminding")
            log.error("reminding.failed", error=type(error).__name__, at=places(error))
            self._rest()

    async def _fire(self) -> None:
        """Fire batch after batch; in between, others have their turn at the database."""
        while True:
            found = await self._workers.run(due.fire)
            self._next_due = found.next_due
            self._metrics.reminded(found.count - found.missed, found.missed)
            if found.missed:
                log.warning("reminding.missed", count=found.missed)
            # What is due and was not found here is in another process's hand.
            if not found.count or found.next_due is None or found.next_due > self._clock.now():
                return

    def _rest(self) -> None:
        self._next_due = None
        self._look_at = self._clock.monotonic() + PAUSE
