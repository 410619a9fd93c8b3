"""Queries about what people show beneath posts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Reaction


def put(session: Session, post_id: int, person_id: int, emoji: Sequence[str], now: datetime) -> None:
    """Write down what somebody shows beneath a post now; nothing takes it away."""
    if not emoji:
        session.execute(delete(Reaction).where(Reaction.post_id == post_id, Reaction.person_id == person_id))
        return
    first = insert_or(session, Reaction).values(post_id=post_id, person_id=person_id, emoji=list(emoji), at=now)
    session.execute(
        first.on_conflict_do_update(
            index_elements=["post_id", "person_id"], set_={"emoji": first.excluded.emoji, "at": first.excluded.at}
        )
    )
