"""Reminders under attack: roles that are gone, others' reminders, floods, and whatever people write."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from db.models import Person, Reminder, Role
from db.unit import Database
from db.values import ReminderState, Status
from network import membership, privacy, team
from network.reminders import due, own
from network.work import Work
from tests.attacks.reading import assert_telegram_would_take, set_aside
from tests.attacks.test_presses import OUTSIDERS
from tests.coordinators import OWNER, coordinator, owner
from tests.people import joins, reader_of
from tests.talk import Talker, Town

WORDS = "the call is at noon"


@pytest.fixture
def town(sqlite: Database) -> Town:
    return Town(sqlite, owners=(OWNER,))


def member(town: Town, name: str) -> Talker:
    talker = town.person(name)
    joins(talker, name=f"{name} Saleh")
    return talker


def kept(town: Town) -> list[Reminder]:
    with town.database.unit("read") as session:
        return list(session.scalars(select(Reminder).order_by(Reminder.id)))


def fire(town: Town, **span: float) -> None:
    town.later(**span)
    town.run(due.fire)
    town.deliver()


def to_many(sami: Talker, when: str) -> None:
    sami.says(f"/remind {when} {WORDS}").presses("Remind others")
    while "Skip" in sami.buttons:
        sami.presses("Skip")
    sami.presses("Yes, remind them")


def lose_role(town: Town, sami: Talker) -> None:
    olga = owner(town)

    def take_away(work: Work) -> None:
        role = work.session.scalars(select(Role.id).where(Role.person_id == reader_of(work, sami).id)).one()
        team.remove(work, reader_of(work, olga), role)

    town.run(take_away)


def suspend(town: Town, sami: Talker) -> None:
    theirs = update(Person).where(Person.telegram_id == sami.telegram_id)
    town.run(lambda work: work.session.execute(theirs.values(status=Status.SUSPENDED)))


def leave(town: Town, sami: Talker) -> None:
    town.run(lambda work: membership.leave(work, reader_of(work, sami)))


def erase(town: Town, sami: Talker) -> None:
    town.run(lambda work: privacy.erase_person(work, reader_of(work, sami).id, sami.telegram_id))


@pytest.mark.parametrize("when", ["tomorrow at 11", "every Tuesday at 11"])
@pytest.mark.parametrize("end", [lose_role, suspend, leave, erase])
def test_whoever_coordinates_no_more_reminds_nobody(town: Town, when: str, end: Callable[[Town, Talker], None]) -> None:
    sami, mona = coordinator(town, "Sami", "mena"), member(town, "Mona")
    to_many(sami, when)
    end(town, sami)
    for _ in range(9):
        fire(town, days=1)
    assert WORDS not in mona.everything
    assert {row.state for row in kept(town)} <= {ReminderState.STOPPED}


def test_whoever_coordinates_still_does(town: Town) -> None:
    sami, mona = coordinator(town, "Sami", "mena"), member(town, "Mona")
    to_many(sami, "every Tuesday at 11")
    for _ in range(9):
        fire(town, days=1)
    assert mona.everything.count(WORDS) == 2
    assert kept(town)[-1].state == ReminderState.WAITING


@pytest.mark.parametrize("who", OUTSIDERS)
def test_forged_presses_show_and_change_nothing_of_others(town: Town, who: str) -> None:
    mona, sami = member(town, "Mona"), coordinator(town, "Sami", "mena")
    mona.says("/remind tomorrow at 9 water the secret garden")
    to_many(sami, "in 3 days")
    before = [(row.id, row.state, row.words, row.due_at) for row in kept(town)]
    outsider = OUTSIDERS[who](town)
    for number in (0, 1, 2, 3, 10**12):
        for act in ("o", "c", "t", "w", "s", "sy", "z", "l", "a", "ay", "x", "m", "y"):
            for how in ("", "10", "60", "m", "999"):
                outsider.presses(data=f"r:{act}:{number}:{how}")
    assert [(row.id, row.state, row.words, row.due_at) for row in kept(town)] == before
    assert "secret garden" not in outsider.everything + str(outsider.toasts)
    assert WORDS not in outsider.everything
    assert not set_aside(town)


def test_putting_off_what_went_to_many_ends_at_some_point(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own, "MOST", 3)
    sami, mona = coordinator(town, "Sami", "mena"), member(town, "Mona")
    to_many(sami, "in 1 day")
    fire(town, days=1, hours=1)
    for _ in range(6):
        mona.presses(data="r:z:1:60")
        town.later(minutes=1)
    assert "You have 3 reminders already" in mona.hears
    assert len(kept(town)) == 1 + 3


@pytest.mark.parametrize(
    "words",
    [
        "<b>bold</b> & {name} %s </blockquote>",
        "\u202eevil\u202c \u2067 unclosed",
        "=HYPERLINK(1)",
        "\u0301" * 60,
        "&" * 1000,
        "🌍" * 900,
        "x" * 4000,
        "\u200b",
        "<" * 999,
    ],
)
def test_whatever_people_write_is_read_back_and_comes(town: Town, words: str) -> None:
    mona = member(town, "Mona")
    mona.says(f"/remind in 2 hours {words}").presses(data="r:l:0:").says("/remind")
    fire(town, hours=2, minutes=1)
    mona.says("/remind")
    assert_telegram_would_take(town)
    assert not set_aside(town)


@pytest.mark.parametrize(
    "line", ["", "99999999999999 days", "0", "9" * 400, "in -3 hours x", "every 0 days x", "at 25:99"]
)
def test_odd_times_are_answered(town: Town, line: str) -> None:
    mona = member(town, "Mona").says(f"/remind {line}")
    assert mona.sees
    assert not set_aside(town)
    now = town.run(lambda work: work.now)
    assert all(row.due_at > now for row in kept(town))
