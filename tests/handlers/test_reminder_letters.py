"""The letters that reminders become, as they arrive: what they say, to whom, and what corrects them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db.models import Event, Person, Reminder
from db.unit import Database
from network import reminders
from network.reminders import due
from network.work import Work
from tests.coordinators import coordinator
from tests.meeting import LINK, TITLE, event
from tests.people import joins, reader_of
from tests.talk import Talker, Town

STARTS = datetime(2027, 3, 10, 8, 0, tzinfo=UTC)  # tests/meeting.py
DAY = timedelta(days=1)


@pytest.fixture
def town(sqlite: Database) -> Town:
    return Town(sqlite)


def member(town: Town, name: str, *, language: str = "en", **more: Any) -> Talker:
    talker = town.person(name, language=language)
    joins(talker, name=f"{name} Haddad", **more)
    return talker


def going(town: Town, *answers: tuple[Talker, str], **fields: Any) -> int:
    """Hold an event to which people answer by their buttons; returns its row number."""
    layla = coordinator(town, "Layla", "mena")
    number = town.run(lambda work: event(work, reader_of(work, layla).id, **fields))
    for talker, answer in answers:
        talker.presses(data=f"e:o:{number}:0").presses(answer)
    return number


def until(town: Town, moment: datetime) -> None:
    """Let time pass until then."""
    town.later(seconds=(moment - town.now).total_seconds())


def test_a_day_and_an_hour_before_and_the_link_in_the_last_one_for_those_going(town: Town) -> None:
    mona, omar = member(town, "Mona"), member(town, "Omar")
    going(town, (mona, "Going"), (omar, "Maybe"))
    assert LINK in mona.sees  # the card
    until(town, STARTS - DAY - timedelta(seconds=1))
    assert "Reminder" not in mona.sees
    until(town, STARTS - DAY)
    for talker in (mona, omar):
        assert f"Reminder: {TITLE}" in talker.sees
        assert LINK not in talker.sees
        assert "late" not in talker.sees
    until(town, STARTS - timedelta(hours=1))
    assert f"Reminder: {TITLE}" in mona.sees
    assert LINK in mona.sees
    assert LINK not in omar.sees
    assert "You may come." in omar.sees
    assert mona.buttons == ["Open the event", "In 10 minutes"], "in an hour it has begun"
    mona.presses("Open the event")
    assert "✓ Going" in mona.buttons


def test_who_does_not_come_any_more_hears_nothing_more(town: Town) -> None:
    mona = member(town, "Mona")
    going(town, (mona, "Going"))
    mona.presses("Can't")
    seen = len(mona.messages)
    until(town, STARTS)
    assert len(mona.messages) == seen


def test_a_letter_that_is_late_says_so_and_one_that_is_worth_nothing_does_not_come(town: Town) -> None:
    mona = member(town, "Mona")
    going(town, (mona, "Going"))
    before = len(mona.messages)
    town.now = STARTS - timedelta(minutes=20)  # the bot stood still for days
    town.later(seconds=0)
    assert len(mona.messages) == before + 1
    assert "This reminder comes late: it was for" in mona.sees
    assert LINK in mona.sees

    def kept(work: Work) -> list[str]:
        return list(work.session.scalars(select(Reminder.state).order_by(Reminder.due_at)))

    assert town.run(kept) == ["missed", "done"]


def test_one_of_ones_own_comes_in_the_words_it_was_written_in(town: Town) -> None:
    mona = member(town, "Mona")

    def write(work: Work) -> None:
        work.session.add(
            Reminder(
                person_id=reader_of(work, mona).id,
                kind="own",
                words="Send the <waste> figures",
                due_at=town.now + DAY,
                created_at=town.now,
            )
        )

    town.run(write)
    town.later(days=1)
    assert "Send the <waste> figures" in mona.sees


def test_whoever_is_suspended_meanwhile_is_not_reminded(town: Town) -> None:
    mona = member(town, "Mona")
    going(town, (mona, "Going"))
    seen = len(mona.messages)

    def suspend(work: Work) -> None:
        work.session.execute(update(Person).where(Person.telegram_id == mona.telegram_id).values(status="suspended"))

    town.run(suspend)
    until(town, STARTS)
    assert len(mona.messages) == seen


def test_a_letter_that_stands_in_a_chat_is_corrected_when_its_event_moves(town: Town) -> None:
    mona = member(town, "Mona")
    number = going(town, (mona, "Going"))
    until(town, STARTS - DAY)
    assert "10 March 2027, 11:00 to 12:30, Amman" in mona.sees
    letters = len(mona.messages)

    def change(work: Work, **values: object) -> None:
        work.session.execute(update(Event).where(Event.id == number).values(**values))
        reminders.follow(work, number)

    town.run(lambda work: change(work, starts_at=STARTS + timedelta(hours=3)))
    town.deliver()
    assert "10 March 2027, 14:00 to 15:30, Amman" in mona.sees
    town.run(lambda work: change(work, state="cancelled"))
    town.deliver()
    assert "This event was cancelled." in mona.sees
    assert len(mona.messages) == letters


def test_a_letter_that_has_not_left_yet_does_not_come_when_its_event_is_cancelled(town: Town) -> None:
    mona = member(town, "Mona")
    number = going(town, (mona, "Going"))
    letters = len(mona.messages)
    town.now = STARTS - DAY
    town.run(due.fire)

    def cancel(work: Work) -> None:
        work.session.execute(update(Event).where(Event.id == number).values(state="cancelled"))
        reminders.follow(work, number)

    town.run(cancel)
    town.deliver()
    assert len(mona.messages) == letters
