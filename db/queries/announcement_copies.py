"""Queries about the copies of announcements: how old they are, when the next ones leave, and taking unsent ones out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, case, delete, func, select
from sqlalchemy.orm import Session

from db.models import Announcement, Chat, Copy, Notice, Person
from db.queries.audience_counts import PATIENCE, hurried, sample
from db.values import AnnouncementState, CopyState


@dataclass(frozen=True, slots=True)
class Holders:
    """How many people have a copy that arrived, by (language, region)."""

    numbers: dict[tuple[str, str | None], int]
    estimated: bool = False


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


def unsettled(session: Session, states: Collection[AnnouncementState], since: datetime) -> list[int]:
    """List announcements in these states that changed since then and are not known to have come to rest."""
    asked = select(Announcement.id, Announcement.counted)
    asked = asked.where(Announcement.state.in_(states), Announcement.updated_at >= since)
    return [row.id for row in session.execute(asked) if not row.counted.get("settled")]


def behind(session: Session, kind: str, subject_id: int) -> tuple[bool, int]:
    """Say whether copies are still to learn of a change, and count those that know and do not show it yet."""
    spreading = (
        select(Notice.id).where(Notice.id.in_(_posted(kind, subject_id)), Notice.spread_to.is_not(None)).limit(1)
    )
    waiting = select(func.count()).where(Copy.notice_id.in_(_posted(kind, subject_id)), Copy.state == CopyState.SENT)
    left = waiting.where(Copy.open | Copy.lease_until.is_not(None))
    return session.scalar(spreading) is not None, session.execute(left).scalar_one()


def ages(session: Session, kind: str, subject_id: int, before: datetime) -> tuple[int, int]:
    """Count the copies that arrived: those since then, and those before."""
    old = func.count(case((Copy.sent_at < before, 1)))
    asked = select(func.count(), old).where(Copy.notice_id.in_(_posted(kind, subject_id)), Copy.state == CopyState.SENT)
    total, aged = session.execute(asked).one()
    return total - aged, aged


def holders(session: Session, kind: str, subject_id: int, patience: int = PATIENCE) -> Holders:
    """Count people who have a copy, in one query; from a sample where that takes longer than `patience` milliseconds.

    A sample may miss languages and regions of few people.
    """
    asked = (
        select(Person.language, Person.region, func.count().label("number"))
        .join_from(Copy, Chat, Chat.id == Copy.chat_id)
        .join(Person, Person.id == Chat.person_id)
        .where(Copy.notice_id.in_(_posted(kind, subject_id)), Copy.state == CopyState.SENT)
        .group_by(Person.language, Person.region)
    )
    rows = hurried(session, lambda: session.execute(asked).all(), patience)
    if rows is not None:
        return Holders({(row.language or "", row.region): row.number for row in rows})
    ids, each = sample(session)
    found = session.execute(asked.where(ids)).all()
    return Holders({(row.language or "", row.region): round(row.number * each) for row in found}, estimated=True)
