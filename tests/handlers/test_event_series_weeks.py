"""A weekly event over some weeks: summer time, a move of all that follow, reminders that follow it, an end."""

from datetime import UTC, datetime

import pytest

from tests.coordinators import OWNER, coordinator
from tests.handlers.test_event_changing import days, event
from tests.handlers.test_event_making import member
from tests.talk import Talker, Town


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def at(town: Town, *when: int) -> None:
    """Let it be that moment, by UTC, and let happen what fell due."""
    town.later(seconds=(datetime(2027, *when, tzinfo=UTC) - town.now).total_seconds())


def reminded(talker: Talker) -> list[str]:
    return [message.text for message in talker.messages if "Reminder" in message.text]


def test_a_weekly_event_told_by_the_clocks_of_belgrade_and_read_in_amman(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    karim.says("/newevent").says("Coffee for cities").says("18 March 14:30").presses("Change")
    karim.presses("Another time zone").presses("Belgrade").says("18 March 14:30").presses("Yes, that is right")
    karim.presses("1 hour").presses("Virtual").says("https://example.org/room").presses("Skip")
    karim.presses("Repeats").presses("Every week").presses("Without an end")
    karim.presses("See it, then publish").presses("Yes, publish it")
    town.later(seconds=5)
    assert "16:30 to 17:30, your time" in mona.last.text
    for day in ("25 Mar", "1 Apr", "8 Apr"):
        first = next(message for message in mona.messages if "Coffee for cities" in message.text)
        mona.presses("Other dates", on=first).presses(day).presses("Going", on=mona.last)
    assert "15:30 to 16:30, your time" in mona.sees, "since 28 March it is summer in Belgrade, and never in Amman"

    at(town, 3, 24, 13, 0)
    assert len(reminded(mona)) == 0
    at(town, 3, 24, 13, 31)
    assert len(reminded(mona)) == 1
    at(town, 3, 25, 12, 31)
    assert len(reminded(mona)) == 2
    assert "https://example.org/room" in reminded(mona)[-1]

    # From April on it is an hour later, and from the third week of April there is none any more.
    karim.presses(data="e:o:1:0").presses("Other dates").presses("1 Apr").presses("Organise").presses("Change")
    karim.presses("Begins").says("1 April 15:30").presses("Yes, that is right").presses("See what changes")
    karim.presses("This and the following")
    town.later(seconds=5)
    assert "16:30" in mona.sees
    assert "1 later one that you answered changes, too." in mona.sees
    at(town, 4, 1, 12, 29)
    assert len(reminded(mona)) == 3, "the day before"
    at(town, 4, 1, 12, 31)
    assert len(reminded(mona)) == 4, "an hour before, as it is now"
    karim.presses("Other dates").presses("15 Apr").presses("Organise").presses("Cancel the event")
    karim.presses("This and the following").says("We have had our coffee.")
    at(town, 4, 7, 13, 31)
    at(town, 4, 8, 12, 31)
    assert len(reminded(mona)) == 6
    at(town, 6, 30, 12, 0)
    assert len(reminded(mona)) == 6
    assert days(town) == [
        "2027-03-18T14:30",
        "2027-03-25T14:30",
        "2027-04-01T15:30",
        "2027-04-08T15:30",
    ]
    assert event(town).starts_at == datetime(2027, 3, 18, 13, 30, tzinfo=UTC)
