"""Queries about who comes to events: answers, seats, and the line for them."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from db.models import Attendance, Chat, Consent, Event, Person
from db.values import AttendanceState, EventState, Purpose, Status

MOST_CHOICES = 400  # events that buttons offer
_ahead = aliased(Attendance)
_AHEAD = (
    select(func.count())
    .where(
        _ahead.event_id == Attendance.event_id,
        _ahead.state == AttendanceState.WAITLISTED,
        _ahead.place < Attendance.place,
    )
    .correlate(Attendance)
    .scalar_subquery()
    .label("ahead")
)
_ROW: tuple[Any, ...] = (
    Attendance.id,
    Attendance.event_id,
    Attendance.person_id,
    Attendance.state,
    Attendance.place,
    Attendance.offered_until,
    Attendance.gave_up,
    Attendance.remind_before,
)


def counts(session: Session, event_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Count the answers to events by state."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    asked = select(Attendance.event_id, Attendance.state, func.count().label("number"))
    grouped = asked.where(Attendance.event_id.in_(event_ids)).group_by(Attendance.event_id, Attendance.state)
    for row in session.execute(grouped):
        found[row.event_id][row.state] = row.number
    return found


def of_people(session: Session, event_ids: Collection[int], person_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch what these people answered to these events, with how many stand before them in the line (`ahead`)."""
    mine = Attendance.event_id.in_(event_ids), Attendance.person_id.in_(person_ids)
    return list(session.execute(select(*_ROW, _AHEAD).where(*mine)))


