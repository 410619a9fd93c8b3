"""Queries about events that wait for a coordinator's word: what was asked about them, and who decided."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select
from sqlalchemy.orm import Session, aliased

from db.models import Event, EventMessage, Person
from db.values import EventState

_decider, _writer = aliased(Person), aliased(Person)


def people_in(session: Session, event_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch who made events and who decided on them: id, author, organisation, city, decided_by, decider."""
    asked = (
        select(
            Event.id,
            Person.name.label("author"),
            Person.organisation,
            Person.city,
            Event.decided_by,
            _decider.name.label("decider"),
        )
        .join(Person, Person.id == Event.author_id)
        .outerjoin(_decider, _decider.id == Event.decided_by)
    )
    return list(session.execute(asked.where(Event.id.in_(event_ids))))


def waiting(session: Session, regions: Collection[str] | None, without: int, limit: int) -> list[int]:
    """List events that wait for a decision, the one that waits longest first, by row number.

    Only those for one of these regions (None does not narrow), and none by `without`.
    """
    asked = select(Event.id, Event.regions).where(Event.state == EventState.WAITING, Event.author_id != without)
    found = session.execute(asked.order_by(Event.updated_at, Event.id))
    # A list in JSON, which two databases look into in two ways; few events wait at a time.
    return [row.id for row in found if regions is None or set(regions) & set(row.regions)][:limit]


def messages(session: Session, event_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch what was asked about events and answered, oldest first, with the names of who wrote it."""
    asked = select(*EventMessage.__table__.c, _writer.name).outerjoin(_writer, _writer.id == EventMessage.author_id)
    return list(session.execute(asked.where(EventMessage.event_id.in_(event_ids)).order_by(EventMessage.id)))


def events_of(session: Session, message_ids: Collection[int]) -> dict[int, int]:
    """Say which events questions and answers are about, by row number."""
    asked = select(EventMessage.id, EventMessage.event_id).where(EventMessage.id.in_(message_ids))
    return {row.id: row.event_id for row in session.execute(asked)}


def question(session: Session, message_id: int) -> Row[Any] | None:
    """Fetch one question (id, event_id, person_id, author_id)."""
    columns: tuple[Any, ...] = (EventMessage.id, EventMessage.event_id, EventMessage.person_id, EventMessage.author_id)
    asked = select(*columns).where(EventMessage.id == message_id, EventMessage.question_id.is_(None))
    return session.execute(asked).one_or_none()


def count_answers(session: Session, question_id: int) -> int:
    """Count the answers to a question."""
    asked = select(func.count()).select_from(EventMessage).where(EventMessage.question_id == question_id)
    return session.execute(asked).scalar_one()


def add_message(
    session: Session,
    event_id: int,
    person_id: int,
    author_id: int,
    text: str,
    now: datetime,
    *,
    question_id: int | None = None,
) -> int:
    """Write down a question about somebody's (`person_id`) event, or an answer to one; returns its row number."""
    written = insert(EventMessage).values(
        event_id=event_id,
        person_id=person_id,
        author_id=author_id,
        question_id=question_id,
        from_organiser=question_id is not None,
        text=text,
        written_at=now,
    )
    return session.execute(written.returning(EventMessage.id)).scalar_one()


def questions_of(session: Session, event_id: int) -> list[int]:
    """List the questions about an event, by row number."""
    asked = select(EventMessage.id).where(EventMessage.event_id == event_id, EventMessage.question_id.is_(None))
    return list(session.scalars(asked.order_by(EventMessage.id)))


def told_to(session: Session, person_id: int) -> list[int]:
    """List all questions and answers about a person's events."""
    return list(session.scalars(select(EventMessage.id).where(EventMessage.person_id == person_id)))


def asked_by(session: Session, person_id: int) -> list[int]:
    """List the questions that a person asked about others' events."""
    asked = select(EventMessage.id).where(EventMessage.author_id == person_id, EventMessage.person_id != person_id)
    return list(session.scalars(asked))


def naming(session: Session, person_id: int) -> list[int]:
    """List the events whose decision names a person: as who decided, or as who asked."""
    asked = select(EventMessage.event_id).where(EventMessage.author_id == person_id)
    return list(session.scalars(select(Event.id).where((Event.decided_by == person_id) | Event.id.in_(asked))))
