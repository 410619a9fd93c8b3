"""Queries about where people's forms stand."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Conversation


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


def drop_untouched_since(session: Session, moment: datetime) -> int:
    """Remove drafts that nobody touched since then; returns how many."""
    return session.connection().execute(delete(Conversation).where(Conversation.updated_at < moment)).rowcount
