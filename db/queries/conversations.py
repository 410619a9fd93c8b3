"""Queries about where people's forms stand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, cast, delete, or_, select, update
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Conversation, Person


def keep(
    session: Session, bot_id: int, chat_id: int, user_id: int, state: str | None, data: dict[str, Any], now: datetime
) -> None:
    """Write where a conversation stands; one that stands nowhere and holds nothing is removed."""
    if state is None and not data:
        session.execute(
            delete(Conversation).where(
                Conversation.bot_id == bot_id, Conversation.chat_id == chat_id, Conversation.user_id == user_id
            )
        )
        return
    insert = insert_or(session, Conversation).values(
        bot_id=bot_id, chat_id=chat_id, user_id=user_id, state=state, data=data, updated_at=now
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["bot_id", "chat_id", "user_id"], set_={"state": state, "data": data, "updated_at": now}
        )
    )


def remembered(session: Session, bot_id: int, person_id: int, name: str) -> Any:
    """Read one thing that somebody's private conversation remembers; None where it does not."""
    asked = select(Conversation.data).join(Person, Person.telegram_id == Conversation.user_id)
    asked = asked.where(
        Person.id == person_id, Conversation.bot_id == bot_id, Conversation.chat_id == Conversation.user_id
    )
    return (session.scalar(asked) or {}).get(name)


def drop_untouched_since(session: Session, moment: datetime) -> int:
    """Remove drafts that nobody touched since then; returns how many."""
    return session.connection().execute(delete(Conversation).where(Conversation.updated_at < moment)).rowcount


def with_drafts(session: Session, slots: Sequence[str], *, since: datetime | None = None) -> list[Row[Any]]:
    """Hold the conversations with something in one of these slots (touched since then): bot_id, chat_id, user_id,
    state, data.

    Without `since` it reads every conversation that is open: for what happens seldom.
    """
    found = select(
        Conversation.bot_id, Conversation.chat_id, Conversation.user_id, Conversation.state, Conversation.data
    ).where(or_(*(cast(Conversation.data, Text).contains(f'"{slot}"', autoescape=True) for slot in slots)))
    if since is not None:
        found = found.where(Conversation.updated_at >= since)
    return list(session.execute(found.with_for_update()))


def rewrite(session: Session, row: Row[Any], state: str | None, data: dict[str, Any]) -> None:
    """Let a conversation of `with_drafts` stand elsewhere, with other data, as if nobody had touched it."""
    this = (
        Conversation.bot_id == row.bot_id,
        Conversation.chat_id == row.chat_id,
        Conversation.user_id == row.user_id,
    )
    if state is None and not data:
        session.execute(delete(Conversation).where(*this))
    else:
        session.execute(update(Conversation).where(*this).values(state=state, data=data))
