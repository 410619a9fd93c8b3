"""Reminders: how many become notices a second, what a million of them cost a start, and how late one alone leaves.

Beside them the same number of jobs in APScheduler's SQLAlchemy store, which do nothing when they run; ours each become
a notice with its copy.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from sqlalchemy import insert, select, text

from benchmarks.handled import BOT, seed, serving
from benchmarks.running import FailedError, Figure, Rounds, child
from db.models import Person, Reminder
from db.unit import Database
from tests.database import Templates
from tests.process.crowd import FAST, crowd
from tests.process.running import Sandbox, bot, sandbox, until

ROUNDS = 3
MANY, JOBS = 100_000, 3_000
PENDING = 1_000_000
ALONE = 60  # reminders, half a second apart
KINDS = {"PostgreSQL": ("postgresql", 20_000.0), "SQLite": ("sqlite", 5_000.0)}


def figures() -> Iterator[Figure]:
    """Measure each database in turn."""
    with tempfile.TemporaryDirectory() as folder:
        templates = Templates(Path(folder))
        try:
            for label, (kind, bar) in KINDS.items():
                yield from _fired(templates, label, kind, bar)
                yield from _started(templates, label, kind)
                yield from _alone(templates, label, kind, Path(folder))
        finally:
            templates.close()


def _fired(templates: Templates, label: str, kind: str, bar: float) -> Iterator[Figure]:
    values = Rounds()
    for _ in range(ROUNDS):
        ours = _peer(templates, kind, "ours", MANY)
        theirs = _peer(templates, kind, "apscheduler", JOBS)
        values.add("ours", MANY / ours["seconds"])
        values.add("theirs", JOBS / theirs["seconds"])
        values.add("ours added", MANY / ours["adding"])
        values.add("theirs added", JOBS / theirs["adding"])
        values.add("grown", ours["grown"])
        values.add("by default", theirs["by_default"])
    name = f"{label}: {MANY} due within a minute:"
    yield Figure(f"{name} notices a second", values.median("ours"), bar, unit="/s")
    yield Figure(f"{name} memory grows by", values.median("grown"), 20, at_least=False, unit=" MB")
    yield Figure(f"{label}: APScheduler's store: jobs run a second", values.median("theirs"), unit="/s")
    yield Figure(f"{label}: reminders: rate, of its", values.ratio("ours", "theirs"))
    yield Figure(f"{label}: APScheduler's store: jobs added a second", values.median("theirs added"), unit="/s")
    yield Figure(f"{label}: reminders written, many at once: rate, of its", values.ratio("ours added", "theirs added"))
    yield Figure(f"{label}: of 1000 due in a second, run by its defaults", values.median("by default"))


def _peer(templates: Templates, kind: str, name: str, count: int) -> dict[str, float]:
    with getattr(templates, kind)() as database:
        address = database.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", f"benchmarks.peers.remind_{name}", address, str(count)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise FailedError(f"{name} failed:\n{done.stderr[-2000:]}")
    report: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if report["fired"] != count:
        raise FailedError(f"{name} fired {report['fired']:.0f} of {count}")
    return report


def _started(templates: Templates, label: str, kind: str) -> Iterator[Figure]:
    """Start the program with nothing pending and with a million reminders, in turn."""
    seconds = Rounds()
    with (
        serving() as address,
        getattr(templates, kind)() as none,
        getattr(templates, kind)() as many,
    ):
        httpx.post(f"{address}/release", timeout=30)
        for database in (none, many):
            seed(database)
        _pending(many)
        for _ in range(ROUNDS):
            for name, database in (("none", none), ("many", many)):
                environment = {
                    "CCBOT_TOKEN": f"{BOT}:AAbenchmark-token-of-no-bot",
                    "CCBOT_API_URL": address,
                    "CCBOT_DATABASE_URL": database.url.render_as_string(hide_password=False),
                    "CCBOT_LISTEN": "127.0.0.1:0",
                    "CCBOT_LOG": "json",
                }
                with child(["-m", "bot", "run"], ready=lambda line: '"ready"' in line, environment=environment) as ours:
                    seconds.add(name, ours.ready - ours.started)
    later = statistics.median(
        many - none for many, none in zip(seconds.values["many"], seconds.values["none"], strict=True)
    )
    yield Figure(f"{label}: {PENDING} pending: ready later than with none", later, 0.3, at_least=False, unit=" s")


def _pending(database: Database) -> None:
    now = datetime.now(UTC)
    with database.unit() as session:
        people = list(session.scalars(select(Person.id)))
    chunk = 50_000
    for first in range(0, PENDING, chunk):
        rows = [
            {
                "person_id": people[number % len(people)],
                "kind": "own",
                "state": "waiting",
                "words": "Send the waste figures to Amman",
                "due_at": now + timedelta(days=1, seconds=number),
                "created_at": now,
            }
            for number in range(first, first + chunk)
        ]
        with database.unit() as session:
            session.execute(insert(Reminder), rows)
    with database.unit() as session:
        session.execute(text("ANALYZE"))


def _alone(templates: Templates, label: str, kind: str, folder: Path) -> Iterator[Figure]:
    """Let reminders be due one by one, to different people, and see in the sandbox when each left."""
    with getattr(templates, kind)() as database, sandbox() as town:
        late = _lateness(town, database.url.render_as_string(hide_password=False), folder)
    yield Figure(f"{label}: one alone: left after (median)", statistics.median(late), unit=" s")
    slowest = statistics.quantiles(late, n=100)[-1]
    yield Figure(f"{label}: one alone: left after (p99)", slowest, 1.0, at_least=False, unit=" s")


def _lateness(town: Sandbox, address: str, folder: Path) -> list[float]:
    people = crowd(town, address, ALONE)
    began = people.looks(lambda work: work.now) + timedelta(hours=1)
    # Half a second and a bit: they meet the ticks everywhere.
    due = [began + timedelta(seconds=number * 0.513) for number in range(ALONE)]
    values = {"kind": "own", "state": "waiting", "words": "Call Amman", "urgent": True, "created_at": began}
    rows = [{**values, "person_id": people.row + number, "due_at": at} for number, at in enumerate(due)]
    people.unit(lambda work: work.session.execute(insert(Reminder), rows))
    with bot(town, address, folder=folder, **FAST):
        town.skip(seconds=(began - people.looks(lambda work: work.now)).total_seconds() - 3)
        until(lambda: len(people.sends()) == ALONE, "all to leave", every=1.0)
        return [at - due[chat - people.first].timestamp() for chat, at, *_ in people.sends()]
