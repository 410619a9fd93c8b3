"""Whose failure it is: a handler's is tried once more and set aside, the database's is held against nobody."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, OperationalError

from bot.edge import Handled
from bot.handling import Handling, Lost
from db.models import Inbox
from db.queries import inbox
from db.trouble import is_trouble
from db.unit import Database
from db.values import InboxState
from network.charter import shipped_charter
from network.errors import NetworkError
from network.work import Work
from tests.talk import BOT_ID, START


class Stumbling:
    """An edge that does what each step of a list says; at the end of the list all is well."""

    def __init__(self, *steps: Exception) -> None:
        self.steps = list(steps)
        self.handled = 0

    def handle(self, _work: Work, _payload: str) -> Handled:
        self.handled += 1
        if self.steps:
            raise self.steps.pop(0)
        return Handled([], "tests.fine")

    def refuse(self, _work: Work, _payload: str, error: NetworkError) -> Handled:
        if error.arguments:
            raise KeyError("a refusal that cannot be put into words")
        return Handled([], "refused")

    def give_up(self, _work: Work, _payload: str) -> Handled:
        return Handled([], "set aside", "ABC234")


def full() -> OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return OperationalError("INSERT", {}, error)


def claimed(database: Database, owner: str = "me", after: timedelta = timedelta()) -> Any:
    """Claim the one row."""
    with database.unit() as session:
        now = START + after
        (row,) = inbox.claim(session, owner, now, now + timedelta(minutes=1), 10, ())
    return row


@pytest.fixture
def stored(database: Database) -> Database:
    with database.unit("durable") as session:
        inbox.store(session, BOT_ID, [inbox.Stored(1, 7, "message", json.dumps({"update_id": 1}))], START)
    return database


def handling(database: Database, edge: Any) -> Handling:
    @contextmanager
    def unit() -> Iterator[Work]:
        with database.unit() as session:
            yield Work(session, START, shipped_charter(), BOT_ID, frozenset())

    return Handling(edge, unit)


def standing(database: Database) -> tuple[str, int, str | None]:
    with database.unit("read") as session:
        return tuple(session.execute(select(Inbox.state, Inbox.attempts, Inbox.reference)).one())


@pytest.mark.parametrize("times", [1, 2])
def test_a_failing_handler_gets_a_second_chance(stored, times):
    edge = Stumbling(*[LookupError("x")] * times)
    _, handler, _ = handling(stored, edge).handle(claimed(stored))
    assert edge.handled == 2
    assert handler == ("tests.fine" if times == 1 else "set aside")
    assert standing(stored) == (InboxState.ANSWERING, 1, None if times == 1 else "ABC234")


def test_a_full_disk_is_held_against_nobody(stored):
    row = claimed(stored)
    with pytest.raises(OperationalError):
        handling(stored, Stumbling(full())).handle(row)
    assert standing(stored) == (InboxState.STORED, 1, None)
    with stored.unit() as session:
        inbox.give_back(session, "me", [(row.id, row.key, row.attempts)])
    assert standing(stored) == (InboxState.STORED, 0, None)
    _, handler, _ = handling(stored, Stumbling()).handle(claimed(stored, "other"))
    assert handler == "tests.fine"


def test_a_statement_that_is_wrong_is_the_handlers_failure(stored):
    wrong = IntegrityError("INSERT", {}, sqlite3.IntegrityError("UNIQUE constraint failed"))
    _, handler, _ = handling(stored, Stumbling(wrong, wrong)).handle(claimed(stored))
    assert handler == "set aside"


def test_a_refusal_without_words_is_a_failure_too(stored):
    _, handler, _ = handling(stored, Stumbling(NetworkError("No.", why="x"), NetworkError("No."))).handle(
        claimed(stored)
    )
    assert handler == "refused"


def test_giving_back_late_does_not_disturb_who_took_over(stored):
    row = claimed(stored, "slow")
    again = claimed(stored, "quick", timedelta(minutes=2))
    with stored.unit() as session:
        inbox.give_back(session, "slow", [(row.id, row.key, row.attempts)])
    assert standing(stored)[1] == again.attempts == 2
    with pytest.raises(Lost):
        handling(stored, Stumbling()).handle(row)
    _, handler, _ = handling(stored, Stumbling()).handle(again)
    assert handler == "tests.fine"


def test_only_what_is_in_hand_is_held_longer(stored):
    row = claimed(stored, "me")
    later = START + timedelta(minutes=2)
    with stored.unit() as session:
        inbox.renew(session, "me", [], later + timedelta(minutes=1))
    assert claimed(stored, "other", timedelta(minutes=2)).id == row.id


def postgresql(kind: Callable[[str], psycopg.Error], *, invalidated: bool = False) -> OperationalError:
    return OperationalError("SELECT 1", {}, kind("x"), connection_invalidated=invalidated)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (full(), True),
        (postgresql(psycopg.errors.DiskFull), True),
        (postgresql(psycopg.errors.DeadlockDetected), True),
        (postgresql(psycopg.errors.AdminShutdown), True),
        (postgresql(psycopg.errors.ReadOnlySqlTransaction), True),
        (postgresql(psycopg.OperationalError), True),
        (postgresql(psycopg.errors.UniqueViolation, invalidated=True), True),
        (postgresql(psycopg.errors.UniqueViolation), False),
        (postgresql(psycopg.errors.UndefinedTable), False),
        (postgresql(psycopg.errors.NumericValueOutOfRange), False),
        (OperationalError("SELECT", {}, sqlite3.OperationalError("no such table: x")), False),
        (LookupError("x"), False),
    ],
)
def test_trouble_of_the_database(error, trouble):
    assert is_trouble(error) is trouble
