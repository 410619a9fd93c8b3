"""Queries of the delivery worker: what is open, who has it in hand, and what became of it. The hot path is all Core."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Integer,
    Row,
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
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.dialects import among, is_sqlite, numbers
from db.models import Chat, Copy, CopyMessage, Notice, Person
from db.models.base import UtcDateTime
from db.queries.people import SNAPSHOT
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


class Result(NamedTuple):
    """What became of a copy. `retry` opens it again at `due`; `given_up` leaves it until there is a newer revision."""

    state: str
    revision: int
    attempts: int
    error: str | None
    due: datetime
    sent: datetime | None
    retry: bool
    given_up: bool


# What every batch asks is built once: putting a statement together costs more than running it.
_OPEN: Any = (
    select(*_WHAT)
    .join_from(Copy, Notice, Notice.id == Copy.notice_id)
    .join(Chat, Chat.id == Copy.chat_id)
    .outerjoin(Person, Person.id == Chat.person_id)
    .where(
        Copy.open,
        Copy.lane_rank == bindparam("b_rank"),
        Copy.due_at <= bindparam("b_now", type_=UtcDateTime()),
        Chat.bot_id == bindparam("b_bot"),
    )
    .order_by(Copy.due_at, Copy.id)
    .limit(bindparam("b_limit"))
    .offset(bindparam("b_skip"))
)
_HELD: Any = (
    select(
        Copy.id.label("copy_id"),
        Notice.revision,
        Notice.state.label("notice_state"),
        Chat.unreachable_since,
        *SNAPSHOT,
    )
    .join_from(Copy, Notice, Notice.id == Copy.notice_id)
    .join(Chat, Chat.id == Copy.chat_id)
    .outerjoin(Person, Person.id == Chat.person_id)
    .where(among(Copy.id, numbers("b_ids")), Copy.open)
    .with_for_update(of=Copy, skip_locked=True)
)
_CLAIM: Any = (
    update(Copy)
    .where(among(Copy.id, numbers("b_ids")))
    .values(
        state=case((Copy.state == CopyState.PENDING, literal(CopyState.CLAIMED.value)), else_=Copy.state),
        open=False,
        lease_owner=bindparam("b_owner"),
        lease_until=bindparam("b_until", type_=UtcDateTime()),
    )
)


def open_copies(
    session: Session, bot_id: int, lane_rank: int, now: datetime, limit: int, skip: int = 0
) -> list[Row[Any]]:
    """List what is due and in nobody's hand in one lane, longest due first, with its notice and chat.

    The first `skip` are left to others.
    """
    asked = {"b_bot": bot_id, "b_rank": lane_rank, "b_now": now, "b_limit": limit, "b_skip": skip}
    return list(session.connection().execute(_OPEN, asked))


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

    Rows of copy_id, the notice's revision and state (notice_state), the chat's unreachable_since, and its person's
    snapshot, of which all is empty where the chat is nobody's.
    """
    return list(session.connection().execute(_HELD, {"b_ids": copy_ids}))


def claim(session: Session, copy_ids: Collection[int], owner: str, until: datetime) -> None:
    """Take held copies in hand until then (real time): a send is *claimed*, anything else keeps its state."""
    session.connection().execute(_CLAIM, {"b_ids": copy_ids, "b_owner": owner, "b_until": until})


_SETTLE: Any = (
    update(Copy)
    .where(
        among(Copy.id, numbers("b_ids")),
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
_COLUMNS = ["copy_id", "message_id", "chat_id", "whose", "sent_at", "place", "media"]
_SENT: Any = bindparam("b_sent", type_=UtcDateTime())
_each: Any = func.json_each(bindparam("b_rows")).table_valued("value", name="each")
_each_of: Any = [func.json_extract(_each.c.value, f"$[{place}]") for place in range(4)]
_ARRIVED: Any = select(Copy.id, _each_of[1], Copy.chat_id, literal("ours"), _SENT, _each_of[2], _each_of[3]).join_from(
    _each, Copy, Copy.id == _each_of[0]
)
_several: Any = func.unnest(
    bindparam("b_ids", type_=ARRAY(BigInteger)),
    bindparam("b_messages", type_=ARRAY(BigInteger)),
    bindparam("b_places", type_=ARRAY(Integer)),
    bindparam("b_medias", type_=ARRAY(String)),
)
_several = _several.table_valued("copy_id", "message_id", "place", "media", name="several").render_derived()
_ALL_ARRIVED: Any = select(
    Copy.id, _several.c.message_id, Copy.chat_id, literal("ours"), _SENT, _several.c.place, _several.c.media
).join_from(_several, Copy, Copy.id == _several.c.copy_id)
# One statement for all: to PostgreSQL each is a journey, on SQLite each step lets other threads go first.
_ARRIVE = sqlite.insert(CopyMessage).from_select(_COLUMNS, _ARRIVED).on_conflict_do_nothing()
_ARRIVE_AT_ONCE = postgresql.insert(CopyMessage).from_select(_COLUMNS, _ALL_ARRIVED).on_conflict_do_nothing()


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


def settle(session: Session, owner: str, results: Mapping[Result, Collection[int]]) -> None:
    """Record what became of copies that this owner had in hand, by result: one statement for all that are alike."""
    connection = session.connection()
    for result, copy_ids in results.items():
        values = {f"b_{name}": value for name, value in zip(Result._fields, result, strict=True)}
        connection.execute(_SETTLE, values | {"b_ids": copy_ids, "b_owner": owner})


def arrived(session: Session, now: datetime, sent: Sequence[tuple[int, int, int, str | None]]) -> set[int]:
    """Record the messages that copies are since now: copy, Telegram's message id, place in an album, mark.

    Returns the copies that are no more: erased meanwhile, they have no messages.
    """
    statement = _ARRIVE if is_sqlite(session) else _ARRIVE_AT_ONCE
    rows: dict[str, Any] = {"b_rows": json.dumps(sent)}
    if not is_sqlite(session):
        columns = (list(column) for column in zip(*sent, strict=True))
        rows = dict(zip(("b_ids", "b_messages", "b_places", "b_medias"), columns, strict=True))
    # Of an insert it is only counted when that is asked for.
    counted = {"preserve_rowcount": True}
    kept = session.connection().execute(statement, {"b_sent": now, **rows}, execution_options=counted).rowcount
    if kept == len(sent):
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


def counts(session: Session, notice_id: int) -> dict[CopyState, int]:
    """Count a notice's copies by state."""
    rows = session.execute(select(Copy.state, func.count()).where(Copy.notice_id == notice_id).group_by(Copy.state))
    return {CopyState(state): number for state, number in rows}
