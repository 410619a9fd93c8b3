"""The line about a changed event, as each of those reads it whom it concerns."""

from datetime import UTC, datetime

import pytest

from tests.coordinators import OWNER, coordinator
from tests.handlers.test_event_changing import event, morning, published
from tests.handlers.test_event_making import member
from tests.talk import Talker, Town

NIGHT = datetime(2027, 3, 2, 20, 30, tzinfo=UTC)  # 23:30 in Amman, where it is Ramadan: mornings begin late


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def changes(karim: Talker, of: str, to: str, *, sure: str | None = None, scope: str = "Change it") -> None:
    karim.presses(data="ec:b:1::0").presses(of).says(to)
    if sure:
        karim.presses(sure)
    karim.presses("See what changes").presses(scope)
    assert "is changed" in karim.sees


def test_a_new_link_is_read_by_those_who_go_and_by_nobody_else(town):
    karim, mona, omar = coordinator(town, "Karim", "mena"), member(town, "Mona"), member(town, "Omar")
    published(karim)
    mona.presses("Going")
    omar.presses("Maybe")
    before = len(omar.messages)
    changes(karim, "Link", "https://example.org/other")
    morning(town)
    assert "The new link: https://example.org/other" in mona.sees
    assert len(omar.messages) == before
    assert "example.org/other" not in omar.everything


def test_two_changes_in_a_night_are_one_line_in_the_morning_and_it_is_true(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(karim)
    mona.presses("Going")
    town.now = NIGHT
    heard = len(mona.messages)
    changes(karim, "Begins", "26 March 15:00", sure="Yes, that is right")
    town.later(minutes=10)
    changes(karim, "Begins", "27 March 16:00", sure="Yes, that is right")
    changes(karim, "Title", "Compost from gardens")
    town.later(minutes=10)
    assert len(mona.messages) == heard, "it waits for the end of her quiet hours"
    town.later(hours=12)
    assert len(mona.messages) == heard + 1
    assert "Compost from gardens has changed." in mona.sees
    assert "That is its new title." in mona.sees
    assert "It begins: Saturday, 27 March 2027" in mona.sees
    assert "26 March" not in mona.sees


def test_whoever_says_no_in_the_meantime_hears_nothing(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(karim)
    mona.presses("Going")
    town.now = NIGHT
    changes(karim, "Begins", "26 March 15:00", sure="Yes, that is right")
    mona.presses("Can't")
    heard = len(mona.messages)
    town.later(hours=12)
    assert len(mona.messages) == heard


def test_a_change_and_then_the_end_of_it_is_told_as_the_end(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(karim)
    mona.presses("Going")
    town.now = NIGHT
    changes(karim, "Begins", "26 March 15:00", sure="Yes, that is right")
    karim.presses(data="ec:c:1::0").presses("Cancel it").says("The hall is flooded.")
    heard = len(mona.messages)
    town.later(hours=12)
    assert len(mona.messages) == heard + 1
    assert "is cancelled (Friday, 26 March 2027" in mona.sees
    assert "It begins" not in mona.sees


def test_what_begins_soon_is_told_at_night(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(karim)
    mona.presses("Going")
    town.now = datetime(2027, 3, 24, 22, 0, tzinfo=UTC)  # one in the morning of the day
    town.later(seconds=1)
    heard = len(mona.messages)
    changes(karim, "Begins", "25 March 16:00", sure="Yes, that is right")
    morning(town)
    assert len(mona.messages) == heard + 1
    assert "It begins: Thursday, 25 March 2027" in mona.sees


def test_somebody_who_goes_to_several_reads_one_line_about_the_first_of_theirs(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(karim, weekly=True)
    for day in ("1 Apr", "8 Apr"):
        mona.presses("Other dates", on=mona.messages[0] if day == "8 Apr" else None)
        mona.presses(day).presses("Going", on=mona.last)
    heard = len(mona.messages)
    changes(karim, "Begins", "25 March 16:00", sure="Yes, that is right", scope="This and the following")
    morning(town)
    assert len(mona.messages) == heard + 1
    assert "It begins: Thursday, 1 April 2027" in mona.sees
    assert "1 later one that you answered changes, too." in mona.sees
    assert event(town).starts_local == "2027-03-25T16:00"


@pytest.mark.parametrize("language", ["fr", "ar", "de"])
def test_each_reads_it_in_their_language(town, language):
    karim = coordinator(town, "Karim", "mena")
    mona = member(town, "Mona", language=language)
    published(karim)
    mona.presses(data="e:g:1:0")
    changes(karim, "Begins", "26 March 15:00", sure="Yes, that is right")
    morning(town)
    weekday = {"fr": "vendredi", "ar": "الجمعة", "de": "Freitag"}[language]
    assert weekday in mona.sees
    assert "Compost from kitchens" in mona.sees
