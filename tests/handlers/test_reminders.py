"""Reminders of one's own, as conversations."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from db.models import Reminder
from db.unit import Database
from db.values import ReminderState
from network.reminders import due
from tests.people import joins
from tests.talk import Talker, Town


def member(database: Database, language: str = "en", **answers: object) -> Talker:
    mona = Town(database).person("Mona", language=language)
    joins(mona, **answers)
    return mona


def rows(talker: Talker) -> list[Reminder]:
    with talker.town.database.unit("read") as session:
        return list(session.scalars(select(Reminder).order_by(Reminder.id)))


def fire(talker: Talker, **span: float) -> None:
    talker.town.later(**span)
    talker.town.run(due.fire)
    talker.town.deliver()


def test_a_line_is_understood_and_read_back(database):
    mona = member(database).says("/remind tomorrow at 9 send the waste figures to Amman")
    assert "I will remind you" in mona.sees
    assert "send the waste figures to Amman" in mona.sees
    assert "Tuesday, 2 March 2027, 09:00, Amman (UTC+3)" in mona.sees
    assert mona.buttons == ["Change", "Stop", "My reminders"]
    (row,) = rows(mona)
    assert (row.words, row.local_at, row.zone) == ("send the waste figures to Amman", "2027-03-02T09:00", "Asia/Amman")
    assert row.due_at == datetime(2027, 3, 2, 6, 0, tzinfo=UTC)


def test_it_comes_when_it_is_due_and_can_be_put_off(database):
    mona = member(database).says("/remind in 20 minutes call Amina")
    fire(mona, minutes=19)
    assert "call Amina" in mona.sees
    assert "I will remind you" in mona.sees
    fire(mona, minutes=1)
    assert mona.sees.startswith("Reminder")
    assert "call Amina" in mona.sees
    mona.presses("In 10 minutes")
    assert "I remind you again" in mona.hears
    fire(mona, minutes=10)
    assert [row.state for row in rows(mona)] == [ReminderState.DONE, ReminderState.DONE]
    mona.presses("Tomorrow morning")
    assert "Tuesday, 2 March 2027, 08:00" in mona.sees
