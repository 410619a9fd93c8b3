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
done: list[int] = []


async def nothing(number: int) -> None:
    done.append(number)


async def main(address: str, jobs: int) -> None:
    adding, seconds = await run(address, "jobs", jobs, misfire_grace_time=None)
    fired = len(done)
    await run(address, "defaults", FEW)
    print(json.dumps({"fired": fired, "seconds": seconds, "adding": adding, "by_default": len(done) - fired}))


async def run(address: str, table: str, jobs: int, **options: Any) -> tuple[float, float]:
    """Add jobs and let them run; returns the seconds that each of both took."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_jobstore(SQLAlchemyJobStore(url=address, tablename=table))
    scheduler.start(paused=True)
    now = datetime.now(UTC)
    began = time.perf_counter()
    for number in range(jobs):
        due_at = now + timedelta(seconds=number / jobs)
        scheduler.add_job(nothing, "date", run_date=due_at, args=(number,), **options)
    adding = time.perf_counter() - began
    over, left = asyncio.Event(), iter(range(jobs - 1, -1, -1))

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
