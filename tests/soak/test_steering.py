"""Steering a million copies on PostgreSQL: a pause counts at the next claim, so does going on; counting is quick."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from sqlalchemy import text

from bot.letters import look
from db.unit import Database
from db.values import Audience, CopyState, Lane
from handlers.kit.notices import Message, NoticeKind
from network import filling, ledger, notices
from network.charter import shipped_charter
from network.work import Work
from tests.announcing import BOT
from tests.database import Templates
from tests.soak.test_growth import MANY, lent

pytestmark = pytest.mark.soak

T = TypeVar("T")
MEMBERS = Audience(statuses=("member",))
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
KINDS = {
    "news": NoticeKind("news", lambda _work, ids: dict.fromkeys(ids, "news"), lambda _one, _reader, _t: Message("news"))
}
AT_ONCE, SOON = 0.5, 1.0  # seconds


@pytest.fixture
def million(templates: Templates) -> Iterator[Database]:
    """A million members."""
    with lent(templates) as database:
        yield database


def timed(database: Database, act: Callable[[Work], T]) -> tuple[float, T]:
    """Do something in a unit of work; returns how many seconds that took, commit included."""
    began = time.perf_counter()
    with database.unit() as session:
        result = act(Work(session, NOON, shipped_charter(), BOT))
    return time.perf_counter() - began, result


def letters(database: Database) -> tuple[float, int, bool]:
    """Look as a worker does: seconds, letters, and whether it is worth looking again at once."""
    seconds, found = timed(database, lambda work: look(work, KINDS, "me", limit=90, per_chat=3))
    return seconds, len(found.letters), found.more


def prepared(database: Database) -> float:
    """Fill and spread until there is nothing more; returns the seconds."""
    began = time.perf_counter()
    while timed(database, filling.prepare)[1]:
        pass
    return time.perf_counter() - began


def test_pausing_and_counting_a_million_copies(million: Database) -> None:
    def announce(work: Work) -> int:
        return notices.post(work, "news", 1, MEMBERS, lane=Lane.ANNOUNCEMENT, named_time=True)

    notice = timed(million, announce)[1]
    filled = prepared(million)
    with million.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE copy"))
    counted, counts = timed(million, lambda work: ledger.counts(work, notice))
    assert counts == {CopyState.PENDING: MANY}
    normal, found, _ = letters(million)
    assert found == 90

    paused, _ = timed(million, lambda work: notices.pause(work, "news", 1))
    first_look, found, again = letters(million)
    assert (found, again) == (0, True)
    timed(million, lambda work: notices.post(work, "news", 2, Audience(people=(7,))))
    timed(million, filling.prepare)
    other_look, found, _ = letters(million)
    assert found == 1, "what is personal passes by"
    spread = prepared(million)
    later_look, found, _ = letters(million)

    resumed, _ = timed(million, lambda work: notices.resume(work, "news", 1))
    chunk, _ = timed(million, filling.prepare)
    _, found, _ = letters(million)
    assert found > 1, "after the first chunk it goes on"
    reopened = prepared(million)
    recounted, counts = timed(million, lambda work: ledger.counts(work, notice))
    assert counts == {CopyState.PENDING: MANY}
    print(
        f"\nfilled in {filled:.0f} s; a look {normal * 1000:.0f} ms; counted in {counted * 1000:.0f} ms, unvacuumed in "
        f"{recounted * 1000:.0f} ms; paused in {paused * 1000:.0f} ms, looks then {first_look * 1000:.0f}, "
        f"{other_look * 1000:.0f} and {later_look * 1000:.0f} ms, all told in {spread:.0f} s; on again in "
        f"{(resumed + chunk) * 1000:.0f} ms, all in {reopened:.0f} s"
    )
    assert max(paused, first_look, other_look, later_look, resumed) <= AT_ONCE
    assert chunk <= SOON
    assert counted <= AT_ONCE
