"""Queries of the delivery worker: what is open, who has it in hand, and what became of it. The hot path is all Core."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Chat, Copy, CopyMessage, Notice, Person
from db.models.base import UtcDateTime
from db.values import Audience, CopyState, NoticeState

_WHAT = (
    Copy.id,
    Copy.state,
    Copy.revision.label("shows"),
    Copy.attempts,
    Copy.error,
    Copy.thread_id,
    Copy.inline_id,
    Copy.due_at,
    Notice.id.label("notice_id"),
    Notice.kind,
    Notice.subject_id,
    Notice.revision,
    Notice.state.label("notice_state"),
    Notice.lane,
    Notice.urgent,
    Notice.named_time,
    Notice.expires_at,
    Chat.id.label("chat_id"),
    Chat.telegram_id,
    Chat.kind.label("chat_kind"),
    Chat.language,
    Chat.zone,
    Chat.person_id,
    Chat.unreachable_since,
    Person.country,
    Person.quiet_from,
    Person.quiet_to,
    Person.weekends,
)


def open_copies(
    session: Session, bot_id: int, lane_rank: int, now: datetime, limit: int, skip: int = 0
) -> list[Row[Any]]:
    """List what is due and in nobody's hand in one lane, longest due first, with its notice and chat.

    The first `skip` are left to others.
    """
    return list(
        session.execute(
            select(*_WHAT)
            .join_from(Copy, Notice, Notice.id == Copy.notice_id)
            .join(Chat, Chat.id == Copy.chat_id)
            .outerjoin(Person, Person.id == Chat.person_id)
            .where(Copy.open, Copy.lane_rank == lane_rank, Copy.due_at <= now, Chat.bot_id == bot_id)
            .order_by(Copy.due_at, Copy.id)
            .limit(limit)
            .offset(skip)
        )
    )


def audiences(session: Session, notice_ids: Collection[int]) -> dict[int, Audience]:
    """Fetch whom notices are for, by row number."""
    rows = session.execute(select(Notice.id, Notice.audience).where(Notice.id.in_(notice_ids)))
    return {row.id: Audience.from_json(row.audience) for row in rows}


def messages(session: Session, copy_ids: Collection[int]) -> list[Row[Any]]:
    """List the messages of ours that these copies are: copy_id, message_id, sent_at, place, media; oldest first."""
    return list(
        session.execute(
            select(
                CopyMessage.copy_id, CopyMessage.message_id, CopyMessage.sent_at, CopyMessage.place, CopyMessage.media
            )
            .where(CopyMessage.copy_id.in_(copy_ids), CopyMessage.whose == "ours")
            .order_by(CopyMessage.copy_id, CopyMessage.message_id)
        )
    )


def standing(session: Session, kind: str, subject_id: int, chat_ids: Collection[int]) -> dict[int, int]:
    """Find the first message of a notice in each of these chats: Telegram's message id by the chat's row number."""
    asked = select(Copy.chat_id, func.min(CopyMessage.message_id).label("message_id"))
    asked = asked.join_from(Notice, Copy, Copy.notice_id == Notice.id).join(CopyMessage, CopyMessage.copy_id == Copy.id)
    asked = asked.where(Notice.kind == kind, Notice.subject_id == subject_id, Copy.chat_id.in_(chat_ids))
    return {row.chat_id: row.message_id for row in session.execute(asked.group_by(Copy.chat_id))}


def next_due(session: Session, lanes: int) -> datetime | None:
    """Say when the next copy falls due."""
    found = [
        session.scalar(select(Copy.due_at).where(Copy.open, Copy.lane_rank == rank).order_by(Copy.due_at).limit(1))
        for rank in range(lanes)
    ]
    return min((moment for moment in found if moment is not None), default=None)


def hold(session: Session, copy_ids: Collection[int]) -> list[Row[Any]]:
    """Hold those of these copies that are still open, until the commit; what another worker holds is left out.

    Rows of id, the notice's revision and state (notice_state), and the chat's unreachable_since.
    """
    return list(
        session.execute(
            select(
                Copy.id,
                Notice.revision,
                Notice.state.label("notice_state"),
                Chat.unreachable_since,
            )
            .join_from(Copy, Notice, Notice.id == Copy.notice_id)
            .join(Chat, Chat.id == Copy.chat_id)
            .where(Copy.id.in_(copy_ids), Copy.open)
            .with_for_update(of=Copy, skip_locked=True)
        )
    )


def claim(session: Session, copy_ids: Collection[int], owner: str, until: datetime) -> None:
    """Take held copies in hand until then (real time): a send is *claimed*, anything else keeps its state."""
    pending = Copy.state == CopyState.PENDING
    session.execute(
        update(Copy)
        .where(Copy.id.in_(copy_ids))
        .values(
            state=case((pending, literal(CopyState.CLAIMED.value)), else_=Copy.state),
            open=False,
            lease_owner=owner,
            lease_until=until,
        )
    )


_SETTLE = (
    update(Copy)
    .where(
        Copy.id == bindparam("b_id"),
        # What was swept up meanwhile is known now, after all.
        or_(Copy.lease_owner == bindparam("b_owner"), Copy.state == CopyState.MAYBE, Copy.open),
    )
    .values(
        state=bindparam("b_state"),
        revision=bindparam("b_revision"),
        attempts=bindparam("b_attempts"),
        error=bindparam("b_error"),
        due_at=bindparam("b_due"),
        sent_at=func.coalesce(bindparam("b_sent", type_=UtcDateTime()), Copy.sent_at),
        lease_owner=None,
        lease_until=None,
        open=or_(
            bindparam("b_retry"),
            (bindparam("b_state") == CopyState.SENT.value)
            & ~bindparam("b_given_up")
            & (Copy.wanted > bindparam("b_revision")),
        ),
    )
)
_ARRIVED: Select[int, int, int, str, datetime, int, str | None] = select(
    Copy.id,
    bindparam("b_message", type_=BigInteger()),
    Copy.chat_id,
    literal("ours"),
    bindparam("b_sent", type_=UtcDateTime()),
    bindparam("b_place", type_=Integer()),
    bindparam("b_media", type_=String()),
).where(Copy.id == bindparam("b_id"))


def lay_aside(session: Session, copy_ids: Collection[int]) -> None:
    """Close those of these copies whose notice is paused now, and stays so until the commit."""
    theirs = set(session.scalars(select(Copy.notice_id).where(Copy.id.in_(copy_ids))))
    paused = select(Notice.id).where(Notice.id.in_(theirs), Notice.state == NoticeState.PAUSED)
    held = list(session.scalars(paused.with_for_update(read=True)))
    session.execute(
        update(Copy)
        .where(Copy.id.in_(copy_ids), Copy.notice_id.in_(held), Copy.state == CopyState.PENDING, Copy.open)
        .values(open=False)
    )


def settle(session: Session, results: Sequence[Mapping[str, Any]]) -> None:
    """Record what became of copies, in one batch. Each result names id, owner, state, revision, attempts, error, due,
    sent, retry (open again at `due`) and given_up (leave it until there is a newer revision).
    """
    session.connection().execute(_SETTLE, [{f"b_{name}": value for name, value in row.items()} for row in results])


def arrived(session: Session, sent: Sequence[tuple[int, datetime, int, int, str | None]]) -> set[int]:
    """Record the messages that copies are now: copy, when, Telegram's message id, place in an album, mark.

    Returns the copies that are no more: erased meanwhile, they have no messages.
    """
    columns = ["copy_id", "message_id", "chat_id", "whose", "sent_at", "place", "media"]
    statement = insert_or(session, CopyMessage).from_select(columns, _ARRIVED).on_conflict_do_nothing()
    names = ("b_id", "b_sent", "b_message", "b_place", "b_media")
    rows = [dict(zip(names, row, strict=True)) for row in sent]
    if session.connection().execute(statement, rows).rowcount == len(sent):
        return set()
    copies = {row[0] for row in sent}
    return copies - set(session.scalars(select(Copy.id).where(Copy.id.in_(copies))))


def changed(session: Session, shown: Sequence[tuple[int, int, str | None]]) -> None:
    """Record what messages show now: copy, Telegram's message id, mark."""
    session.connection().execute(
        update(CopyMessage)
        .where(CopyMessage.copy_id == bindparam("b_id"), CopyMessage.message_id == bindparam("b_message"))
        .values(media=bindparam("b_media")),
        [{"b_id": copy_id, "b_message": message, "b_media": media} for copy_id, message, media in shown],
    )


