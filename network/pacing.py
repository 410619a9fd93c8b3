"""When a copy is due and what is to be done with it: pure rules, no database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum, auto
from functools import lru_cache
from zoneinfo import ZoneInfo

from db.values import CopyState, Habits, Lane, NoticeState
from network.charter_parts import Hours

EVENING, MORNING = 21 * 60, 8 * 60  # minutes after midnight
DAY = 24 * 60
DELETABLE_FOR = timedelta(hours=48)
# Telegram's clock and ours may differ, and a call takes its time.
DELETION_MARGIN = timedelta(minutes=5)
LONGEST_BACK_OFF = timedelta(minutes=15)

# The days off that CLDR names for whole countries, Monday being 0; everywhere else they are Saturday and Sunday.
SATURDAY_AND_SUNDAY = frozenset({5, 6})
_OTHER_WEEKENDS = {
    frozenset({3, 4}): "AF",
    frozenset({4}): "IR",
    frozenset({6}): "IN UG",
    frozenset({4, 5}): "BH DZ EG IL IQ JO KW LY OM QA SA SD SY YE",
}
WEEKENDS = {country: days for days, countries in _OTHER_WEEKENDS.items() for country in countries.split()}
HELD_ON_WEEKENDS = (Lane.ANNOUNCEMENT, Lane.DIGEST)


class Task(Enum):
    """What the worker does with a copy."""

    SEND = auto()
    EDIT = auto()
    WITHDRAW = auto()
    SKIP = auto()
    WAIT = auto()
    NOTHING = auto()


def task(copy: CopyState, notice: NoticeState, *, shown: bool, expired: bool) -> Task:
    """Decide what brings a copy to the state its notice asks for.

    `shown` says whether its reader may see it now: what they may not see any more is taken away.
    """
    if copy is CopyState.SENT:
        return Task.EDIT if shown and notice is not NoticeState.RETRACTED else Task.WITHDRAW
    if copy is not CopyState.PENDING:
        return Task.NOTHING
    if notice is NoticeState.PAUSED:
        return Task.WAIT
    return Task.SEND if notice is NoticeState.ACTIVE and shown and not expired else Task.SKIP


def group_habits(zone: str | None) -> Habits:
    """Return the habits of a group: it has people of many zones, who mute it themselves, so nothing is held."""
    return Habits(zone, None, 0, 0, weekends=True)


def quiet_until(moment: datetime, habits: Habits, hours: Sequence[Hours] = ()) -> datetime | None:
    """Say when the quiet hours end that `moment` falls into; None outside them.

    `hours` are those that some countries have on some days (Charter.hours), for whoever chose none themselves.
    """
    local = moment.astimezone(_zone(habits.zone))
    minute = local.hour * 60 + local.minute
    start, end = _quiet_hours(local.date(), habits, hours)
    if not _within(minute, start, end):
        return None
    day = local.date()
    if minute >= start > end:  # they end on the morrow, as that day has it
        day += timedelta(days=1)
        begins, ends = _quiet_hours(day, habits, hours)
        end = ends if begins > ends else end
    return _reached(day, end, habits.zone, moment)


def quiet_since(moment: datetime, habits: Habits, hours: Sequence[Hours] = ()) -> datetime | None:
    """Say when the quiet hours began that `moment` falls into; None outside them. `hours` as above."""
    local = moment.astimezone(_zone(habits.zone))
    minute = local.hour * 60 + local.minute
    start, end = _quiet_hours(local.date(), habits, hours)
    if not _within(minute, start, end):
        return None
    day = local.date()
    if minute < start:  # they began the evening before, by the hours of that day
        day -= timedelta(days=1)
        start, end = _quiet_hours(day, habits, hours)
        if start <= end:
            start = DAY - 1
    begun = datetime.combine(day, time(start // 60, start % 60), _zone(habits.zone))
    moments = (begun.replace(fold=1).astimezone(UTC), begun.astimezone(UTC))
    return next((begin for begin in moments if begin <= moment), moment)


def weekend_until(moment: datetime, habits: Habits) -> datetime | None:
    """Say when the days off end that `moment` falls into, in the reader's country; None on a working day."""
    off = WEEKENDS.get(habits.country or "", SATURDAY_AND_SUNDAY)
    day = moment.astimezone(_zone(habits.zone)).date()
    if day.weekday() not in off:
        return None
    while day.weekday() in off:
        day += timedelta(days=1)
    return _reached(day, 0, habits.zone, moment)


def held_until(
    moment: datetime,
    habits: Habits,
    lane: Lane,
    *,
    urgent: bool = False,
    named_time: bool = False,
    hours: Sequence[Hours] = (),
) -> datetime | None:
    """Say until when something is held that is due then; None when it may come at once.

    Quiet hours hold all that is not urgent. Weekends hold announcements and digests, unless a coordinator named the
    time or the reader wants them all the same. `hours` as in quiet_until.
    """
    if urgent:
        return None
    off = lane in HELD_ON_WEEKENDS and not named_time and not habits.weekends
    end = moment
    # A weekend ends at midnight, within quiet hours; these may end on a day off.
    while later := (weekend_until(end, habits) if off else None) or quiet_until(end, habits, hours):
        end = later
    return end if end > moment else None


def due_for(
    due_at: datetime,
    habits: Habits,
    lane: Lane,
    *,
    now: datetime,
    urgent: bool = False,
    named_time: bool = False,
    local_at: str | None = None,
    hours: Sequence[Hours] = (),
) -> datetime:
    """Say when somebody receives what is due at `due_at`, or at their own zone's `local_at` if that is later.

    What is late meets the quiet hours and weekends of `now`. `hours` as in quiet_until.
    """
    due = due_at if local_at is None else max(due_at, wall_time(local_at, habits.zone))
    return held_until(max(due, now), habits, lane, urgent=urgent, named_time=named_time, hours=hours) or due


def wall_time(local_at: str, zone: str | None) -> datetime:
    """Say which moment a naive wall time in ISO form ("2026-11-25T09:00") is in a zone (UTC where there is none)."""
    return datetime.fromisoformat(local_at).replace(tzinfo=_zone(zone)).astimezone(UTC)


def back_off(attempts: int) -> timedelta:
    """Say how long to wait after that many attempts that certainly failed."""
    return min(timedelta(seconds=2 ** min(attempts, 20)), LONGEST_BACK_OFF)


def deletable(sent_at: datetime, now: datetime) -> bool:
    """Say whether Telegram still lets a bot delete a message sent then."""
    return now - sent_at < DELETABLE_FOR - DELETION_MARGIN


def _quiet_hours(day: date, habits: Habits, hours: Sequence[Hours]) -> tuple[int, int]:
    """Say from which minute to which minute a day is quiet: by their own wish, by their country's hours, as usual."""
    start, end = habits.quiet_from, habits.quiet_to
    if start is None and end is None:
        for other in hours:
            if habits.country in other.countries and other.first <= day <= other.last:
                return other.quiet_from, other.quiet_to
    return EVENING if start is None else start % DAY, MORNING if end is None else end % DAY


def _within(minute: int, start: int, end: int) -> bool:
    return start <= minute or minute < end if start > end else start <= minute < end


def _reached(day: date, minute: int, zone: str | None, after: datetime) -> datetime | None:
    """Say when a clock shows that minute of that day; the second time where summer time's end repeats it."""
    local = datetime.combine(day, time(minute // 60, minute % 60), _zone(zone))
    moments = (local.astimezone(UTC), local.replace(fold=1).astimezone(UTC))
    return next((moment for moment in moments if moment > after), None)


@lru_cache(maxsize=600)
def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
