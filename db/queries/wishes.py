"""Queries about what a person wants of notices, and when."""

from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from db.models import Person


def read(session: Session, person_id: int) -> Row[Any]:
    """Fetch a person's zone, quiet hours and wish about weekends."""
    columns: tuple[Any, ...] = (Person.zone, Person.quiet_from, Person.quiet_to, Person.weekends)
    return session.execute(select(*columns).where(Person.id == person_id)).one()


def set_quiet(session: Session, person_id: int, begin: int | None, end: int | None) -> None:
    """Keep a person's quiet hours, in minutes after midnight; None for the network's own."""
    session.execute(update(Person).where(Person.id == person_id).values(quiet_from=begin, quiet_to=end))


def set_weekends(session: Session, person_id: int, welcome: bool) -> None:
    """Keep whether announcements may come on a person's weekends."""
    session.execute(update(Person).where(Person.id == person_id).values(weekends=welcome))
