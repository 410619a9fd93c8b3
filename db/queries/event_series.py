"""Queries about series of events: their rules, the events made from them, and making further ones."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from db.models import Attendance, Event, EventOrganiser, EventRegion, EventSeries, EventTopic
from db.values import AttendanceState, EventState

_SERIES: tuple[Any, ...] = tuple(EventSeries.__table__.c)
_EVENT: tuple[Any, ...] = tuple(Event.__table__.c)


def add(session: Session, rule: str, zone: str, starts_local: str) -> int:
    """Write a series down from which nothing was made yet; returns its row number."""
    series = EventSeries(rule=rule, zone=zone, starts_local=starts_local)
    session.add(series)
    session.flush()
    return series.id


def change(session: Session, series_id: int, **values: Any) -> None:
    """Change a series."""
    session.execute(update(EventSeries).where(EventSeries.id == series_id).values(**values))


def several(session: Session, series_ids: Collection[int]) -> dict[int, Row[Any]]:
    """Fetch series by row number."""
    return {row.id: row for row in session.execute(select(*_SERIES).where(EventSeries.id.in_(series_ids)))}


def hold(session: Session, series_id: int) -> Row[Any] | None:
    """Fetch a series, and keep others from changing it until the commit."""
    return session.execute(select(*_SERIES).where(EventSeries.id == series_id).with_for_update()).one_or_none()


def behind(session: Session, made_to: Mapping[str, str]) -> list[int]:
    """List the series from which more is to be made: what their rules begin with, and to which wall time to make them.

    Rules that begin with none of these are left alone.
    """
    short = [and_(EventSeries.rule.startswith(rule), EventSeries.made_to <= wall) for rule, wall in made_to.items()]
    asked = select(EventSeries.id).where(EventSeries.ended.is_(False), or_(*short))
    return list(session.scalars(asked.order_by(EventSeries.id)))


def unbegun(session: Session) -> list[Row[int, int]]:
    """List published events whose series has made nothing yet, with that series, by row numbers."""
    return list(
        session.execute(
            select(Event.id, Event.series_id)
            .join(EventSeries, EventSeries.id == Event.series_id)
            .where(EventSeries.made_to.is_(None), Event.state == EventState.PUBLISHED)
            .order_by(Event.id)
        )
    )


def belong(session: Session, event_id: int, series_id: int, occurrence: str) -> None:
    """Let an event be the one of a series that its rule gives at a wall time."""
    session.execute(update(Event).where(Event.id == event_id).values(series_id=series_id, occurrence=occurrence))


def template(session: Session, series_id: int) -> Row[Any] | None:
    """Fetch the event that the next ones are made like: the latest that was not changed by itself, else the latest."""
    asked = select(*_EVENT).where(Event.series_id == series_id, Event.occurrence.is_not(None))
    return session.execute(asked.order_by(Event.detached, Event.occurrence.desc()).limit(1)).one_or_none()


def after(session: Session, series_id: int, occurrence: str) -> list[Row[Any]]:
    """Hold and fetch the events of a series later than a wall time, in their order."""
    return list(
        session.execute(
            select(*_EVENT)
            .where(Event.series_id == series_id, Event.occurrence > occurrence)
            .order_by(Event.occurrence)
            .with_for_update()
        )
    )


def last_before(session: Session, series_id: int, occurrence: str) -> str | None:
    """Find the latest wall time of a series before that one; None where that was its first."""
    earlier = Event.series_id == series_id, Event.occurrence < occurrence
    return session.scalar(select(func.max(Event.occurrence)).where(*earlier))


def coming(session: Session, series_id: int, now: datetime, limit: int | None = None) -> list[Row[int, datetime]]:
    """List the published events of a series that begin later than now, with when (aware UTC)."""
    asked = select(Event.id, Event.starts_at).where(
        Event.series_id == series_id, Event.state == EventState.PUBLISHED, Event.starts_at > now
    )
    return list(session.execute(asked.order_by(Event.starts_at, Event.id).limit(limit)))


def going(session: Session, person_id: int, event_ids: Collection[int]) -> set[int]:
    """Those of these events to which somebody goes, by row number."""
    theirs = Attendance.person_id == person_id, Attendance.event_id.in_(event_ids)
    asked = select(Attendance.event_id).where(*theirs, Attendance.state == AttendanceState.GOING)
    return set(session.scalars(asked))


def drop_unheld(session: Session, series_ids: Collection[int] | None = None) -> int:
    """Delete series (all, or of these) that no event belongs to: their drafts were thrown away. Returns how many."""
    held = exists().where(Event.series_id == EventSeries.id)
    gone = delete(EventSeries).where(EventSeries.made_to.is_(None), ~held)
    if series_ids is not None:
        gone = gone.where(EventSeries.id.in_(series_ids))
    return session.connection().execute(gone).rowcount


def make(session: Session, events: Sequence[Mapping[str, Any]], organisers: Collection[int], now: datetime) -> None:
    """Write further events of a series down, with their regions, topics and organisers."""
    if not events:
        return
    numbers = session.scalars(insert(Event).returning(Event.id, sort_by_parameter_order=True), events)
    made = dict(zip(numbers, events, strict=True))
    regions = [
        {"event_id": key, "region": region, "starts_at": values["starts_at"]}
        for key, values in made.items()
        for region in values["regions"] or ["all"]
    ]
    topics = [
        {"event_id": key, "topic": topic, "starts_at": values["starts_at"]}
        for key, values in made.items()
        for topic in values["topics"]
    ]
    helping = [{"event_id": key, "person_id": person, "since": now} for key in made for person in organisers]
    for table, found in ((EventRegion, regions), (EventTopic, topics), (EventOrganiser, helping)):
        if found:
            session.execute(insert(table), found)


def move(session: Session, event_ids: Collection[int], starts_at: datetime) -> None:
    """Let what finds events in lists know when they begin."""
    for table in (EventRegion, EventTopic):
        session.execute(update(table).where(table.event_id.in_(event_ids)).values(starts_at=starts_at))
