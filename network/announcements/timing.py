"""When an announcement goes out, and how long it will take."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil

from db.queries import announcements as queries
from db.values import Lane, Timing
from network import filling
from network.announcements import audiences, reading
from network.announcements.reading import Announcement
from network.errors import N_, NetworkError
from network.people import Reader
from network.work import Work

LONGEST_JOINS = 60  # days
FARTHEST = timedelta(days=366)
EARLIEST_ZONE, LATEST_ZONE = timedelta(hours=14), timedelta(hours=12)  # it is morning first at UTC+14, last at UTC-12


@dataclass(frozen=True, slots=True)
class Forecast:
    """What sending will come to: people, how many cannot be reached, seconds at the present rate.

    `waiting_for_morning` of them are in their quiet hours when it begins.
    """

    total: int = 0
    by_language: Mapping[str, int] = field(default_factory=dict)
    unreachable: int = 0
    groups: int = 0
    seconds: int = 0
    waiting_for_morning: int = 0
    estimated: bool = False


def set_timing(
    work: Work,
    reader: Reader,
    announcement_id: int,
    timing: Timing,
    *,
    due_at: datetime | None = None,
    local_at: datetime | None = None,
) -> Announcement:
    """Say when it goes out: NOW, AT `due_at` (aware UTC), or in the MORNING of `local_at` (naive) of each zone.

    Raises NetworkError for a time that is over or too far off, and as `reading.draft`.
    """
    found = reading.draft(work, reader, announcement_id)
    values: dict[str, object] = {"timing": timing, "due_at": None, "local_at": None}
    if timing is Timing.AT:
        _require_ahead(work, due_at)
        values["due_at"] = due_at
    elif timing is Timing.MORNING:
        _require_ahead(work, last_of(local_at) if local_at else None)
        values["local_at"] = local_at.isoformat(timespec="minutes") if local_at else None
    queries.change(work.session, found.id, work.now, **values)
    return reading.several(work, [found.id])[found.id]


def set_joins(work: Work, reader: Reader, announcement_id: int, days: int | None) -> Announcement:
    """Say for how many days after the start it also goes to whoever joins; None for nobody.

    Raises NetworkError for too many, and as `reading.draft`.
    """
    if days is not None and not 1 <= days <= LONGEST_JOINS:
        raise NetworkError(N_("Please choose between 1 and {most} days."), most=LONGEST_JOINS)
    found = reading.draft(work, reader, announcement_id)
    queries.change(work.session, found.id, work.now, joins_days=days)
    return reading.several(work, [found.id])[found.id]


def forecast(work: Work, reader: Reader, announcement: Announcement) -> Forecast:
    """Say what sending will come to, at the rate of the settings."""
    counted = audiences.count(work, reader, announcement)
    each = max(1, len(announcement.attachments))  # an album is as many messages
    waiting = unreachable = 0
    if counted.total:
        unreachable = min(audiences.unreachable(work, reader, announcement), counted.total)
        waiting = filling.held(
            work,
            audiences.effective(reader, announcement),
            Lane.ANNOUNCEMENT,
            due_at=starts_at(work, announcement),
            local_at=announcement.local_at.isoformat() if announcement.local_at else None,
            named_time=announcement.timing is not Timing.NOW,
        )
    return Forecast(
        total=counted.total,
        by_language=counted.by_language,
        unreachable=unreachable,
        groups=counted.groups,
        seconds=ceil((counted.total - unreachable + counted.groups) * each / work.rate),
        waiting_for_morning=min(waiting, counted.total - unreachable),
        estimated=counted.estimated,
    )


def over(work: Work, announcement: Announcement) -> bool:
    """Whether the time it should go out at has passed (so long that nobody could receive it then)."""
    if announcement.timing is Timing.AT:
        return announcement.due_at is not None and announcement.due_at < work.now - timedelta(minutes=5)
    if announcement.timing is Timing.MORNING:
        return announcement.local_at is not None and last_of(announcement.local_at) < work.now
    return False


def starts_at(work: Work, announcement: Announcement) -> datetime:
    """Say when the first copy may leave (aware UTC)."""
    if announcement.timing is Timing.AT and announcement.due_at is not None:
        return max(announcement.due_at, work.now)
    if announcement.timing is Timing.MORNING and announcement.local_at is not None:
        return max(first_of(announcement.local_at), work.now)
    return work.now


def first_of(local: datetime) -> datetime:
    """Say when an hour of the clock comes first anywhere (aware UTC)."""
    return local.replace(tzinfo=UTC) - EARLIEST_ZONE


def last_of(local: datetime) -> datetime:
    """Say when an hour of the clock comes last anywhere (aware UTC)."""
    return local.replace(tzinfo=UTC) + LATEST_ZONE


def _require_ahead(work: Work, moment: datetime | None) -> None:
    if moment is None or moment <= work.now:
        raise NetworkError(N_("That time has passed already. Please choose a later one."))
    if moment > work.now + FARTHEST:
        raise NetworkError(N_("Please choose a time within the next twelve months."))
