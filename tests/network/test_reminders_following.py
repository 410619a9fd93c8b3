"""Reminders of events: whom they come to and when, and how they follow what changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db.models import Attendance, Event, Person, Reminder
from db.unit import Database
from db.values import AttendanceState
from network import people, reminders, wishes
from network.charter import shipped_charter
from network.errors import NetworkError, Outdated
from network.people import Reader
from network.wishes import Quiet
from network.work import Work
from tests.network.test_filling import person

BOT_ID = 4242
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
THURSDAY = datetime(2027, 3, 4, 14, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        # In no Ramadan: nobody has other hours than the usual ones.
        yield Work(session, NOW, replace(shipped_charter(), hours=()), BOT_ID)


def event(work: Work, author_id: int, starts_at: datetime = THURSDAY, minutes: int = 90, **more: Any) -> int:
    """Publish an event; returns its row number."""
    made = Event(
        author_id=author_id, starts_at=starts_at, minutes=minutes, created_at=work.now, updated_at=work.now,
        **{"state": "published"} | more,
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    return made.id


def answer(work: Work, event_id: int, person_id: int, state: str = AttendanceState.GOING) -> None:
    """Let somebody answer to an event, as network/events/attending.py does."""
    theirs = (Attendance.event_id == event_id, Attendance.person_id == person_id)
    if work.session.connection().execute(update(Attendance).where(*theirs).values(state=state)).rowcount == 0:
        work.session.add(Attendance(event_id=event_id, person_id=person_id, state=state, answered_at=work.now))
        work.session.flush()
    reminders.attend(work, event_id, person_id)


def waiting(work: Work, person_id: int) -> list[tuple[int | None, datetime]]:
    """List somebody's reminders to come: minutes before, and when."""
    asked = select(Reminder.minutes_before, Reminder.due_at).where(
        Reminder.person_id == person_id, Reminder.state == "waiting"
    )
    return [(row.minutes_before, row.due_at) for row in work.session.execute(asked.order_by(Reminder.due_at))]


def fire(work: Work, event_id: int, minutes: int, at: datetime) -> None:
    """Let everybody's reminder of an event have come at that time."""
    theirs = (Reminder.event_id == event_id, Reminder.minutes_before == minutes, Reminder.state == "waiting")
    work.session.execute(update(Reminder).where(*theirs).values(state="done", fired_at=at))


def move(work: Work, event_id: int, starts_at: datetime) -> None:
    """Let an event begin at another time."""
    work.session.execute(update(Event).where(Event.id == event_id).values(starts_at=starts_at))
    reminders.follow(work, event_id)


def reader(work: Work, person_id: int) -> Reader:
    return people.readers(work, [person_id])[person_id]


def test_a_day_and_an_hour_before(work: Work) -> None:
    amal = person(work, 1, "Africa/Cairo", "EG")
    number = event(work, amal)
    answer(work, number, amal)
    assert waiting(work, amal) == [(1440, THURSDAY - DAY), (60, THURSDAY - HOUR)]
    assert work.woken == {"clock"}
    row = work.session.execute(select(Reminder).order_by(Reminder.due_at)).scalars().all()
    assert [one.urgent for one in row] == [False, True]
    # The first is worth nothing once the second has come, the second nothing half an hour into the event.
    assert [one.useful_until for one in row] == [THURSDAY - HOUR, THURSDAY + 30 * MINUTE]


@pytest.mark.parametrize("state", ["declined", "waitlisted", "offered"])
def test_who_does_not_come_is_not_reminded(work: Work, state: str) -> None:
    amal = person(work, 1)
    number = event(work, amal)
    answer(work, number, amal, "maybe")
    assert len(waiting(work, amal)) == 2
    answer(work, number, amal, state)
    assert waiting(work, amal) == []


def test_a_day_before_in_the_night_comes_the_evening_before_that_and_the_last_one_always(work: Work) -> None:
    starts = datetime(2027, 3, 5, 5, 30, tzinfo=UTC)  # 7:30 in Cairo
    amal = person(work, 1, "Africa/Cairo", "EG")
    ben = person(work, 2, "Africa/Cairo", "EG", quiet_from=0, quiet_to=0)
    carla = person(work, 3, "Africa/Cairo", "EG", quiet_from=23 * 60, quiet_to=7 * 60)
    number = event(work, amal, starts)
    for one in (amal, ben, carla):
        answer(work, number, one)
    assert waiting(work, amal) == [(1440, datetime(2027, 3, 3, 18, 30, tzinfo=UTC)), (60, starts - HOUR)]
    assert waiting(work, ben) == [(1440, starts - DAY), (60, starts - HOUR)]
    assert waiting(work, carla) == [(1440, starts - DAY), (60, starts - HOUR)]


def test_reminders_move_with_their_event_for_everybody_at_once(work: Work) -> None:
    everybody = [person(work, number, zone) for number, zone in enumerate(["Africa/Cairo", "Asia/Kathmandu", None], 1)]
    number = event(work, everybody[0])
    for one in everybody:
        answer(work, number, one)
    reminders.set_mine(work, reader(work, everybody[1]), [120], number)
    reminders.set_mine(work, reader(work, everybody[2]), [30, 2880])
    later = THURSDAY + timedelta(days=7)
    move(work, number, later)
    assert waiting(work, everybody[0]) == [(1440, later - DAY), (60, later - HOUR)]
    assert waiting(work, everybody[1]) == [(120, later - 2 * HOUR)]
    assert waiting(work, everybody[2]) == [(2880, later - 2 * DAY), (30, later - 30 * MINUTE)]


