"""Queries about leases on copies: those of the dead end at once, and a claim that came to nothing is given back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, case, literal, text, update
from sqlalchemy.orm import Session

from db.locks import PRESENCE
from db.models import Copy
from db.values import CopyState

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
