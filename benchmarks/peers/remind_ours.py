"""Reminders that are due become notices: `python -m benchmarks.peers.remind_ours ADDRESS REMINDERS`.

They are written, spread over one minute that has just passed, and then the program's own clock is ticked until none is
left: as it runs, in worker threads, batch by batch.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
from sqlalchemy import func, insert, select, text

from benchmarks.announcing import BOT, noon
from bot.bell import Bell
from bot.clock import SystemClock
from bot.metrics import Metrics
from bot.reminding import Reminding
from bot.workers import Workers
from db.models import Copy, Reminder
from db.unit import Database, Mode
from network.charter import shipped_charter
from network.work import Work
from tests.announcing import members

CHUNK = 20_000


class Watched:
    """Runs units of work, and notes the process's memory after each."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self.memory: list[int] = []

    async def run(self, function: Callable[[Work], Any], mode: Mode = "write") -> Any:
        """Run a unit of work in a thread."""
        result = await self._workers.run(function, mode)
        self.memory.append(psutil.Process().memory_info().rss)
        return result


def main(address: str, count: int) -> None:
    database, now = Database(address), datetime.now(UTC)
    adding = _seed(database, count, now)
    clock = SystemClock()
    workers = Workers(database, clock, Bell(database, clock), shipped_charter(), bot_id=BOT, owners=frozenset())
    watched = Watched(workers)
    reminding = Reminding(watched, clock, workers.bell.wait, Metrics())
    began = time.perf_counter()
    asyncio.run(reminding.tick())
    seconds = time.perf_counter() - began
    workers.close()
    with database.unit("read") as session:
        fired = session.scalar(select(func.count()).select_from(Copy))
    # The first batches bring in what stays: compiled statements, the database's pages.
    settled = watched.memory[len(watched.memory) // 10]
    grown = (max(watched.memory) - settled) / 1_000_000
    print(json.dumps({"fired": fired, "seconds": seconds, "adding": adding, "grown": grown}))


def _seed(database: Database, count: int, now: datetime) -> float:
    """Write members and reminders; returns how many seconds the latter took."""
    with database.unit() as session:
        for first in range(0, count, CHUNK):
            members(session, min(CHUNK, count - first), now, first=100_000 + first, row=first + 1, zone=noon(now))
    began = time.perf_counter()
    for first in range(0, count, CHUNK):
        last = min(first + CHUNK, count)
        rows = [_reminder(number, now - timedelta(seconds=60 * (1 - number / count))) for number in range(first, last)]
        with database.unit() as session:
            session.execute(insert(Reminder), rows)
    seconds = time.perf_counter() - began
    with database.unit() as session:
        session.execute(text("ANALYZE"))
    return seconds


def _reminder(number: int, due_at: datetime) -> dict[str, object]:
    values = {"kind": "own", "state": "waiting", "words": "Send the waste figures to Amman", "urgent": True}
    return {**values, "person_id": number + 1, "due_at": due_at, "created_at": due_at}


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
