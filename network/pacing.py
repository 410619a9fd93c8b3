"""When a copy is due and what is to be done with it: pure rules, no database."""

from datetime import UTC, datetime, time, timedelta
from enum import Enum, auto
from functools import lru_cache
from zoneinfo import ZoneInfo

from db.values import CopyState, NoticeState

EVENING, MORNING = time(21), time(8)
DELETABLE_FOR = timedelta(hours=48)
# Telegram's clock and ours may differ, and a call takes its time.
DELETION_MARGIN = timedelta(minutes=5)
LONGEST_BACK_OFF = timedelta(minutes=15)
MOST_ATTEMPTS = 100  # about a day


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


def quiet_until(moment: datetime, zone: str | None) -> datetime | None:
    """Say when the quiet hours of a zone (UTC where there is none) end that `moment` falls into; None outside them."""
    local = moment.astimezone(_zone(zone))
    if MORNING <= local.time() < EVENING:
        return None
    day = local.date() + timedelta(days=1 if local.time() >= EVENING else 0)
    return datetime.combine(day, MORNING, _zone(zone)).astimezone(UTC)


def due_for(due_at: datetime, zone: str | None, *, urgent: bool) -> datetime:
    """Say when somebody in a zone receives what is due then: outside of their quiet hours, unless it is urgent."""
    return due_at if urgent else quiet_until(due_at, zone) or due_at


def back_off(attempts: int) -> timedelta:
    """Say how long to wait after that many attempts that certainly failed."""
    return min(timedelta(seconds=2 ** min(attempts, 20)), LONGEST_BACK_OFF)


def deletable(sent_at: datetime, now: datetime) -> bool:
    """Say whether Telegram still lets a bot delete a message sent then."""
    return now - sent_at < DELETABLE_FOR - DELETION_MARGIN


@lru_cache(maxsize=600)
def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
