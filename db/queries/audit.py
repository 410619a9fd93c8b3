"""Queries about the audit log. There is one to write and one to read; triggers refuse everything else."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from db.models import Audit


def append(
    session: Session,
    at: datetime,
    actor_id: int | None,
    action: str,
    subject_kind: str,
    subject_id: int,
    detail: dict[str, Any],
) -> None:
    """Write one line."""
    session.execute(
        insert(Audit).values(
            at=at, actor_id=actor_id, action=action, subject_kind=subject_kind, subject_id=subject_id, detail=detail
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
