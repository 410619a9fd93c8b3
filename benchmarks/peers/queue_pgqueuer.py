"""Jobs of PgQueuer that do nothing: `python -m benchmarks.peers.queue_pgqueuer ADDRESS JOBS`."""

import asyncio
import json
import sys
import time

import psycopg
from pgqueuer import PgQueuer, PsycopgDriver, Queries
from pgqueuer.models import Job
from pgqueuer.types import QueueExecutionMode

CONCURRENCY = 64


async def main(address: str, jobs: int) -> None:
    connection = await psycopg.AsyncConnection.connect(address.replace("+psycopg", ""), autocommit=True)
    queries = Queries(PsycopgDriver(connection))
    await queries.install()
    await queries.enqueue(["nothing"] * jobs, [None] * jobs, [0] * jobs)
    queue = PgQueuer.from_psycopg_connection(connection)
    finished = 0

    @queue.entrypoint("nothing")
    async def nothing(_: Job) -> None:
        nonlocal finished
        finished += 1

    began = time.perf_counter()
    await queue.run(batch_size=CONCURRENCY, max_concurrent_tasks=2 * CONCURRENCY, mode=QueueExecutionMode.drain)
    print(json.dumps({"finished": finished, "seconds": time.perf_counter() - began}))
    await connection.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
