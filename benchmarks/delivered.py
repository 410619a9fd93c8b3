"""An announcement to 20,000 people, at an unlimited rate, to a server that answers after 20 ms: the whole path with
the ledger (claim, render, send, record), beside clients and libraries that keep no ledger.

Every contestant stands still until the server is released. The sequential ones get fewer people: a rate is a rate.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
from sqlalchemy import func, select

from benchmarks.announcing import BOT, seed
from benchmarks.running import PATIENCE, FailedError, Figure, Rounds, child
from db.models import Copy
from db.unit import Database
from tests.database import Templates

ROUNDS = 3
DELAY = 0.02  # seconds between a call and its answer
PEOPLE = 20_000
FEW = 400  # for whoever sends one after another


@dataclass(frozen=True)
class Measured:
    """One run: messages a second, and the sender's CPU seconds a second."""

    rate: float
    cores: float


def figures() -> Iterator[Figure]:
    """Run all contestants side by side, round by round, and yield the figures."""
    rates, cores = Rounds(), Rounds()
    with tempfile.TemporaryDirectory() as folder:
        templates = Templates(Path(folder))
        try:
            for _ in range(ROUNDS):
                for name, measured in _round(templates):
                    rates.add(name, measured.rate)
                    cores.add(name, measured.cores / measured.rate * 1000)
        finally:
            templates.close()
    for name in rates.values:
        yield Figure(f"{name}: messages a second", rates.median(name), 1000 if name in OURS else None, unit="/s")
        bar = 0.6 if name in OURS else None
        yield Figure(f"{name}: core for 1,000 a second", cores.median(name), bar, at_least=False)
    for name in OURS:
        yield Figure(f"{name}: rate, of bare concurrent aiogram's", rates.ratio(name, "aiogram"), 0.8)
        yield Figure(f"{name}: rate, of python-telegram-bot's", rates.ratio(name, "ptb"))
        for sequential in ("aiogram-broadcaster", "aiogram-broadcast", "aiogram-broadcast unpaced"):
            yield Figure(f"{name}: rate, of {sequential}'s", rates.ratio(name, sequential), 5)


OURS = ("sqlite", "postgresql")


def _round(templates: Templates) -> Iterator[tuple[str, Measured]]:
    peers = {
        "aiogram": ("aiogram_send", PEOPLE // 2, ()),
        "ptb": ("ptb_send", PEOPLE // 8, ()),
        "aiogram-broadcaster": ("broadcaster_send", FEW, ()),
        "aiogram-broadcast": ("broadcast_send", FEW // 2, ()),
        "aiogram-broadcast unpaced": ("broadcast_send", FEW, ("unpaced",)),
    }
    lent: dict[str, AbstractContextManager[Database]] = {
        "sqlite": templates.sqlite(),
        "postgresql": templates.postgresql(),
    }
    for name, lending in lent.items():
        with lending as database:
            yield name, _ours(database)
    for name, (module, people, more) in peers.items():
        with _serving(people) as address:
            command = ["-m", f"benchmarks.peers.{module}", address, str(people), *more]
            with child(command, ready=lambda line: line.startswith("ready")) as sender:
                yield name, _measure(address, people, sender.process.pid)


def _ours(database: Database) -> Measured:
    seed(database, PEOPLE)
    with _serving(PEOPLE) as address, ExitStack() as stack:
        environment = {
            "CCBOT_TOKEN": f"{BOT}:AAbenchmark-token-of-no-bot",
            "CCBOT_API_URL": address,
            "CCBOT_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "CCBOT_LISTEN": "127.0.0.1:0",
            "CCBOT_LOG": "json",
        }
        command = ["-m", "benchmarks.peers.ours_unlimited"]
        sender = stack.enter_context(child(command, ready=lambda line: '"ready"' in line, environment=environment))
        measured = _measure(address, PEOPLE, sender.process.pid)
        _all_recorded(database)
        return measured


def _measure(address: str, people: int, process: int) -> Measured:
    """Release the server, wait until everybody has their message, and say how fast that went."""
    sender = psutil.Process(process)
    time.sleep(1)  # until the first messages wait at the server, and the start is over
    before = _cpu(sender)
    httpx.post(f"{address}/release", timeout=30)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        report = httpx.get(f"{address}/report", timeout=30).json()
        if report["seconds"]:
            if report["sent"] != people:
                raise FailedError(f"{report['sent']} messages for {people} people")
            return Measured(people / report["seconds"], (_cpu(sender) - before) / report["seconds"])
        time.sleep(0.05)
    raise FailedError(f"not everybody got theirs: {report}")


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _all_recorded(database: Database) -> None:
    """The ledger must say of everybody that they got theirs."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with database.unit("read") as session:
            found = {
                row.state: row.n
                for row in session.execute(select(Copy.state, func.count().label("n")).group_by(Copy.state))
            }
        if found == {"sent": PEOPLE}:
            return
        time.sleep(0.1)
    raise FailedError(f"the ledger says {found}")


@contextmanager
def _serving(people: int) -> Iterator[str]:
    found: list[str] = []

    def ready(line: str) -> bool:
        if line.startswith("http://") and not found:
            found.append(line.strip())
        return bool(found)

    with child(["-m", "benchmarks.slow_server", str(DELAY), str(people)], ready=ready):
        yield found[0]
