"""How events repeat, as wall times."""

from datetime import date, datetime

import pytest

from network.events import rhythm
from network.events.rhythm import Repeat, Rhythm

THIRD = datetime(2027, 3, 17, 9, 0)  # noqa: DTZ001 - a wall time: a Wednesday, the third of March


@pytest.mark.parametrize(
    ("wanted", "days"),
    [
        (Rhythm.WEEKLY, ["03-17", "03-24", "03-31", "04-07"]),
        (Rhythm.FORTNIGHTLY, ["03-17", "03-31", "04-14", "04-28"]),
        (Rhythm.MONTHLY, ["03-17", "04-21", "05-19", "06-16"]),
    ],
)
def test_walls_come_in_their_rhythm(wanted, days):
    found = rhythm.several(Repeat(wanted).rule(THIRD), THIRD, 4)
    assert [wall.strftime("%m-%d") for wall in found] == days
    assert {wall.hour for wall in found} == {9}


def test_what_is_the_fifth_of_its_month_is_the_last_one_of_every_month():
    fifth = THIRD.replace(day=31)
    assert rhythm.offered(fifth) == (Rhythm.WEEKLY, Rhythm.FORTNIGHTLY, Rhythm.MONTHLY_LAST)
    assert rhythm.offered(THIRD) == (Rhythm.WEEKLY, Rhythm.FORTNIGHTLY, Rhythm.MONTHLY)
    fourth = datetime(2027, 2, 24, 9, 0)  # noqa: DTZ001 - the fourth and the last one
    assert set(rhythm.offered(fourth)) == set(Rhythm)
    rule = Repeat(Rhythm.MONTHLY).rule(fifth)
    assert rule == Repeat(Rhythm.MONTHLY_LAST).rule(fifth)
    assert [wall.day for wall in rhythm.several(rule, fifth, 4)] == [31, 28, 26, 30]


@pytest.mark.parametrize("until", [None, date(2027, 6, 30)])
@pytest.mark.parametrize("wanted", [Rhythm.WEEKLY, Rhythm.FORTNIGHTLY, Rhythm.MONTHLY])
def test_a_rule_is_read_as_it_was_written(wanted, until):
    assert rhythm.read(Repeat(wanted, until).rule(THIRD)) == Repeat(wanted, until)


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=MONTHLY;INTERVAL=2;BYDAY=3WE", "FREQ=WEEKLY;INTERVAL=3"])
def test_rules_of_others_are_refused(rule):
    with pytest.raises(ValueError, match="no rule of ours"):
        rhythm.read(rule)


def test_the_last_day_itself_is_within_and_moves_along():
    until = Repeat(Rhythm.WEEKLY, date(2027, 3, 31))
    assert len(list(rhythm.walls(until.rule(THIRD), THIRD))) == 3
    friday = THIRD.replace(day=19, hour=15)
    moved = until.moved(THIRD, friday)
    assert moved.until == date(2027, 4, 2)
    assert len(list(rhythm.walls(moved.rule(friday), friday))) == 3
    assert Repeat(Rhythm.MONTHLY).moved(THIRD, THIRD.replace(day=31)).rhythm is Rhythm.MONTHLY_LAST
