"""Queries about who follows a discussion."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Following


def put(session: Session, discussion_id: int, person_id: int, state: str, now: datetime) -> None:
    """Write down how somebody follows a discussion."""
    first = insert_or(session, Following).values(
        discussion_id=discussion_id, person_id=person_id, state=state, since=now
    )
    session.execute(first.on_conflict_do_update(index_elements=["discussion_id", "person_id"], set_={"state": state}))


def forget(session: Session, discussion_id: int, person_id: int) -> None:
    """Forget it."""
    session.execute(delete(Following).where(Following.discussion_id == discussion_id, Following.person_id == person_id))
