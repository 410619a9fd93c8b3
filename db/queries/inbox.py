"""Queries of the inbox: storing, claiming by key, finishing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, delete, exists, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import Inbox, InboxLease
from db.values import InboxState

_CLAIMED = (
    Inbox.id,
    Inbox.key,
    Inbox.update_id,
    Inbox.kind,
    Inbox.payload,
    Inbox.state,
    Inbox.answers,
    Inbox.answered,
    Inbox.attempts,
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An update on its way in: who it concerns (the person, else the chat), its kind, and its JSON as it came."""

    update_id: int
    key: int
    kind: str
    payload: str


def store(session: Session, bot_id: int, updates: Sequence[Stored], now: datetime) -> int:
    """Store updates; one that is there already is left alone. Returns how many were new."""
    if not updates:
        return 0
    values = [
        {
            "bot_id": bot_id,
            "update_id": u.update_id,
            "key": u.key,
            "kind": u.kind,
            "payload": u.payload,
            "received_at": now,
            "state": InboxState.STORED,
            "answered": 0,
            "attempts": 0,
        }
        for u in updates
    ]
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(Inbox).on_conflict_do_nothing(index_elements=["bot_id", "update_id"])
    before = session.execute(statement.values(values))
    return before.rowcount  # type: ignore[attr-defined,no-any-return]  # an INSERT's result has it


def finish(session: Session, owner: str, rows: Sequence[tuple[int, int]], now: datetime) -> None:
    """Close rows (id, key) whose answers left, blank what they held, and give their keys back."""
    if not rows:
        return
    ids, keys = [row[0] for row in rows], [row[1] for row in rows]
    aside = Inbox.reference.is_not(None)
    session.execute(
        update(Inbox)
        .where(Inbox.id.in_(ids))
        .values(
            state=case((aside, InboxState.SET_ASIDE), else_=InboxState.DONE),
            payload=case((aside, Inbox.payload), else_=""),
            answers=None,
            finished_at=now,
        )
    )
    release(session, owner, keys)


def release(session: Session, owner: str, keys: Iterable[int]) -> None:
    """Give keys back without closing anything."""
    session.execute(delete(InboxLease).where(InboxLease.key.in_(list(keys)), InboxLease.owner == owner))


def claim(
    session: Session, owner: str, now: datetime, until: datetime, room: int, busy: Iterable[int]
) -> list[Row[Any]]:
    """Lease up to `room` keys that nobody holds and take the lowest stored update of each.

    `now` and `until` are the lease's times; `busy` are keys this process still has in hand.
    """
    leased = exists().where(InboxLease.key == Inbox.key, InboxLease.until > now)
    wanted = (
        select(Inbox.key).where(Inbox.finished_at.is_(None), ~leased, Inbox.key.not_in(list(busy))).order_by(Inbox.id)
    ).limit(room * 2)
    keys = sorted(dict.fromkeys(session.scalars(wanted)))[:room]
    if not keys:
        return []
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    lease = dialect.insert(InboxLease).values([{"key": key, "owner": owner, "until": until} for key in keys])
    mine = list(
        session.scalars(
            lease.on_conflict_do_update(
                index_elements=["key"], set_={"owner": owner, "until": until}, where=InboxLease.until <= now
            ).returning(InboxLease.key)
        )
    )
    if not mine:
        return []
    lowest = (
        select(Inbox.key, func.min(Inbox.update_id))
        .where(Inbox.finished_at.is_(None), Inbox.key.in_(mine))
        .group_by(Inbox.key)
    )
    rows = list(
        session.execute(
            update(Inbox)
            .where(Inbox.finished_at.is_(None), tuple_(Inbox.key, Inbox.update_id).in_(lowest))
            .values(attempts=Inbox.attempts + 1)
            .returning(*_CLAIMED)
            .execution_options(synchronize_session=False)
        )
    )
    # Another process may have finished a key's rows between our look and our lease.
    if empty := set(mine) - {row.key for row in rows}:
        release(session, owner, empty)
    return rows


def give_back(session: Session, owner: str, row_id: int, key: int) -> None:
    """Undo a claim whose handling never began to count: the database was away."""
    session.execute(update(Inbox).where(Inbox.id == row_id).values(attempts=Inbox.attempts - 1))
    release(session, owner, [key])


def holds(session: Session, owner: str, key: int) -> bool:
    """Say whether this process still holds the key, and keep anyone from taking it until the commit."""
    lease = select(InboxLease.owner).where(InboxLease.key == key).with_for_update()
    return session.scalar(lease) == owner


def renew(session: Session, owner: str, until: datetime) -> None:
    """Hold all of this process's keys for longer."""
    session.execute(update(InboxLease).where(InboxLease.owner == owner).values(until=until))


def drop_leases(session: Session) -> None:
    """Forget every lease; only where one process is alone (SQLite) and starts."""
    session.execute(delete(InboxLease))


def keep_answers(session: Session, row_id: int, answers: list[dict[str, Any]], reference: str | None = None) -> None:
    """Write the answers that are to leave after this commit; `reference` marks a row that will be set aside."""
    session.execute(
        update(Inbox)
        .where(Inbox.id == row_id)
        .values(state=InboxState.ANSWERING, answers=answers, answered=0, reference=reference)
    )


def answered(session: Session, row_id: int, count: int) -> None:
    """Remember that the first `count` answers have left."""
    session.execute(update(Inbox).where(Inbox.id == row_id).values(answered=count))


def waiting(session: Session) -> int:
    """Count the updates that are not finished."""
    return session.scalar(select(func.count()).select_from(Inbox).where(Inbox.finished_at.is_(None))) or 0


def purge(session: Session, done_before: datetime, aside_before: datetime) -> int:
    """Remove finished rows older than `done_before`; rows that were set aside, older than `aside_before`."""
    old = (Inbox.state == InboxState.DONE) & (Inbox.finished_at < done_before)
    aside = (Inbox.state == InboxState.SET_ASIDE) & (Inbox.finished_at < aside_before)
    return session.execute(delete(Inbox).where(old | aside)).rowcount  # type: ignore[attr-defined,no-any-return]  # as above
