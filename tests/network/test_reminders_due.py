"""Reminders that are due become notices with their copies: each once, whatever happened meanwhile."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select, update

from db.models import Chat, Copy, Notice, Reminder
from db.queries import team
from db.unit import Database
from db.values import RoleKind
from network import filling, ledger, privacy
from network.charter import shipped_charter
from network.reminders import due
from network.work import Work
from tests.network.test_filling import person

BOT_ID = 4242
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        yield Work(session, NOW, shipped_charter(), BOT_ID)


def remind(work: Work, person_id: int, due_at: datetime, **more: Any) -> int:
    """Write a reminder of somebody's own down; returns its row number."""
    made = Reminder(
        person_id=person_id, due_at=due_at, created_at=work.now, **{"kind": "own", "words": "Call Amman"} | more
    )
    work.session.add(made)
    work.session.flush()
    return made.id


def told(work: Work) -> list[tuple[int, int]]:
    """List what is in the ledger of reminders: reminder and Telegram's id of the chat."""
    asked = select(Notice.subject_id, Chat.telegram_id).where(Notice.kind == "reminder")
    asked = asked.join(Copy, Copy.notice_id == Notice.id).join(Chat, Chat.id == Copy.chat_id)
    return [(row.subject_id, row.telegram_id) for row in work.session.execute(asked.order_by(Notice.id))]


def states(work: Work) -> list[tuple[str, datetime]]:
    """List all reminders: state, and when they are due."""
    work.session.expire_all()
    asked = select(Reminder.state, Reminder.due_at).order_by(Reminder.id)
    return [(row.state, row.due_at) for row in work.session.execute(asked)]


def test_what_is_due_becomes_a_notice_with_its_copy_and_nothing_else_does(work: Work) -> None:
    amal, ben = person(work, 1), person(work, 2)
    first = remind(work, amal, NOW, urgent=True, useful_until=NOW + HOUR)
    remind(work, amal, NOW + timedelta(seconds=1))
    remind(work, ben, NOW - HOUR, state="stopped")
    assert due.fire(work) == due.Look(1, 0, NOW + timedelta(seconds=1))
    assert told(work) == [(first, 1)]
    assert work.woken == {"ledger"}
    notice = work.session.execute(select(Notice)).scalar_one()
    assert (notice.audience, notice.urgent, notice.expires_at) == ({"people": [amal]}, True, NOW + HOUR)
    assert (notice.lane, notice.state, notice.revision, notice.filled_to) == ("personal", "active", 1, None)
    [row] = ledger.open_copies(work, 10)
    assert (row.subject_id, row.person_id, row.due_at) == (first, amal, NOW)
    assert not filling.prepare(work)
    work.woken.clear()
    assert due.fire(work) == due.Look(0, 0, NOW + timedelta(seconds=1))
    assert work.woken == set()
    assert len(told(work)) == 1


def test_longest_due_comes_first_and_so_many_at_a_time(work: Work) -> None:
    amal = person(work, 1)
    numbers = [remind(work, amal, NOW - MINUTE * late) for late in (1, 3, 2)]
    assert due.fire(work, 2) == due.Look(2, 0, NOW - MINUTE)
    assert {subject for subject, _ in told(work)} == set(numbers[1:])
    assert due.fire(work, 2) == due.Look(1, 0, None)


def test_who_cannot_be_reached_has_a_copy_that_waits_for_them(work: Work) -> None:
    amal = person(work, 1)
    work.session.execute(update(Chat).values(unreachable_since=NOW))
    remind(work, amal, NOW)
    due.fire(work)
    copy = work.session.execute(select(Copy)).scalar_one()
    assert (copy.state, copy.open) == ("unreachable", False)


def test_after_a_standstill_what_is_useful_comes_and_the_rest_is_recorded_as_missed(work: Work) -> None:
    amal = person(work, 1)
    starts = NOW + 30 * MINUTE
    remind(work, amal, starts - DAY, useful_until=starts - HOUR)
    last = remind(work, amal, starts - HOUR, useful_until=starts + 30 * MINUTE)
    remind(work, amal, NOW - 2 * DAY, useful_until=NOW - DAY)
    own = remind(work, amal, NOW - 2 * DAY)
    assert due.fire(work) == due.Look(4, 2, None)
    assert {subject for subject, _ in told(work)} == {last, own}
    assert [state for state, _ in states(work)] == ["missed", "done", "missed", "done"]
    missed = work.session.execute(select(Reminder.fired_at).where(Reminder.state == "missed")).scalars()
    assert set(missed) == {None}


# --- repeated ones --------------------------------------------------------------------------------------------------
def weekly(work: Work, person_id: int, local_at: str, due_at: datetime, **more: Any) -> int:
    """Write down a reminder that comes every week in Berlin."""
    rule = {"zone": "Europe/Berlin", "local_at": local_at, "rule": "FREQ=WEEKLY"}
    return remind(work, person_id, due_at, **{**rule, **more})


