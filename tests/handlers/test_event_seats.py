"""Seats at events as people see them: in line, offered one, taking it or not."""

import pytest
from sqlalchemy import update

from db.models import Event
from db.unit import Database
from network.events import offers
from tests.coordinators import coordinator
from tests.meeting import LINK, held, member, opens
from tests.talk import Town


@pytest.fixture
def town(sqlite: Database) -> Town:
    return Town(sqlite)


def test_who_waits_is_told_when_a_seat_is_free_and_takes_it(town: Town) -> None:
    layla, mona, omar, zeid = coordinator(town, "Layla", "mena"), *(member(town, n) for n in ("Mona", "Omar", "Zeid"))
    number = held(town, layla, capacity=1)
    for each in (mona, omar, zeid):
        opens(each, number).presses("Going")
    assert omar.hears == "No seat is free. You are in line now: number 1."
    assert "You are in line: number 2." in zeid.sees
    assert "✓ In line" in zeid.buttons
    assert "No seat is free, and 2 people wait." in zeid.sees
    town.deliver()
    assert "All seats are taken: 1." in layla.sees
    mona.presses("Can't")
    town.deliver()
    assert "A seat is free for you!" in omar.sees
    assert "It is kept for you until 2 Mar 2027, 00:00." in omar.sees
    assert "A seat is free" not in zeid.everything
    omar.presses("Take the seat")
    assert omar.hears == "You are going."
    assert LINK in omar.sees
    assert sum(LINK in message.text for message in omar.messages) == 2, "both cards of it"
    town.later(hours=13)
    assert "A seat is free" not in zeid.everything


def test_an_offer_that_lapsed_says_so_and_the_next_is_asked(town: Town) -> None:
    layla, mona, omar, zeid = coordinator(town, "Layla", "mena"), *(member(town, n) for n in ("Mona", "Omar", "Zeid"))
    number = held(town, layla, capacity=1)
    for each in (mona, omar, zeid):
        opens(each, number).presses("Going")
    mona.presses("Maybe")
    town.deliver()
    offered = omar.last
    town.later(hours=12, minutes=1)
    assert "so the next in line is asked" in offered.text
    assert "Take the seat" not in offered.buttons
    omar.presses(data=f"e:g:{number}:0", on=offered)
    assert "The seat that was kept for you has gone to the next in line" in omar.hears
    assert "A seat is free" not in zeid.everything, "it is night in Amman"
    mona.presses(data=f"e:g:{number}:0")
    assert "No seat is free, and you gave yours up before." in mona.hears
    town.later(hours=9)
    assert "A seat is free" not in zeid.everything, "in Ramadan they end later there"
    town.later(hours=1)
    assert "A seat is free for you!" in zeid.sees
    assert "until 2 Mar 2027, 22:00" in zeid.sees, "twelve hours from then"
    zeid.presses("No, thank you")
    assert "You are not coming." in zeid.sees


def test_more_seats_reach_those_who_wait(town: Town) -> None:
    layla, mona, omar = coordinator(town, "Layla", "mena"), member(town, "Mona"), member(town, "Omar")
    number = held(town, layla, capacity=1)
    for each in (mona, omar):
        opens(each, number).presses("Going")
    town.run(lambda work: work.session.execute(update(Event).where(Event.id == number).values(capacity=2)))
    town.run(lambda work: offers.capacity_changed(work, number))
    town.deliver()
    assert "A seat is free for you!" in omar.sees


def test_whoever_leaves_or_is_erased_leaves_their_seat_to_the_next(town: Town) -> None:
    layla, mona, omar = coordinator(town, "Layla", "mena"), member(town, "Mona"), member(town, "Omar")
    number = held(town, layla, capacity=1)
    for each in (mona, omar):
        opens(each, number).presses("Going")
    mona.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")
    town.deliver()
    assert "A seat is free for you!" in omar.sees
