"""Queries about the copies of announcements: how old they are, when the next ones leave, and taking unsent ones out."""

from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from db.models import Copy, CopyMessage, Notice
from db.values import CopyState


def _posted(kind: str, subject_id: int) -> Select[int]:
    return select(Notice.id).where(Notice.kind == kind, Notice.subject_id == subject_id)


def unpost(session: Session, kind: str, subject_id: int) -> bool:
    """Delete notices of which nothing has left; says whether that was so, otherwise nothing is changed."""
    # Held, so that no worker takes one of them in hand meanwhile.
    posted = list(session.scalars(_posted(kind, subject_id).with_for_update()))
    copies = list(session.execute(select(Copy.state, Copy.lease_until).where(Copy.notice_id.in_(posted)).distinct()))
    if any(row.state != CopyState.PENDING or row.lease_until is not None for row in copies):
        return False
    session.execute(delete(Copy).where(Copy.notice_id.in_(posted)))
    session.execute(delete(Notice).where(Notice.id.in_(posted)))
    return True


def next_due(session: Session, kind: str, subject_id: int, now: datetime) -> datetime | None:
    """Say when the next of those copies leaves that wait for a later hour; None when none does."""
    waiting = select(func.min(Copy.due_at)).where(Copy.notice_id.in_(_posted(kind, subject_id)))
    return session.scalar(waiting.where(Copy.open, Copy.state == CopyState.PENDING, Copy.due_at > now))


def ages(session: Session, kind: str, subject_id: int, before: datetime) -> tuple[int, int]:
    """Count the copies that arrived: those since then, and those before."""
    first = select(func.min(CopyMessage.sent_at).label("sent_at")).join_from(Copy, CopyMessage)
    stands = first.where(Copy.notice_id.in_(_posted(kind, subject_id)), Copy.state == CopyState.SENT)
    sent = stands.group_by(Copy.id).subquery()
    total = session.scalar(select(func.count()).select_from(sent)) or 0
    old = session.scalar(select(func.count()).select_from(sent).where(sent.c.sent_at < before)) or 0
    return total - old, old
