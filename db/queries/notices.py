"""Queries about notices: saying something, changing it, and finding what a message shows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, delete, exists, insert, literal, select, update
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Chat, ChatMessage, Copy, CopyMessage, Notice
from db.models.base import UtcDateTime
from db.queries import house
from db.values import LANE_ORDER, Audience, CopyState, Lane, NoticeState

PAUSE = "telegram_pause"
INLINE = 0  # the message id of an inline message, which has none


@dataclass(frozen=True, slots=True)
class Place:
    """Where an adopted message stands: a copy of a notice in a chat, both by row number.

    `media` is the mark of a picture or file that was put into it just now.
    """

    notice_id: int
    chat_id: int
    message_id: int
    media: str | None = None


def add(
    session: Session,
    kind: str,
    subject_id: int,
    audience: Audience,
    lane: Lane,
    *,
    urgent: bool,
    due_at: datetime,
    expires_at: datetime | None,
    now: datetime,
    local_at: str | None = None,
    named_time: bool = False,
    joins_until: datetime | None = None,
) -> int:
    """Write a notice down; its copies are filled in later. Returns its row number."""
    return session.execute(
        insert(Notice)
        .values(
            kind=kind,
            subject_id=subject_id,
            audience=audience.to_json(),
            lane=lane,
            urgent=urgent,
            due_at=due_at,
            expires_at=expires_at,
            created_at=now,
            local_at=local_at,
            named_time=named_time,
            joins_until=joins_until,
        )
        .returning(Notice.id)
    ).scalar_one()


def change(
    session: Session,
    kind: str,
    subject_id: int,
    *,
    to: NoticeState | None = None,
    only: NoticeState | None = None,
    raise_revision: bool = True,
) -> int:
    """Change every notice of a kind and subject that is not retracted; its copies learn of it later.

    `to` gives it another state as well, `only` to those in that state now. What has a copy nowhere yet and will get
    none any more is closed for filling.
    Returns how many notices there were.
    """
    values: dict[str, Any] = {"spread_to": 0}
    if raise_revision:
        values["revision"] = Notice.revision + 1
    if to is not None:
        values["state"] = to
        if to in {NoticeState.CANCELLED, NoticeState.RETRACTED}:
            values["filled_to"] = None
    return (
        session.connection()
        .execute(
            update(Notice)
            .where(
                Notice.kind == kind,
                Notice.subject_id == subject_id,
                Notice.state != NoticeState.RETRACTED if only is None else Notice.state == only,
            )
            .values(values)
        )
        .rowcount
    )


def revision(session: Session, notice_id: int) -> int | None:
    """Say which revision a notice has; None when there is no such notice."""
    return session.scalar(select(Notice.revision).where(Notice.id == notice_id))


def chat_row(session: Session, bot_id: int, telegram_id: int) -> int | None:
    """Find a chat by Telegram's id."""
    return session.scalar(select(Chat.id).where(Chat.bot_id == bot_id, Chat.telegram_id == telegram_id))


def inline_chat(session: Session, bot_id: int, standing_for: int, language: str, zone: str | None) -> int:
    """Find the row that stands for the unknown chat of an inline message, or write it; returns its row number."""
    made = insert_or(session, Chat).values(
        bot_id=bot_id, telegram_id=standing_for, kind="inline", language=language, zone=zone
    )
    session.execute(made.on_conflict_do_nothing(index_elements=["bot_id", "telegram_id"]))
    return session.execute(select(Chat.id).where(Chat.bot_id == bot_id, Chat.telegram_id == standing_for)).scalar_one()


def adopt(
    session: Session,
    place: Place,
    shows: int | None,
    now: datetime,
    *,
    inline_id: str | None = None,
    whose: str = "ours",
) -> bool:
    """Make a message a copy of a notice: one that an answer brought, or a member's own (`whose` is "theirs" then).

    `shows` is the revision it was made from (None: today's). Any other notice whose copy it was lets go of it.
    `inline_id` is Telegram's id of a message that somebody posted through inline mode.
    Says whether there was such a notice.
    """
    # Held, so that a revision raised at the same moment either is seen here or sees this copy.
    notice = session.execute(select(Notice).where(Notice.id == place.notice_id).with_for_update()).scalar_one_or_none()
    if notice is None:
        return False
    shows = notice.revision if shows is None else min(shows, notice.revision)
    let_go(session, place.chat_id, place.message_id, except_notice=place.notice_id)
    fresh = {
        "notice_id": place.notice_id,
        "chat_id": place.chat_id,
        "state": CopyState.SENT,
        "revision": shows,
        "wanted": notice.revision,
        "due_at": now,
        "lane_rank": LANE_ORDER.index(Lane(notice.lane)),
        "open": shows < notice.revision or notice.state == NoticeState.RETRACTED,
        "attempts": 0,
        "sent_at": now,
        "inline_id": inline_id,
    }
    in_hand = Copy.lease_until.is_not(None)
    others = exists().where(CopyMessage.copy_id == Copy.id, CopyMessage.message_id != place.message_id)
    # A second message of the same notice in one chat: the older of both decides whether they need an edit.
    stale = (Copy.state == CopyState.SENT) & others & (Copy.revision < shows)
    standing = case((stale, Copy.revision), else_=literal(shows))
    copy_id = session.execute(
        insert_or(session, Copy)
        .values(fresh)
        .on_conflict_do_update(
            index_elements=["notice_id", "chat_id"],
            set_={
                "state": case((in_hand, Copy.state), else_=literal(CopyState.SENT.value)),
                "revision": case((in_hand, Copy.revision), else_=standing),
                "open": case((in_hand, literal(False)), else_=literal(fresh["open"]) | (standing < notice.revision)),
                "due_at": case((in_hand, Copy.due_at), else_=literal(now, UtcDateTime())),
                "wanted": notice.revision,
                "error": None,
                "sent_at": now,
            },
        )
        .returning(Copy.id)
    ).scalar_one()
    message = insert_or(session, CopyMessage).values(
        copy_id=copy_id,
        message_id=place.message_id,
        chat_id=place.chat_id,
        whose=whose,
        sent_at=now,
        media=place.media,
    )
    session.execute(
        message.on_conflict_do_update(index_elements=["copy_id", "message_id"], set_={"media": place.media})
        if place.media
        else message.on_conflict_do_nothing()
    )
    return True


