"""Queries about the messages in private chats: remembering them, and taking them out after an erasure."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Row, bindparam, delete, func, literal, select, true, union_all, update
from sqlalchemy.orm import Session

from db.dialects import DIALECTS, insert_or
from db.models import Chat, ChatMessage, Clearing, CopyMessage, Inbox
from db.models.base import UtcDateTime

_message: Any = ChatMessage.__table__
_chat: Any = Chat.__table__
_inbox: Any = Inbox.__table__
_COLUMNS = ["chat_id", "message_id", "ours", "sent_at"]


def _keeping(found: Any) -> dict[str, Any]:
    return {
        name: dialect.insert(_message).from_select(_COLUMNS, found).on_conflict_do_nothing()
        for name, dialect in DIALECTS.items()
    }


# With nearly every update: built once, Core only. A chat that was erased meanwhile remembers nothing.
_OURS = _keeping(
    select(
        _chat.c.id,
        bindparam("message", type_=_message.c.message_id.type),
        true(),
        bindparam("at", type_=UtcDateTime()),
    ).where(_chat.c.bot_id == bindparam("bot"), _chat.c.telegram_id == bindparam("chat"), _chat.c.kind == "private")
)
_THEIRS = _keeping(
    select(_chat.c.id, _inbox.c.message_id, literal(False, Boolean()), _inbox.c.received_at)
    .join_from(_inbox, _chat, (_chat.c.bot_id == _inbox.c.bot_id) & (_chat.c.telegram_id == _inbox.c.key))
    .where(_inbox.c.id.in_(bindparam("rows", expanding=True)), _inbox.c.message_id.is_not(None))
)


def remember_ours(session: Session, bot_id: int, messages: Sequence[tuple[int, int]], now: datetime) -> None:
    """Write answers down that arrived in private chats just now: chat and message by Telegram's ids."""
    if messages:
        connection = session.connection()
        connection.execute(
            _OURS[connection.dialect.name],
            [{"bot": bot_id, "chat": chat, "message": message, "at": now} for chat, message in messages],
        )


def remember_theirs(session: Session, rows: Collection[int]) -> None:
    """Write down what people wrote themselves; call it before these rows of the inbox are blanked."""
    if rows:
        connection = session.connection()
        connection.execute(_THEIRS[connection.dialect.name], {"rows": list(rows)})


def forget_theirs(session: Session, before: datetime) -> int:
    """Forget what people wrote themselves before then; returns how many messages."""
    old = delete(_message).where(~_message.c.ours, _message.c.sent_at < before)
    return session.connection().execute(old).rowcount


# After an erasure


def in_chat(session: Session, person_id: int, telegram_id: int) -> list[Row[Any]]:
    """List the messages in a person's private chat: bot_id, message_id, ours, sent_at, language.

    Answers, copies, what they wrote themselves, and what they wrote that waits to be handled.
    """
    theirs = Chat.person_id == person_id
    said = select(Chat.bot_id, ChatMessage.message_id, ChatMessage.ours, ChatMessage.sent_at, Chat.language)
    copies = select(
        Chat.bot_id, CopyMessage.message_id, CopyMessage.whose == "ours", CopyMessage.sent_at, Chat.language
    )
    waiting = select(Inbox.bot_id, Inbox.message_id, literal(False, Boolean()), Inbox.received_at, Chat.language)
    return list(
        session.execute(
            union_all(
                said.join(ChatMessage, ChatMessage.chat_id == Chat.id).where(theirs),
                copies.join(CopyMessage, CopyMessage.chat_id == Chat.id).where(theirs),
                waiting.join(Chat, Chat.bot_id == Inbox.bot_id).where(
                    theirs, Inbox.key == telegram_id, Inbox.message_id.is_not(None), Inbox.finished_at.is_(None)
                ),
            )
        )
    )


def ask(session: Session, telegram_id: int, messages: Sequence[Row[Any]], now: datetime) -> None:
    """Have messages of `in_chat` cleared."""
    if messages:
        rows = [
            {**row._mapping, "telegram_id": telegram_id, "asked_at": now, "due_at": now, "attempts": 0}  # noqa: SLF001 - a row's public way to its names
            for row in messages
        ]
        session.execute(insert_or(session, Clearing).on_conflict_do_nothing(), rows)


def ask_for(session: Session, bot_id: int, telegram_id: int, message_ids: Sequence[int], now: datetime) -> None:
    """Have messages of ours cleared that were sent just now, in a chat without a row."""
    rows = [
        {
            "bot_id": bot_id,
            "telegram_id": telegram_id,
            "message_id": message,
            "ours": True,
            "sent_at": now,
            "language": None,
            "asked_at": now,
            "due_at": now,
            "attempts": 0,
        }
        for message in message_ids
    ]
    session.execute(insert_or(session, Clearing).on_conflict_do_nothing(), rows)


def due(session: Session, bot_id: int, now: datetime, chats: int) -> list[int]:
    """List chats, by Telegram's ids, in which something is to be cleared now, longest due first."""
    return list(
        session.scalars(
            select(Clearing.telegram_id)
            .where(Clearing.bot_id == bot_id, Clearing.due_at <= now)
            .group_by(Clearing.telegram_id)
            .order_by(func.min(Clearing.due_at))
            .limit(chats)
        )
    )


def take(session: Session, bot_id: int, telegram_id: int, now: datetime, until: datetime, most: int) -> list[Row[Any]]:
    """Take up to `most` due messages of one chat in hand until then, newest first; what others took is left out."""
    mine = (Clearing.bot_id == bot_id, Clearing.telegram_id == telegram_id, Clearing.due_at <= now)
    newest = select(Clearing.message_id).where(*mine).order_by(Clearing.message_id.desc()).limit(most)
    taken: Any = session.execute(
        update(Clearing)
        .where(*mine, Clearing.message_id.in_(newest.scalar_subquery()))
        .values(due_at=until)
        .returning(Clearing.message_id, Clearing.ours, Clearing.sent_at, Clearing.language, Clearing.attempts)
        .execution_options(synchronize_session=False)
    )
    return sorted(taken, key=lambda row: -row.message_id)


def cleared(session: Session, bot_id: int, telegram_id: int, message_ids: Collection[int] | None) -> None:
    """Forget messages that are gone or out of reach; None: all of the chat."""
    done = delete(Clearing).where(Clearing.bot_id == bot_id, Clearing.telegram_id == telegram_id)
    session.execute(done if message_ids is None else done.where(Clearing.message_id.in_(message_ids)))


def later(
    session: Session,
    bot_id: int,
    telegram_id: int,
    message_ids: Collection[int],
    failed_until: datetime | None,
    now: datetime,
) -> None:
    """Go on with these: then, where they failed, else now."""
    these = update(Clearing).where(
        Clearing.bot_id == bot_id, Clearing.telegram_id == telegram_id, Clearing.message_id.in_(message_ids)
    )
    failed = 0 if failed_until is None else 1
    session.execute(these.values(due_at=failed_until or now, attempts=Clearing.attempts + failed))


def take_up(session: Session, bot_id: int, now: datetime) -> None:
    """Let everything be due at once: whoever had it in hand may have died."""
    session.execute(update(Clearing).where(Clearing.bot_id == bot_id, Clearing.due_at > now).values(due_at=now))


def give_up(session: Session, before: datetime) -> int:
    """Forget what could not be cleared since an erasure before then; returns how many messages."""
    return session.connection().execute(delete(Clearing).where(Clearing.asked_at < before)).rowcount
