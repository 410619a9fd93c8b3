"""Reminders that a coordinator sets for many, as conversations."""

import pytest
from sqlalchemy import select

from db.models import Reminder
from db.values import ReminderKind, ReminderState
from network import privacy
from network.reminders import due
from network.work import Work
from tests.coordinators import coordinator
from tests.people import joins, reader_of
from tests.talk import Talker, Town


def kept(town: Town) -> list[Reminder]:
    with town.database.unit("read") as session:
        return list(session.scalars(select(Reminder).order_by(Reminder.id)))


def fire(town: Town, **span: float) -> None:
    town.later(**span)
    town.run(due.fire)
    town.deliver()


def erase(town: Town, talker: Talker) -> None:
    def gone(work: Work) -> None:
        privacy.erase_person(work, reader_of(work, talker).id, talker.telegram_id)

    town.run(gone)


@pytest.fixture
def town(database):
    return Town(database)


def member(town: Town, name: str, **answers: object) -> Talker:
    talker = town.person(name)
    joins(talker, name=name, **answers)
    return talker


def test_many_are_reminded_in_the_coordinators_words(town):
    sami = coordinator(town, "Sami", "mena")
    mona = member(town, "Mona")
    lena = member(town, "Lena", country="DE", zone="Europe/Berlin")
    sami.says("/remind tomorrow at 11 the call is at noon, please test your sound")
    assert "Remind others" in sami.buttons
    sami.presses("Remind others")
    assert "Whom shall I remind?" in sami.sees
    while "Skip" in sami.buttons:
        sami.presses("Skip")
    assert "Shall I remind them?" in sami.sees
    sami.presses("Yes, remind them")
    assert "A reminder to many" in sami.sees
    (row,) = kept(town)
    assert (row.kind, row.words, row.audience["regions"]) == (ReminderKind.AUDIENCE, None, ["mena"])
    fire(town, days=1)
    assert "the call is at noon" in mona.sees
    assert "the call is at noon" not in lena.everything
    mona.presses("In an hour")
    assert kept(town)[-1].kind == ReminderKind.OWN
    fire(town, hours=1)
    assert mona.sees.count("the call is at noon") == 1
    assert mona.sees.startswith("Reminder")


def test_who_set_it_can_be_erased_while_others_have_put_it_off(town):
    sami, mona = coordinator(town, "Sami", "mena"), member(town, "Mona")
    sami.says("/remind tomorrow at 11 test your sound").presses("Remind others")
    while "Skip" in sami.buttons:
        sami.presses("Skip")
    sami.presses("Yes, remind them")
    fire(town, days=1)
    mona.presses("Tomorrow morning").presses(data=f"r:z:{kept(town)[0].id}:m")
    erase(town, sami)
    (row,) = kept(town)
    assert (row.words, row.state) == ("test your sound", ReminderState.WAITING)


def test_it_can_be_stopped_before(town):
    sami = coordinator(town, "Sami", "mena")
    mona = member(town, "Mona")
    sami.says("/remind tomorrow at 11 test your sound").presses("Remind others")
    while "Skip" in sami.buttons:
        sami.presses("Skip")
    sami.presses("Yes, remind them").presses("Stop")
    assert kept(town)[0].state == ReminderState.STOPPED
    fire(town, days=2)
    assert "test your sound" not in mona.everything


def test_nobody_else_can_remind_many(town):
    mona = member(town, "Mona").says("/remind tomorrow at 11 test your sound")
    assert "Remind others" not in mona.buttons
    number = kept(town)[0].id
    mona.presses(data=f"r:a:{number}:")
    assert "Only coordinators can do that." in mona.hears
    mona.presses(data=f"r:s:{number}:")
    assert kept(town)[0].kind == ReminderKind.OWN


def test_who_did_not_get_it_cannot_have_it_put_off(town):
    sami = coordinator(town, "Sami", "mena")
    lena = member(town, "Lena", country="DE", zone="Europe/Berlin")
    sami.says("/remind tomorrow at 11 test your sound").presses("Remind others")
    while "Skip" in sami.buttons:
        sami.presses("Skip")
    sami.presses("Yes, remind them")
    number = kept(town)[0].id
    for _ in range(2):
        lena.presses(data=f"r:z:{number}:10")
        assert "This reminder is no more" in lena.hears
        fire(town, days=1)
    assert "test your sound" not in lena.everything
    assert len(kept(town)) == 1
