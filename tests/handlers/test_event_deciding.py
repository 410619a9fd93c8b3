"""A member's event waits for a coordinator: publish, ask, decline; two at once; taken back meanwhile."""

import pytest
from sqlalchemy import update

from db.models import Event, Person, Role
from db.values import EventState
from handlers.kit.crossings import Decide as Press
from network import membership, team
from tests.coordinators import OWNER, coordinator
from tests.handlers.test_event_making import drafted, member, stored
from tests.people import reader_of
from tests.talk import Talker, Town


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def handed_in(town: Town, talker: Talker) -> Talker:
    """Let a member hand an event in, and deliver its card."""
    drafted(talker).presses("See it, then hand it in").presses("Yes, hand it in")
    town.deliver()
    return talker


def test_handed_in_asked_answered_published(database):
    town = Town(database, owners=(OWNER,))
    karim, mona, jean = coordinator(town, "Karim", "mena"), member(town, "Mona"), member(town, "Jean", "fr")
    handed_in(town, mona)
    assert "is with the coordinators now" in mona.sees
    assert not jean.messages
    assert "A member's event: Compost from kitchens" in karim.sees
    assert "By Mona Saleh (Greater Irbid Municipality, Irbid)" in karim.sees
    assert karim.sees.count("Bring the figures of your city.") == 1
    assert "14:30, Amman (UTC+3)" in karim.sees
    card = karim.last
    karim.presses("See it as members will")
    assert "Compost from kitchens" in karim.sees
    karim.presses("Ask a question", on=card).says("Who pays for the buses?").presses("Send")
    town.deliver()
    assert "A coordinator has a question about your event Compost from kitchens:\nWho pays for the buses?" in mona.sees
    mona.presses("Answer").says("The city does.")
    town.deliver()
    assert "has answered your question about Compost from kitchens:\nThe city does." in karim.sees
    assert "Mona Saleh answers:\nThe city does." in card.text
    karim.presses("Publish", on=card).presses("Publish")
    assert "I am telling the author" in karim.sees
    town.deliver()
    assert "Published by Karim Coordinator." in card.text
    assert card.buttons == ["Remind me"]
    assert stored(town).state == EventState.PUBLISHED
    assert "Compost from kitchens is published" in mona.everything
    assert "Compost from kitchens" in jean.sees


