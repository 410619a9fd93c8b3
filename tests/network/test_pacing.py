"""When a copy is due, and what is to be done with it: the pure rules."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from db.values import CopyState, Habits, Lane, NoticeState
from network import pacing
from network.charter_parts import Hours
from network.pacing import Task

BERLIN = Habits("Europe/Berlin", "DE")
CAIRO, TUNIS = Habits("Africa/Cairo", "EG"), Habits("Africa/Tunis", "TN")


def at(local: str, zone: str) -> datetime:
    """Read a wall time of a zone."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))


# --- quiet hours --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2027-03-01 20:59:59", None),
        ("2027-03-01 21:00:00", "2027-03-02 08:00:00"),
        ("2027-03-02 00:00:00", "2027-03-02 08:00:00"),
        ("2027-03-02 07:59:59", "2027-03-02 08:00:00"),
        ("2027-03-02 08:00:00", None),
        ("2027-03-27 23:00:00", "2027-03-28 08:00:00"),  # the night in which Berlin loses an hour
        ("2027-10-30 23:00:00", "2027-10-31 08:00:00"),  # and the one in which it gains one
    ],
)
def test_quiet_hours(local: str, expected: str | None) -> None:
    end = pacing.quiet_until(at(local, "Europe/Berlin"), BERLIN)
    assert end == (at(expected, "Europe/Berlin") if expected else None)


@pytest.mark.parametrize(
    ("quiet", "local", "expected"),
    [
        ((22 * 60, 6 * 60), "2027-03-01 21:30", None),
        ((22 * 60, 6 * 60), "2027-03-01 22:00", "2027-03-02 06:00"),
        ((13 * 60, 14 * 60 + 30), "2027-03-01 13:10", "2027-03-01 14:30"),  # a rest at noon
        ((13 * 60, 14 * 60 + 30), "2027-03-01 23:00", None),
        ((None, 9 * 60), "2027-03-02 08:30", "2027-03-02 09:00"),  # what is not said is as usual
        ((9 * 60, 9 * 60), "2027-03-02 03:00", None),  # both alike: never quiet
    ],
)
def test_quiet_hours_of_ones_own(quiet: tuple[int | None, int | None], local: str, expected: str | None) -> None:
    end = pacing.quiet_until(at(local, "Europe/Berlin"), Habits("Europe/Berlin", "DE", *quiet))
    assert end == (at(expected, "Europe/Berlin") if expected else None)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is added
ZONES = st.sampled_from(
    ["Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", "Africa/Cairo", "Europe/Berlin", None, "no/such zone"]
)
MINUTES = st.none() | st.integers(0, 1439)
LANES = st.sampled_from(list(Lane))
COUNTRIES = st.none() | st.sampled_from(["EG", "TN", "IR", "IN", "AF", "DE", "XX"])


@given(MOMENTS, ZONES)
def test_nobody_waits_longer_than_a_night(moment: datetime, zone: str | None) -> None:
    end = pacing.quiet_until(moment, Habits(zone))
    assert end is None or timedelta(0) < end - moment <= timedelta(hours=12)
    assert end is None or pacing.quiet_until(end, Habits(zone)) is None


@given(MOMENTS, ZONES, COUNTRIES, MINUTES, MINUTES, st.booleans(), LANES, st.booleans())
def test_what_is_held_comes_when_it_may(
    moment: datetime,
    zone: str | None,
    country: str | None,
    quiet_from: int | None,
    quiet_to: int | None,
    weekends: bool,
    lane: Lane,
    named_time: bool,
) -> None:
    habits = Habits(zone, country, quiet_from, quiet_to, weekends)
    end = pacing.held_until(moment, habits, lane, named_time=named_time)
    if end is not None:
        assert timedelta(0) < end - moment < timedelta(days=4)
        assert pacing.held_until(end, habits, lane, named_time=named_time) is None
    assert pacing.held_until(moment, habits, lane, urgent=True, named_time=named_time) is None
    assert pacing.due_for(moment, habits, lane, now=moment, named_time=named_time) == (end or moment)
    assert pacing.due_for(moment, habits, lane, now=moment, urgent=True) == moment


