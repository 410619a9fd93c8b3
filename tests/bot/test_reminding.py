"""Reminding: it looks when something is due, and never otherwise."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bot.bell import Bell
from bot.metrics import Metrics
from bot.reminding import LOOK, PAUSE, Reminding
from bot.workers import Workers
from db.models import Notice, Reminder
from db.unit import Database
from network.charter import shipped_charter
from network.reminders import due
from network.work import Work
from tests.bot.clocks import START, HandClock
from tests.network.test_filling import BOT_ID, person


class Bench:
    """The reminding on a clock turned by hand; `looks` counts the units of work it asked for."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HandClock()
        self.workers = Workers(
            database, self.clock, Bell(database, self.clock), shipped_charter(), bot_id=BOT_ID, owners=frozenset()
        )
        self.looks = 0
        self.fails: Callable[[], None] | None = None
        self.metrics = Metrics()
        self.reminding = Reminding(self, self.clock, self.workers.bell.wait, self.metrics)

    async def run(self, function: Callable[[Work], Any], mode: Any = "write") -> Any:
        """Count, and run a unit of work."""
        self.looks += 1
        if self.fails:
            self.fails()
        return await self.workers.run(function, mode)

    def remind(self, *seconds: float) -> None:
        """Write reminders down that are due so many seconds after the start."""
        with self.database.unit() as session:
            work = Work(session, self.clock.now(), shipped_charter(), BOT_ID)
            whom = session.scalar(select(Reminder.person_id).limit(1)) or person(work, 1)
            for one in seconds:
                session.add(
                    Reminder(
                        person_id=whom,
                        kind="own",
                        words="Call",
                        due_at=START + timedelta(seconds=one),
                        created_at=work.now,
                    )
                )

    async def tick(self, seconds: float = 0.25) -> int:
        """Let that much time pass and tick; returns how many notices there are then."""
        self.clock.turn(seconds)
        await self.reminding.tick()
        with self.database.unit("read") as session:
            return session.execute(select(func.count()).select_from(Notice)).scalar_one()


@pytest.fixture
def bench(sqlite: Database) -> Iterator[Bench]:
    made = Bench(sqlite)
    yield made
    made.workers.close()


async def test_it_looks_once_and_then_when_something_is_due(bench: Bench) -> None:
    bench.remind(2, 5)
    assert await bench.tick() == 0
    assert bench.looks == 1
    assert await bench.tick(1.5) == 0
    assert bench.looks == 1, "an idle tick asks nobody"
    assert await bench.tick() == 1
    assert await bench.tick(2.5) == 1
    assert bench.looks == 2
    assert await bench.tick(0.5) == 2
    assert await bench.tick(LOOK - 1) == 2
    assert bench.looks == 3
    await bench.tick(1)
    assert bench.looks == 4, "in case a call was lost"


async def test_a_call_makes_it_look_at_the_next_tick(bench: Bench) -> None:
    bench.remind(100)
    await bench.tick()
    bench.remind(1)
    bench.reminding.wake()
    assert await bench.tick() == 0
    assert await bench.tick(0.75) == 1


async def test_time_that_was_skipped_makes_everything_due_at_once(bench: Bench) -> None:
    bench.remind(3600, 7200, 10_000)
    await bench.tick()
    assert await bench.tick(8000) == 2


async def test_very_many_go_batch_by_batch_until_nothing_is_due(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    fire = due.fire
    monkeypatch.setattr(due, "fire", lambda work: fire(work, 3))
    bench.remind(*[1] * 10, 50)
    assert await bench.tick(1) == 10
    assert bench.looks == 4
    assert b'ccbot_reminders_total{state="done"} 10.0' in bench.metrics.text()


async def test_a_database_that_is_away_is_asked_again_in_a_second(bench: Bench) -> None:
    def away() -> None:
        raise OperationalError("SELECT", None, ConnectionError())

    bench.remind(1)
    bench.fails = away
    with structlog.testing.capture_logs() as logs:
        assert await bench.tick(1) == 0
        assert await bench.tick(PAUSE / 2) == 0
    assert [line["event"] for line in logs] == ["reminding.database"]
    bench.fails = None
    assert await bench.tick(PAUSE) == 1
    assert b"ccbot_errors_total{" not in bench.metrics.text()


async def test_whatever_goes_wrong_the_next_tick_comes(bench: Bench) -> None:
    def broken() -> None:
        raise RuntimeError("a bad row")

    bench.remind(1)
    bench.fails = broken
    with structlog.testing.capture_logs() as logs:
        await bench.tick(1)
    assert [line["event"] for line in logs] == ["reminding.failed"]
    assert b'ccbot_errors_total{place="reminding"} 1.0' in bench.metrics.text()
    bench.fails = None
    assert await bench.tick(PAUSE) == 1


async def test_a_call_through_the_bell_is_heeded(bench: Bench) -> None:
    listening = asyncio.create_task(bench.reminding.listen())
    await bench.tick()
    before = bench.looks
    bench.workers.bell.ring("clock")
    for _ in range(3):
        await asyncio.sleep(0)
    await bench.tick(0)
    assert bench.looks == before + 1
    listening.cancel()
