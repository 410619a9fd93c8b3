"""Queries about cards that somebody posted into chats of theirs: how many follow an event, and forgetting them."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from db.models import Chat, Copy, CopyMessage, Event, Notice

_AT_ONCE = 500


def count(session: Session, notice_id: int, most: int) -> int:
    """Count the cards that are copies of a notice, up to `most`."""
    some = select(Copy.id).where(Copy.notice_id == notice_id).limit(most).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def forget(session: Session, kind: str, before: datetime) -> int:
    """Forget some cards of events that began before then, and what stands for their chats; returns how many."""
    asked = select(Copy.id, Copy.chat_id).join_from(Event, Notice, Notice.subject_id == Event.id)
    asked = asked.join(Copy, Copy.notice_id == Notice.id)
    asked = asked.where(Notice.kind == kind, Event.starts_at < before, Copy.inline_id.is_not(None))
    rows: list[Any] = list(session.execute(asked.where(Copy.lease_until.is_(None)).limit(_AT_ONCE)))
    copies, chats = [row.id for row in rows], [row.chat_id for row in rows]
    if rows:
        session.execute(delete(CopyMessage).where(CopyMessage.copy_id.in_(copies)))
        session.execute(delete(Copy).where(Copy.id.in_(copies)))
        # A card belongs to one event, so nothing else stands in what was made for it.
        session.execute(delete(Chat).where(Chat.id.in_(chats), Chat.kind == "inline"))
    return len(rows)
