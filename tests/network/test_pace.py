"""Nobody reaches others unasked without end, and nobody is asked without end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from db.models import Pace, Person
from db.unit import Database
from network import pace
from network.charter import shipped_charter
from network.errors import NetworkError
from network.work import Work

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        session.add_all(Person(id=number, telegram_id=number, first_seen=NOON) for number in (1, 2))
        session.flush()
        yield Work(session, NOON, shipped_charter(), 4242)


def test_so_often_a_day_and_act_and_person(work: Work) -> None:
    for _ in range(3):
        pace.spend(work, 1, "invites", 3)
    with pytest.raises(NetworkError, match="tomorrow"):
        pace.spend(work, 1, "invites", 3)
    pace.spend(work, 1, "changes", 3)
    pace.spend(work, 2, "invites", 3)
    work.now += timedelta(hours=12)
    pace.spend(work, 1, "invites", 3)


def test_nobody_is_asked_without_end(work: Work) -> None:
    pace.bear(work, 1, "invited", 1)
    with pytest.raises(NetworkError, match="asked often enough"):
        pace.bear(work, 1, "invited", 1)


def test_only_today_is_remembered(work: Work) -> None:
    pace.spend(work, 1, "invites", 3)
    assert pace.forget_old(work) == 0
    work.now += timedelta(days=1)
    assert pace.forget_old(work) == 1
    assert work.session.query(Pace).count() == 0
