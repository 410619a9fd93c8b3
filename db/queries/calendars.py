"""Queries about calendars: private addresses, and what stands in somebody's own."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Attendance, CalendarFeed, Event, Person
from db.values import AttendanceState, EventState


def keep_feed(session: Session, person_id: int, key_hash: str, now: datetime) -> None:
    """Write down the hash of somebody's key, in place of the one before."""
    made = insert_or(session, CalendarFeed).values(person_id=person_id, key_hash=key_hash, made_at=now)
    new = {"key_hash": key_hash, "made_at": now}
    session.execute(made.on_conflict_do_update(index_elements=["person_id"], set_=new))


def drop_feed(session: Session, person_id: int) -> bool:
    """Forget somebody's key; says whether there was one."""
    gone = delete(CalendarFeed).where(CalendarFeed.person_id == person_id).returning(CalendarFeed.person_id)
    return session.scalar(gone) is not None


def has_feed(session: Session, person_id: int) -> bool:
    """Say whether somebody has a key."""
    return session.scalar(select(CalendarFeed.person_id).where(CalendarFeed.person_id == person_id)) is not None


def feed_holder(session: Session, key_hash: str) -> int | None:
    """Find whose key this is the hash of."""
    return session.scalar(select(CalendarFeed.person_id).where(CalendarFeed.key_hash == key_hash))


def said_yes_to(session: Session, person_id: int, since: datetime, most: int) -> list[int]:
    """List the events somebody is going to that began since a moment, by their start; cancelled ones are among them."""
    stands = (EventState.PUBLISHED, EventState.CANCELLED)
    going = (Attendance.person_id == person_id) & (Attendance.state == AttendanceState.GOING)
    asked = select(Event.id).join(Attendance, Attendance.event_id == Event.id)
    asked = asked.where(going, Event.state.in_(stands), Event.starts_at >= since)
    return list(session.scalars(asked.order_by(Event.starts_at, Event.id).limit(most)))


def answers(session: Session, person_id: int, event_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch somebody's answers to events: event_id, state, remind_before."""
    asked = select(Attendance.event_id, Attendance.state, Attendance.remind_before)
    asked = asked.where(Attendance.person_id == person_id, Attendance.event_id.in_(event_ids))
    return list(session.execute(asked))


def changed_at(session: Session, event_ids: Collection[int]) -> dict[int, datetime]:
    """Say when events were last changed."""
    rows = session.execute(select(Event.id, Event.updated_at).where(Event.id.in_(event_ids)))
    return {row.id: row.updated_at for row in rows}


def remind_before(session: Session, person_id: int) -> list[int] | None:
    """Say how many minutes before events somebody wants to be reminded in general; None where they never said."""
    return session.scalar(select(Person.remind_before).where(Person.id == person_id))