def forget_messages(session: Session, gone: Sequence[tuple[int, int]]) -> None:
    """Forget messages that are no more: copy, Telegram's message id."""
    session.connection().execute(
        delete(CopyMessage).where(
            CopyMessage.copy_id == bindparam("b_id"), CopyMessage.message_id == bindparam("b_message")
        ),
        [{"b_id": copy_id, "b_message": message} for copy_id, message in gone],
    )


def unreachable(session: Session, chat_ids: Collection[int], now: datetime) -> None:
    """Note that chats cannot be written to since now."""
    session.execute(
        update(Chat).where(Chat.id.in_(chat_ids), Chat.unreachable_since.is_(None)).values(unreachable_since=now)
    )


def migrate(session: Session, chat_id: int, telegram_id: int) -> None:
    """Let a group be known by its new id.

    Where that one is known already, the copies go over to it, and so does the hub; what it has is not sent twice.
    """
    old = session.execute(select(Chat.bot_id, Chat.hub).where(Chat.id == chat_id)).one()
    known = session.scalar(select(Chat.id).where(Chat.bot_id == old.bot_id, Chat.telegram_id == telegram_id))
    if known is None:
        session.execute(update(Chat).where(Chat.id == chat_id).values(telegram_id=telegram_id))
    elif known != chat_id:
        theirs = Copy.chat_id == chat_id
        twice = select(Copy.notice_id).where(Copy.chat_id == known)
        session.execute(update(Copy).where(theirs, Copy.notice_id.not_in(twice)).values(chat_id=known))
        unsent = theirs & (Copy.state == CopyState.PENDING)
        session.execute(update(Copy).where(unsent).values(state=CopyState.SKIPPED))
        session.execute(update(Copy).where(theirs).values(open=False))
        session.execute(update(Chat).where(Chat.id == chat_id).values(hub=None))
        session.execute(update(Chat).where(Chat.id == known, Chat.hub.is_(None)).values(hub=old.hub))


def counts(session: Session, notice_id: int) -> dict[CopyState, int]:
    """Count a notice's copies by state."""
    rows = session.execute(select(Copy.state, func.count()).where(Copy.notice_id == notice_id).group_by(Copy.state))
    return {CopyState(state): number for state, number in rows}
