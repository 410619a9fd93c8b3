"""The clock's queries, and those that follow one event or person, read what they need and no more."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, text

from db.models import Attendance, Event, Reminder
from db.queries import reminders as queries
from db.unit import Database
from db.values import ReminderState
from network import reminders
from network.charter import shipped_charter
from network.reminders import due
from network.work import Work
from tests.announcing import members
from tests.network.test_ledger_plans import explained

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
BOT = 4242
PEOPLE, EVENTS = 400, 100


def test_the_clock_and_whoever_follows_use_their_indexes(database: Database) -> None:
    with database.unit() as session:
        work = Work(session, NOW, shipped_charter(), BOT)
        settle_many(work)
        due.fire(work)

        def look() -> None:
            due.fire(work, 100)
            reminders.follow(work, 7)
            queries.coming(session, 9, None, NOW)
            queries.forget_theirs(session, 9, None)
            queries.forget_theirs(session, 9, 10)
            queries.reminded(session, 9, [1, 2, 3])

        plans = explained(session.connection(), look)
        postgresql = session.connection().dialect.name == "postgresql"
        whole = [line for line in plans if ("Seq Scan" if postgresql else "SCAN ") in line]
        assert [line for line in whole if "reminder" in line and "USING" not in line] == []
        expected = ["ix_reminder_due", "ix_reminder_event_id_person_id"]
        if not postgresql:  # which reads all notices where there are so few
            expected.append("ix_notice_kind_subject_id")
        for index in expected:
            assert any(index in line for line in plans), index


def settle_many(work: Work) -> None:
    """Let many have been reminded, and many wait; a few are due."""
    session = work.session
    members(session, PEOPLE, NOW)
    session.execute(
        insert(Event),
        [
            {
                "author_id": 1,
                "state": "published",
                "starts_at": NOW + timedelta(days=2, hours=number),
                "minutes": 60,
                "created_at": NOW,
                "updated_at": NOW,
            }
            for number in range(EVENTS)
        ],
    )
    session.execute(
        insert(Attendance),
        [
            {"event_id": number % EVENTS + 1, "person_id": number % PEOPLE + 1, "state": "going", "answered_at": NOW}
            for number in range(PEOPLE)
        ],
    )
    waiting, done = ReminderState.WAITING, ReminderState.DONE
    session.execute(
        insert(Reminder),
        [
            {
                "person_id": number % PEOPLE + 1,
                "kind": "event",
                "event_id": number % EVENTS + 1,
                "minutes_before": 60 + number // PEOPLE,
                "state": waiting if number % 2 else done,
                "due_at": NOW + timedelta(minutes=number if number % 2 else -number),
                "created_at": NOW,
            }
            for number in range(20 * PEOPLE)
        ],
    )
    session.execute(
        insert(Reminder),
        [{"person_id": 1, "kind": "own", "words": "Call", "due_at": NOW, "created_at": NOW} for _ in range(300)],
    )
    due.fire(work, 250)
    session.execute(text("ANALYZE"))
