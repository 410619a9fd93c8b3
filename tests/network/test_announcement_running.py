"""While an announcement runs: figures, pausing, stopping, coming to an end."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from db.models import Copy, Notice, Person
from db.unit import Database
from db.values import AnnouncementState, Audience, CopyState, Timing
from network import announcements, housekeeping
from network.announcements import CARD, DONE, correcting, report, running, timing
from network.announcements.reading import Announcement
from network.errors import NotAllowed, Outdated
from network.work import Work
from tests.network.announced import (
    MENA,
    NETWORK,
    claimed,
    coordinators,
    deliver,
    draft,
    fill,
    holders,
    launch,
    member,
    reader,
    work_in,
)


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        for number in range(10, 14):
            member(work, number, region="mena" if number % 2 else "see", zone="Asia/Amman", language="ar")
        yield work


def sent(work: Work, words: str = "Hello", audience: Audience | None = None) -> Announcement:
    """Launch something; nothing has left yet."""
    by = reader(work, NETWORK)
    return launch(work, by, draft(work, by, words, audience))


def later(work: Work, **time: float) -> None:
    work.now += timedelta(**time)
    running.tick(work)


def state(work: Work, found: Announcement) -> AnnouncementState:
    return announcements.find(work, reader(work, NETWORK), found.id).state


def told(work: Work, kind: str) -> list[int]:
    """What notices of a kind there are, by subject."""
    return list(work.session.scalars(select(Notice.subject_id).where(Notice.kind == kind)))


# --- Figures -------------------------------------------------------------------------------------------------------


def test_figures_are_those_of_the_ledger(work: Work) -> None:
    found = sent(work)
    assert not running.progress(work, found.id).complete
    fill(work)
    states = ("sent", "maybe", "unreachable", "failed")
    for copy_id, became in zip(work.session.scalars(select(Copy.id).order_by(Copy.id)), states, strict=True):
        work.session.execute(update(Copy).where(Copy.id == copy_id).values(state=became, open=False))
    now = running.progress(work, found.id)
    assert (now.total, now.sent, now.maybe, now.unreachable, now.failed, now.pending) == (4, 1, 1, 1, 1, 0)
    assert now.complete
    assert now.next_at is None


def test_the_rate_is_that_of_the_last_minute(work: Work) -> None:
    for number in range(100, 400):
        member(work, number, zone="Asia/Amman")
    found = sent(work)
    fill(work)
    running.tick(work)
    assert running.progress(work, found.id).seconds_left is None, "nobody knows yet"

    def send(count: int) -> None:
        some = select(Copy.id).where(Copy.state == CopyState.PENDING).limit(count)
        work.session.execute(update(Copy).where(Copy.id.in_(some)).values(state=CopyState.SENT, open=False))

    for _ in range(4):
        send(30)
        later(work, seconds=3)
    now = running.progress(work, found.id)
    assert (now.sent, now.pending, now.per_second, now.seconds_left) == (120, 184, 10, 19)
    for _ in range(25):
        later(work, seconds=3)
    assert running.progress(work, found.id).per_second == 0, "a minute of silence is no rate"


def test_whoever_sleeps_waits_and_is_not_counted_into_the_time_left(work: Work) -> None:
    for number in range(30, 35):
        member(work, number, zone="Pacific/Auckland")  # past ten in the evening there
    found = sent(work)
    deliver(work)
    running.tick(work)
    now = running.progress(work, found.id)
    assert (now.sent, now.pending, now.waiting, now.seconds_left) == (4, 5, 5, None)
    assert now.next_at is not None
    assert now.next_at.hour == 19, "eight in the morning in Auckland"
    assert state(work, found) is AnnouncementState.RUNNING
    later(work, hours=1)
    assert state(work, found) is AnnouncementState.RUNNING
    work.now = now.next_at
    deliver(work)
    running.tick(work)
    assert state(work, found) is AnnouncementState.DONE
    assert running.progress(work, found.id).sent == 9


# --- Coming to an end ----------------------------------------------------------------------------------------------


def test_the_author_is_told_once(work: Work) -> None:
    found = sent(work)
    later(work, seconds=3)
    assert state(work, found) is AnnouncementState.RUNNING
    deliver(work, CopyState.MAYBE)
    later(work, seconds=3)
    assert state(work, found) is AnnouncementState.DONE
    assert told(work, DONE) == [found.id]
    assert correcting.send_again(work, reader(work, NETWORK), found.id) == 4
    assert state(work, found) is AnnouncementState.RUNNING
    deliver(work)
    later(work, seconds=3)
    assert state(work, found) is AnnouncementState.DONE
    assert told(work, DONE) == [found.id]


def test_what_nobody_can_get_is_done_too(work: Work) -> None:
    found = sent(work)
    work.session.execute(update(Person).values(status="former"))
    deliver(work)
    later(work, seconds=3)
    assert state(work, found) is AnnouncementState.DONE


def test_where_nothing_runs_a_look_costs_one_glance(work: Work) -> None:
    done = sent(work)
    deliver(work)
    for _ in range(3):
        later(work, seconds=3)
    assert state(work, done) is AnnouncementState.DONE
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    connection = work.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    assert running.tick(work) == 0
    event.remove(connection, "before_cursor_execute", note)
    assert len(seen) == 2
    assert not any("copy" in statement.replace("ix_copy", "") for statement in seen)


def test_one_process_looks_at_a_time(database: Database) -> None:
    from bot.sweeper import _do

    with database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, 10)
        found = sent(work)
        fill(work)
    if database.is_sqlite:
        return  # one process is alone there
    with database.unit() as first, database.unit() as second:
        assert _do(work_in(first), "announcements") == 1
        assert _do(work_in(second), "announcements") == 0, "another one is at it"
    with database.unit() as session:
        assert _do(work_in(session), "announcements") == 1
        assert running.progress(work_in(session), found.id).total == 1
    assert "announcements" in housekeeping.WATCHED


# --- Pausing, stopping ---------------------------------------------------------------------------------------------


def test_paused_is_paused_for_all(work: Work) -> None:
    found, by = sent(work), reader(work, NETWORK)
    fill(work)
    assert running.pause(work, by, found.id).state is AnnouncementState.PAUSED
    assert running.pause(work, by, found.id).state is AnnouncementState.PAUSED
    fill(work)
    assert claimed(work) == []
    later(work, minutes=5)
    assert state(work, found) is AnnouncementState.PAUSED
    assert running.resume(work, by, found.id).state is AnnouncementState.RUNNING
    assert deliver(work) == 4


def test_stopped_is_stopped(work: Work) -> None:
    found, by = sent(work), reader(work, NETWORK)
    fill(work)
    running.stop(work, by, found.id)
    fill(work)
    assert claimed(work) == []
    assert holders(work, found, CopyState.SKIPPED) == {10, 11, 12, 13}
    for steer in (running.pause, running.resume):
        with pytest.raises(Outdated):
            steer(work, by, found.id)
    assert running.stop(work, by, found.id).state is AnnouncementState.STOPPED


def test_what_is_yet_to_come_can_be_paused_and_comes_in_its_time(work: Work) -> None:
    by = reader(work, NETWORK)
    begun = timing.set_timing(work, by, draft(work, by).id, Timing.AT, due_at=work.now + timedelta(hours=1))
    found = launch(work, by, begun)
    running.pause(work, by, found.id)
    assert running.resume(work, by, found.id).state is AnnouncementState.SCHEDULED
    later(work, minutes=30)
    assert state(work, found) is AnnouncementState.SCHEDULED
    assert claimed(work) == []
    later(work, minutes=30)
    assert state(work, found) is AnnouncementState.RUNNING
    assert deliver(work) == 4


def test_only_those_who_see_it_steer_it(work: Work) -> None:
    found, mena = sent(work), reader(work, MENA)
    for act in (running.pause, running.resume, running.stop, running.card, correcting.begin, correcting.take_back):
        with pytest.raises(NotAllowed):
            act(work, mena, found.id)
    with pytest.raises(NotAllowed):
        report.report(work, mena, found.id)
    with pytest.raises(NotAllowed):
        correcting.send_again(work, mena, found.id)
    assert running.listing(work, mena, "running").announcements == []
    assert [one.id for one in running.listing(work, reader(work, NETWORK), "running").announcements] == [found.id]


def test_a_list_that_nobody_knows_is_the_first_one(work: Work) -> None:
    found = sent(work)
    page = running.listing(work, reader(work, NETWORK), "forged", page=99)
    assert ([one.id for one in page.announcements], page.number, page.pages) == ([found.id], 0, 1)


def test_one_card_for_all(work: Work) -> None:
    found = sent(work)
    by = reader(work, NETWORK)
    assert running.card(work, by, found.id) == running.card(work, by, found.id)
    assert told(work, CARD) == [found.id]
