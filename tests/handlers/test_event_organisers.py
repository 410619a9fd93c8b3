"""Who organises an event beside its author, and making a copy of one."""

import pytest

from db.models import EventInvitation, EventOrganiser
from db.values import EventState, Purpose
from handlers.events.organisers import Press
from tests.coordinators import OWNER, coordinator
from tests.handlers.test_event_making import drafted, member, stored
from tests.people import joins
from tests.talk import Talker, Town


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def in_directory(town: Town, name: str, **answers: str) -> Talker:
    talker = town.person(name)
    joins(talker, optional=frozenset({Purpose.DIRECTORY}), **{"name": f"{name} Saleh"} | answers)
    return talker


def published(town: Town, talker: Talker) -> Talker:
    drafted(talker).presses("See it").presses("Yes, publish it")
    town.deliver()
    return talker


def helpers(town: Town) -> int:
    return town.run(lambda work: work.session.query(EventOrganiser).count())


def test_a_member_is_asked_by_name_and_helps(database):
    town = Town(database, owners=(OWNER,))
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(town, karim).presses("Organise").presses("Who organises")
    assert "Nobody helps yet." in karim.sees
    karim.presses("Ask a member to help").says("mon")
    karim.presses("Mona Saleh")
    assert "I am asking them now: Mona Saleh" in karim.sees
    town.deliver()
    assert "Karim Coordinator asks you to help organise an event: Compost from kitchens" in mona.sees
    assert helpers(town) == 0, "nobody helps without accepting"
    mona.presses("Yes, I help")
    assert "You help to organise it from now on." in mona.sees
    town.deliver()
    assert "Mona Saleh helps to organise: Compost from kitchens" in karim.sees
    mona.presses("Open the event")
    assert "Organise" in mona.buttons
    assert "Organised by Karim Coordinator, Mona Saleh" in mona.sees
    karim.presses("Who organises").presses("Remove: Mona Saleh").presses("Yes, remove")
    assert "Nobody helps yet." in karim.everything
    town.deliver()
    assert "You do not organise it any more." in mona.everything
    assert helpers(town) == 0


def test_turned_down_and_asked_again(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(town, karim).presses("Organise").presses("Who organises").presses("Ask a member").says("Mona")
    karim.presses("Mona Saleh")
    town.deliver()
    mona.presses("No, thank you")
    assert "That is quite all right" in mona.sees
    karim.presses("Who organises").presses("Ask a member").says("Mona").presses("Mona Saleh")
    town.deliver()
    mona.presses("Yes, I help")
    assert helpers(town) == 1


def test_one_asks_once_and_takes_it_back(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(town, karim).presses("Organise").presses("Who organises").presses("Ask a member").says("Mona")
    found = karim.last
    karim.presses("Mona Saleh")
    karim.presses(data=Press(act="p", id=1, person=2).pack(), on=found)
    assert "has been asked already" in karim.hears
    karim.presses("Who organises").presses("Remove: Mona").presses("Yes, remove")
    town.deliver()
    assert "asks you to help" not in mona.everything
    assert town.run(lambda work: work.session.query(EventInvitation).count()) == 0


def test_members_find_who_stands_in_the_directory_only(town):
    karim, mona = coordinator(town, "Karim", "mena"), in_directory(town, "Mona")
    member(town, "Rana")
    lina = in_directory(town, "Lina")
    drafted(mona).presses("More").presses("Who organises").presses("Ask a member").says("Rana")
    assert "I found no member of that name." in mona.everything
    mona.says("Lina").presses("Lina Saleh")
    town.deliver()
    assert "asks you to help organise" in lina.sees
    mona.presses("Who organises").presses("Back to the draft")
    assert "Draft of an event" in mona.sees
    assert sum("Draft of an event" in message.text for message in mona.messages) == 1
    rana = 3
    mona.presses(data=Press(act="p", id=1, person=rana).pack())
    assert "not a member any more" in mona.hears
    assert karim.messages == []


def test_only_organisers_ask_and_only_who_was_asked_accepts(town):
    karim, mona, lina = coordinator(town, "Karim", "mena"), member(town, "Mona"), member(town, "Lina")
    published(town, karim)
    for act in "lapx":
        mona.presses(data=Press(act=act, id=1, person=3).pack())
        assert "Only those who organise this event can do that." in mona.hears
    karim.presses("Organise").presses("Who organises").presses("Ask a member").says("Mona").presses("Mona Saleh")
    for act in "yn":
        lina.presses(data=Press(act=act, id=1).pack())
        assert "not for you" in lina.hears
    assert helpers(town) == 0


def test_a_copy_is_made_of_an_event(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(town, karim).presses("Organise").presses("Make a copy")
    assert "When does it begin?" in karim.sees, "all but the time is there"
    karim.says("1 April 10:00").presses("Yes, that is right")
    assert "Draft of an event" in karim.sees
    assert "Title: Compost from kitchens" in karim.sees
    assert "Link: https://example.org/room" in karim.sees
    assert stored(town, 1).state == EventState.PUBLISHED
    assert stored(town, 2).state == EventState.DRAFT
    karim.presses("Make a copy")
    assert "You have a draft open." in karim.hears
    assert len(mona.messages) == 1


def test_every_button_fits():
    assert len(Press(act="xy", id=2**53, person=2**53).pack().encode()) <= 64
