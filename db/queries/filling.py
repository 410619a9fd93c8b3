"""Queries that bring notices to their copies: writing the copies of what is due, and passing on what changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, literal, or_, select, text, update
from sqlalchemy.orm import Session

from db.dialects import is_sqlite
from db.models import Chat, Copy, Notice
from db.models.base import UtcDateTime
from db.values import CopyState, Lane, NoticeState

# What is meant for one person does not wait until a million others have their copies.
_PERSONAL_FIRST = case((Notice.lane == Lane.PERSONAL, 0), else_=1)
_FILLED_BY = (
    Notice.id,
    Notice.audience,
    Notice.revision,
    Notice.state,
    Notice.lane,
    Notice.urgent,
    Notice.due_at,
    Notice.local_at,
    Notice.named_time,
    Notice.filled_to,
)


def unfilled(session: Session, now: datetime) -> Row[Any] | None:
    """Take the notice that is due and still lacks copies; other workers pass it by until the commit."""
    return session.execute(
        select(*_FILLED_BY)
        .where(Notice.filled_to.is_not(None), Notice.due_at <= now, Notice.state == NoticeState.ACTIVE)
        .order_by(_PERSONAL_FIRST, Notice.due_at, Notice.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()


def filled(session: Session, notice_id: int, last: int | None) -> None:
    """Note up to which chat a notice has its copies; None when all have theirs."""
    session.execute(update(Notice).where(Notice.id == notice_id).values(filled_to=last))


def recount(session: Session) -> None:
    """Let PostgreSQL know that many copies are open now, which it would find out a minute later.

    Until then it takes them for few, and sorts all of them at every look. Whoever counts at the same time is enough.
    """
    if not is_sqlite(session):
        session.execute(text("ANALYZE (SKIP_LOCKED) copy"))


def next_unfilled(session: Session) -> datetime | None:
    """Say when the next notice falls due that lacks copies."""
    waiting = select(Notice.due_at).where(Notice.filled_to.is_not(None), Notice.state == NoticeState.ACTIVE)
    return session.scalar(waiting.order_by(Notice.due_at).limit(1))


def welcoming(session: Session, now: datetime) -> list[Row[Any]]:
    """Hold the notices that are out already and that whoever joins now receives as well."""
    return list(
        session.execute(
            select(*_FILLED_BY)
            .where(
                Notice.joins_until >= now,
                Notice.due_at <= now,
                Notice.state.in_((NoticeState.ACTIVE, NoticeState.PAUSED)),
                or_(Notice.expires_at.is_(None), Notice.expires_at > now),
            )
            .with_for_update(read=True)
        )
    )


def chat_of(session: Session, bot_id: int, person_id: int) -> int | None:
    """Find a person's private chat with this bot, by row number."""
    return session.scalar(select(Chat.id).where(Chat.bot_id == bot_id, Chat.person_id == person_id))


def unspread(session: Session) -> Row[int, int, str, datetime, int | None] | None:
    """Take a notice whose copies have not all learnt of its revision or state."""
    return session.execute(
        select(Notice.id, Notice.revision, Notice.state, Notice.due_at, Notice.spread_to)
        .where(Notice.spread_to.is_not(None))
        .order_by(_PERSONAL_FIRST, Notice.spread_to.desc(), Notice.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).one_or_none()


def spread(session: Session, notice: Row[int, int, str, datetime, int | None], size: int, now: datetime) -> int:
    """Let the next `size` copies of a notice know its revision and state; returns how many there were."""
    after = notice.spread_to or 0
    theirs = select(Copy.chat_id).where(Copy.notice_id == notice.id, Copy.chat_id > after).order_by(Copy.chat_id)
    part = theirs.limit(size).subquery()
    last, count = session.execute(select(func.max(part.c.chat_id), func.count()).select_from(part)).one()
    if count:
        free = Copy.lease_until.is_(None)
        pending, sent = free & (Copy.state == CopyState.PENDING), free & (Copy.state == CopyState.SENT)
        active, retracted = notice.state == NoticeState.ACTIVE, notice.state == NoticeState.RETRACTED
        over = retracted or notice.state == NoticeState.CANCELLED
        behind = literal(True) if retracted else Copy.revision < notice.revision
        opened = sent & behind
        session.execute(
            update(Copy)
            .where(Copy.notice_id == notice.id, Copy.chat_id > after, Copy.chat_id <= last)
            .values(
                wanted=notice.revision,
                state=case((pending, literal(CopyState.SKIPPED if over else CopyState.PENDING)), else_=Copy.state),
                open=case((pending, literal(active)), (opened, literal(True)), else_=Copy.open),
                # An edit is due at once, before what is still to be sent: whoever has something wrong comes first.
                due_at=case((opened, literal(min(now, notice.due_at), UtcDateTime())), else_=Copy.due_at),
                attempts=case((opened, literal(0)), else_=Copy.attempts),
            )
        )
    session.execute(update(Notice).where(Notice.id == notice.id).values(spread_to=last if count == size else None))
    return int(count)
