"""Queries about screens: messages of ours in one chat that show a living thing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Chat, Copy, CopyMessage, Notice
from db.values import CopyState


def notice_of(session: Session, kind: str, subject_id: int) -> int | None:
    """Find the notice of a kind about a subject, the oldest where there are several."""
    found = select(Notice.id).where(Notice.kind == kind, Notice.subject_id == subject_id)
    return session.scalar(found.order_by(Notice.id).limit(1))


def messages(session: Session, notice_id: int, bot_id: int, telegram_chat_id: int) -> list[tuple[int, datetime]]:
    """List the messages that a notice is in one chat: Telegram's id, and when it was sent."""
    found = (
        select(CopyMessage.message_id, CopyMessage.sent_at)
        .join(Copy, Copy.id == CopyMessage.copy_id)
        .join(Chat, Chat.id == CopyMessage.chat_id)
        .where(Copy.notice_id == notice_id, Chat.bot_id == bot_id, Chat.telegram_id == telegram_chat_id)
        .order_by(CopyMessage.message_id)
    )
    return [(row.message_id, row.sent_at) for row in session.execute(found)]


def cards(
    session: Session, kind: str, subject_id: int, bot_id: int, telegram_chat_id: int, limit: int = 3
) -> list[tuple[int, int, str | None]]:
    """List the messages in one chat that show a subject, the newest first: Telegram's id, notice, mark of a picture."""
    found = (
        select(CopyMessage.message_id, Notice.id, CopyMessage.media)
        .join(Copy, Copy.id == CopyMessage.copy_id)
        .join(Notice, Notice.id == Copy.notice_id)
        .join(Chat, Chat.id == CopyMessage.chat_id)
        .where(
            Notice.kind == kind,
            Notice.subject_id == subject_id,
            Chat.bot_id == bot_id,
            Chat.telegram_id == telegram_chat_id,
        )
        .order_by(CopyMessage.message_id.desc())
        .limit(limit)
    )
    return [(row.message_id, row.id, row.media) for row in session.execute(found)]


def is_coming(session: Session, kind: str, subject_id: int, person_id: int) -> bool:
    """Say whether something about a subject is on its way to somebody."""
    found = select(Copy.id).join(Notice, Notice.id == Copy.notice_id).join(Chat, Chat.id == Copy.chat_id)
    found = found.where(Notice.kind == kind, Notice.subject_id == subject_id, Chat.person_id == person_id)
    found = found.where(Copy.state == CopyState.PENDING)
    return session.scalar(found.limit(1)) is not None
