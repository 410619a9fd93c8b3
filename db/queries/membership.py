"""Queries about joining and leaving, and about what people tell about themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.models import Person
from db.values import Status

_PROFILE: tuple[Any, ...] = (
    Person.name,
    Person.member_group,
    Person.country,
    Person.city,
    Person.organisation,
    Person.position,
    Person.region,
    Person.zone,
    Person.advises,
    Person.advice_limit,
    Person.joined_at,
    Person.topics_named,
)


def profile(session: Session, person_id: int) -> Mapping[str, Any]:
    """Fetch what a person told about themselves in single fields, by the columns' names."""
    return {**session.execute(select(*_PROFILE).where(Person.id == person_id)).mappings().one()}


def write(session: Session, person_id: int, **fields: Any) -> None:
    """Change fields of a person."""
    session.execute(update(Person).where(Person.id == person_id).values(**fields))


def hold(session: Session, person_id: int) -> str:
    """Take a person's row in hand until the commit; returns their status as it is now."""
    return session.execute(select(Person.status).where(Person.id == person_id).with_for_update()).scalar_one()


def make_former(session: Session, person_id: int, now: datetime) -> None:
    """Let a member be one no longer."""
    session.execute(update(Person).where(Person.id == person_id).values(status=Status.FORMER, left_at=now))
