"""Queries of the delivery worker: what is open, what it is, and what changed of it (claims: claims.py)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Row,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session

from db.models import Chat, Copy, CopyMessage, Notice, Person
from db.models.base import UtcDateTime
from db.values import Audience, CopyState, NoticeState

_WHAT = (
    Copy.id,
    Copy.state,
    Copy.revision.label("shows"),
    Copy.attempts,
    Copy.error,
    Copy.thread_id,
    Copy.inline_id,
    Copy.due_at,
    Notice.id.label("notice_id"),
    Notice.kind,
    Notice.subject_id,
    Notice.revision,
    Notice.state.label("notice_state"),
    Notice.lane,
    Notice.urgent,
    Notice.named_time,
    Notice.expires_at,
    Chat.id.label("chat_id"),
    Chat.telegram_id,
    Chat.kind.label("chat_kind"),
    Chat.language,
    Chat.zone,
    Chat.person_id,
    Chat.unreachable_since,
    Person.country,
    Person.quiet_from,
    Person.quiet_to,
    Person.weekends,
)


# What every batch asks is built once: putting a statement together costs more than running it.
_OPEN: Any = (
    select(*_WHAT)
    .join_from(Copy, Notice, Notice.id == Copy.notice_id)
    .join(Chat, Chat.id == Copy.chat_id)
    .outerjoin(Person, Person.id == Chat.person_id)
    .where(
        Copy.open,
        Copy.lane_rank == bindparam("b_rank"),
        Copy.due_at <= bindparam("b_now", type_=UtcDateTime()),
        Chat.bot_id == bindparam("b_bot"),
    )
    .order_by(Copy.due_at, Copy.id)
    .limit(bindparam("b_limit"))
    .offset(bindparam("b_skip"))
)


def open_copies(
    session: Session, bot_id: int, lane_rank: int, now: datetime, limit: int, skip: int = 0
) -> list[Row[Any]]:
    """List what is due and in nobody's hand in one lane, longest due first, with its notice and chat.

    The first `skip` are left to others.
    """
    asked = {"b_bot": bot_id, "b_rank": lane_rank, "b_now": now, "b_limit": limit, "b_skip": skip}
    return list(session.connection().execute(_OPEN, asked))


def audiences(session: Session, notice_ids: Collection[int]) -> dict[int, Audience]:
    """Fetch whom notices are for, by row number."""
    rows = session.execute(select(Notice.id, Notice.audience).where(Notice.id.in_(notice_ids)))
    return {row.id: Audience.from_json(row.audience) for row in rows}


def messages(session: Session, copy_ids: Collection[int]) -> list[Row[Any]]:
    """List the messages of ours that these copies are: copy_id, message_id, sent_at, place, media; oldest first."""
    return list(
        session.execute(
            select(
                CopyMessage.copy_id, CopyMessage.message_id, CopyMessage.sent_at, CopyMessage.place, CopyMessage.media
            )
            .where(CopyMessage.copy_id.in_(copy_ids), CopyMessage.whose == "ours")
            .order_by(CopyMessage.copy_id, CopyMessage.message_id)
        )
    )


def standing(session: Session, kind: str, subject_id: int, chat_ids: Collection[int]) -> dict[int, int]:
    """Find the first message of a notice in each of these chats: Telegram's message id by the chat's row number."""
    asked = select(Copy.chat_id, func.min(CopyMessage.message_id).label("message_id"))
    asked = asked.join_from(Notice, Copy, Copy.notice_id == Notice.id).join(CopyMessage, CopyMessage.copy_id == Copy.id)
    asked = asked.where(Notice.kind == kind, Notice.subject_id == subject_id, Copy.chat_id.in_(chat_ids))
    return {row.chat_id: row.message_id for row in session.execute(asked.group_by(Copy.chat_id))}


def next_due(session: Session, lanes: int) -> datetime | None:
    """Say when the next copy falls due."""
    found = [
        session.scalar(select(Copy.due_at).where(Copy.open, Copy.lane_rank == rank).order_by(Copy.due_at).limit(1))
        for rank in range(lanes)
    ]
    return min((moment for moment in found if moment is not None), default=None)


def lay_aside(session: Session, copy_ids: Collection[int]) -> None:
    """Close those of these copies whose notice is paused now, and stays so until the commit."""
    theirs = set(session.scalars(select(Copy.notice_id).where(Copy.id.in_(copy_ids))))
    paused = select(Notice.id).where(Notice.id.in_(theirs), Notice.state == NoticeState.PAUSED)
    held = list(session.scalars(paused.with_for_update(read=True)))
    session.execute(
        update(Copy)
        .where(Copy.id.in_(copy_ids), Copy.notice_id.in_(held), Copy.state == CopyState.PENDING, Copy.open)
        .values(open=False)
    )


def changed(session: Session, shown: Sequence[tuple[int, int, str | None]]) -> None:
    """Record what messages show now: copy, Telegram's message id, mark."""
    session.connection().execute(
        update(CopyMessage)
        .where(CopyMessage.copy_id == bindparam("b_id"), CopyMessage.message_id == bindparam("b_message"))
        .values(media=bindparam("b_media")),
        [{"b_id": copy_id, "b_message": message, "b_media": media} for copy_id, message, media in shown],
    )


def forget_messages(session: Session, gone: Sequence[tuple[int, int]]) -> None:
    """Forget messages that are no more: copy, Telegram's message id."""
    session.connection().execute(
        delete(CopyMessage).where(
            CopyMessage.copy_id == bindparam("b_id"), CopyMessage.message_id == bindparam("b_message")
        ),
        [{"b_id": copy_id, "b_message": message} for copy_id, message in gone],
    )


def counts(session: Session, notice_id: int) -> dict[CopyState, int]:
    """Count a notice's copies by state."""
    rows = session.execute(select(Copy.state, func.count()).where(Copy.notice_id == notice_id).group_by(Copy.state))
    return {CopyState(state): number for state, number in rows}
