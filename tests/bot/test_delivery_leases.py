"""Several workers: nobody waits for the dead, nothing is given up for a lost word, nobody runs after another."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from bot.delivery import CONCURRENCY
from db.locks import PRESENCE
from db.models import Copy
from db.unit import Mode
from db.values import CopyState, Lane
from network import ledger
from network.work import Work
from tests.bot.office import Office, Units, until

T = TypeVar("T")
CLAIMED, SENT, MAYBE = CopyState.CLAIMED, CopyState.SENT, CopyState.MAYBE
DEAD, ALIVE = 7, 8


class Forgetful(Units):
    """Commits, but once nobody hears of it: the connection was cut just then. The one that claims."""

    forgot = False

    async def run(self, function: Callable[[Work], T], mode: Mode = "write") -> T:
        result = await super().run(function, mode)
        if isinstance(result, set) and not self.forgot:
            self.forgot = True
            raise OperationalError("COMMIT", {}, Exception("gone"))
        return result


async def test_what_was_claimed_while_the_database_went_away_is_sent_after_all(office: Office) -> None:
    office.people(3)
    units = Forgetful(office)
    worker = await office.worker(units=units)
    running = asyncio.create_task(worker.run())
    office.post("one")
    worker.wake()
    await until(lambda: units.forgot)
    await until(lambda: office.copies() == {SENT: 3}, turning=office.clock)
    worker.stop()
    await running
    assert office.api.sent() == {1: 1, 2: 1, 3: 1}
    assert office.clock.monotonic() < 60, "nobody waited for a lease"


def hold(office: Office, number: int, owner: int) -> None:
    """Leave one of the copies in that worker's hand."""

    def lease(work: Work) -> None:
        mine: Any = update(Copy).where(Copy.id == number)
        late = office.clock.now() + timedelta(days=1)
        work.session.execute(mine.values(state=CLAIMED, open=False, lease_owner=str(owner), lease_until=late))

    office.run(lease)


async def test_what_a_dead_process_held_is_taken_back_at_once(office_on_postgresql: Office) -> None:
    office = office_on_postgresql
    office.people(3)
    office.post("one")
    await office.deliver()
    assert office.copies() == {SENT: 3}
    hold(office, 1, DEAD)
    hold(office, 2, ALIVE)
    with office.database.engine.connect() as there:
        there.execute(text("SELECT pg_advisory_lock(:presence, :alive)"), {"presence": PRESENCE, "alive": ALIVE})
        await office.deliver()
        assert office.copies() == {MAYBE: 1, CLAIMED: 1, SENT: 1}
        there.invalidate()  # as a process that ends: its connection is cut, not given back
    await office.deliver()
    assert office.copies() == {MAYBE: 2, SENT: 1}


async def test_what_a_process_holds_itself_is_not_taken_from_it(office_on_postgresql: Office) -> None:
    office = office_on_postgresql
    office.people(1)
    office.post("one")
    await office.deliver()
    hold(office, 1, ALIVE)
    # Its lock was lost with a connection, and is not there again yet.
    await (await office.worker(str(ALIVE))).settle()
    assert office.copies() == {CLAIMED: 1}


async def test_whoever_comes_too_late_for_some_copies_takes_others(
    office_on_postgresql: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = office_on_postgresql
    office.people(1000)
    office.post("one", lane=Lane.ANNOUNCEMENT)
    claim = ledger.claim

    def rival_first(work: Work, wanted: Sequence[ledger.Open], owner: str, until: datetime) -> set[int]:
        # Another process looked at the same copies, and is always one step ahead.
        for row in ledger.open_copies(work, CONCURRENCY):
            work.session.execute(update(Copy).where(Copy.id == row.id).values(state=CLAIMED, open=False))
        return claim(work, wanted, owner, until)

    monkeypatch.setattr(ledger, "claim", rival_first)
    await office.deliver()
    assert office.copies()[SENT] > 300, "about as many as the other one"
    assert office.copies()[SENT] + office.copies()[CLAIMED] == 1000
