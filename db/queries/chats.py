"""Queries about chats: which cannot be written to, and groups that go by another id now."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.models import Chat, Copy
from db.values import CopyState


def unreachable(session: Session, chat_ids: Collection[int], now: datetime) -> None:
    """Note that chats cannot be written to since now."""
    session.execute(
        update(Chat).where(Chat.id.in_(chat_ids), Chat.unreachable_since.is_(None)).values(unreachable_since=now)
    )


def migrate(session: Session, chat_id: int, telegram_id: int) -> None:
    """Let a group be known by its new id.

    Where that one is known already, the copies go over to it, and so does the hub; what it has is not sent twice.
    """
    old = session.execute(select(Chat.bot_id, Chat.hub).where(Chat.id == chat_id)).one()
    known = session.scalar(select(Chat.id).where(Chat.bot_id == old.bot_id, Chat.telegram_id == telegram_id))
    if known is None:
        session.execute(update(Chat).where(Chat.id == chat_id).values(telegram_id=telegram_id))
    elif known != chat_id:
        theirs = Copy.chat_id == chat_id
        twice = select(Copy.notice_id).where(Copy.chat_id == known)
        session.execute(update(Copy).where(theirs, Copy.notice_id.not_in(twice)).values(chat_id=known))
        unsent = theirs & (Copy.state == CopyState.PENDING)
        session.execute(update(Copy).where(unsent).values(state=CopyState.SKIPPED))
        session.execute(update(Copy).where(theirs).values(open=False))
        session.execute(update(Chat).where(Chat.id == chat_id).values(hub=None))
        session.execute(update(Chat).where(Chat.id == known, Chat.hub.is_(None)).values(hub=old.hub))