def let_go(session: Session, chat_id: int, message_id: int, *, except_notice: int | None = None) -> bool:
    """Forget that a message is a copy: it shows something else now. Says whether it was one.

    It stays known as one of ours, unless it is a copy of `except_notice` from now on.
    """
    standing = select(CopyMessage.copy_id, CopyMessage.sent_at).where(
        CopyMessage.chat_id == chat_id, CopyMessage.message_id == message_id
    )
    if except_notice is not None:
        standing = standing.join(Copy, Copy.id == CopyMessage.copy_id).where(Copy.notice_id != except_notice)
    found = session.execute(standing).all()
    if not found:
        return False
    copies = [row.copy_id for row in found]
    if except_notice is None:
        session.execute(
            insert_or(session, ChatMessage)
            .values(chat_id=chat_id, message_id=message_id, ours=True, sent_at=found[0].sent_at)
            .on_conflict_do_nothing()
        )
    session.execute(delete(CopyMessage).where(CopyMessage.copy_id.in_(copies), CopyMessage.message_id == message_id))
    session.execute(
        update(Copy)
        .where(
            Copy.id.in_(copies),
            Copy.state == CopyState.SENT,
            Copy.lease_until.is_(None),
            ~exists().where(CopyMessage.copy_id == Copy.id),
        )
        .values(state=CopyState.GONE, open=False)
    )
    return True


def find(session: Session, bot_id: int, telegram_chat_id: int, message_id: int) -> Row[int, str, int, int, str] | None:
    """Find what a message shows: notice_id, kind, subject_id, copy_id, whose. None for one that is no copy."""
    return session.execute(
        select(
            Notice.id.label("notice_id"), Notice.kind, Notice.subject_id, Copy.id.label("copy_id"), CopyMessage.whose
        )
        .join_from(Chat, CopyMessage, CopyMessage.chat_id == Chat.id)
        .join(Copy, Copy.id == CopyMessage.copy_id)
        .join(Notice, Notice.id == Copy.notice_id)
        .where(Chat.bot_id == bot_id, Chat.telegram_id == telegram_chat_id, CopyMessage.message_id == message_id)
        .limit(1)
    ).one_or_none()


def reopen(session: Session, person_id: int, since: datetime, now: datetime) -> int:
    """Open what could not reach a person: notices due `since` then and not over yet, and edits that were missed.

    Returns how many copies are open again.
    """
    theirs = Copy.chat_id.in_(select(Chat.id).where(Chat.person_id == person_id))
    standing = Copy.notice_id.in_(
        select(Notice.id).where(
            Notice.state == NoticeState.ACTIVE,
            Notice.due_at >= since,
            (Notice.expires_at.is_(None)) | (Notice.expires_at > now),
        )
    )
    missed = (Copy.state == CopyState.SENT) & (Copy.revision < Copy.wanted) & Copy.lease_until.is_(None)
    never = (Copy.state == CopyState.UNREACHABLE) & standing
    sent = case((Copy.state == CopyState.UNREACHABLE, literal(CopyState.PENDING.value)), else_=Copy.state)
    changed = update(Copy).where(theirs, never | missed).values(state=sent, open=True, due_at=now, attempts=0)
    return session.connection().execute(changed).rowcount


def look_again(session: Session, person_id: int, kinds: Collection[str], now: datetime) -> int:
    """Open all copies of these kinds that stand in a person's chat; returns how many there are."""
    again = update(Copy).where(
        Copy.chat_id.in_(select(Chat.id).where(Chat.person_id == person_id)),
        Copy.notice_id.in_(select(Notice.id).where(Notice.kind.in_(kinds), Notice.state == NoticeState.ACTIVE)),
        Copy.state == CopyState.SENT,
        Copy.lease_until.is_(None),
    )
    return session.connection().execute(again.values(open=True, due_at=now, attempts=0)).rowcount


def keep_pause(session: Session, bot_id: int, telegram_id: int | None, until: datetime) -> None:
    """Keep until when Telegram wants quiet, in one chat or everywhere (None)."""
    if telegram_id is not None:
        session.execute(
            update(Chat).where(Chat.bot_id == bot_id, Chat.telegram_id == telegram_id).values(wait_until=until)
        )
        return
    house.keep(session, PAUSE, until.isoformat())


def pauses(session: Session, bot_id: int, wall: datetime) -> dict[int | None, datetime]:
    """List until when Telegram wants quiet, if after `wall` (real time), by its id of the chat; None is everywhere."""
    found: dict[int | None, datetime] = {
        row.telegram_id: row.wait_until
        for row in session.execute(
            select(Chat.telegram_id, Chat.wait_until).where(Chat.bot_id == bot_id, Chat.wait_until > wall)
        )
    }
    kept = house.kept(session, PAUSE)
    if kept and (until := datetime.fromisoformat(kept)) > wall:
        found[None] = until
    return found
