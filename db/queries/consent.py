"""Queries about what people agreed to. Rows are added and dated, never overwritten."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Consent


def add(session: Session, person_id: int, purpose: str, version: int, language: str, now: datetime) -> bool:
    """Write down a yes; one that stands already for this version stays as it is. Says whether it is new."""
    insert = insert_or(session, Consent).values(
        person_id=person_id, purpose=purpose, version=version, language=language, given_at=now
    )
    return session.execute(insert.on_conflict_do_nothing().returning(Consent.id)).first() is not None


def end(session: Session, person_id: int, purposes: Iterable[str], now: datetime) -> int:
    """Date the withdrawal of whatever stands for these purposes; returns how many rows that were."""
    found = session.execute(
        update(Consent)
        .where(Consent.person_id == person_id, Consent.purpose.in_(purposes), Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(Consent.id)
    )
    return len(found.all())


def standing(session: Session, person_id: int) -> list[Consent]:
    """List what stands for a person, the newest version of a purpose last."""
    return list(
        session.scalars(
            select(Consent)
            .where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
            .order_by(Consent.version, Consent.id)
        )
    )


def who_agreed(session: Session, purpose: str, version: int, people: Sequence[int]) -> frozenset[int]:
    """List who of these people stands by this or a later version, by row number."""
    return frozenset(
        session.scalars(
            select(Consent.person_id).where(
                Consent.person_id.in_(people),
                Consent.purpose == purpose,
                Consent.version >= version,
                Consent.withdrawn_at.is_(None),
            )
        )
    )
