"""Queries about events themselves: drafts, and what stands in them."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from db.models import Event, EventOrganiser

_ROW: tuple[Any, ...] = tuple(Event.__table__.c)


def several(session: Session, event_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch events by row number."""
    return list(session.execute(select(*_ROW).where(Event.id.in_(event_ids))))


def hold(session: Session, event_id: int) -> bool:
    """Keep others from changing an event until the commit; says whether it is there."""
    return session.scalar(select(Event.id).where(Event.id == event_id).with_for_update()) is not None


def organisers(session: Session, event_ids: Collection[int]) -> dict[int, list[int]]:
    """List who organises these events beside their authors, by row number of the event."""
    found: dict[int, list[int]] = defaultdict(list)
    asked = select(EventOrganiser.event_id, EventOrganiser.person_id).where(EventOrganiser.event_id.in_(event_ids))
    for row in session.execute(asked):
        found[row.event_id].append(row.person_id)
    return found
