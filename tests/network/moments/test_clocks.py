"""Zones, summer time, and the edges of days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from network.moments import Clock, Wall, understand, wall_of

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, now: datetime, zone: str = "Europe/Berlin"):
    return understand(text, language="en", zone=zone, now=now)


def test_a_time_that_summer_time_skips_becomes_the_one_that_clocks_show():
    found = at("28/3/2027 02:30", datetime(2027, 3, 1, 9, tzinfo=UTC))
    assert found.clock is Clock.SKIPPED
    assert f"{found.moment:%H:%M %z}" == "03:30 +0200"


def test_a_time_that_comes_twice_is_the_first_one():
    found = at("31/10/2027 02:30", datetime(2027, 3, 1, 9, tzinfo=UTC))
    assert found.clock is Clock.TWICE
    assert f"{found.moment:%H:%M %z}" == "02:30 +0200"


def test_hours_from_now_are_hours_and_days_are_days_across_a_change_of_summer_time():
    now = datetime(2027, 3, 27, 12, 0, tzinfo=BERLIN)
    assert f"{at('in 24 hours', now).moment:%d %H:%M}" == "28 13:00"
    assert f"{at('in 1 day at 12:00', now).moment:%d %H:%M}" == "28 12:00"


def test_today_is_the_day_where_somebody_is():
    now = datetime(2027, 3, 1, 22, 30, tzinfo=UTC)
    assert at("today 23:45", now).moment.day == 1
    assert at("today 01:45", now, "Asia/Amman").moment.day == 2


def test_a_moment_is_never_passed_by_the_seconds():
    now = datetime(2027, 3, 1, 9, 0, 59, 999999, tzinfo=UTC)
    for text in ("in 1 minute", "in half a minute", "now"):
        assert at(text, now).moment >= now


def test_the_last_day_of_a_short_month_stands_for_the_31st():
    assert at("in a month at 9:00", datetime(2027, 1, 31, 9, tzinfo=UTC)).moment.date().isoformat() == "2027-02-28"


def test_a_day_of_the_month_is_the_next_one_there_is():
    assert at("the 31st at 9", datetime(2027, 2, 1, 9, tzinfo=UTC)).moment.month == 3
    assert at("the 1st at 8", datetime(2027, 2, 1, 9, tzinfo=UTC)).moment.month == 3
    assert at("the 1st at 9", datetime(2026, 12, 5, 9, tzinfo=UTC)).moment.date().isoformat() == "2027-01-01"


def test_what_is_over_is_told_where_it_was_typed():
    now = datetime(2027, 3, 1, 9, tzinfo=UTC)
    assert at("today 8:00", now).past
    assert at("1/3/2020 9:00", now).past
    assert not at("8:00", now).past


def test_a_date_of_today_asks_for_the_time_where_the_usual_one_is_over():
    now = datetime(2027, 3, 1, 7, tzinfo=UTC)
    assert at("1 march", now).moment.hour == 9
    assert at("today", now).moment.date() == now.date()


# An hour of the wall clock


def test_nine_in_the_morning_comes_in_each_zone_by_itself():
    wall = Wall.from_json("2027-03-01T09:00")
    assert wall.in_zone("Asia/Amman") == datetime(2027, 3, 1, 6, tzinfo=UTC)
    assert wall.in_zone("America/Lima") == datetime(2027, 3, 1, 14, tzinfo=UTC)
    assert wall.in_zone(None) == wall.in_zone("No/Where") == datetime(2027, 3, 1, 9, tzinfo=UTC)
    first, last = wall.first_and_last(["Asia/Amman", "America/Lima", None])
    assert last - first == timedelta(hours=8)


def test_an_hour_of_the_wall_clock_is_what_clocks_show_of_a_moment():
    moment = datetime(2027, 3, 28, 9, 0, 12, tzinfo=BERLIN)
    assert wall_of(moment).to_json() == "2027-03-28T09:00"
    assert Wall.from_json(wall_of(moment).to_json()).in_zone("Europe/Berlin") == moment.replace(second=0)


def test_an_hour_that_summer_time_skips_comes_all_the_same():
    wall = Wall.from_json("2027-03-28T02:30")
    assert wall.in_zone("Europe/Berlin") == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize("stored", ["", "tomorrow", "2027-03-01", "2027-13-01T09:00"])
def test_what_is_no_stored_hour_is_refused(stored):
    with pytest.raises(ValueError, match=r"."):
        Wall.from_json(stored)
