"""Queries about the audit log: one to write, the others to read; triggers refuse everything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, true
from sqlalchemy.orm import Session

from db.models import Application, Audit, Invitation, Person


@dataclass(frozen=True, slots=True)
class Sight:
    """Which lines somebody sees: those they wrote (`reader_id`), and those about `regions`; None for all there are.

    `kind` (the first part of an action) and `actor_id` narrow them further.
    """

    reader_id: int
    regions: tuple[str, ...] | None
    kind: str | None = None
    actor_id: int | None = None

    def where(self) -> ColumnElement[bool]:
        """Return it as a condition."""
        narrow: list[ColumnElement[bool]] = []
        if self.regions is not None:
            theirs = [Audit.regions.contains(f" {region} ", autoescape=True) for region in self.regions]
            narrow.append(or_(Audit.actor_id == self.reader_id, *theirs))
        if self.kind is not None:
            narrow.append(Audit.action.startswith(f"{self.kind}.", autoescape=True))
        if self.actor_id is not None:
            narrow.append(Audit.actor_id == self.actor_id)
        return and_(true(), *narrow)


def append(
    session: Session,
    at: datetime,
    actor_id: int | None,
    action: str,
    subject_kind: str,
    subject_id: int,
    detail: dict[str, Any],
    regions: Sequence[str] = (),
) -> None:
    """Write one line; `regions` are those it concerns, none for the whole network."""
    session.execute(
        insert(Audit).values(
            at=at,
            actor_id=actor_id,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            detail=detail,
            regions="".join(f" {region} " for region in regions),
        )
    )


def about(session: Session, subject_kind: str, subject_id: int) -> list[tuple[str, int | None, dict[str, Any]]]:
    """List what was done to one subject, oldest first: action, who (None: the clock), detail."""
    found = session.execute(
        select(Audit.action, Audit.actor_id, Audit.detail)
        .where(Audit.subject_kind == subject_kind, Audit.subject_id == subject_id)
        .order_by(Audit.id)
    )
    return [(row.action, row.actor_id, row.detail) for row in found]


def lines(
    session: Session, sight: Sight, limit: int, *, before: int | None = None, after: int | None = None
) -> list[Row[Any]]:
    """Fetch lines, newest first: the newest of all, those older than `before`, or the next newer ones than `after`."""
    columns: tuple[Any, ...] = (
        Audit.id,
        Audit.at,
        Audit.actor_id,
        Audit.action,
        Audit.subject_kind,
        Audit.subject_id,
        Audit.detail,
        Audit.regions,
    )
    wanted = select(*columns).where(sight.where()).limit(limit)
    if after is not None:
        return list(session.execute(wanted.where(Audit.id > after).order_by(Audit.id)))[::-1]
    if before is not None:
        wanted = wanted.where(Audit.id < before)
    return list(session.execute(wanted.order_by(Audit.id.desc())))


def actors(session: Session, sight: Sight, limit: int, offset: int) -> list[int]:
    """List the people who wrote lines, by row number, whoever wrote last first."""
    found = (
        select(Audit.actor_id)
        .where(sight.where(), Audit.actor_id.is_not(None))
        .group_by(Audit.actor_id)
        .order_by(func.max(Audit.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [actor for actor in session.scalars(found) if actor is not None]


def names(session: Session, person_ids: Sequence[int]) -> list[Row[Any]]:
    """Fetch people's names and what they are to the network."""
    columns: tuple[Any, ...] = (Person.id, Person.telegram_id, Person.name, Person.status)
    return list(session.execute(select(*columns).where(Person.id.in_(person_ids))))


def applicants(session: Session, application_ids: Sequence[int]) -> dict[int, int]:
    """Say whose these applications are, as far as they are still there."""
    found = session.execute(select(Application.id, Application.person_id).where(Application.id.in_(application_ids)))
    return {row.id: row.person_id for row in found}


def invited(session: Session, invitation_ids: Sequence[int]) -> dict[int, int | None]:
    """Say who was picked for these invitations or took them up, as far as they are still there."""
    found = session.execute(select(Invitation.id, Invitation.person_id).where(Invitation.id.in_(invitation_ids)))
    return {row.id: row.person_id for row in found}
