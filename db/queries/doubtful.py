"""Queries about copies that may have arrived: nobody knows, and only a coordinator sends them once more."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.orm import Session

from db.models import Chat, Copy, Notice, Person
from db.values import AGAIN, CopyState, NoticeState


def maybe(session: Session, notice_id: int, after: int, limit: int) -> list[Row[Any]]:
    """List copies that may have arrived, by row number: copy_id, chat_id, person_id, name, kind of chat."""
    return list(
        session.execute(
            select(Copy.id.label("copy_id"), Copy.chat_id, Chat.person_id, Person.name, Chat.kind)
            .join_from(Copy, Chat, Chat.id == Copy.chat_id)
            .outerjoin(Person, Person.id == Chat.person_id)
            .where(Copy.notice_id == notice_id, Copy.state == CopyState.MAYBE, Copy.id > after)
            .order_by(Copy.id)
            .limit(limit)
        )
    )


def send_again(session: Session, notice_id: int, copy_ids: Collection[int] | None, now: datetime) -> int:
    """Open copies that may have arrived (all of them, or these), to be sent once more and to say so.

    Nothing is opened of a notice that is not to be sent any more. Returns how many were.
    """
    held = select(Notice.state, Notice.revision).where(Notice.id == notice_id).with_for_update(read=True)
    notice = session.execute(held).one_or_none()
    if notice is None or notice.state not in {NoticeState.ACTIVE, NoticeState.PAUSED}:
        return 0
    again = update(Copy).where(Copy.notice_id == notice_id, Copy.state == CopyState.MAYBE)
    if copy_ids is not None:
        again = again.where(Copy.id.in_(copy_ids))
    again = again.values(
        state=CopyState.PENDING,
        open=notice.state == NoticeState.ACTIVE,
        wanted=notice.revision,
        error=AGAIN,
        attempts=0,
        due_at=now,
    )
    return session.connection().execute(again).rowcount