def test_a_cancelled_event_reminds_nobody(work: Work) -> None:
    amal = person(work, 1)
    number = event(work, amal)
    answer(work, number, amal)
    work.session.execute(update(Event).values(state="cancelled"))
    reminders.follow(work, number)
    assert waiting(work, amal) == []


def test_who_was_reminded_is_reminded_again_only_of_another_day(work: Work) -> None:
    amal = person(work, 1)
    number = event(work, amal)
    answer(work, number, amal)
    fire(work, number, 1440, THURSDAY - DAY)
    work.now = THURSDAY - DAY + HOUR
    move(work, number, THURSDAY + 2 * HOUR)
    assert waiting(work, amal) == [(60, THURSDAY + HOUR)]
    answer(work, number, amal, "maybe")
    assert waiting(work, amal) == [(60, THURSDAY + HOUR)]
    move(work, number, THURSDAY + DAY)
    assert waiting(work, amal) == [(1440, THURSDAY), (60, THURSDAY + DAY - HOUR)]


def test_the_last_one_comes_at_once_when_an_event_moves_to_within_the_hour(work: Work) -> None:
    amal = person(work, 1)
    number = event(work, amal)
    answer(work, number, amal)
    work.now = THURSDAY - 5 * HOUR
    move(work, number, work.now + 40 * MINUTE)
    assert waiting(work, amal) == [(60, work.now)]
    fire(work, number, 60, work.now)
    work.now += 20 * MINUTE
    reminders.follow(work, number)
    assert waiting(work, amal) == []


def test_who_answers_late_is_not_reminded_of_what_they_just_read(work: Work) -> None:
    amal = person(work, 1)
    number = event(work, amal, NOW + 50 * MINUTE)
    answer(work, number, amal)
    assert waiting(work, amal) == []
    other = event(work, amal, NOW + 20 * HOUR, state="published")
    answer(work, other, amal)
    assert waiting(work, amal) == [(60, NOW + 19 * HOUR)]


def test_everybody_says_how_long_before(work: Work) -> None:
    amal = person(work, 1)
    first, second = event(work, amal), event(work, amal, THURSDAY + DAY)
    answer(work, first, amal)
    answer(work, second, amal)
    assert reminders.mine(work, reader(work, amal)) == (1440, 60)
    reminders.set_mine(work, reader(work, amal), [15, 180, 15], first)
    assert reminders.mine(work, reader(work, amal), first) == (180, 15)
    assert waiting(work, amal)[:2] == [(180, THURSDAY - 3 * HOUR), (15, THURSDAY - 15 * MINUTE)]
    reminders.set_mine(work, reader(work, amal), [])
    assert [minutes for minutes, _ in waiting(work, amal)] == [180, 15]
    reminders.set_mine(work, reader(work, amal), None, first)
    assert waiting(work, amal) == []
    reminders.set_mine(work, reader(work, amal), None)
    assert len(waiting(work, amal)) == 4


def test_what_makes_no_sense_is_refused(work: Work) -> None:
    amal = person(work, 1)
    number = event(work, amal)
    with pytest.raises(Outdated):
        reminders.set_mine(work, reader(work, amal), [60], number)
    for wrong in ([4], [30 * 1440 + 1], [-60], [10, 20, 30, 40, 50, 60]):
        with pytest.raises(NetworkError):
            reminders.set_mine(work, reader(work, amal), wrong)


def test_one_that_somebody_put_off_stays_and_follows_how_long_it_is_worth_something(work: Work) -> None:
    amal = person(work, 1)
    number = event(work, amal)
    answer(work, number, amal)
    fire(work, number, 1440, NOW)
    root = work.session.scalar(select(Reminder.id).where(Reminder.state == "done"))
    work.session.add(
        Reminder(
            person_id=amal, kind="event", event_id=number, root_id=root, due_at=NOW + HOUR,
            useful_until=THURSDAY + 30 * MINUTE, created_at=NOW,
        )
    )  # fmt: skip
    work.session.flush()
    move(work, number, THURSDAY + DAY)
    assert waiting(work, amal) == [(None, NOW + HOUR), (1440, THURSDAY), (60, THURSDAY + DAY - HOUR)]
    kept = select(Reminder.useful_until).where(Reminder.root_id == root)
    assert work.session.scalar(kept) == THURSDAY + DAY + 30 * MINUTE
    answer(work, number, amal, "declined")
    assert waiting(work, amal) == []


def test_whoever_changes_their_quiet_hours_is_reminded_before_them(work: Work) -> None:
    amal = person(work, 1, "Europe/Berlin", "DE")
    number = event(work, amal, datetime(2027, 3, 4, 19, 30, tzinfo=UTC))
    answer(work, number, amal)
    assert waiting(work, amal)[0] == (1440, datetime(2027, 3, 3, 19, 30, tzinfo=UTC))
    wishes.set_quiet(work, reader(work, amal), Quiet(20 * 60, 7 * 60))
    assert waiting(work, amal)[0] == (1440, datetime(2027, 3, 3, 18, 30, tzinfo=UTC))


def test_whoever_moves_keeps_the_moment_and_sleeps_by_the_new_clock(work: Work) -> None:
    amal = person(work, 1, "Europe/Berlin", "DE")
    starts = datetime(2027, 3, 4, 16, 0, tzinfo=UTC)
    number = event(work, amal, starts)
    answer(work, number, amal)
    work.session.execute(update(Person).values(zone="Asia/Tokyo"))
    reminders.moved_zone(work, amal)
    # A day before it is one in the night in Tokyo, so it comes in the evening, at half past eight.
    assert waiting(work, amal) == [(1440, datetime(2027, 3, 3, 11, 30, tzinfo=UTC)), (60, starts - HOUR)]
