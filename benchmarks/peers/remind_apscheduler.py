"""Jobs of APScheduler's SQLAlchemy store that do nothing: `python -m benchmarks.peers.remind_apscheduler ADDRESS JOBS`.

They are added, and all run at once as soon as the scheduler starts; it is told never to call one too late. Then the
same with its defaults, for a thousand jobs due within one second.
"""

import asyncio
import json
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_REMOVED
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

FEW = 1000
SOON = timedelta(seconds=10)  # by then they are added
done: list[int] = []


async def nothing(number: int) -> None:
    done.append(number)


async def main(address: str, jobs: int) -> None:
    now = datetime.now(UTC)
    adding, seconds = await run(address, "jobs", [now] * jobs, misfire_grace_time=None)
    fired = len(done)
    soon = datetime.now(UTC) + SOON
    await run(address, "defaults", [soon + timedelta(seconds=number / FEW) for number in range(FEW)])
    print(json.dumps({"fired": fired, "seconds": seconds, "adding": adding, "by_default": len(done) - fired}))


async def run(address: str, table: str, moments: list[datetime], **options: Any) -> tuple[float, float]:
    """Add a job for each moment and let them run; returns the seconds that each of both took."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_jobstore(SQLAlchemyJobStore(url=address, tablename=table))
    scheduler.start(paused=True)
    began = time.perf_counter()
    for number, due_at in enumerate(moments):
        scheduler.add_job(nothing, "date", run_date=due_at, args=(number,), **options)
    adding = time.perf_counter() - began
    over, left = asyncio.Event(), iter(range(len(moments) - 1, -1, -1))

    def removed(_event: Any) -> None:
        if next(left) == 0:
            over.set()

    scheduler.add_listener(removed, EVENT_JOB_REMOVED)
    began = time.perf_counter()
    scheduler.resume()
    await over.wait()
    await asyncio.sleep(0)  # the last ones have their turn
    await asyncio.sleep(0)
    seconds = time.perf_counter() - began
    scheduler.shutdown()
    return adding, seconds


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
