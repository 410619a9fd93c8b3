"""Doing what falls due by itself, each duty in a unit of work of its own: one that fails does not stop the others."""

from functools import partial

import structlog

from bot.handling import places
from bot.metrics import Metrics
from bot.workers import Workers
from db import locks
from network import housekeeping
from network.work import Work

log = structlog.get_logger()
SWEEP_EVERY, LOOK_EVERY = 60, 3  # seconds of the program's clock


class Sweeper:
    """Ticked every second. Looks at what people watch, and sweeps, when it is time on the program's clock."""

    def __init__(self, workers: Workers, metrics: Metrics) -> None:
        """Nothing was swept yet, so the first tick sweeps."""
        self._workers = workers
        self._metrics = metrics
        self._last = 0.0
        self._looked = 0.0

    async def tick(self) -> None:
        """Sweep if it is time. Never raises: tomorrow's sweep must come whatever happened to today's."""
        now = self._workers.clock.now().timestamp()
        if now - self._looked >= LOOK_EVERY:
            self._looked = now
            for name in housekeeping.WATCHED:
                await self._try(name)
        if now - self._last >= SWEEP_EVERY:
            self._last = now
            for name in housekeeping.DUTIES:
                if count := await self._try(name):
                    log.info("swept", duty=name, count=count)

    async def _try(self, name: str) -> int:
        try:
            return await self._workers.run(partial(_do, name=name))
        except Exception as error:  # noqa: BLE001 - as said above
            self._metrics.failed("sweep")
            log.error("sweep.failed", duty=name, error=type(error).__name__, at=places(error))
            return 0


def _do(work: Work, name: str) -> int:
    """Do one duty, unless another process is at it."""
    duty = (housekeeping.DUTIES | housekeeping.WATCHED)[name]
    return duty(work) if locks.taken(work.session, locks.SWEEP) else 0
