"""Letting an event repeat: in the editor, and once it is published; and the others of its series on its card."""

import re

import pytest

from db.models import Event
from db.values import EventState
from tests.coordinators import OWNER, coordinator
from tests.handlers.test_event_making import drafted, member
from tests.talk import Talker, Town


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def published(talker: Talker) -> Talker:
    drafted(talker).presses("See it, then publish").presses("Yes, publish it")
    talker.town.later(seconds=10)
    return talker


def days(town: Town) -> list[str]:
    found = town.run(lambda work: work.session.query(Event).order_by(Event.starts_at).all())
    return [row.starts_local for row in found if row.state == EventState.PUBLISHED]


def test_an_event_is_written_that_takes_place_every_week(database):
    town = Town(database, owners=(OWNER,))
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    drafted(karim).presses("Repeats")
    assert "How often does it take place?" in karim.sees
    assert karim.buttons[:4] == [
        "Every week on Thursday",
        "Every second week on Thursday",
        "Every month on the fourth Thursday",
        "Every month on the last Thursday",
    ]
    karim.presses("Every week on Thursday")
    assert "4 times, until 15 Apr" in karim.buttons
    karim.presses("Without an end")
    assert "Draft of an event" in karim.sees
    assert "Repeats: Every week on Thursday" in karim.sees
    assert len([message for message in karim.messages if message.keyboard]) == 1, "one screen, which follows"
    karim.presses("See it, then publish").presses("Yes, publish it")
    town.later(seconds=10)
    assert days(town)[:3] == ["2027-03-25T14:30", "2027-04-01T14:30", "2027-04-08T14:30"]
    cards = [message for message in mona.messages if "Compost from kitchens" in message.text]
    assert len(cards) == 1, "one card tells of the series"
    mona.presses("Other dates")
    assert "Every week on Thursday" in mona.sees
    assert mona.buttons[:3] == ["Thu 25 Mar", "Thu 1 Apr", "Thu 8 Apr"]
    mona.presses("1 Apr")
    assert "Thursday, 1 April 2027" in mona.sees
    mona.presses("Going", on=mona.last)
    assert mona.hears == "You are going."
    mona.presses("Other dates", on=mona.last)
    assert mona.buttons[:3] == ["Thu 25 Mar", "✓ Thu 1 Apr", "Thu 8 Apr"]


def test_the_last_day_is_typed_and_asked_for_again_where_it_is_too_early(town):
    karim = coordinator(town, "Karim", "mena")
    drafted(karim).presses("Repeats").presses("Every second week")
    assert "Every second week on Thursday: until when?" in karim.sees
    karim.says("30 March")
    assert "That is before the second one" in karim.sees
    karim.sends_photo()
    assert "Here I need a day as text" in karim.sees
    karim.says("30 May")
    assert "Repeats: Every second week on Thursday, until 30 May 2027" in karim.sees
    karim.presses("Repeats")
    assert "So far: Every second week on Thursday, until 30 May 2027" in karim.sees
    karim.presses("Every month on the last").presses("6 times")
    assert "Repeats: Every month on the last Thursday, until 26 August 2027" in karim.sees
    karim.presses("Repeats").presses("Only once")
    assert "Repeats:" not in karim.sees


def test_a_published_event_is_repeated_from_its_card_by_coordinators(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(karim)
    assert len(days(town)) == 1
    karim.presses("Organise").presses("Let it repeat").presses("Every week").presses("4 times")
    assert "Every week on Thursday, until 15 April 2027" in karim.sees
    assert len(days(town)) == 4
    town.later(seconds=10)
    assert "Other dates" in mona.buttons
    karim.presses(data="es:a:1::0")
    assert "repeats already" in karim.hears
    mona.presses(data="es:a:1::0")
    assert "Only those who organise this event" in mona.hears


@pytest.mark.parametrize(
    "data", ["es:x:1::0", "es:h:1:daily:0", "es:t:1:daily:6", "es:t:1:weekly:1", "es:o:1::0", "es:c:1::0", "es:a:77::0"]
)
def test_forged_buttons_say_so(town, data):
    karim = coordinator(town, "Karim", "mena")
    published(karim)
    before = days(town)
    karim.presses(data=data)
    assert karim.toasts
    assert days(town) == before


def test_lists_show_the_next_of_a_series_each_in_its_month_and_what_somebody_answered(database):
    town = Town(database, owners=(OWNER,))
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    drafted(karim).presses("Repeats").presses("Every week").presses("Without an end")
    karim.presses("See it, then publish").presses("Yes, publish it")
    town.later(seconds=10)
    assert listed(mona) == ["25 Mar"]
    mona.presses("Other dates").presses("8 Apr").presses("Going", on=mona.last)
    assert listed(mona) == ["25 Mar", "8 Apr"]
    town.later(days=25)
    assert listed(mona) == ["1 Apr", "8 Apr"]
    mona.says("/events").presses("Month").presses("April")
    assert dates(mona) == ["1 Apr", "8 Apr", "15 Apr", "22 Apr", "29 Apr"]
    mona.says("/events").presses("Search").says("compost")
    assert dates(mona) == ["1 Apr"]


def listed(talker: Talker) -> list[str]:
    return dates(talker.says("/events"))


def dates(talker: Talker) -> list[str]:
    """The days of the events on the newest page, in their order."""
    return re.findall(r"(\d+ (?:Mar|Apr|May))", talker.sees)
