"""Queries about what the bot is to do in groups: writing it down, taking it in hand, being done."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from db.models import Chat, GroupTask


def add(
    session: Session,
    chat_id: int,
    kind: str,
    telegram_id: int | None,
    subject_id: int | None,
    due_at: datetime,
    expires_at: datetime,
) -> None:
    """Write a task down, unless the same one waits already and is in nobody's hand."""
    same = select(GroupTask.id).where(
        GroupTask.chat_id == chat_id,
        GroupTask.kind == kind,
        GroupTask.telegram_id.is_not_distinct_from(telegram_id),
        GroupTask.subject_id.is_not_distinct_from(subject_id),
        GroupTask.lease_until.is_(None),
    )
    waiting = session.scalar(same.limit(1))
    if waiting is None:
        session.add(
            GroupTask(
                chat_id=chat_id,
                kind=kind,
                telegram_id=telegram_id,
                subject_id=subject_id,
                due_at=due_at,
                expires_at=expires_at,
            )
        )
        session.flush()


def drop(session: Session, chat_id: int, kinds: Collection[str], telegram_id: int | None) -> int:
    """Forget tasks of a group: of these kinds (all where none is named), about that account if one is named.

    Returns how many there were.
    """
    gone = delete(GroupTask).where(GroupTask.chat_id == chat_id)
    if kinds:
        gone = gone.where(GroupTask.kind.in_(kinds))
    if telegram_id is not None:
        gone = gone.where(GroupTask.telegram_id == telegram_id)
    return session.connection().execute(gone).rowcount


def drop_about(session: Session, chat_id: int, kind: str, subject_id: int) -> None:
    """Forget tasks of a group of this kind about this subject."""
    about = GroupTask.chat_id == chat_id, GroupTask.kind == kind, GroupTask.subject_id == subject_id
    session.connection().execute(delete(GroupTask).where(*about))


def take(
    session: Session, bot_id: int, now: datetime, until: datetime, most: int, busy: Collection[int]
) -> list[Row[Any]]:
    """Take due tasks in hand until then, the longest due of each group, where nothing of the group is in hand.

    Columns: those of the task that matter, `telegram_chat_id` and `language` of the group.
    """
    other = aliased(GroupTask)
    in_hand = select(other.id).where(other.chat_id == GroupTask.chat_id, other.lease_until > now).exists()
    turn = func.row_number().over(partition_by=GroupTask.chat_id, order_by=(GroupTask.due_at, GroupTask.id))
    free = or_(GroupTask.lease_until.is_(None), GroupTask.lease_until <= now)
    due = (
        select(GroupTask.id, turn.label("turn"))
        .join(Chat, Chat.id == GroupTask.chat_id)
        .where(Chat.bot_id == bot_id, GroupTask.due_at <= now, free, ~in_hand, GroupTask.chat_id.not_in(busy))
        .subquery()
    )
    first = session.scalars(
        select(GroupTask.id)
        .where(GroupTask.id.in_(select(due.c.id).where(due.c.turn == 1)))
        .order_by(GroupTask.due_at, GroupTask.id)
        .limit(most)
        .with_for_update(skip_locked=True)  # what another process is taking just now is its own
    ).all()
    if not first:
        return []
    taken = session.scalars(
        update(GroupTask)
        .where(GroupTask.id.in_(first), free)
        .values(lease_until=until)
        .returning(GroupTask.id)
        .execution_options(synchronize_session=False)
    ).all()
    return list(
        session.execute(
            select(
                GroupTask.id,
                GroupTask.chat_id,
                GroupTask.kind,
                GroupTask.telegram_id,
                GroupTask.subject_id,
                GroupTask.attempts,
                Chat.telegram_id.label("telegram_chat_id"),
                Chat.language,
            )
            .join(Chat, Chat.id == GroupTask.chat_id)
            .where(GroupTask.id.in_(taken))
            .order_by(GroupTask.due_at, GroupTask.id)
        )
    )


def forget(session: Session, task_id: int) -> None:
    """Forget a task."""
    session.execute(delete(GroupTask).where(GroupTask.id == task_id).execution_options(synchronize_session=False))


def later(session: Session, task_id: int, until: datetime, *, tried: bool) -> None:
    """Let a task be due then, in nobody's hand, tried once more than before where `tried`."""
    session.execute(
        update(GroupTask)
        .where(GroupTask.id == task_id)
        .values(due_at=until, lease_until=None, attempts=GroupTask.attempts + int(tried))
        .execution_options(synchronize_session=False)
    )


def put_off(session: Session, chat_id: int, until: datetime) -> None:
    """Let nothing that waits in a group be due before then."""
    session.execute(
        update(GroupTask)
        .where(GroupTask.chat_id == chat_id, GroupTask.lease_until.is_(None), GroupTask.due_at < until)
        .values(due_at=until)
        .execution_options(synchronize_session=False)
    )


def wake(session: Session, chat_id: int, now: datetime) -> None:
    """Let what was tried in vain in a group be due now."""
    session.execute(
        update(GroupTask)
        .where(GroupTask.chat_id == chat_id, GroupTask.lease_until.is_(None), GroupTask.attempts > 0)
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )


def next_due(session: Session, bot_id: int) -> datetime | None:
    """Say when the next task is due that is in nobody's hand."""
    waiting = and_(Chat.bot_id == bot_id, GroupTask.lease_until.is_(None))
    return session.scalar(
        select(GroupTask.due_at)
        .join(Chat, Chat.id == GroupTask.chat_id)
        .where(waiting)
        .order_by(GroupTask.due_at)
        .limit(1)
    )


def drop_leases(session: Session, bot_id: int) -> None:
    """Take everything out of everybody's hand."""
    theirs = select(Chat.id).where(Chat.bot_id == bot_id, Chat.id == GroupTask.chat_id).exists()
    session.execute(
        update(GroupTask)
        .where(GroupTask.lease_until.is_not(None), theirs)
        .values(lease_until=None)
        .execution_options(synchronize_session=False)
    )


def drop_expired(session: Session, now: datetime) -> None:
    """Forget what is not worth doing any more."""
    session.execute(delete(GroupTask).where(GroupTask.expires_at <= now).execution_options(synchronize_session=False))
