"""Queries about the reminders that people set themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from db.models import Chat, Copy, Notice, Person, Reminder
from db.queries.reminders_due import KIND as REMINDER
from db.values import ReminderKind, ReminderState

SET_BY_HAND = (ReminderKind.OWN, ReminderKind.AUDIENCE)


def add(session: Session, values: Mapping[str, Any]) -> int:
    """Write a reminder down; returns its row number."""
    return session.scalars(insert(Reminder).returning(Reminder.id), [dict(values)]).one()


def find(session: Session, reminder_id: int) -> Row[Any] | None:
    """Fetch a reminder of any kind, and keep others from changing it until the commit."""
    asked = select(*Reminder.__table__.c).where(Reminder.id == reminder_id)
    return session.execute(asked.with_for_update()).one_or_none()


def successor(session: Session, root_id: int) -> Row[Any] | None:
    """Fetch the next time of a repeated reminder, and keep others from changing it until the commit."""
    next_one = (Reminder.root_id == root_id, Reminder.rule.is_not(None), Reminder.state == ReminderState.WAITING)
    asked = select(*Reminder.__table__.c).where(*next_one).order_by(Reminder.due_at).limit(1)
    return session.execute(asked.with_for_update()).one_or_none()


def waiting(session: Session, person_id: int, first: int, most: int) -> Sequence[Row[Any]]:
    """List what somebody set and is still to come, the next one first."""
    asked = select(*Reminder.__table__.c).where(*_theirs(person_id))
    return session.execute(asked.order_by(Reminder.due_at, Reminder.id).offset(first).limit(most)).all()


def count(session: Session, person_id: int) -> int:
    """Count what somebody set and is still to come."""
    return session.scalar(select(func.count()).select_from(Reminder).where(*_theirs(person_id))) or 0


def change(session: Session, reminder_id: int, values: Mapping[str, Any]) -> None:
    """Change a reminder."""
    session.execute(update(Reminder).where(Reminder.id == reminder_id).values(**values))


def stop(session: Session, person_id: int, root_id: int) -> int:
    """Stop all that is still to come of a reminder: itself, its next time, what was put off. Returns how many."""
    same = or_(Reminder.id == root_id, Reminder.root_id == root_id)
    theirs = (Reminder.person_id == person_id, Reminder.state == ReminderState.WAITING)
    stopped = update(Reminder).where(same, *theirs).values(state=ReminderState.STOPPED)
    return session.connection().execute(stopped).rowcount


def put_off(session: Session, person_id: int, root_id: int | None, words: str | None, due_at: datetime) -> int | None:
    """Find what was put off already to the very same moment, so that a second press adds nothing."""
    asked = select(Reminder.id).where(
        Reminder.person_id == person_id,
        Reminder.root_id.is_not_distinct_from(root_id),
        Reminder.words.is_not_distinct_from(words),
        Reminder.due_at == due_at,
        Reminder.state == ReminderState.WAITING,
        Reminder.rule.is_(None),
    )
    return session.scalars(asked.limit(1)).one_or_none()


def came_to(session: Session, person_id: int, reminder_id: int) -> bool:
    """Say whether the letter of a reminder stands in somebody's chat."""
    held = (
        select(Copy.id)
        .join(Notice, Notice.id == Copy.notice_id)
        .join(Chat, Chat.id == Copy.chat_id)
        .where(Notice.kind == REMINDER, Notice.subject_id == reminder_id, Chat.person_id == person_id)
    )
    return session.scalars(held.limit(1)).one_or_none() is not None


def by_their_clock(session: Session, person_id: int, zone: str) -> Sequence[Row[Any]]:
    """List what somebody set for themselves by the clocks of a zone, and is still to come."""
    here = (Reminder.zone == zone, Reminder.local_at.is_not(None), Reminder.kind == ReminderKind.OWN)
    return session.execute(select(*Reminder.__table__.c).where(*_theirs(person_id), *here)).all()


def country(session: Session, person_id: int) -> str | None:
    """Say where somebody lives, which tells their days off."""
    return session.scalar(select(Person.country).where(Person.id == person_id))


def _theirs(person_id: int) -> tuple[Any, ...]:
    return (
        Reminder.person_id == person_id,
        Reminder.state == ReminderState.WAITING,
        Reminder.kind.in_(SET_BY_HAND),
    )


def forget(session: Session, person_id: int) -> None:
    """Drop all that somebody wanted to be reminded of, and stop what they were about to tell many."""
    session.execute(delete(Reminder).where(Reminder.person_id == person_id, Reminder.kind == ReminderKind.OWN))
    told = (Reminder.kind == ReminderKind.AUDIENCE, Reminder.state == ReminderState.WAITING)
    session.execute(update(Reminder).where(Reminder.person_id == person_id, *told).values(state=ReminderState.STOPPED))


def event_news(session: Session, person_id: int) -> bool:
    """Say whether new events come to somebody by themselves."""
    return bool(session.scalar(select(Person.event_news).where(Person.id == person_id)))


def set_event_news(session: Session, person_id: int, wanted: bool) -> None:
    """Keep whether new events come to somebody by themselves."""
    session.execute(update(Person).where(Person.id == person_id).values(event_news=wanted))
