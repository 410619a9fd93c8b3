"""`/announcements`: what is going out, what will, and what has gone out."""

from datetime import timedelta

import pytest

from tests.announced import announced, member, sent
from tests.coordinators import OWNER, coordinator
from tests.talk import Town


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def test_the_first_list_is_the_one_in_which_there_is_something(town):
    olga = coordinator(town, "Olga")
    member(town, "Mona")
    olga.says("/announcements")
    assert "Announcements that have gone out" in olga.sees
    assert "None has gone out yet." in olga.sees
    sent(town, olga, "The first one.")
    announced(town, olga, "The planned one.", at=town.now + timedelta(days=2))
    olga.says("/announcements")
    assert "Announcements that will go out" in olga.sees
    assert olga.buttons == ["3 Mar: The planned one.", "Going out", "Past"]
    announced(town, olga, "The running one.")
    olga.says("/announcements")
    assert "Announcements that are going out" in olga.sees
    assert olga.buttons == ["1 Mar: The running one.", "Coming", "Past"]
    olga.presses("Past")
    assert olga.buttons == ["1 Mar: The first one.", "Going out", "Coming"]


def test_a_morning_of_each_zone_is_a_day_of_the_calendar(town):
    olga = coordinator(town, "Olga")
    announced(town, olga, "Good morning.", morning=(town.now + timedelta(days=2)).replace(tzinfo=None, hour=23))
    olga.says("/announcements")
    assert olga.buttons[0] == "3 Mar: Good morning."
    olga.presses("Good morning")
    assert "by each reader's own clock" in olga.sees


def test_a_card_opens_below_the_list_which_stays(town):
    olga = coordinator(town, "Olga")
    sent(town, olga, "The first one.")
    olga.says("/announcements")
    shown = olga.last
    olga.presses("The first one")
    assert "This announcement has gone out" in olga.sees
    assert "Announcements that have gone out" in shown.text


def test_long_lists_have_pages(database):
    town = Town(database, owners=(OWNER,))
    olga = coordinator(town, "Olga")
    for number in range(8):
        announced(town, olga, f"Number {number}", at=town.now + timedelta(hours=1 + number))
        town.now += timedelta(minutes=1)
    olga.says("/announcements")
    assert "Page 1 of 2" in olga.sees
    assert olga.buttons[0] == "1 Mar: Number 7"
    assert len([one for one in olga.buttons if "Number" in one]) == 6
    olga.presses("Page 2")
    assert [one for one in olga.buttons if "Number" in one] == ["1 Mar: Number 1", "1 Mar: Number 0"]
    olga.presses("Page 1")
    assert "Page 1 of 2" in olga.sees


@pytest.mark.parametrize("data", ["ar:l:0:past:99", "ar:l:0:past:9007199254740992", "ar:l:0:nonsense:0", "ar:l:7::0"])
def test_forged_pages_show_a_page_there_is(town, data):
    olga = coordinator(town, "Olga")
    sent(town, olga, "The first one.")
    olga.presses(data=data)
    assert "1 Mar: The first one." in olga.buttons


def test_only_coordinators_see_it(town):
    mona = member(town, "Mona")
    mona.says("/announcements")
    assert "Only coordinators can do that." in mona.sees
    mona.presses(data="ar:l:0:past:0")
    assert "Only coordinators can do that." in mona.hears


def test_in_arabic_the_words_of_the_announcement_stand_on_the_button(town):
    amal = coordinator(town, "Amal", language="ar")
    sent(town, amal, "تبدأ الورشة في الثالث من مارس.")
    amal.says("/announcements")
    assert "تبدأ الورشة" in amal.buttons[0]
    amal.presses("تبدأ الورشة")
    assert "تبدأ الورشة" in amal.sees