# --- other hours of a region --------------------------------------------------------------------------------------
RAMADAN = Hours("ramadan", frozenset({"EG", "NP"}), date(2027, 2, 8), date(2027, 3, 9), 23 * 60, 10 * 60)
NOON = Hours("noon", frozenset({"DE"}), date.min, date.max, 13 * 60, 15 * 60)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2027-02-20 22:59", None),
        ("2027-02-20 23:00", "2027-02-21 10:00"),
        ("2027-02-21 09:59", "2027-02-21 10:00"),
        ("2027-02-21 10:00", None),
        ("2027-02-07 22:00", "2027-02-08 10:00"),  # the evening before, which is as usual, and then the first morning
        ("2027-03-09 22:00", None),
        ("2027-03-09 23:30", "2027-03-10 08:00"),  # the last night ends as the new day has it
        ("2027-03-10 09:00", None),
        ("2027-03-10 21:00", "2027-03-11 08:00"),
    ],
)
def test_a_country_has_other_hours_for_a_while(local: str, expected: str | None) -> None:
    moment = at(local, "Africa/Cairo")
    end = pacing.held_until(moment, CAIRO, Lane.PERSONAL, hours=(RAMADAN, NOON))
    assert end == (at(expected, "Africa/Cairo") if expected else None)
    # Elsewhere, and for whoever chose hours of their own, nothing changes.
    for others in (TUNIS, CAIRO._replace(quiet_from=21 * 60, quiet_to=8 * 60)):
        usual = pacing.held_until(moment, others, Lane.PERSONAL)
        assert pacing.held_until(moment, others, Lane.PERSONAL, hours=(RAMADAN, NOON)) == usual
    assert pacing.due_for(moment, CAIRO, Lane.PERSONAL, now=moment, hours=(RAMADAN,)) == (end or moment)


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ("2027-03-15 20:59", None),
        ("2027-03-15 21:00", "2027-03-15 21:00"),
        ("2027-03-16 07:59", "2027-03-15 21:00"),
        ("2027-03-16 08:00", None),
        ("2027-02-21 09:00", "2027-02-20 23:00"),
        ("2027-02-08 09:00", "2027-02-07 21:00"),
        ("2027-03-10 03:00", "2027-03-09 23:00"),
    ],
)
def test_since_when_it_is_quiet(local: str, expected: str | None) -> None:
    begun = pacing.quiet_since(at(local, "Africa/Cairo"), CAIRO, (RAMADAN,))
    assert begun == (at(expected, "Africa/Cairo") if expected else None)


def test_the_night_that_loses_or_gains_an_hour_began_in_the_evening() -> None:
    for day, night in (("2027-03-27", "2027-03-28"), ("2027-10-30", "2027-10-31")):
        since = pacing.quiet_since(at(f"{night} 07:00", "Europe/Berlin"), BERLIN)
        assert since == at(f"{day} 21:00", "Europe/Berlin")


@given(MOMENTS, ZONES, COUNTRIES | st.just("NP"), MINUTES, MINUTES)
def test_it_is_quiet_since_then_and_until_then(
    moment: datetime, zone: str | None, country: str | None, quiet_from: int | None, quiet_to: int | None
) -> None:
    habits, hours = Habits(zone, country, quiet_from, quiet_to), (RAMADAN, NOON)
    since, end = pacing.quiet_since(moment, habits, hours), pacing.quiet_until(moment, habits, hours)
    assert (since is None) == (end is None)
    if since and end:
        assert since <= moment < end
        assert end - since <= timedelta(hours=26)


# --- weekends -----------------------------------------------------------------------------------------------------
def test_weekends_are_those_of_the_country() -> None:
    friday, saturday, sunday = "2027-03-05 10:00", "2027-03-06 10:00", "2027-03-07 10:00"
    announced = Lane.ANNOUNCEMENT
    assert pacing.held_until(at(friday, "Africa/Cairo"), CAIRO, announced) == at("2027-03-07 08:00", "Africa/Cairo")
    assert pacing.held_until(at(saturday, "Africa/Cairo"), CAIRO, announced) == at("2027-03-07 08:00", "Africa/Cairo")
    assert pacing.held_until(at(sunday, "Africa/Cairo"), CAIRO, announced) is None
    assert pacing.held_until(at(friday, "Africa/Tunis"), TUNIS, announced) is None
    assert pacing.held_until(at(sunday, "Africa/Tunis"), TUNIS, announced) == at("2027-03-08 08:00", "Africa/Tunis")
    # The night before a day off ends with the first working day.
    night = at("2027-03-05 22:00", "Europe/Berlin")
    assert pacing.held_until(night, BERLIN, announced) == at("2027-03-08 08:00", "Europe/Berlin")


