"""Queries about what people ask the organisers of an event."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session

from db.models import EventQuestion

_ROW: tuple[Any, ...] = (
    EventQuestion.id,
    EventQuestion.event_id,
    EventQuestion.person_id,
    EventQuestion.question,
    EventQuestion.answer,
    EventQuestion.answered_by,
)


def add(session: Session, event_id: int, person_id: int, question: str, now: datetime) -> int:
    """Write a question down; returns its row number."""
    values = {"event_id": event_id, "person_id": person_id, "question": question, "asked_at": now}
    return session.execute(insert(EventQuestion).values(values).returning(EventQuestion.id)).scalar_one()


def several(session: Session, question_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch questions by row number, with what was answered."""
    return list(session.execute(select(*_ROW).where(EventQuestion.id.in_(question_ids))))


def hold(session: Session, question_id: int) -> Row[Any] | None:
    """Fetch a question and keep others from answering it until the commit."""
    return session.execute(select(*_ROW).where(EventQuestion.id == question_id).with_for_update()).one_or_none()


def answer(session: Session, question_id: int, person_id: int, text: str, now: datetime) -> None:
    """Write down what was answered, and who did."""
    answered = update(EventQuestion).where(EventQuestion.id == question_id)
    session.execute(answered.values(answer=text, answered_by=person_id, answered_at=now))


def count_open(session: Session, event_id: int, person_id: int) -> int:
    """Count what somebody asked about an event that nobody has answered yet."""
    waiting = EventQuestion.event_id == event_id, EventQuestion.person_id == person_id, EventQuestion.answer.is_(None)
    return session.scalar(select(func.count()).select_from(EventQuestion).where(*waiting)) or 0