def test_declined_changed_and_handed_in_once_more(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    handed_in(town, mona)
    karim.presses("Decline").says("It is too near to Ramadan.")
    assert "The author will read this, word for word:\nIt is too near to Ramadan." in karim.sees
    karim.presses("Send and decline")
    town.deliver()
    assert "was not published. This is the reason:\nIt is too near to Ramadan." in mona.sees
    mona.presses("Take it back and change it")
    assert "Draft of an event" in mona.sees
    town.deliver()
    assert "Draft of an event" in mona.sees, "the letter has become the screen, and stays"
    mona.presses("Title").says("Compost after Eid").presses("See it").presses("Yes, hand it in")
    town.deliver()
    assert "A member's event: Compost after Eid" in karim.sees
    karim.presses("Publish").presses("Publish")
    assert stored(town).state == EventState.PUBLISHED


def test_two_coordinators_at_once(town):
    karim, rana, mona = coordinator(town, "Karim", "mena"), coordinator(town, "Rana", "mena"), member(town, "Mona")
    handed_in(town, mona)
    karim.presses("Publish")
    rana.presses("Decline").says("Not now, please.")
    karim.presses("Publish")
    rana.presses("Send and decline")
    assert "Karim Coordinator has already published this event." in rana.sees
    assert stored(town).state == EventState.PUBLISHED
    assert stored(town).reason is None


def test_taken_back_while_a_coordinator_decides(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    handed_in(town, mona)
    karim.presses("Publish")
    mona.presses("Take it back")
    karim.presses("Publish")
    assert "Its author has taken this event back." in karim.sees
    assert stored(town).state == EventState.DRAFT
    town.deliver()
    assert "A member's event" not in karim.everything


def test_others_cannot_decide(town):
    karim, mona, vesna = coordinator(town, "Karim", "mena"), member(town, "Mona"), coordinator(town, "Vesna", "see")
    handed_in(town, mona)
    for talker in (mona, vesna):
        for act in "ynqvo":
            talker.presses(data=Press(act=act, id=1, version=99).pack())
    assert stored(town).state == EventState.WAITING
    assert "A member's event" not in vesna.everything
    for act in "ynqavoz":
        karim.presses(data=Press(act=act, id=2**53, version=1).pack())
    assert stored(town).state == EventState.WAITING


def test_nobody_decides_on_their_own(town):
    karim, vesna = coordinator(town, "Karim", "mena"), coordinator(town, "Vesna", "see")
    drafted(karim).presses("For whom").presses("South-East").presses("Back").presses("See it").presses(
        "Yes, hand it in"
    )
    town.deliver()
    assert "A member's event" not in karim.everything
    assert "A member's event" in vesna.sees
    karim.presses(data=Press(act="y", id=1, version=99).pack())
    assert "Another coordinator decides about an event of your own." in karim.hears
    vesna.presses("Publish").presses("Publish")
    assert stored(town).state == EventState.PUBLISHED


def test_times_that_are_over_meanwhile_are_said(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    handed_in(town, mona)
    town.later(days=60)
    karim.presses("Publish").presses("Publish")
    assert "Its times do not fit any more." in karim.sees
    assert stored(town).state == EventState.WAITING


def test_planned_by_a_member_comes_out_at_its_time(town):
    karim, mona, jean = coordinator(town, "Karim", "mena"), member(town, "Mona"), member(town, "Jean", "fr")
    drafted(mona).presses("More").presses("When to publish").says("10 March 9:00").presses("Yes, that is right")
    mona.presses("See it").presses("Yes, hand it in")
    town.deliver()
    karim.presses("Publish").presses("Publish")
    town.deliver()
    assert "will be published" in mona.sees
    assert not jean.messages
    town.later(days=10)
    assert "Compost from kitchens" in jean.sees


def test_without_a_coordinator_in_the_region_the_networks_decide(town):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    handed_in(town, mona)
    assert "A member's event" in olga.sees


def test_an_author_who_erases_themselves_takes_the_event_along(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    handed_in(town, mona)
    karim.presses("Ask a question").says("Who pays?").presses("Send")
    karim.presses("Decline", on=karim.messages[0]).says("Mona is away.")
    mona.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")
    town.deliver()
    assert town.run(lambda work: work.session.query(Event).count()) == 0
    assert "Compost" not in karim.everything


def test_every_button_fits():
    assert len(Press(act="y", id=2**53, version=2**31).pack().encode()) <= 64


def test_all_that_is_said_is_short_enough(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "M" * 74, organisation="O" * 120)
    drafted(mona).presses("Title").says("T" * 100).presses("Description").says("<&" * 1000)
    mona.presses("More").presses("Contact").says("C" * 200).presses("See it").presses("Yes, hand it in")
    town.deliver()
    for _ in range(3):
        karim.presses("Ask a question", on=karim.messages[0]).says("Q" * 1000).presses("Send")
        town.deliver()
        mona.presses("Answer").says("A" * 1000)
        town.deliver()
    assert len(karim.messages[0].text) <= 4096


def test_what_waits_is_listed_for_those_who_decide(town):
    karim, mona, vesna = coordinator(town, "Karim", "mena"), member(town, "Mona"), coordinator(town, "Vesna", "see")
    handed_in(town, mona)
    karim.says("/start")
    assert "1 event of a member waits for a decision." in karim.sees
    karim.presses("Events that wait").presses("Compost from kitchens")
    assert "By Mona Saleh" in karim.sees
    opened = karim.last
    karim.presses("Publish").presses("Publish")
    town.deliver()
    assert "Published by Karim Coordinator." in opened.text, "what was opened follows, too"
    karim.presses(data=Press(act="l").pack())
    assert "No event waits for a decision." in karim.sees
    vesna.says("/start")
    assert "waits for a decision." in vesna.sees
    assert "event of a member" not in vesna.sees
    mona.presses(data=Press(act="l").pack())
    assert "Only coordinators can do that." in mona.hears


def test_cards_leave_with_the_role(town):
    olga, karim, mona = coordinator(town, "Olga"), coordinator(town, "Karim", "mena"), member(town, "Mona")
    handed_in(town, mona)

    def dismiss(work):
        held = work.session.query(Role).filter_by(region="mena").one()
        team.remove(work, reader_of(work, olga), held.id)

    town.owners = frozenset({olga.telegram_id})
    town.run(dismiss)
    town.deliver()
    assert "A member's event" not in karim.everything


def test_whoever_left_before_its_time_publishes_nothing(town):
    karim, mona, jean = coordinator(town, "Karim", "mena"), member(town, "Mona"), member(town, "Jean", "fr")
    drafted(mona).presses("More").presses("When to publish").says("10 March 9:00").presses("Yes, that is right")
    mona.presses("See it").presses("Yes, hand it in")
    town.deliver()
    karim.presses("Publish").presses("Publish")
    town.run(
        lambda work: work.session.execute(update(Person).where(Person.name == "Mona Saleh").values(status="former"))
    )
    town.later(days=10)
    assert not jean.messages
    assert stored(town).state == EventState.DECLINED


def test_a_coordinator_who_erases_themselves_is_named_no_more(town):
    karim, rana, mona = coordinator(town, "Karim", "mena"), coordinator(town, "Rana", "mena"), member(town, "Mona")
    handed_in(town, mona)
    karim.presses("Ask a question").says("Who pays for the buses?").presses("Send")
    town.deliver()
    assert "Karim Coordinator asks:\nWho pays for the buses?" in rana.sees
    karim.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")
    town.deliver()
    assert "A coordinator asks:\nWho pays for the buses?" in rana.sees
    assert "Karim" not in rana.everything
    mona.presses("Answer").says("The city does.")
    assert "with the coordinators now" in mona.sees


def test_whoever_leaves_takes_along_what_nobody_has_seen(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    handed_in(town, mona)
    karim.presses("Ask a question").says("Who pays?").presses("Send")
    town.deliver()
    town.run(lambda work: membership.leave(work, reader_of(work, mona)))
    town.deliver()
    assert town.run(lambda work: work.session.query(Event).count()) == 0
    assert "Compost" not in karim.everything
    assert "Who pays?" not in mona.everything