def test_weekends_hold_announcements_and_digests_only_and_not_where_they_are_wanted() -> None:
    sunday = at("2027-03-07 10:00", "Europe/Berlin")
    assert pacing.held_until(sunday, BERLIN, Lane.DIGEST) is not None
    assert pacing.held_until(sunday, BERLIN, Lane.PERSONAL) is None
    assert pacing.held_until(sunday, BERLIN._replace(weekends=True), Lane.DIGEST) is None
    assert pacing.held_until(sunday, BERLIN, Lane.ANNOUNCEMENT, named_time=True) is None
    night = at("2027-03-07 23:00", "Europe/Berlin")
    assert pacing.held_until(night, BERLIN, Lane.ANNOUNCEMENT, named_time=True) == at(
        "2027-03-08 08:00", "Europe/Berlin"
    )


def test_the_weekends_are_cldrs() -> None:
    for territory in sorted(get_global("territory_languages")):
        if len(territory) == 2 and territory.isalpha():
            try:
                locale = Locale.parse(f"und_{territory}")
            except (UnknownLocaleError, ValueError):
                continue
            if locale.territory == territory:
                first, last = locale.weekend_start, locale.weekend_end
                days = {(first + step) % 7 for step in range((last - first) % 7 + 1)}
                assert pacing.WEEKENDS.get(territory, pacing.SATURDAY_AND_SUNDAY) == days, territory


def test_a_group_is_never_held() -> None:
    for hour in range(24):
        moment = at(f"2027-03-07 {hour:02}:00", "Europe/Berlin")
        assert pacing.held_until(moment, pacing.group_habits("Europe/Berlin"), Lane.ANNOUNCEMENT) is None


# --- each reader's own clock --------------------------------------------------------------------------------------
def test_a_wall_time_comes_to_each_zone_in_its_turn() -> None:
    first = datetime(2027, 3, 2, 0, 0, tzinfo=UTC)
    nine = "2027-03-02T09:00"

    def due(zone: str | None, now: datetime = first, **more: bool) -> datetime:
        return pacing.due_for(first, Habits(zone), Lane.ANNOUNCEMENT, now=now, local_at=nine, **more)

    assert due("Asia/Tokyo") == first
    assert due("Africa/Cairo") == datetime(2027, 3, 2, 7, 0, tzinfo=UTC)
    assert due(None) == datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
    assert due("America/Los_Angeles") == datetime(2027, 3, 2, 17, 0, tzinfo=UTC)
    # Whoever joins later receives it when they may, not at that hour of another day.
    later = datetime(2027, 3, 3, 13, 0, tzinfo=UTC)
    assert pacing.due_for(later, Habits("Asia/Tokyo"), Lane.ANNOUNCEMENT, now=later, local_at=nine) == at(
        "2027-03-04 08:00", "Asia/Tokyo"
    )


def test_a_wall_time_that_summer_time_skips_comes_all_the_same() -> None:
    assert pacing.wall_time("2027-03-28T02:30", "Europe/Berlin") == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


# --- what is done -------------------------------------------------------------------------------------------------
def test_it_waits_longer_after_every_failure_but_not_for_ever() -> None:
    waits = [pacing.back_off(attempts) for attempts in range(60)]
    assert waits[0] == timedelta(seconds=1)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("copy", "notice", "shown", "expired", "task"),
    [
        ("pending", "active", True, False, Task.SEND),
        ("pending", "active", False, False, Task.SKIP),
        ("pending", "active", True, True, Task.SKIP),
        ("pending", "paused", True, False, Task.WAIT),
        ("pending", "cancelled", True, False, Task.SKIP),
        ("pending", "retracted", True, False, Task.SKIP),
        ("sent", "active", True, False, Task.EDIT),
        ("sent", "active", True, True, Task.EDIT),
        ("sent", "active", False, False, Task.WITHDRAW),
        ("sent", "paused", True, False, Task.EDIT),
        ("sent", "cancelled", True, False, Task.EDIT),
        ("sent", "retracted", True, False, Task.WITHDRAW),
        ("maybe", "active", True, False, Task.NOTHING),
        ("gone", "retracted", True, False, Task.NOTHING),
    ],
)
def test_what_is_done_with_a_copy(copy: str, notice: str, shown: bool, expired: bool, task: Task) -> None:
    assert pacing.task(CopyState(copy), NoticeState(notice), shown=shown, expired=expired) is task
