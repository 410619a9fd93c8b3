"""The ledger's hot queries use their indexes, on both databases."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text

from db.models import Chat, Notice, Person
from db.queries import claims
from db.queries import filling as filling_queries
from db.queries import ledger as queries
from db.unit import Database
from db.values import Audience, CopyState, Status
from network import filling, ledger, notices
from network.charter import shipped_charter
from network.work import Work
from tests.announcing import members

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
BOT_ID = 4242
EVERYBODY = Audience()
MEMBERS = Audience(statuses=(Status.MEMBER,))


def test_hot_queries_use_their_indexes(database: Database) -> None:
    with database.unit() as session:
        work = Work(session, NOW, shipped_charter(), BOT_ID)
        settle_many(work)
        check_plans(work)


def test_postgresql_knows_at_once_that_many_are_open(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it takes them for few, and sorts all of them at every look."""
    monkeypatch.setattr(filling, "CHUNK", 200)
    with database.unit() as session:
        work = Work(session, NOW, shipped_charter(), BOT_ID)
        members(session, 400, NOW)
        notices.post(work, "card", 1, EVERYBODY)
        while filling.prepare(work):
            pass
        if database.is_sqlite:  # which takes the index whatever it knows
            return
        counted = session.scalar(text("SELECT reltuples FROM pg_class WHERE relname = 'copy'"))
        assert counted is not None
        assert counted >= 200


def settle_many(work: Work) -> None:
    """Fill the ledger with what was sent, and leave a little open."""
    people = [Person(telegram_id=number, status="member", language="en", first_seen=NOW) for number in range(1, 60)]
    work.session.add_all(people)
    work.session.flush()
    work.session.add_all(
        Chat(bot_id=BOT_ID, telegram_id=person.telegram_id, kind="private", person_id=person.id) for person in people
    )
    work.session.flush()
    for subject in range(1, 40):
        notices.post(work, "card", subject, EVERYBODY)
    while filling.prepare(work):
        pass
    while rows := ledger.open_copies(work, 400):
        ledger.record(
            work,
            "me",
            [ledger.Outcome(r.id, r.chat_id, CopyState.SENT, 1, arrived=(ledger.Shown(r.id),)) for r in rows],
        )
    work.session.execute(
        insert(Notice.__table__),
        [
            {
                "kind": "old",
                "subject_id": number,
                "audience": {},
                "state": "active",
                "lane": "personal",
                "urgent": False,
                "revision": 1,
                "filled_to": None,
                "due_at": NOW,
                "created_at": NOW,
            }
            for number in range(3000)
        ],
    )
    notices.post(work, "card", 100, EVERYBODY)
    filling.prepare(work)


def check_plans(work: Work) -> None:
    """Look as the worker does, and read how the database went about it."""
    connection = work.session.connection()
    postgresql = connection.dialect.name == "postgresql"
    connection.execute(text("ANALYZE"))

    def look() -> None:
        ledger.open_copies(work, 30)
        ledger.next_due(work)
        ledger.sweep(work, before=NOW - timedelta(days=1), again=(), in_hand=())
        notices.find(work, 1, 55)
        filling_queries.unspread(work.session)
        filling_queries.unfilled(work.session, NOW)
        filling_queries.next_unfilled(work.session)
        queries.messages(work.session, [1, 2, 3])
        claims.take(work.session, [1, 2, 3], "me", NOW, filling.scope_of(work, MEMBERS))
        ledger.record(work, "me", [ledger.Outcome(1, 1, CopyState.SENT, 1, arrived=(ledger.Shown(1),))])
        ledger.lay_aside(work, [1, 2, 3])
        ledger.counts(work, 7)
        filling.welcome(work, 5)
        notices.maybe(work, 7)
        notices.send_again(work, 7)
        notices.send_again(work, 7, [1, 2, 3])

    plans = explained(connection, look)
    whole = [line for line in plans if ("Seq Scan" if postgresql else "SCAN ") in line]
    assert [line for line in whole if ("copy" in line or "notice" in line) and "USING" not in line] == []
    for index in (
        "ix_copy_open",
        "ix_copy_leased",
        "ix_notice_unspread",
        "ix_notice_unfilled",
        "ix_notice_joins_until",
        "ix_copy_notice_id_state",
    ):
        assert any(index in line for line in plans), index
    if not postgresql:  # with so few rows PostgreSQL may read all messages of a chat
        assert any("ix_copy_message_chat_id_message_id" in line for line in plans)
        # Counting reads the index alone; PostgreSQL does so where there is more to count (tests/soak/test_growth.py).
        assert any("COVERING INDEX ix_copy_notice_id_state" in line for line in plans)


def explained(connection: Connection, act: Any) -> list[str]:
    """Run something and return the plans of all its statements, line by line."""
    prefix = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    act()
    event.remove(connection, "before_cursor_execute", note)
    lines = []
    for statement, parameters in seen:
        lines += [str(row[-1]) for row in connection.exec_driver_sql(f"{prefix} {statement}", parameters)]
    return lines