def test_a_repeated_one_writes_its_next_row_as_it_fires_by_the_wall_clock(work: Work) -> None:
    amal = person(work, 1)
    work.now = datetime(2027, 3, 22, 7, 30, 1, tzinfo=UTC)
    first = weekly(work, amal, "2027-03-22T08:30", datetime(2027, 3, 22, 7, 30, tzinfo=UTC), words="Waste figures")
    look = due.fire(work)
    after = datetime(2027, 3, 29, 6, 30, tzinfo=UTC)  # summer time began in between
    assert look.next_due == after
    assert states(work) == [("done", datetime(2027, 3, 22, 7, 30, tzinfo=UTC)), ("waiting", after)]
    row = work.session.execute(select(Reminder).order_by(Reminder.id.desc())).scalars().first()
    assert row
    assert (row.local_at, row.zone, row.rule, row.root_id) == (
        "2027-03-29T08:30",
        "Europe/Berlin",
        "FREQ=WEEKLY",
        first,
    )
    assert (row.words, row.useful_until) == ("Waste figures", datetime(2027, 4, 5, 6, 30, tzinfo=UTC))
    work.now = after
    due.fire(work)
    row = work.session.execute(select(Reminder).order_by(Reminder.id.desc())).scalars().first()
    assert row
    assert (row.local_at, row.root_id) == ("2027-04-05T08:30", first)


def test_of_a_repeated_one_only_the_newest_comes_after_a_standstill(work: Work) -> None:
    amal = person(work, 1)
    local_at, due_at = "2027-02-01T09:00", datetime(2027, 2, 1, 8, 0, tzinfo=UTC)
    weekly(work, amal, local_at, due_at, useful_until=due_at + 7 * DAY)
    assert due.fire(work) == due.Look(1, 1, datetime(2027, 3, 1, 8, 0, tzinfo=UTC))
    assert due.fire(work) == due.Look(1, 0, datetime(2027, 3, 8, 8, 0, tzinfo=UTC))
    assert [state for state, _ in states(work)] == ["missed", "done", "waiting"]
    assert len(told(work)) == 1


def test_one_that_ends_writes_no_row_more(work: Work) -> None:
    amal = person(work, 1)
    weekly(work, amal, "2027-03-01T10:00", NOW, rule="FREQ=WEEKLY;UNTIL=20270302T000000")
    assert due.fire(work) == due.Look(1, 0, None)


@pytest.mark.parametrize("odd", [{"rule": "FREQ=NEVER"}, {"local_at": "soon"}])
def test_one_that_nobody_understands_any_more_comes_once_and_holds_up_nobody(work: Work, odd: dict[str, str]) -> None:
    amal = person(work, 1)
    weekly(work, amal, **{"local_at": "2027-03-01T10:00", "due_at": NOW, **odd})
    remind(work, amal, NOW)
    assert due.fire(work) == due.Look(2, 0, None)
    assert len(told(work)) == 2


# --- those of a coordinator for many --------------------------------------------------------------------------------
def test_one_for_an_audience_is_one_notice_to_all_of_them(work: Work) -> None:
    chief, *_ = [person(work, number, region="mena") for number in range(1, 5)]
    team.grant(work.session, chief, RoleKind.REGIONAL, ("mena",), chief, work.now)
    person(work, 5, region="see")
    work.now = NOW + 3 * HOUR
    number = remind(
        work, chief, work.now, kind="audience", audience={"regions": ["mena"]}, words=None, useful_until=NOW + DAY
    )
    due.fire(work)
    assert told(work) == []
    while filling.prepare(work):
        pass
    assert told(work) == [(number, telegram_id) for telegram_id in range(1, 5)]


@pytest.mark.parametrize("first", ["firing", "erasure"])
def test_whoever_erases_themselves_as_a_reminder_fires_leaves_nothing(postgresql: Database, first: str) -> None:
    with postgresql.unit() as session:
        work = Work(session, NOW, shipped_charter(), BOT_ID)
        mine, other = person(work, 50), person(work, 51)
        remind(work, mine, NOW - MINUTE)
        remind(work, other, NOW - MINUTE)

    def fires() -> None:
        with postgresql.unit() as session:
            began.set()
            due.fire(Work(session, NOW, shipped_charter(), BOT_ID))
            if first == "firing":
                assert not ended.wait(0.3), "the erasure waits for what it would miss otherwise"

    def erases() -> None:
        if first == "firing":
            began.wait(10)
        with postgresql.unit() as session:
            privacy.erase_person(Work(session, NOW, shipped_charter(), BOT_ID), mine, 50)
            if first == "erasure":
                going = pool.submit(fires)
                assert began.wait(10)
                with suppress(TimeoutError):
                    going.result(0.3)
        ended.set()

    began, ended = Event(), Event()
    with ThreadPoolExecutor() as pool:
        both = [pool.submit(erases)]
        if first == "firing":
            both.append(pool.submit(fires))
        for one in both:
            one.result(20)
    with postgresql.unit() as session:
        work = Work(session, NOW, shipped_charter(), BOT_ID)
        while due.fire(work).count:
            pass
        ledger.prepare(work)
        assert told(work) == [(2, 51)]
        assert [state for state, _ in states(work)] == ["done"]
