"""What events and reminders hold of a person, for exports and erasures."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, Select, delete, or_, select, update
from sqlalchemy.orm import Session

from db.models import Base, Event, EventOrganiser, EventQuestion, Reminder, Text, TextVersion
from db.queries import event_deciding
from db.values import EventState

# What nobody but its author and the coordinators who decide has seen.
UNTOLD = (
    EventState.DRAFT,
    EventState.WAITING,
    EventState.SCHEDULED,
    EventState.DECLINED,
    EventState.CHANGING,
)


def written_in_events(session: Session, person_id: int) -> list[Row[Any]]:
    """Fetch what a person wrote in events: text_id, language, body."""
    mine = select(Event.title_id, Event.description_id, Event.summary_id).where(Event.author_id == person_id)
    return _versions(session, {number for row in session.execute(mine) for number in row if number is not None})


def written_in_reminders(session: Session, person_id: int) -> list[Row[Any]]:
    """Fetch what a person wrote in reminders for others: text_id, language, body."""
    return _versions(session, _reminder_texts(session, person_id))


def by(session: Session, person_id: int) -> list[int]:
    """List the events a person began or helps to organise."""
    helped = select(EventOrganiser.event_id).where(EventOrganiser.person_id == person_id)
    mine = or_(Event.author_id == person_id, Event.id.in_(helped))
    return list(session.scalars(select(Event.id).where(mine).order_by(Event.id)))


def deciding(session: Session, person_id: int) -> list[int]:
    """List the events whose decision names a person: as who made them, helps, decided, or asked."""
    return sorted({*by(session, person_id), *event_deciding.naming(session, person_id)})


def untold_by(session: Session, person_id: int) -> list[int]:
    """List the events a person began that were never published, and hold them."""
    return list(session.scalars(_untold(person_id).order_by(Event.id).with_for_update()))


def questions_by(session: Session, person_id: int) -> list[int]:
    """List the questions a person asked about events."""
    asked = select(EventQuestion.id).where(EventQuestion.person_id == person_id)
    return list(session.scalars(asked.order_by(EventQuestion.id)))


def answered_by(session: Session, person_id: int) -> list[int]:
    """List the questions about events that a person answered."""
    asked = select(EventQuestion.id).where(EventQuestion.answered_by == person_id)
    return list(session.scalars(asked.order_by(EventQuestion.id)))


def reminders_of(session: Session, person_id: int) -> list[int]:
    """List a person's reminders."""
    return list(session.scalars(select(Reminder.id).where(Reminder.person_id == person_id).order_by(Reminder.id)))


def forget_untold(session: Session, person_id: int) -> None:
    """Delete what a person began and nobody was told: events never published, words of their reminders for others."""
    forget_events(session, person_id)
    told = _reminder_texts(session, person_id)
    if told:
        session.execute(update(Reminder).where(Reminder.text_id.in_(told)).values(text_id=None))
    _drop(session, told)


def forget_events(session: Session, person_id: int) -> None:
    """Delete the events that a person began and that were never published, with all that points at them."""
    gone = untold_by(session, person_id)
    texts = select(Event.title_id, Event.description_id, Event.summary_id).where(Event.id.in_(gone))
    words = {number for row in session.execute(texts) for number in row if number is not None} if gone else set()
    for table in Base.metadata.sorted_tables if gone else ():
        for column in table.c:
            if any(key.column is Event.__table__.c.id for key in column.foreign_keys):
                session.execute(delete(table).where(column.in_(gone)))
    if gone:
        session.execute(delete(Event).where(Event.id.in_(gone)))
        words -= _still_used(session, words)
    _drop(session, words)


def _still_used(session: Session, text_ids: Collection[int]) -> set[int]:
    """Those of the texts that other events show as well: events of a series share theirs."""
    columns = (Event.title_id, Event.description_id, Event.summary_id)
    used = select(*columns).where(or_(*(column.in_(text_ids) for column in columns)))
    return {number for row in session.execute(used) for number in row if number is not None} if text_ids else set()


def _untold(person_id: int) -> Select[int]:
    return select(Event.id).where(Event.author_id == person_id, Event.state.in_(UNTOLD))


def _reminder_texts(session: Session, person_id: int) -> set[int]:
    asked = select(Reminder.text_id).where(Reminder.person_id == person_id, Reminder.text_id.is_not(None))
    return {number for number in session.scalars(asked) if number is not None}


def _versions(session: Session, text_ids: Collection[int]) -> list[Row[Any]]:
    asked = select(TextVersion.text_id, TextVersion.language, TextVersion.body)
    asked = asked.where(TextVersion.text_id.in_(text_ids))
    return list(session.execute(asked.order_by(TextVersion.text_id, TextVersion.language))) if text_ids else []


def _drop(session: Session, texts: Collection[int]) -> None:
    if texts:
        session.execute(delete(TextVersion).where(TextVersion.text_id.in_(texts)))
        session.execute(delete(Text).where(Text.id.in_(texts)))
