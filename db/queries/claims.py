"""The hot path of the delivery: recording what became of copies, and taking others in hand in their place.

PostgreSQL does each of the two in one statement: what a claim costs is less its work than its journeys. At each its
thread lets the loop go first, and when the answer is there, it waits for its turn again.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    BigInteger,
    Integer,
    Row,
    String,
    bindparam,
    case,
    column,
    false,
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
from db.queries.belonging import Scope, outside
from db.queries.people import SNAPSHOT
from db.values import CopyState


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


class Arrival(NamedTuple):
    """A message that a copy is since now: Telegram's id, its place in an album, the mark of what it shows."""

    copy_id: int
    message_id: int
    place: int
    media: str | None


# All statements are built once: putting one together costs more than running it.
_SENT: Any = bindparam("b_sent", type_=UtcDateTime())
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
        sent_at=func.coalesce(_SENT, Copy.sent_at),
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
_ROWS: Any = bindparam("b_rows", type_=JSON())
_each: Any = func.json_each(_ROWS).table_valued("value", name="each")
_each_of: Any = [func.json_extract(_each.c.value, f"$.{name}") for name in Arrival._fields]
_types: Any = zip(Arrival._fields, (BigInteger, BigInteger, Integer, String), strict=True)
_several: Any = func.json_to_recordset(_ROWS).table_valued(
    *(column(name, kind) for name, kind in _types), name="several"
)
_several = _several.render_derived(with_types=True)
_settled: Any = _SETTLE.returning(Copy.id, Copy.chat_id).cte("settled")


def _arrived(rows: Any, arrival: Sequence[Any], copies: Any, columns: Any) -> Any:
    """Select the messages that arrived, of those `copies` that are there."""
    copy_id, *shown = arrival
    found = select(columns.id, shown[0], columns.chat_id, literal("ours"), _SENT, *shown[1:])
    return found.join_from(rows, copies, columns.id == copy_id)


_late: Any = _arrived(_several, _several.c, Copy, Copy).where(among(Copy.id, numbers("b_ids")))
_ARRIVE: Any = {
    "sqlite": sqlite.insert(CopyMessage).from_select(_COLUMNS, _arrived(_each, _each_of, Copy, Copy)),
    "postgresql": postgresql.insert(CopyMessage).from_select(_COLUMNS, _late),
}
_ARRIVE = {name: insert.on_conflict_do_nothing() for name, insert in _ARRIVE.items()}
_SETTLE_AND_ARRIVE: Any = (
    postgresql.insert(CopyMessage)
    .from_select(_COLUMNS, _arrived(_several, _several.c, _settled, _settled.c))
    .on_conflict_do_nothing()
)
# Of an insert it is only counted when that is asked for.
_COUNTED = {"preserve_rowcount": True}
_TAKE: Any = {
    "state": case((Copy.state == CopyState.PENDING, literal(CopyState.CLAIMED.value)), else_=Copy.state),
    "open": False,
    "lease_owner": bindparam("b_owner"),
    "lease_until": bindparam("b_until", type_=UtcDateTime()),
}
_CLAIM: Any = update(Copy).where(among(Copy.id, numbers("b_ids"))).values(_TAKE)


def settle(
    session: Session,
    owner: str,
    now: datetime,
    results: Mapping[Result, Collection[int]],
    arrived: Sequence[Arrival],
) -> set[int]:
    """Record what became of copies that this owner had in hand, all that are alike at once, and what arrived.

    Returns the copies of what arrived that are no more: erased meanwhile, they have no messages.
    """
    connection, kept = session.connection(), 0
    for result, copy_ids in results.items():
        values: dict[str, Any] = {f"b_{name}": value for name, value in zip(Result._fields, result, strict=True)}
        values |= {"b_ids": copy_ids, "b_owner": owner}
        if result.sent is None or is_sqlite(session):
            connection.execute(_SETTLE, values)
        else:
            values["b_rows"] = [arrival._asdict() for arrival in arrived if arrival.copy_id in copy_ids]
            kept += connection.execute(_SETTLE_AND_ARRIVE, values, execution_options=_COUNTED).rowcount
    # On PostgreSQL that is rare: some are no more, or in somebody else's hand, or recorded already.
    return _arrive(session, now, arrived) if kept < len(arrived) else set()


def _arrive(session: Session, now: datetime, arrived: Sequence[Arrival]) -> set[int]:
    """Record what arrived, whoever has these copies in hand; returns those that are no more."""
    copies = {arrival.copy_id for arrival in arrived}
    values: dict[str, Any] = {"b_sent": now, "b_rows": [arrival._asdict() for arrival in arrived]}
    if not is_sqlite(session):
        values["b_ids"] = copies
    statement = _ARRIVE[session.get_bind().dialect.name]
    kept = session.connection().execute(statement, values, execution_options=_COUNTED).rowcount
    if kept == len(arrived):
        return set()
    return copies - set(session.scalars(select(Copy.id).where(Copy.id.in_(copies))))


def take(
    session: Session, copy_ids: Collection[int], owner: str, until: datetime, scope: Scope | None = None
) -> list[Row[Any]]:
    """Take those of these copies that are still open in hand until then (real time).

    A send is *claimed*, anything else keeps its state; what another worker is about to take is left out. Rows of
    copy_id, the notice's revision and state (notice_state), the chat's unreachable_since, whether its person is
    `outside` of an audience, and their snapshot, of which all is empty where the chat is nobody's.
    """
    connection, values = session.connection(), {"b_owner": owner, "b_until": until}
    if not is_sqlite(session):
        return list(connection.execute(_take(scope), {**values, "b_ids": copy_ids}))
    rows = list(connection.execute(_held(scope), {"b_ids": copy_ids}))
    connection.execute(_CLAIM, {**values, "b_ids": [row.copy_id for row in rows]})
    return rows


@lru_cache(maxsize=64)
def _held(scope: Scope | None) -> Any:
    """Build the question for copies that are open, once an audience."""
    return (
        select(
            Copy.id.label("copy_id"),
            Notice.revision,
            Notice.state.label("notice_state"),
            Chat.unreachable_since,
            (outside(scope) if scope else false()).label("outside"),
            *SNAPSHOT,
        )
        .join_from(Copy, Notice, Notice.id == Copy.notice_id)
        .join(Chat, Chat.id == Copy.chat_id)
        .outerjoin(Person, Person.id == Chat.person_id)
        .where(among(Copy.id, numbers("b_ids")), Copy.open)
        .with_for_update(of=Copy, skip_locked=True)
    )


@lru_cache(maxsize=64)
def _take(scope: Scope | None) -> Any:
    held = _held(scope).cte("held")
    return update(Copy).where(Copy.id == held.c.copy_id).values(_TAKE).returning(*held.c)
