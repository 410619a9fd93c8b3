"""Reminders that came, and are wanted once more: in ten minutes, in an hour, tomorrow morning."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.queries import own_reminders as queries
from db.values import ReminderKind, ReminderState
from network.errors import N_, NetworkError, Outdated
from network.moments import Wall, wall_of
from network.people import Reader
from network.reminders import own
from network.reminders.following import CLOCK
from network.work import Work

MORNING = time(8)
BEFORE_DAWN = 4  # o'clock; until then "tomorrow morning" is the one that comes
LATER = {"10": timedelta(minutes=10), "60": timedelta(hours=1)}
TOMORROW = "m"


def put_off(work: Work, reader: Reader, reminder_id: int, how: str) -> datetime:
    """Have a reminder that came come once more: in ten minutes, in an hour, tomorrow morning. Returns when (UTC).

    Of a reminder to many it becomes one of the reader's own. Raises Outdated for one that is no more or is not theirs,
    NetworkError where an event has begun by then.
    """
    own.require_somebody(reader)
    row = queries.find(work.session, reminder_id)
    if row is None or not _came(work, reader, row):
        raise Outdated(own.GONE)
    due_at = _later(work, reader, how)
    if row.kind == ReminderKind.EVENT and row.useful_until and due_at >= row.useful_until:
        raise NetworkError(N_("The event has begun by then. Please choose an earlier time."))
    # Of one to many it is a reminder by itself: the other one goes with the coordinator who set it.
    root = None if row.kind == ReminderKind.AUDIENCE else row.root_id or row.id
    of_event = row.kind == ReminderKind.EVENT
    words = None if of_event else own.shown(work, reader, row).words
    there = due_at.astimezone(ZoneInfo(reader.zone or "UTC"))
    if queries.put_off(work.session, reader.id, root, words, due_at):
        return due_at
    if not of_event:
        own.require_room(work, reader)
    queries.add(
        work.session,
        {
            "person_id": reader.id,
            "kind": ReminderKind.EVENT if of_event else ReminderKind.OWN,
            "state": ReminderState.WAITING,
            "urgent": True,
            "words": words,
            "event_id": row.event_id,
            "due_at": due_at,
            "useful_until": row.useful_until if of_event else None,
            "zone": reader.zone,
            "local_at": wall_of(there).to_json() if how == TOMORROW else None,
            "root_id": root,
            "created_at": work.now,
        },
    )
    work.woken.add(CLOCK)
    return due_at


def _came(work: Work, reader: Reader, row: Any) -> bool:
    """Whether a reminder has come to the reader: one of their own, or one to many whose letter they hold.

    A press may be forged: what has not come yet may still be replaced by another row, and has words of somebody's.
    """
    if row.state != ReminderState.DONE:
        return False
    if row.kind != ReminderKind.AUDIENCE:
        return bool(row.person_id == reader.id)
    return queries.came_to(work.session, reader.id, row.id)


def _later(work: Work, reader: Reader, how: str) -> datetime:
    if how in LATER:
        return (work.now + LATER[how]).replace(second=0, microsecond=0)
    if how != TOMORROW:
        raise Outdated(own.GONE)
    local = work.now.astimezone(ZoneInfo(reader.zone or "UTC"))
    day = local.date() if local.hour < BEFORE_DAWN else local.date() + timedelta(days=1)
    return Wall(day, MORNING).in_zone(reader.zone)
