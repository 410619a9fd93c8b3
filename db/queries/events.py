"""Queries about events themselves: drafts, and what stands in them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, update
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import (
    Event,
    EventInvitation,
    EventMessage,
    EventOrganiser,
    EventRegion,
    EventSeries,
    EventTopic,
    Text,
    TextVersion,
)
from db.values import EventFormat, EventState

_ROW: tuple[Any, ...] = tuple(Event.__table__.c)


def several(session: Session, event_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch events by row number, each with the rule by which it repeats."""
    asked = select(*_ROW, EventSeries.rule).outerjoin(EventSeries, EventSeries.id == Event.series_id)
    return list(session.execute(asked.where(Event.id.in_(event_ids))))


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


def begin(session: Session, author_id: int, now: datetime, **values: Any) -> tuple[int, bool]:
    """Find a person's open draft, or write a new one down with these values; returns its row number and if it is new.

    `now` is aware UTC.
    """
    written = {
        "languages": [],
        "topics": [],
        "regions": [],
        "summary_files": [],
        "format": EventFormat.VIRTUAL,
    } | values
    made = session.scalar(
        insert_or(session, Event)
        .values(author_id=author_id, state=EventState.DRAFT, created_at=now, updated_at=now, **written)
        .on_conflict_do_nothing()
        .returning(Event.id)
    )
    if made is not None:
        return made, True
    return session.execute(_drafts(author_id)).scalar_one(), False


def draft_of(session: Session, author_id: int) -> int | None:
    """Find a person's open draft, by row number."""
    found: int | None = session.scalar(_drafts(author_id))
    return found


def _drafts(author_id: int) -> Select[Any]:
    return select(Event.id).where(Event.author_id == author_id, Event.state == EventState.DRAFT)


def change(session: Session, event_id: int, now: datetime, **values: Any) -> None:
    """Change an event; its version grows."""
    session.execute(
        update(Event).where(Event.id == event_id).values(version=Event.version + 1, updated_at=now, **values)
    )


def remove(session: Session, event_ids: Collection[int]) -> None:
    """Delete events that nobody was told of, with their words and what was asked about them."""
    held = select(Event.title_id, Event.description_id, Event.summary_id).where(Event.id.in_(event_ids))
    texts = [number for row in session.execute(held) for number in row if number is not None]
    for table in (EventMessage, EventInvitation, EventOrganiser, EventRegion, EventTopic):
        # Answers point at their questions, which go with them.
        if table is EventMessage:
            answers = EventMessage.event_id.in_(event_ids), EventMessage.question_id.is_not(None)
            session.execute(delete(EventMessage).where(*answers))
        session.execute(delete(table).where(table.event_id.in_(event_ids)))
    session.execute(delete(Event).where(Event.id.in_(event_ids)))
    session.execute(delete(TextVersion).where(TextVersion.text_id.in_(texts)))
    session.execute(delete(Text).where(Text.id.in_(texts)))


def place(
    session: Session, event_id: int, starts_at: datetime, regions: Collection[str], topics: Collection[str]
) -> None:
    """Write down by which regions and topics lists find an event, in place of what was written before."""
    for table, column, keys in ((EventRegion, "region", regions), (EventTopic, "topic", topics)):
        session.execute(delete(table).where(table.event_id == event_id))
        rows = [{"event_id": event_id, column: key, "starts_at": starts_at} for key in dict.fromkeys(keys)]
        if rows:
            session.execute(insert(table), rows)


def due(session: Session, now: datetime, limit: int) -> list[int]:
    """Hold events whose time of publishing has come, by row number; other processes pass them by until the commit."""
    asked = select(Event.id).where(Event.state == EventState.SCHEDULED, Event.publish_at <= now)
    asked = asked.order_by(Event.publish_at, Event.id).limit(limit)
    return list(session.scalars(asked.with_for_update(skip_locked=True)))


def of_author(session: Session, author_id: int, states: Collection[EventState], limit: int) -> list[int]:
    """List what somebody made, the newest first, by row number."""
    asked = select(Event.id).where(Event.author_id == author_id, Event.state.in_(states))
    return list(session.scalars(asked.order_by(Event.id.desc()).limit(limit)))


def existing(session: Session, event_ids: Collection[int]) -> set[int]:
    """Say which of these events there are."""
    return set(session.scalars(select(Event.id).where(Event.id.in_(event_ids))))
