"""When a copy is due, and what is to be done with it: the pure rules."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.values import CopyState, NoticeState
from network import pacing
from network.pacing import Task


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
    berlin = ZoneInfo("Europe/Berlin")
    moment = datetime.fromisoformat(local).replace(tzinfo=berlin)
    end = pacing.quiet_until(moment, "Europe/Berlin")
    assert end == (datetime.fromisoformat(expected).replace(tzinfo=berlin) if expected else None)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone is added
    st.sampled_from(["Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati", "Africa/Cairo", None, "no/such zone"]),
)
def test_nobody_waits_longer_than_a_night(moment: datetime, zone: str | None) -> None:
    end = pacing.quiet_until(moment, zone)
    assert end is None or timedelta(0) < end - moment <= timedelta(hours=12)
    assert end is None or pacing.quiet_until(end, zone) is None
    assert pacing.due_for(moment, zone, urgent=True) == moment
    assert pacing.due_for(moment, zone, urgent=False) == (end or moment)


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
