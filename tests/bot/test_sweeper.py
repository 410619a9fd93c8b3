"""Sweeping: each duty by itself, on the program's clock."""

from datetime import timedelta
from typing import Any

import pytest

from bot.bell import Bell
from bot.metrics import Metrics
from bot.sweeper import Sweeper
from bot.workers import Workers
from db.unit import Database
from network import housekeeping
from network.charter import shipped_charter
from tests.talk import BOT_ID, Town, TownClock


async def test_a_duty_that_fails_does_not_stop_the_others(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fails(_work: Any) -> int:
        raise RuntimeError("a bad row")

    def works(_work: Any) -> int:
        done.append("works")
        return 1

    monkeypatch.setattr(housekeeping, "DUTIES", {"fails": fails, "works": works})
    town = Town(sqlite)
    clock = TownClock(town)
    workers = Workers(sqlite, clock, Bell(sqlite, clock), shipped_charter(), bot_id=BOT_ID, owners=frozenset())
    metrics = Metrics()
    sweeper = Sweeper(workers, metrics)
    await sweeper.tick()
    await sweeper.tick()
    assert done == ["works"], "not again before its time"
    town.now += timedelta(minutes=2)
    await sweeper.tick()
    assert done == ["works", "works"]
    assert b'ccbot_errors_total{place="sweep"} 2.0' in metrics.text()
    workers.close()
