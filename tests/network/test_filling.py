"""Filling: when each reader's copy falls due, and what goes to those who join later."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Chat, Copy, Person
from db.queries import audience as audiences
from db.unit import Database
from db.values import Audience, CopyState, Habits, Lane
from network import filling, ledger, notices
from network.charter import shipped_charter
from network.work import Work

SATURDAY = datetime(2027, 3, 6, 6, 0, tzinfo=UTC)
NOON = SATURDAY.replace(hour=12)
TUESDAY = datetime(2027, 3, 2, 0, 0, tzinfo=UTC)
BOT_ID = 4242
MEMBERS = Audience(statuses=("member",))
HOUR = timedelta(hours=1)


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        # In no Ramadan: nobody has other hours than the usual ones.
        yield Work(session, SATURDAY, replace(shipped_charter(), hours=()), BOT_ID)


def person(work: Work, telegram_id: int, zone: str | None = None, country: str | None = None, **more: Any) -> int:
    """Write a member down with their chat; returns their row number."""
    made = Person(
        telegram_id=telegram_id, language="en", first_seen=work.now, **{"status": "member"} | more,
        zone=zone, country=country,
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    work.session.add(Chat(bot_id=BOT_ID, telegram_id=telegram_id, kind="private", person_id=made.id, zone=zone))
    work.session.flush()
    return made.id


def due(work: Work, notice: int) -> dict[int, datetime]:
    """Fill everything in, and say when a notice's copies are due, by Telegram's id."""
    while filling.prepare(work):
        pass
    rows = work.session.execute(
        select(Chat.telegram_id, Copy.due_at).join(Copy, Copy.chat_id == Chat.id).where(Copy.notice_id == notice)
    )
    return {row.telegram_id: row.due_at for row in rows}


def test_weekends_hold_announcements_by_country_and_wish(work: Work) -> None:
    person(work, 1, "Africa/Cairo", "EG")  # Saturday, 8:00: the second day off
    person(work, 2, "Africa/Tunis", "TN")  # Saturday, 7:00: the first one
    person(work, 3, "Asia/Tehran", "IR")  # Saturday, 9:30: a working day
    person(work, 4, "Africa/Cairo", "EG", weekends=True)
    person(work, 5, "Africa/Cairo", "EG", quiet_from=22 * 60, quiet_to=10 * 60)
    announced = notices.post(work, "news", 1, MEMBERS, lane=Lane.ANNOUNCEMENT)
    assert due(work, announced) == {
        1: datetime(2027, 3, 7, 6, 0, tzinfo=UTC),
        2: datetime(2027, 3, 8, 7, 0, tzinfo=UTC),
        3: SATURDAY,
        4: SATURDAY,
        5: datetime(2027, 3, 7, 8, 0, tzinfo=UTC),
    }
    named = notices.post(work, "news", 2, MEMBERS, lane=Lane.ANNOUNCEMENT, named_time=True)
    assert due(work, named) == {
        1: SATURDAY,
        2: SATURDAY + HOUR,  # still before eight
        3: SATURDAY,
        4: SATURDAY,
        5: SATURDAY + 2 * HOUR,
    }
    personal = notices.post(work, "news", 3, MEMBERS)
    assert due(work, personal) == due(work, named)
    urgent = notices.post(work, "news", 4, MEMBERS, lane=Lane.ANNOUNCEMENT, urgent=True)
    assert set(due(work, urgent).values()) == {SATURDAY}


def test_it_comes_at_nine_by_each_readers_own_clock(work: Work) -> None:
    work.now = TUESDAY
    person(work, 1, "Asia/Tokyo", "JP")
    person(work, 2, "Africa/Cairo", "EG")
    person(work, 3)
    person(work, 4, "America/Los_Angeles", "US")
    person(work, 5, "Africa/Cairo", "EG", quiet_from=20 * 60, quiet_to=11 * 60)
    nine = datetime(2027, 3, 2, 9, 0)  # noqa: DTZ001 - by everybody's own clock
    notice = notices.post(work, "news", 1, MEMBERS, lane=Lane.ANNOUNCEMENT, local_at=nine, named_time=True)
    assert due(work, notice) == {
        1: TUESDAY,
        2: TUESDAY + 7 * HOUR,
        3: TUESDAY + 9 * HOUR,
        4: TUESDAY + 17 * HOUR,
        5: TUESDAY + 9 * HOUR,
    }


def test_how_many_would_wait_is_known_before(work: Work) -> None:
    person(work, 1, "Africa/Cairo", "EG")
    person(work, 2, "Africa/Tunis", "TN")
    person(work, 3, "Africa/Tunis", "TN")
    person(work, 4, "Asia/Tehran", "IR")
    assert filling.held(work, MEMBERS, Lane.ANNOUNCEMENT, due_at=SATURDAY) == 3
    assert filling.held(work, MEMBERS, Lane.ANNOUNCEMENT, due_at=SATURDAY, named_time=True) == 2
    assert filling.held(work, MEMBERS, Lane.PERSONAL, due_at=SATURDAY + 4 * HOUR) == 0
    nine = "2027-03-06T09:00"
    assert filling.held(work, MEMBERS, Lane.ANNOUNCEMENT, due_at=SATURDAY, local_at=nine, named_time=True) == 0


def test_many_habits_are_taken_in_smaller_chunks(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 31):
        person(work, number, quiet_from=number, quiet_to=600 + number)
    monkeypatch.setattr(audiences, "MOST_HABITS", 7)
    notice = notices.post(work, "news", 1, MEMBERS)
    assert len(set(due(work, notice).values())) == 30


def test_habits_are_grouped_with_what_is_empty(work: Work) -> None:
    person(work, 1)
    person(work, 2, "Africa/Cairo", "EG", quiet_from=0)
    scope = filling.scope_of(work, MEMBERS)
    found = audiences.chunk(work.session, scope, 0, 10)
    assert found is not None
    assert set(found.habits) == {Habits(), Habits("Africa/Cairo", "EG", 0)}
    assert audiences.by_habits(work.session, scope) == dict.fromkeys(found.habits, 1)


# --- whoever joins ------------------------------------------------------------------------------------------------
def joined(work: Work, person_id: int) -> set[int]:
    """Welcome somebody; returns the notices they have copies of."""
    work.woken.clear()
    notices.welcome(work, person_id)
    theirs = select(Copy.notice_id).join(Chat, Chat.id == Copy.chat_id).where(Chat.person_id == person_id)
    return set(work.session.scalars(theirs))


def test_whoever_joins_receives_what_is_for_those_who_join(work: Work) -> None:
    work.now = NOON
    person(work, 1, region="mena")
    week = {"joins_until": NOON + timedelta(days=7)}
    open_to_all = notices.post(work, "news", 1, MEMBERS, **week)
    notices.post(work, "news", 2, Audience(statuses=("member",), regions=("see",)), **week)
    closed = notices.post(work, "news", 3, MEMBERS)
    notices.post(work, "news", 4, MEMBERS, expires_at=NOON + HOUR, **week)
    notices.post(work, "news", 5, MEMBERS, **week)
    later = notices.post(work, "news", 6, MEMBERS, due_at=NOON + timedelta(days=2), **week)
    paused = notices.post(work, "news", 7, MEMBERS, **week)
    assert due(work, open_to_all) == {1: NOON}
    notices.retract(work, "news", 5)
    notices.pause(work, "news", 7)
    due(work, closed)
    work.now = NOON + timedelta(hours=5)
    fresh = person(work, 2, region="mena")
    assert joined(work, fresh) == {open_to_all, paused}
    assert work.woken == {"ledger"}
    assert due(work, open_to_all)[2] == work.now
    assert joined(work, fresh) == {open_to_all, paused}  # once is enough
    assert filling.welcome(work, fresh) == 0
    assert work.woken == set()
    assert [row.notice_id for row in ledger.open_copies(work, 100) if row.telegram_id == 2] == [open_to_all]
    notices.resume(work, "news", 7)
    due(work, paused)
    assert {row.notice_id for row in ledger.open_copies(work, 100) if row.telegram_id == 2} == {open_to_all, paused}
    work.now = NOON + timedelta(days=2)
    assert due(work, later).keys() == {1, 2}
    work.now = NOON + timedelta(days=8)
    assert joined(work, person(work, 3, region="mena")) == set()


def test_whoever_joins_at_night_receives_it_in_the_morning(work: Work) -> None:
    notice = notices.post(work, "news", 1, MEMBERS, joins_until=SATURDAY + timedelta(days=7))
    due(work, notice)
    work.now = SATURDAY + timedelta(hours=17)
    fresh = person(work, 1, "Africa/Cairo", "EG")
    assert joined(work, fresh) == {notice}
    assert due(work, notice) == {1: datetime(2027, 3, 7, 6, 0, tzinfo=UTC)}
    assert ledger.counts(work, notice) == {CopyState.PENDING: 1}


def test_somebody_without_a_chat_is_no_trouble(work: Work) -> None:
    notices.post(work, "news", 1, MEMBERS, joins_until=SATURDAY + timedelta(days=7))
    notices.welcome(work, 12345)
    assert work.woken == {"ledger"}  # of the posting
