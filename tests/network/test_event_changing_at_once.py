"""Changing events and making further ones, by several at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Event as Row
from db.unit import Database
from network.errors import Outdated
from network.events import applying, cancelling, reading, series
from network.events.applying import Applied
from network.events.cancelling import Cancelled
from network.events.changing import Conflict, Scope
from network.work import Work
from tests.network.announced import MENA, NETWORK, coordinators, member, reader, work_in
from tests.network.test_event_changing import changes
from tests.network.test_event_making import MONA, later
from tests.network.test_event_series import repeated


@pytest.fixture
def weekly(database: Database) -> tuple[Database, int]:
    """A database with a weekly event; returns it with the event's row number."""
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, MONA, region="mena", zone="Asia/Amman")
        return database, repeated(work).id


def at_once(database: Database, *deeds: Callable[[Work], Any]) -> list[Any]:
    """Let each deed happen in a unit of work of its own, all beginning at the same moment; errors are returned."""
    ready = Barrier(len(deeds))

    def run(deed: Callable[[Work], Any]) -> Any:
        ready.wait()
        try:
            with database.unit() as session:
                return deed(work_in(session))
        except Outdated as no:
            return no

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def test_of_two_changes_one_is_made_and_the_other_is_asked(weekly):
    database, number = weekly
    with database.unit() as session:
        work = work_in(session)
        begun = [
            (by, changes(work, reader(work, by), reading.find(work, number), minutes=minutes))
            for by, minutes in ((MENA, 45), (NETWORK, 75))
        ]
    made = at_once(
        database,
        *(lambda work, by=by, change=change: applying.apply(work, reader(work, by), change) for by, change in begun),
    )
    assert {type(one) for one in made} == {Applied, Conflict}
    applied = next(one for one in made if isinstance(one, Applied))
    with database.unit() as session:
        assert reading.find(work_in(session), number).minutes == applied.event.minutes


def test_a_change_and_a_cancelling_leave_nothing_half_done(weekly):
    database, number = weekly
    with database.unit() as session:
        work = work_in(session)
        event = reading.find(work, number)
        change = changes(work, reader(work, NETWORK), event, minutes=45)
    made = at_once(
        database,
        lambda work: applying.apply(work, reader(work, NETWORK), change, Scope.FOLLOWING),
        lambda work: cancelling.cancel(work, reader(work, MENA), event.id, "No more.", event.version, Scope.FOLLOWING),
    )
    assert [isinstance(one, Outdated) for one in made].count(True) == 1
    with database.unit() as session:
        rows = list(session.execute(select(Row.state, Row.minutes).where(Row.series_id == event.series_id)))
    wanted = ("published", 45) if isinstance(made[0], Applied) else ("cancelled", 90)
    assert {tuple(row) for row in rows} == {wanted}
    assert any(isinstance(one, Applied | Cancelled) for one in made)


def test_several_that_sweep_make_each_of_a_series_once(weekly):
    database, _ = weekly
    at_once(database, *[lambda work: series.make_due(later(work, days=60))] * 4)
    with database.unit() as session:
        found = list(session.scalars(select(Row.occurrence).where(Row.series_id.is_not(None))))
    assert len(found) == len(set(found))
    assert len(found) > 15


def test_what_is_made_while_all_are_changed_is_changed_as_well(weekly):
    database, number = weekly
    with database.unit() as session:
        work = work_in(session)
        change = changes(work, reader(work, MENA), reading.find(work, number), minutes=45)
    at_once(
        database,
        lambda work: applying.apply(work, reader(work, MENA), change, Scope.FOLLOWING),
        lambda work: series.make_due(later(work, days=60)),
    )
    with database.unit() as session:
        found = list(session.scalars(select(Row.minutes).where(Row.series_id.is_not(None))))
    assert set(found) == {45}
    assert len(found) > 15