def several(session: Session, attendance_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch answers by row number."""
    return list(session.execute(select(*_ROW).where(Attendance.id.in_(attendance_ids))))


def put(session: Session, event_id: int, person_id: int, now: datetime, **values: Any) -> int:
    """Write down what somebody answered, for the first time or anew; returns its row number."""
    theirs = Attendance.event_id == event_id, Attendance.person_id == person_id
    changed = update(Attendance).where(*theirs).values(answered_at=now, **values).returning(Attendance.id)
    if (number := session.execute(changed).scalar_one_or_none()) is not None:
        return int(number)
    fresh = insert(Attendance).values(event_id=event_id, person_id=person_id, answered_at=now, **values)
    return int(session.execute(fresh.returning(Attendance.id)).scalar_one())


def change(session: Session, attendance_ids: Collection[int], **values: Any) -> None:
    """Change answers by row number."""
    session.execute(update(Attendance).where(Attendance.id.in_(attendance_ids)).values(**values))


def last_place(session: Session, event_id: int) -> int:
    """Return the greatest place in the line for an event that anybody has; 0 for none."""
    return session.scalar(select(func.max(Attendance.place)).where(Attendance.event_id == event_id)) or 0


def lapsed(session: Session, event_id: int, now: datetime) -> list[Row[Any]]:
    """List the offers for seats of an event whose time is over."""
    over = (
        Attendance.event_id == event_id,
        Attendance.state == AttendanceState.OFFERED,
        Attendance.offered_until <= now,
    )
    return list(session.execute(select(*_ROW).where(*over).order_by(Attendance.place)))


def offered(session: Session, event_id: int) -> list[int]:
    """List the answers to an event that are offers of a seat now, by row number."""
    standing = Attendance.event_id == event_id, Attendance.state == AttendanceState.OFFERED
    return list(session.scalars(select(Attendance.id).where(*standing).order_by(Attendance.id)))


def next_in_line(session: Session, event_id: int, limit: int | None) -> list[Row[Any]]:
    """List the first in the line for an event, with what says when they may be written to.

    Those who cannot be reached stand behind the others; who is no member any more, or gave a seat up, is passed by.
    """
    found = (
        select(*_ROW, Chat.zone, Person.country, Person.quiet_from, Person.quiet_to, Person.weekends)
        .join(Person, Person.id == Attendance.person_id)
        .outerjoin(Chat, Chat.person_id == Person.id)
        .where(
            Attendance.event_id == event_id,
            Attendance.state == AttendanceState.WAITLISTED,
            ~Attendance.gave_up,
            Person.status == Status.MEMBER,
        )
        .order_by(Chat.unreachable_since.is_not(None), Attendance.place)
    )
    return list(session.execute(found if limit is None else found.limit(limit)))


def due_offers(session: Session, now: datetime) -> list[int]:
    """List the events of which an offer of a seat has lapsed."""
    over = Attendance.offered_until.is_not(None), Attendance.offered_until <= now
    return list(session.scalars(select(Attendance.event_id).where(*over).distinct().order_by(Attendance.event_id)))


def coming_of(session: Session, person_id: int, now: datetime) -> list[int]:
    """List the events somebody answered to that have not begun, by row number, smallest first."""
    mine = select(Event.id).join(Attendance, Attendance.event_id == Event.id)
    coming = mine.where(Attendance.person_id == person_id, Event.starts_at > now)
    return list(session.scalars(coming.order_by(Event.id)))


def gone_to_by(session: Session, person_id: int) -> list[int]:
    """List the events somebody goes or went to, by row number, smallest first."""
    going = Attendance.person_id == person_id, Attendance.state == AttendanceState.GOING
    return list(session.scalars(select(Attendance.event_id).where(*going).order_by(Attendance.event_id)))


def remove(session: Session, event_id: int, person_id: int) -> None:
    """Forget what somebody answered to an event."""
    theirs = Attendance.event_id == event_id, Attendance.person_id == person_id
    session.execute(delete(Attendance).where(*theirs))


def named(session: Session, event_id: int, limit: int, skip: int) -> list[str]:
    """List the names of those going who stand in the directory, by name."""
    asked = select(Person.name).where(*_named(event_id)).order_by(Person.name_folded, Person.id)
    return [name for name in session.scalars(asked.limit(limit).offset(skip)) if name]


def count_named(session: Session, event_id: int) -> int:
    """Count those going who stand in the directory."""
    return session.scalar(select(func.count()).select_from(Person).where(*_named(event_id))) or 0


def _named(event_id: int) -> list[Any]:
    """Going, a member, and with a consent to the directory that stands."""
    going = exists().where(
        Attendance.event_id == event_id,
        Attendance.person_id == Person.id,
        Attendance.state == AttendanceState.GOING,
    )
    consent = and_(Consent.person_id == Person.id, Consent.purpose == Purpose.DIRECTORY, Consent.withdrawn_at.is_(None))
    return [going, exists().where(consent), Person.status == Status.MEMBER, Person.name.is_not(None)]


# The event's own row, as far as seats and counts concern it


def change_event(session: Session, event_id: int, **values: Any) -> None:
    """Keep on the event how full its organisers heard it is, or when its counts were shown."""
    session.execute(update(Event).where(Event.id == event_id).values(**values))


def told_full(session: Session, event_id: int) -> int:
    """Say how full the organisers last heard an event is, in percent."""
    return session.scalar(select(Event.told_full).where(Event.id == event_id)) or 0


def counts_shown_at(session: Session, event_id: int) -> datetime | None:
    """Say when an event's counts in groups were last brought up to date."""
    return session.scalar(select(Event.counts_shown_at).where(Event.id == event_id))


def counts_to_show(session: Session, before: datetime) -> list[int]:
    """List the published events whose counts changed, and were last shown before then."""
    due = Event.counts_changed, (Event.counts_shown_at.is_(None)) | (Event.counts_shown_at <= before)
    return list(session.scalars(select(Event.id).where(*due, Event.state == EventState.PUBLISHED).order_by(Event.id)))


def with_guests(session: Session, now: datetime, regions: Collection[str] | None) -> list[int]:
    """List published events that begin after then and have people going, the next first; for these regions or all."""
    someone = exists().where(Attendance.event_id == Event.id, Attendance.state == AttendanceState.GOING)
    asked = select(Event.id, Event.regions).where(Event.state == EventState.PUBLISHED, Event.starts_at >= now, someone)
    rows = session.execute(asked.order_by(Event.starts_at, Event.id).limit(MOST_CHOICES))
    return [row.id for row in rows if regions is None or not row.regions or set(row.regions) & set(regions)]
