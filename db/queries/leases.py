"""Queries about leases on copies: those of the dead end at once, what ran out is taken back, what is unused given."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, case, exists, literal, text, update
from sqlalchemy.orm import Session

from db.locks import PRESENCE
from db.models import Copy, Notice
from db.models.base import UtcDateTime
from db.values import AGAIN, CopyState

INTERRUPTED = "interrupted"

# Owners that are numbers hold a lock of that number for as long as they live (bot/presence.py).
_DEAD = text(
    "UPDATE copy SET lease_until = :past"
    " WHERE lease_until > :past AND lease_owner <> :mine AND lease_owner ~ '^[0-9]+$'"
    " AND lease_owner NOT IN (SELECT objid::text FROM pg_locks"
    " WHERE locktype = 'advisory' AND granted AND classid = :presence AND objsubid = 2"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)


def end_those_of_the_dead(session: Session, mine: str, past: datetime) -> int:
    """Let leases of processes that ended have run out at `past` (real time; PostgreSQL only); says how many."""
    result: CursorResult[Any] = session.connection().execute(_DEAD, {"past": past, "mine": mine, "presence": PRESENCE})
    return result.rowcount


def give_back(session: Session, copy_ids: Collection[int], owner: str) -> None:
    """Open again what this owner claimed and did nothing with."""
    send = Copy.state == CopyState.CLAIMED
    session.execute(
        update(Copy)
        .where(Copy.id.in_(copy_ids), Copy.lease_owner == owner)
        .values(
            state=case((send, literal(CopyState.PENDING.value)), else_=Copy.state),
            open=True,
            lease_owner=None,
            lease_until=None,
        )
    )


def sweep(
    session: Session, before: datetime | None, again: Collection[str], in_hand: Collection[int], now: datetime
) -> int:
    """Take back what died in a worker's hand: leases that ended `before` then (real time), or all (None).

    Sends become *maybe*, those of a kind in `again` are tried once more; edits and deletions are open again. What this
    worker has `in_hand` itself is left alone. Returns how many there were.
    """
    dead = [Copy.lease_until.is_not(None)] if before is None else [Copy.lease_until < before]
    if in_hand:
        dead.append(Copy.id.not_in(in_hand))
    repeatable = exists().where(Notice.id == Copy.notice_id, Notice.kind.in_(again))
    send = Copy.state == CopyState.CLAIMED
    once_more = send & repeatable & Copy.error.is_distinct_from(AGAIN)
    result: CursorResult[Any] = session.connection().execute(
        update(Copy)
        .where(*dead)
        .values(
            state=case(
                (once_more, literal(CopyState.PENDING.value)),
                (send, literal(CopyState.MAYBE.value)),
                else_=Copy.state,
            ),
            error=case((once_more, literal(AGAIN)), (send, literal(INTERRUPTED)), else_=Copy.error),
            open=~send | once_more,
            due_at=case((once_more, literal(now, UtcDateTime())), else_=Copy.due_at),
            lease_owner=None,
            lease_until=None,
        )
    )
    return result.rowcount
