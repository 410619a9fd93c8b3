"""Queries about the topics of forums: which there are, where they stand, and which messages in groups are whose."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Chat, Copy, CopyMessage, HubGroup, Notice, Post, Thread
from db.values import CopyState, GroupState, ThreadPurpose, ThreadState

_ROW: tuple[Any, ...] = (*Thread.__table__.c, Chat.hub, Chat.telegram_id, Chat.language)


def _threads() -> Any:
    return select(*_ROW).join(Chat, Chat.id == Thread.chat_id)


def put(session: Session, chat_id: int, purpose: str, discussion_id: int = 0) -> tuple[int, bool]:
    """Find a topic of a group, or write down that one is wanted; returns its row number and whether it is new."""
    made = session.scalar(
        insert_or(session, Thread)
        .values(chat_id=chat_id, purpose=purpose, discussion_id=discussion_id, state=ThreadState.WANTED)
        .on_conflict_do_nothing()
        .returning(Thread.id)
    )
    if made is not None:
        return int(made), True
    there = Thread.chat_id == chat_id, Thread.purpose == purpose, Thread.discussion_id == discussion_id
    return session.execute(select(Thread.id).where(*there)).scalar_one(), False


def several(session: Session, thread_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch topics by row numbers, with their group's hub, Telegram id and language."""
    return list(session.execute(_threads().where(Thread.id.in_(thread_ids))))


def of_discussion(session: Session, discussion_id: int) -> list[Row[Any]]:
    """List a discussion's topics in all groups."""
    about = Thread.purpose == ThreadPurpose.DISCUSSION, Thread.discussion_id == discussion_id
    return list(session.execute(_threads().where(*about).order_by(Thread.id)))


def here(session: Session, chat_id: int, thread_id: int) -> Row[Any] | None:
    """Find a topic of a group by Telegram's number."""
    there = Thread.chat_id == chat_id, Thread.thread_id == thread_id
    return session.execute(_threads().where(*there).order_by(Thread.id.desc()).limit(1)).one_or_none()


def wanted_in(session: Session, chat_id: int) -> list[Row[Any]]:
    """List the topics of a group that are still to be made."""
    there = Thread.chat_id == chat_id, Thread.state == ThreadState.WANTED
    return list(session.execute(_threads().where(*there).order_by(Thread.id)))


def change(session: Session, row_id: int, **values: Any) -> None:
    """Change a topic."""
    session.execute(update(Thread).where(Thread.id == row_id).values(**values))


def next_topic_at(session: Session, chat_id: int) -> datetime | None:
    """Say when the next topic may be made in a group."""
    return session.scalar(select(HubGroup.next_topic_at).where(HubGroup.chat_id == chat_id).with_for_update())


def set_next_topic_at(session: Session, chat_id: int, moment: datetime) -> None:
    """Say when the one after may be."""
    session.execute(update(HubGroup).where(HubGroup.chat_id == chat_id).values(next_topic_at=moment))


def standing_in(session: Session, chat_ids: Collection[int]) -> list[Row[Any]]:
    """List the topics of groups that are there or wanted: chat_id, purpose, discussion_id, thread_id, next_topic_at."""
    asked = select(Thread.chat_id, Thread.purpose, Thread.discussion_id, Thread.thread_id, HubGroup.next_topic_at).join(
        HubGroup, HubGroup.chat_id == Thread.chat_id
    )
    return list(session.execute(asked.where(Thread.chat_id.in_(chat_ids), Thread.state != ThreadState.GONE)))


def discussions_of(session: Session, post_ids: Collection[int]) -> dict[int, int]:
    """Say in which discussion posts stand."""
    asked = select(Post.id, Post.discussion_id).where(Post.id.in_(post_ids))
    return {row.id: row.discussion_id for row in session.execute(asked)}


def said_in_groups(session: Session, kind: str, post_id: int) -> list[Row[Any]]:
    """List members' own messages in groups that are a post: chat_id, message_id, sent_at."""
    asked = (
        select(Copy.chat_id, CopyMessage.message_id, CopyMessage.sent_at)
        .join(Notice, Notice.id == Copy.notice_id)
        .join(CopyMessage, CopyMessage.copy_id == Copy.id)
        .join(HubGroup, HubGroup.chat_id == Copy.chat_id)
        .where(Notice.kind == kind, Notice.subject_id == post_id)
    )
    return list(session.execute(asked))


def forget_said(session: Session, chat_id: int, message_id: int) -> None:
    """Forget a member's own message: it is gone from the group."""
    session.execute(delete(CopyMessage).where(CopyMessage.chat_id == chat_id, CopyMessage.message_id == message_id))


def told_in(session: Session, kind: str, post_id: int, hub: str) -> bool:
    """Say whether a post is, or will be, said by us in a hub's group."""
    asked = select(Notice.audience, Notice.state).where(Notice.kind == kind, Notice.subject_id == post_id)
    return any(hub in row.audience.get("hubs", ()) and row.state == "active" for row in session.execute(asked))


def skip_waiting(session: Session, kind: str, chat_id: int, discussion_id: int) -> None:
    """Give up what has not been said yet of a discussion in a group."""
    posts = select(Post.id).where(Post.discussion_id == discussion_id)
    about = select(Notice.id).where(Notice.kind == kind, Notice.subject_id.in_(posts))
    waits = Copy.chat_id == chat_id, Copy.notice_id.in_(about), Copy.state == CopyState.PENDING
    session.execute(update(Copy).where(*waits).values(state=CopyState.SKIPPED, open=False))


def posts_of(session: Session, discussion_id: int) -> list[int]:
    """List the posts of a discussion, by row number, in their order."""
    asked = select(Post.id).where(Post.discussion_id == discussion_id, Post.state != "draft")
    return list(session.scalars(asked.order_by(Post.number)))


def linked(session: Session, bot_id: int) -> list[Row[Any]]:
    """List the groups that belong to hubs: chat_id, hub, forum, rights."""
    asked = select(HubGroup.chat_id, Chat.hub, HubGroup.forum, HubGroup.rights).join(Chat, Chat.id == HubGroup.chat_id)
    stands = HubGroup.state == GroupState.LINKED, Chat.hub.is_not(None), Chat.bot_id == bot_id
    return list(session.execute(asked.where(*stands).order_by(HubGroup.chat_id)))
