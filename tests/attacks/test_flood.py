"""Many messages of one person, and of many persons at once: the others are served all the same."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from bot.bell import Bell
from bot.handling import Handling
from bot.inbox import IN_HAND, Inbox
from bot.metrics import Metrics
from bot.workers import Workers
from db.queries import inbox
from db.unit import Database
from network.charter import Flood, shipped_charter
from tests.bot.clocks import HandClock
from tests.talk import BOT_ID

FLOOD = Flood(updates=4, seconds=10)
HONEST = 999_999


class Counting(Handling):
    """Handles nothing, but counts whose updates came by."""

    def __init__(self, served: Counter[int]) -> None:
        self.served = served

    def handle(self, row: Any) -> tuple[list[Any], str, set[str]]:
        self.served[row.key] += 1
        return [], "counted", set()


class Slow:
    """A way out that takes a second of the clock for every update."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock

    def expect(self) -> None:
        """No room is kept here."""

    async def send_all(self, *_: Any) -> list[Any]:
        await self.clock.pause(1)
        return []


class Office:
    """An inbox at work over a database, with a clock that stands still until it is turned."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = HandClock()
        self.served: Counter[int] = Counter()
        self.metrics = Metrics()
        charter = shipped_charter()
        charter = replace(charter, limits=replace(charter.limits, flood=FLOOD))
        bell = Bell(database, self.clock)
        self.workers = Workers(database, self.clock, bell, charter, bot_id=BOT_ID, owners=frozenset())
        self.inbox = Inbox(self.workers, Counting(self.served), Slow(self.clock), self.metrics, "1")
        self.numbers = iter(range(1, 1_000_000))

    def write(self, key: int, times: int) -> None:
        """Store that many updates of somebody."""
        updates = [inbox.Stored(next(self.numbers), key, "message", "{}") for _ in range(times)]
        with self.database.unit("durable") as session:
            inbox.store(session, BOT_ID, updates, self.clock.now())
        self.workers.bell.ring("inbox")

    async def quiet(self) -> None:
        """Let everybody work until nothing moves any more without time passing."""
        seen, still = -1, 0
        while still < 40:
            still = still + 1 if seen == self.served.total() else 0
            seen = self.served.total()
            await asyncio.sleep(0.005)

    async def serves(self, key: int) -> bool:
        """Whether somebody is answered with no more time passing; a slow machine is waited for."""
        for _ in range(2000):
            if self.served[key]:
                return True
            await asyncio.sleep(0.005)
        return False

    async def pass_time(self, seconds: int) -> None:
        """Turn the clock second by second."""
        for _ in range(seconds):
            self.clock.turn(1)
            await self.quiet()


@pytest.fixture
async def office(sqlite: Database) -> AsyncIterator[Office]:
    made = Office(sqlite)
    running = asyncio.create_task(made.inbox.run())
    yield made
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    made.workers.close()


async def test_one_person_floods_and_the_others_do_not_wait(office: Office) -> None:
    office.write(1, 500)
    await office.quiet()
    office.write(2, 1)
    await office.quiet()
    assert office.served[2] == 1
    await office.pass_time(10)
    assert 2 <= office.served[1] <= 2 * FLOOD.updates, "slowed, not forgotten"


async def test_more_flooders_than_places_do_not_take_all_of_them(office: Office) -> None:
    for flooder in range(1, IN_HAND + 37):
        office.write(flooder, 20)
    await office.pass_time(6)
    office.write(HONEST, 1)
    await office.pass_time(1)
    assert await office.serves(HONEST)
    assert office.served.total() < IN_HAND * 10
