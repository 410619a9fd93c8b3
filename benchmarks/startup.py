"""Start and memory: `ccbot run`, ready and idle, beside what importing aiogram alone costs."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from benchmarks.handled import BOT, ROUNDS, seed, serving
from benchmarks.running import Figure, Rounds, child
from tests.database import Templates

SETTLED = 3.0  # seconds after which the clock has ticked for the first time, with all that it needs


def figures() -> Iterator[Figure]:
    """Start both in turn, round by round."""
    seconds, memory = Rounds(), Rounds()
    with tempfile.TemporaryDirectory() as folder, serving() as address:
        httpx.post(f"{address}/release", timeout=30)
        templates = Templates(Path(folder))
        for _ in range(ROUNDS):
            with child(["-m", "benchmarks.peers.aiogram_alone"], ready=lambda line: line.startswith("ready")) as alone:
                seconds.add("aiogram", alone.ready - alone.started)
                memory.add("aiogram", alone.memory())
            with templates.sqlite() as database:
                seed(database)
                environment = {
                    "CCBOT_TOKEN": f"{BOT}:AAbenchmark-token-of-no-bot",
                    "CCBOT_API_URL": address,
                    "CCBOT_DATABASE_URL": str(database.url),
                    "CCBOT_LISTEN": "127.0.0.1:0",
                    "CCBOT_LOG": "json",
                    "CCBOT_RATE": "1000",
                    "CCBOT_PAID_BROADCAST": "yes",
                }
                with child(["-m", "bot", "run"], ready=lambda line: '"ready"' in line, environment=environment) as ours:
                    seconds.add("ours", ours.ready - ours.started)
                    time.sleep(SETTLED)
                    memory.add("ours", ours.memory())
            with child(["-m", "bot", "--help"], ready=lambda line: "COMMAND" in line, runs_on=False) as helped:
                seconds.add("help", helped.ready - helped.started)
    yield Figure("aiogram alone: imported after", seconds.median("aiogram"), unit=" s")
    yield Figure("aiogram alone: memory", memory.median("aiogram"), unit=" MB")
    differences = [o - a for o, a in zip(seconds.values["ours"], seconds.values["aiogram"], strict=True)]
    yield Figure(
        "ccbot run: ready later than aiogram alone", sorted(differences)[ROUNDS // 2], 0.5, at_least=False, unit=" s"
    )
    yield Figure("ccbot run: memory, of aiogram alone", memory.ratio("ours", "aiogram"), 0.9, at_least=False)
    yield Figure("ccbot --help: answers after", seconds.median("help"), 0.5, at_least=False, unit=" s")
