"""Queries of the inbox: storing, claiming by key, finishing.

They run for every update, so they are Core statements built once, with bound parameters: building and compiling one
costs more than SQLite takes to carry it out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, case, delete, exists, func, select, text, tuple_, update
from sqlalchemy.orm import Session

from db.dialects import DIALECTS
from db.locks import PRESENCE
from db.models import Inbox, InboxLease
from db.values import InboxState

_inbox: Any = Inbox.__table__
_lease: Any = InboxLease.__table__
_open = _inbox.c.finished_at.is_(None)


@dataclass(frozen=True, slots=True)
class Stored:
    """An update on its way in: who it concerns (the person, else the chat), its kind, and its JSON as it came.

    `message_id` is set for what a person wrote in their private chat.
    """

    update_id: int
    key: int
    kind: str
    payload: str
    message_id: int | None = None


_STORE = {
    name: dialect.insert(_inbox).on_conflict_do_nothing(index_elements=["bot_id", "update_id"])
    for name, dialect in DIALECTS.items()
}


def store(session: Session, bot_id: int, updates: Sequence[Stored], now: datetime) -> None:
    """Store updates; one that is there already is left alone."""
    if updates:
        rows = [
            {
                "bot_id": bot_id,
                "update_id": u.update_id,
                "key": u.key,
                "kind": u.kind,
                "payload": u.payload,
                "message_id": u.message_id,
                "received_at": now,
                "state": InboxState.STORED,
                "answered": 0,
                "attempts": 0,
            }
            for u in updates
        ]
        connection = session.connection()
        connection.execute(_STORE[connection.dialect.name], rows)


_aside = _inbox.c.reference.is_not(None)
_FINISH = (
    update(_inbox)
    .where(_inbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=case((_aside, InboxState.SET_ASIDE), else_=InboxState.DONE),
        payload=case((_aside, _inbox.c.payload), else_=""),
        # Whose it was is nobody's business any more.
        key=case((_aside, _inbox.c.key), else_=0),
        message_id=None,
        answers=None,
        finished_at=bindparam("now"),
    )
)
_RELEASE = delete(_lease).where(
    _lease.c.key.in_(bindparam("keys", expanding=True)), _lease.c.owner == bindparam("holder")
)


def finish(session: Session, owner: str, rows: Sequence[tuple[int, int]], now: datetime) -> None:
    """Close rows (id, key) whose answers left, blank what they held, and give their keys back."""
    if rows:
        session.connection().execute(_FINISH, {"ids": [row[0] for row in rows], "now": now})
        release(session, owner, [row[1] for row in rows])


def release(session: Session, owner: str, keys: Iterable[int]) -> None:
    """Give keys back without closing anything."""
    session.connection().execute(_RELEASE, {"keys": list(keys), "holder": owner})


_leased = exists().where(_lease.c.key == _inbox.c.key, _lease.c.until > bindparam("at"))
_oldest = (
    select(_inbox.c.key)
    .where(_open, ~_leased, _inbox.c.key.not_in(bindparam("busy", expanding=True)))
    .order_by(_inbox.c.id)
    .limit(bindparam("room"))
    .subquery()
)
# Sorted, so that two processes that want the same keys never wait for each other in a circle.
_wanted = (
    select(
        _oldest.c.key,
        bindparam("me", type_=_lease.c.owner.type).label("owner"),
        bindparam("till", type_=_lease.c.until.type).label("until"),
    )
    .where(_oldest.c.key.is_not(None))
    .distinct()
    .order_by(_oldest.c.key)
)


def _taking(dialect: Any) -> Any:
    insert = dialect.insert(_lease).from_select(["key", "owner", "until"], _wanted)
    return insert.on_conflict_do_update(
        index_elements=["key"],
        set_={"owner": insert.excluded.owner, "until": insert.excluded.until},
        where=_lease.c.until <= bindparam("at"),
    ).returning(_lease.c.key)


_TAKE = {name: _taking(dialect) for name, dialect in DIALECTS.items()}
_lowest = (
    select(_inbox.c.key, func.min(_inbox.c.update_id))
    .where(_open, _inbox.c.key.in_(bindparam("keys", expanding=True)))
    .group_by(_inbox.c.key)
)
_CLAIM = (
    update(_inbox)
    .where(_open, tuple_(_inbox.c.key, _inbox.c.update_id).in_(_lowest))
    .values(attempts=_inbox.c.attempts + 1)
    .returning(
        _inbox.c.id,
        _inbox.c.key,
        _inbox.c.update_id,
        _inbox.c.kind,
        _inbox.c.payload,
        _inbox.c.state,
        _inbox.c.answers,
        _inbox.c.answered,
        _inbox.c.attempts,
    )
)


def claim(
    session: Session, owner: str, now: datetime, until: datetime, room: int, busy: Iterable[int]
) -> list[Row[Any]]:
    """Lease up to `room` keys that nobody holds and take the lowest stored update of each.

    `now` and `until` are the lease's times; `busy` are keys this process still has in hand. A row's `attempts` counts
    its claims: whoever writes must have the latest (see `keep_answers`).
    """
    connection = session.connection()
    taken = connection.execute(
        _TAKE[connection.dialect.name], {"at": now, "till": until, "me": owner, "room": room, "busy": list(busy)}
    )
    mine = list(taken.scalars())
    if not mine:
        return []
    rows = list(connection.execute(_CLAIM, {"keys": mine}))
    # Another process may have finished a key's rows between our look and our lease.
    if empty := set(mine) - {row.key for row in rows}:
        release(session, owner, empty)
    return rows


def give_back(session: Session, owner: str, rows: Iterable[tuple[int, int, int]]) -> None:
    """Undo claims (id, key, attempts) whose handling never began to count: the database was away.

    A row that another process claimed meanwhile is left alone: its count is what fences that process's step.
    """
    for row_id, key, attempts in rows:
        mine = update(_inbox).where(_inbox.c.id == row_id, _inbox.c.attempts == attempts)
        session.execute(mine.values(attempts=attempts - 1))
        release(session, owner, [key])


def renew(session: Session, owner: str, keys: Sequence[int], until: datetime) -> None:
    """Hold these keys for longer. Others of this process run out: a claim whose commit was never confirmed, say."""
    if keys:
        held = update(_lease).where(_lease.c.owner == owner, _lease.c.key.in_(keys))
        session.execute(held.values(until=until))


def drop_leases(session: Session) -> None:
    """Forget every lease; only where one process is alone (SQLite) and starts."""
    session.execute(delete(_lease))


_DEAD = text(
    "DELETE FROM inbox_lease WHERE owner NOT IN (SELECT objid::text FROM pg_locks"
    " WHERE locktype = 'advisory' AND granted AND classid = :presence AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)


def drop_leases_of_the_dead(session: Session) -> int:
    """Forget the leases of processes that ended (PostgreSQL); says how many there were."""
    return session.connection().execute(_DEAD, {"presence": PRESENCE}).rowcount


_KEEP = (
    update(_inbox)
    .where(
        _inbox.c.id == bindparam("row"),
        _inbox.c.attempts == bindparam("claimed"),
        _inbox.c.state == InboxState.STORED,
    )
    .values(state=InboxState.ANSWERING, answers=bindparam("said"), answered=0, reference=bindparam("number"))
)


def keep_answers(
    session: Session, row_id: int, attempts: int, answers: list[dict[str, Any]], reference: str | None = None
) -> bool:
    """Write the answers that are to leave after this commit; `reference` marks a row that will be set aside.

    Says whether this claim (its count is `attempts`) is still the row's latest: if not, another process took over,
    and nothing of this step may be kept.
    """
    values = {"row": row_id, "claimed": attempts, "said": answers, "number": reference}
    return session.connection().execute(_KEEP, values).rowcount == 1


def answered(session: Session, row_id: int, count: int) -> None:
    """Remember that the first `count` answers have left."""
    session.execute(update(_inbox).where(_inbox.c.id == row_id).values(answered=count))


def waiting(session: Session) -> int:
    """Count the updates that are not finished."""
    return session.scalar(select(func.count()).select_from(_inbox).where(_open)) or 0


def purge(session: Session, done_before: datetime, aside_before: datetime) -> int:
    """Remove finished rows older than `done_before`; rows that were set aside, older than `aside_before`."""
    old = (_inbox.c.state == InboxState.DONE) & (_inbox.c.finished_at < done_before)
    aside = (_inbox.c.state == InboxState.SET_ASIDE) & (_inbox.c.finished_at < aside_before)
    return session.connection().execute(delete(_inbox).where(old | aside)).rowcount
