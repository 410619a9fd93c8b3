"""Reminders by the clocks of the world: summer time's edges, odd zones, and zones that changed their rules."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sqlalchemy import select

from db.models import Reminder
from db.unit import Database
from db.values import Habits
from network import pacing
from network.charter import shipped_charter
from network.reminders import due, rules
from network.wishes import LONGEST
from network.work import Work
from tests.network.test_filling import BOT_ID, person

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LENGTH = timedelta(minutes=90)
# Summer time on both halves of the globe, half and three quarters of an hour, half an hour of summer time, and zones
# whose rules changed: no summer time any more (Amman, Tehran), again (Cairo), less in Ramadan (Casablanca).
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "America/St_Johns",
    "Pacific/Chatham",
    "Asia/Amman",
    "Asia/Tehran",
    "Africa/Cairo",
    "Africa/Casablanca",
]


def local(text: str, zone: str) -> datetime:
    """Read a wall time of a zone, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def due_times(starts_at: datetime, zone: str, *wish: int) -> list[datetime]:
    """When somebody in a zone is reminded of an event, a month before it."""
    found = rules.slots(starts_at, LENGTH, wish or rules.USUAL, Habits(zone), now=starts_at - 31 * DAY)
    return [slot.due_at for slot in found]


@pytest.mark.parametrize(
    ("starts", "zone", "day_before"),
    [
        # The night that loses an hour, and the one that gains one: 24 hours before is another hour of the day before.
        ("2027-03-28 10:00", "Europe/Berlin", "2027-03-27 09:00"),
        ("2027-10-31 10:00", "Europe/Berlin", "2027-10-30 11:00"),
        # … which may be one of the quiet hours: it comes the evening before them.
        ("2027-03-28 08:30", "Europe/Berlin", "2027-03-26 20:30"),
        ("2027-10-31 20:30", "Europe/Berlin", "2027-10-30 20:30"),
        ("2027-10-31 20:00", "Europe/Berlin", "2027-10-30 20:30"),
        ("2027-03-14 10:00", "America/New_York", "2027-03-13 09:00"),
        ("2027-11-07 10:00", "America/New_York", "2027-11-06 11:00"),
        ("2027-04-04 10:00", "Australia/Lord_Howe", "2027-04-03 10:30"),
        ("2027-10-03 10:00", "Australia/Lord_Howe", "2027-10-02 09:30"),
        ("2027-09-26 10:00", "Pacific/Chatham", "2027-09-25 09:00"),
        ("2027-06-01 10:00", "Asia/Kathmandu", "2027-05-31 10:00"),
        ("2027-06-01 07:59", "Asia/Kathmandu", "2027-05-30 20:30"),
        ("2027-06-01 21:00", "Asia/Kolkata", "2027-05-31 20:30"),
        ("2027-03-14 10:00", "America/St_Johns", "2027-03-13 09:00"),
        # Where summer time is no more, nothing happens in the nights that used to change.
        ("2027-03-26 10:00", "Asia/Amman", "2027-03-25 10:00"),
        ("2021-03-26 10:00", "Asia/Amman", "2021-03-25 09:00"),
        ("2027-03-22 10:00", "Asia/Tehran", "2027-03-21 10:00"),
        ("2022-03-22 10:00", "Asia/Tehran", "2022-03-21 09:00"),
        ("2027-04-30 10:00", "Africa/Cairo", "2027-04-29 09:00"),
        ("2022-04-29 10:00", "Africa/Cairo", "2022-04-28 10:00"),
        ("2027-02-07 10:00", "Africa/Casablanca", "2027-02-06 11:00"),
    ],
)
def test_a_day_before_across_the_edges_of_summer_time(starts: str, zone: str, day_before: str) -> None:
    starts_at = local(starts, zone)
    first, last = due_times(starts_at, zone)
    assert last == starts_at - HOUR
    # 24 hours before, or, where that would be in the quiet hours, earlier.
    asked = starts_at - DAY
    expected = local(day_before, zone)
    assert first == (asked if pacing.quiet_until(asked, Habits(zone)) is None else expected)
    assert first == expected


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is added
MINUTES = st.none() | st.integers(0, 1439)


@given(MOMENTS, st.sampled_from(ZONES), st.sets(st.integers(5, 30 * 1440), min_size=1, max_size=5), MINUTES, MINUTES)
@example(datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "Europe/Berlin", {1440, 1380}, None, None)
def test_they_come_earlier_never_later_and_the_last_one_to_the_minute(
    starts_at: datetime, zone: str, wish: set[int], quiet_from: int | None, quiet_to: int | None
) -> None:
    habits = Habits(zone, None, quiet_from, quiet_to)
    begin, end = (usual if at is None else at for at, usual in ((quiet_from, 1260), (quiet_to, 480)))
    assume((end - begin) % 1440 <= LONGEST)  # minutes of quiet hours; longer ones are refused
    found = rules.slots(starts_at, LENGTH, wish, habits, now=starts_at - 40 * DAY)
    last = found[-1]
    assert (last.minutes, last.urgent) == (min(wish), True)
    assert last.due_at == starts_at - timedelta(minutes=last.minutes)
    for slot, after in pairwise(found):
        asked = starts_at - timedelta(minutes=slot.minutes)
        assert asked - timedelta(hours=25) <= slot.due_at <= asked
        assert pacing.quiet_until(slot.due_at, habits) is None
        assert slot.due_at < slot.useful_until == after.due_at
        assert not slot.urgent


@pytest.fixture
def work(sqlite: Database) -> Iterator[Work]:
    with sqlite.unit() as session:
        yield Work(session, datetime(2027, 1, 1, tzinfo=UTC), shipped_charter(), BOT_ID)


@pytest.mark.parametrize(("hour", "rule", "every"), [("08:30", "FREQ=WEEKLY", 7), ("02:15", "FREQ=DAILY", 1)])
def test_what_repeats_comes_at_its_hour_for_a_year_in_every_zone(work: Work, hour: str, rule: str, every: int) -> None:
    """A quarter past two is skipped in spring, in some zones, and comes twice in autumn: it comes once, if later."""
    for number, zone in enumerate(ZONES, 1):
        work.session.add(
            Reminder(
                person_id=person(work, number, zone), kind="own", words="Figures", zone=zone, rule=rule,
                local_at=f"2027-01-04T{hour}", due_at=local(f"2027-01-04T{hour}", zone), created_at=work.now,
            )
        )  # fmt: skip
    work.session.flush()
    while (next_due := due.next_due(work)) and next_due < datetime(2028, 1, 4, tzinfo=UTC):
        work.now = next_due
        assert due.fire(work).missed == 0
    rows = work.session.execute(select(Reminder.zone, Reminder.fired_at).where(Reminder.state == "done"))
    by_zone: dict[str, list[datetime]] = {}
    for row in rows:
        by_zone.setdefault(row.zone, []).append(row.fired_at.astimezone(ZoneInfo(row.zone)))
    assert by_zone.keys() == set(ZONES)
    for zone, times in by_zone.items():
        days = [moment.date() for moment in sorted(times)]
        assert days == [days[0] + number * every * DAY for number in range(len(days))], zone
        assert len(days) >= 364 // every, zone
        odd = [moment for moment in times if moment.strftime("%H:%M") != hour]
        assert len(odd) <= (2 if hour < "08:00" else 0), (zone, odd)
        assert all(moment.hour == 3 or moment.strftime("%H:%M") == "02:45" for moment in odd), (zone, odd)
