"""When reminders of an event are due: pure rules, no database.

A reminder stores how long before the start it was asked for, and when it is due. Those before the last one come earlier
where they would fall into quiet hours, never later; the last one comes when it was asked for, whatever the hour.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from db.values import Habits
from network import pacing
from network.charter_parts import Hours

DAY = 24 * 60
USUAL = (DAY, 60)  # minutes before the start
SHORTEST, LONGEST, MOST = 5, 30 * DAY, 5
# What comes earlier for quiet hours' sake comes this long before they begin: time to read it, and to get ready.
BEFORE_QUIET = timedelta(minutes=30)
# Whoever joins the call late still needs the link.
STILL_USEFUL = timedelta(minutes=30)
# More than that after its time, a reminder says that it is late.
LATE = timedelta(minutes=5)


class Slot(NamedTuple):
    """One reminder of an event for people of the same habits and wishes.

    `again_after`: whoever was reminded later than that, as long before the start, is not reminded again.
    """

    minutes: int
    due_at: datetime
    useful_until: datetime
    urgent: bool
    again_after: datetime


def wished(minutes: Iterable[int]) -> tuple[int, ...]:
    """Put in order how long before a start somebody wants to be reminded: longest first, each once."""
    return tuple(sorted(set(minutes), reverse=True))


def slots(
    starts_at: datetime,
    length: timedelta,
    wish: Iterable[int],
    habits: Habits,
    *,
    now: datetime,
    moved: bool = False,
    hours: Sequence[Hours] = (),
) -> list[Slot]:
    """List the reminders still to come of an event that starts then (aware UTC), for minutes before it.

    What would be due in the past is left out, but for the last one of an event that `moved`: that comes at once. Each
    is useful until the next one is due, the last one for a while after the start.
    """
    if starts_at <= now:
        return []
    wanted = wished(wish)
    found: list[Slot] = []
    useful_until = worth(starts_at, length)
    for minutes in reversed(wanted):
        last = minutes == wanted[-1]
        asked = starts_at - timedelta(minutes=minutes)
        due_at = asked if last else before_quiet(asked, habits, hours)
        again_after = asked - timedelta(minutes=minutes) / 2
        if last and moved:
            due_at = max(due_at, now)
        if now <= due_at < useful_until:  # what quiet hours bring behind a later one is left out
            found.append(Slot(minutes, due_at, useful_until, last, again_after))
        useful_until = min(useful_until, due_at)
    return found[::-1]


def worth(starts_at: datetime, length: timedelta) -> datetime:
    """Say until when a reminder of an event is worth something: for a while after its start, but not to its end."""
    return starts_at + min(length / 2, STILL_USEFUL)


def before_quiet(moment: datetime, habits: Habits, hours: Sequence[Hours] = ()) -> datetime:
    """Move a moment that falls into somebody's quiet hours to shortly before they begin."""
    # Where other hours begin on that day it may be quiet there as well; somebody quiet all day long stays so.
    for _ in range(3):
        if (begun := pacing.quiet_since(moment, habits, hours)) is None:
            break
        moment = begun - BEFORE_QUIET
    return moment


def late(due_at: datetime, fired_at: datetime | None) -> bool:
    """Say whether a reminder that came then has to say that it comes late."""
    return fired_at is not None and fired_at - due_at > LATE
