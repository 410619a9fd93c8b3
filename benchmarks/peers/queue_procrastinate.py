"""Jobs of Procrastinate that do nothing: `python -m benchmarks.peers.queue_procrastinate ADDRESS JOBS`."""

import asyncio
import json
import sys
import time

from procrastinate import App, PsycopgConnector

CONCURRENCY = 64


async def main(address: str, jobs: int) -> None:
    app = App(connector=PsycopgConnector(conninfo=address.replace("+psycopg", ""), max_size=16))
    finished = 0

    @app.task(name="nothing")
    async def nothing(number: int) -> None:
        nonlocal finished
        finished += 1

    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await nothing.configure().batch_defer_async(*({"number": number} for number in range(jobs)))
        began = time.perf_counter()
        await app.run_worker_async(wait=False, concurrency=CONCURRENCY, install_signal_handlers=False)
        seconds = time.perf_counter() - began
    print(json.dumps({"finished": finished, "seconds": seconds}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
