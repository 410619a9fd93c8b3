"""An announcement to those going to an event, whoever they are when it leaves."""

from dataclasses import replace
from typing import Any

import pytest

from db.queries import audience as audience_queries
from db.queries.audience import Scope
from db.unit import Database
from db.values import AttendanceState, Audience
from network.announcements import audiences
from network.events import attending
from tests.coordinators import coordinator
from tests.meeting import TITLE, event
from tests.people import joins, reader_of
from tests.talk import BOT_ID, Talker, Town


def member(town: Town, name: str, **answers: Any) -> Talker:
    talker = town.person(name, language="en")
    joins(talker, name=f"{name} Saleh", **answers)
    return talker


def held(town: Town, author: Talker, **fields: Any) -> int:
    return town.run(lambda work: event(work, reader_of(work, author).id, **fields))


def says(town: Town, talker: Talker, number: int, wanted: AttendanceState = AttendanceState.GOING) -> None:
    town.run(lambda work: attending.answer(work, reader_of(work, talker), number, wanted))


def test_it_goes_to_those_going_when_it_leaves(sqlite: Database) -> None:
    town = Town(sqlite)
    olga = coordinator(town, "Olga")
    mona, omar, zeid = (member(town, name) for name in ("Mona", "Omar", "Zeid"))
    first, second = held(town, olga), held(town, olga, title="Green roofs, and who pays", at="2027-03-12T10:00")
    says(town, mona, first)
    says(town, omar, first, AttendanceState.MAYBE)
    says(town, zeid, second)
    olga.says("/announce").says("The room has changed.").presses("People").presses("Those going to an event")
    assert "Tap an event to send it only to those going to it (✓)." in olga.sees
    assert f"{TITLE}, 10 Mar" in olga.buttons
    assert "Green roofs, and who pays, 12 Mar" in olga.buttons
    olga.presses(TITLE)
    assert f"✓ {TITLE}, 10 Mar" in olga.buttons
    assert "1 person" in olga.sees
    olga.says("green roofs")
    assert "2 people" in olga.sees
    olga.presses("Green roofs").presses("Back").presses("Back")
    assert f"Those going to an event: {TITLE}, 10 Mar" in olga.sees
    olga.presses("See it, then send").presses("Send…").presses("Yes, send it now")
    says(town, omar, first)
    says(town, mona, first, AttendanceState.DECLINED)
    town.deliver()
    assert "The room has changed." in omar.everything
    assert "The room has changed." not in mona.everything
    assert "The room has changed." not in zeid.everything


@pytest.mark.parametrize("forged", ["999", "x", "-1", "٣"])
def test_no_number_that_was_not_offered_is_taken(sqlite: Database, forged: str) -> None:
    town = Town(sqlite)
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello").presses("People").presses("Those going to an event")
    assert "There is nothing to choose here yet." in olga.sees
    data = next(b["callback_data"] for row in olga.last.keyboard for b in row if "Back" in b["text"])
    olga.presses(data=data.replace(":p", ":w", 1))
    audience = Audience(statuses=("member",), events=(forged,))

    def reached(work: Any) -> Any:
        return audience_queries.count(work.session, Scope(audience, BOT_ID, frozenset(), "worldwide"))

    assert town.run(reached) == 0


def test_a_regional_coordinator_chooses_among_the_regions_own_events(sqlite: Database) -> None:
    town = Town(sqlite)
    layla, sara = coordinator(town, "Layla", "mena"), coordinator(town, "Sara", "see")
    mona = member(town, "Mona")
    first, other, everywhere = held(town, layla), held(town, sara, regions=["see"]), held(town, sara, regions=[])
    empty = held(town, layla)
    for number in (first, other, everywhere):
        says(town, mona, number)
    offered = town.run(lambda work: audiences.choices(work, reader_of(work, layla), "events"))
    assert offered == [str(first), str(everywhere)]
    assert str(empty) not in offered


def test_those_going_can_be_left_out(database: Database) -> None:
    town = Town(database)
    olga = coordinator(town, "Olga")
    mona, omar = member(town, "Mona"), member(town, "Omar")
    number = held(town, olga)
    says(town, mona, number)
    members = Audience(statuses=("member",))

    def reached(work: Any, audience: Audience) -> int:
        return audience_queries.count(work.session, Scope(audience, BOT_ID, frozenset(), "worldwide"))

    going = replace(members, events=(str(number),))
    others = replace(members, excluded=(("events", str(number)),))
    assert town.run(lambda work: reached(work, going)) == 1
    assert town.run(lambda work: reached(work, others)) == 2
    assert omar is not mona
