"""What repeats is counted by the clocks of its zone: summer time, odd zones, zones that changed their rules."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.kit.speech import speech
from handlers.reminders.view import rhythm_words
from network.moments.walls import Wall
from network.reminders.repeating import first_from, next_after
from network.reminders.wording import rhythm_of

RULES = (
    "FREQ=DAILY",
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=WEEKLY;BYDAY=MO,TH",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=3WE",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
)
ZONES = (
    "Europe/Berlin",
    "Asia/Amman",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Australia/Lord_Howe",
    "America/St_Johns",
    "Asia/Tehran",
    "UTC",
)


def times(rule: str, local_at: str, zone: str, count: int) -> list[datetime]:
    """The moments that follow a wall time, one counted on from the other, as rows are."""
    after = Wall.from_json(local_at).in_zone(zone)
    found = []
    for _ in range(count):
        following = next_after(rule, local_at, zone, after)
        if following is None:
            break
        local_at, after = following
        found.append(after)
    return found


def walls(rule: str, local_at: str, zone: str, count: int) -> list[str]:
    return [f"{moment.astimezone(ZoneInfo(zone)):%d %H:%M}" for moment in times(rule, local_at, zone, count)]


def test_nine_oclock_stays_nine_oclock_over_both_edges_of_summer_time():
    spring = times("FREQ=DAILY", "2027-03-26T09:00", "Europe/Berlin", 3)
    assert [moment.hour for moment in spring] == [8, 7, 7]
    autumn = times("FREQ=DAILY", "2027-10-29T09:00", "Europe/Berlin", 3)
    assert [moment.hour for moment in autumn] == [7, 8, 8]


def test_an_hour_that_is_skipped_comes_later_once_and_is_itself_again_the_next_day():
    assert walls("FREQ=DAILY", "2027-03-27T02:30", "Europe/Berlin", 3) == ["28 03:30", "29 02:30", "30 02:30"]


def test_an_hour_that_comes_twice_comes_once():
    assert walls("FREQ=DAILY", "2027-10-30T02:30", "Europe/Berlin", 2) == ["31 02:30", "01 02:30"]
    (moment, _) = times("FREQ=DAILY", "2027-10-30T02:30", "Europe/Berlin", 2)
    assert moment.hour == 0


@pytest.mark.parametrize(
    ("zone", "day", "offsets"),
    [
        ("Asia/Almaty", "2024-02-28", [6, 5, 5]),  # one time for all of Kazakhstan
        ("Asia/Amman", "2022-10-27", [3, 3, 3]),  # no winter time any more
        ("Africa/Cairo", "2023-04-27", [3, 3, 3]),  # summer time once more
        ("Africa/Casablanca", "2027-02-06", [0, 0, 0]),  # Ramadan
        ("Asia/Pyongyang", "2018-05-03", [8.5, 9, 9]),
        ("Asia/Kathmandu", "2027-01-01", [5.75, 5.75, 5.75]),
    ],
)
def test_zones_that_changed_their_rules_keep_the_wall_clock(zone, day, offsets):
    found = times("FREQ=DAILY", f"{day}T09:00", zone, 3)
    there = [moment.astimezone(ZoneInfo(zone)) for moment in found]
    assert {f"{each:%H:%M}" for each in there} == {"09:00"}
    assert [(each.utcoffset() or timedelta()).total_seconds() / 3600 for each in there] == offsets


def test_a_day_that_a_zone_left_out_comes_once():
    assert walls("FREQ=DAILY", "2011-12-28T09:00", "Pacific/Apia", 3) == ["29 09:00", "31 09:00", "01 09:00"]


def test_months_that_are_too_short_have_a_last_day():
    rule = "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"
    assert walls(rule, "2027-01-31T09:00", "UTC", 4) == ["28 09:00", "31 09:00", "30 09:00", "31 09:00"]


def test_every_second_week_stays_so_however_it_is_counted():
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"
    assert walls(rule, "2027-03-04T09:00", "UTC", 4) == ["15 09:00", "18 09:00", "29 09:00", "01 09:00"]


def test_what_has_ended_comes_no_more():
    rule = "FREQ=DAILY;UNTIL=20270303T235959"
    assert walls(rule, "2027-03-01T09:00", "Asia/Amman", 9) == ["02 09:00", "03 09:00"]
    begins = Wall.from_json("2027-03-05T09:00")
    assert first_from(rule, begins, "UTC", datetime(2027, 3, 1, tzinfo=UTC)) is None


def test_what_never_comes_is_given_up():
    assert (
        next_after("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2027-01-01T09:00", "UTC", datetime(2027, 1, 1, tzinfo=UTC))
        is None
    )


@given(
    rule=st.sampled_from(RULES),
    zone=st.sampled_from(ZONES),
    begin=st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)),  # noqa: DTZ001 - wall times
    wait=st.timedeltas(timedelta(), timedelta(days=400)),
)
def test_what_repeats_goes_forward_at_its_wall_time(rule, zone, begin, wait):
    start = begin.strftime("%Y-%m-%dT%H:%M")
    after = Wall.from_json(start).in_zone(zone) + wait
    found = next_after(rule, start, zone, after)
    assert found is not None
    local_at, moment = found
    assert moment > after
    assert local_at[11:] == start[11:]
    assert moment == Wall.from_json(local_at).in_zone(zone)
    again = next_after(rule, local_at, zone, moment)
    assert again is not None
    assert again[1] > moment
    # The same, counted on from any of its rows.
    if (between := next_after(rule, start, zone, after - timedelta(days=40))) and between[1] < after:
        assert next_after(rule, between[0], zone, after) == found


@pytest.mark.parametrize("language", ["en", "fr", "de", "ar"])
@pytest.mark.parametrize(
    "rule",
    [
        *RULES,
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25",
        "FREQ=DAILY;UNTIL=20270303T235959",
    ],
)
def test_every_rhythm_has_words(rule, language):
    assert rhythm_words(speech(language), rule)


def test_rhythms_are_worded():
    t = speech("en")
    said = {
        "FREQ=DAILY": "Every day",
        "FREQ=DAILY;INTERVAL=3": "Every 3 days",
        "FREQ=WEEKLY;BYDAY=MO,TH": "Every week: Monday, Thursday",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU": "Every 2 weeks: Tuesday",
        "FREQ=MONTHLY;BYMONTHDAY=3": "Every month, on day 3",
        "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1": "Every month, on day 31",
        "FREQ=MONTHLY;BYMONTHDAY=-1": "Every month, on its last day",
        "FREQ=MONTHLY;BYDAY=-1FR": "Every month: the last Friday",
        "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25": "Every year, on 25 Dec",
        "FREQ=DAILY;UNTIL=20270303T235959": "Every day, until 3 March 2027",
    }
    assert {rule: str(rhythm_words(t, rule)) for rule in said} == said


@pytest.mark.parametrize("rule", ["", "FREQ=HOURLY", "nonsense", "BYDAY=MO"])
def test_other_rules_are_refused(rule):
    with pytest.raises(ValueError, match="no rule of ours"):
        rhythm_of(rule)
