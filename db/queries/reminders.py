"""Queries about reminders of events: whom they are for, and writing them down anew when something changed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    Boolean,
    Integer,
    Row,
    String,
    Text,
    and_,
    cast,
    column,
    delete,
    false,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
    values,
)
from sqlalchemy.orm import Session

from db.models import Attendance, Event, Person, Reminder
from db.models.base import UtcDateTime
from db.values import AttendanceState, EventState, Habits, ReminderKind, ReminderState

REMINDED = (AttendanceState.GOING, AttendanceState.MAYBE)
NOTHING = -1
_STEP = 1 << 16  # more than the minutes before any event: with a row number they make one number
MOST_SLOTS = 500  # that one statement takes


def _text(wish: Any) -> Any:
    return func.nullif(cast(wish, Text), "null")


# What somebody wants for this event, else in general; a JSON list as the database writes it, empty where neither.
_WISH = func.coalesce(_text(Attendance.remind_before), _text(Person.remind_before), "")
_OF: tuple[Any, ...] = (
    _WISH.label("wish"),
    func.coalesce(Person.zone, "").label("zone"),
    func.coalesce(Person.country, "").label("country"),
    func.coalesce(Person.quiet_from, NOTHING).label("quiet_from"),
    func.coalesce(Person.quiet_to, NOTHING).label("quiet_to"),
)


class Kind(NamedTuple):
    """What people have in common whose reminders of an event are due at the same times."""

    wish: str
    zone: str
    country: str
    quiet_from: int
    quiet_to: int

    @property
    def habits(self) -> Habits:
        """Their habits, as far as a reminder heeds them."""
        quiet_from, quiet_to = (None if at == NOTHING else at for at in (self.quiet_from, self.quiet_to))
        return Habits(self.zone or None, self.country or None, quiet_from, quiet_to)


class Planned(NamedTuple):
    """A reminder that people of one kind are to have, as network.reminders.rules.Slot.

    `again_after` is the same for all kinds, as long before an event.
    """

    kind: Kind
    minutes: int
    due_at: datetime
    useful_until: datetime
    urgent: bool
    again_after: datetime


def hold_event(session: Session, event_id: int) -> Row[str, datetime | None, int | None] | None:
    """Keep others from changing an event until the commit. A row of state, starts_at and minutes."""
    asked = select(Event.state, Event.starts_at, Event.minutes).where(Event.id == event_id)
    return session.execute(asked.with_for_update()).one_or_none()


def forget_waiting(session: Session, event_id: int) -> None:
    """Drop the reminders of an event that are still to come; those that somebody put off stay."""
    session.connection().execute(delete(Reminder).where(*_waiting(), Reminder.event_id == event_id, *_planned()))


def extend_put_off(session: Session, event_id: int, useful_until: datetime) -> None:
    """Let those that somebody put off be worth something until then."""
    put_off = (*_waiting(), Reminder.event_id == event_id, Reminder.root_id.is_not(None))
    session.connection().execute(update(Reminder).where(*put_off).values(useful_until=useful_until))


def stop_all(session: Session, event_id: int) -> None:
    """Stop all reminders of an event that are still to come, put off or not."""
    session.connection().execute(
        update(Reminder).where(*_waiting(), Reminder.event_id == event_id).values(state=ReminderState.STOPPED)
    )


def kinds_of(session: Session, event_id: int) -> list[Kind]:
    """List the kinds of people whom an event is brought to mind, each once."""
    asked = select(*_OF).distinct().select_from(Attendance).join(Person, Person.id == Attendance.person_id)
    asked = asked.where(Attendance.event_id == event_id, Attendance.state.in_(REMINDED))
    return [Kind(*row) for row in session.execute(asked)]


def plan(session: Session, event_id: int, planned: Sequence[Planned], now: datetime) -> None:
    """Write down the reminders of everybody of these kinds who comes or may come."""
    since = {one.minutes: one.again_after for one in planned}
    reminded = select(Reminder.person_id * _STEP + Reminder.minutes_before).where(
        Reminder.event_id == event_id,
        Reminder.state == ReminderState.DONE,
        or_(
            false(), *(and_(Reminder.minutes_before == number, Reminder.fired_at > at) for number, at in since.items())
        ),
    )
    for first in range(0, len(planned), MOST_SLOTS):
        slots = _slots(planned[first : first + MOST_SLOTS])
        same = [part == slots.c[name] for part, name in zip(_parts(), Kind._fields, strict=True)]
        found = (
            select(
                Attendance.person_id,
                literal(ReminderKind.EVENT.value),
                literal(ReminderState.WAITING.value),
                slots.c.due_at,
                slots.c.useful_until,
                slots.c.urgent,
                literal(event_id),
                slots.c.minutes,
                literal(now, UtcDateTime()),
            )
            .select_from(Attendance)
            .join(Person, Person.id == Attendance.person_id)
            .join(slots, and_(*same))
            .where(
                Attendance.event_id == event_id,
                Attendance.state.in_(REMINDED),
                # Read once, whatever the database thinks of its size: a join may be made row by row.
                (Attendance.person_id * _STEP + slots.c.minutes).not_in(reminded),
            )
        )
        session.connection().execute(insert(Reminder).from_select(_WRITTEN, found, include_defaults=False))


def coming(session: Session, person_id: int, event_id: int | None, now: datetime) -> list[Row[Any]]:
    """List the events to come that somebody is to be reminded of, or this one only; they stay as they are until the
    commit. Rows of event_id, starts_at, minutes and the columns of Kind.
    """
    asked = select(Event.id.label("event_id"), Event.starts_at, Event.minutes, *_OF)
    asked = asked.select_from(Attendance).join(Event, Event.id == Attendance.event_id)
    asked = asked.join(Person, Person.id == Attendance.person_id).where(
        Attendance.person_id == person_id,
        Attendance.state.in_(REMINDED),
        Event.state == EventState.PUBLISHED,
        Event.starts_at > now,
    )
    if event_id is not None:
        asked = asked.where(Event.id == event_id)
    return list(session.execute(asked.order_by(Event.id).with_for_update(read=True, of=Event)))


def forget_theirs(session: Session, person_id: int, event_id: int | None) -> None:
    """Drop somebody's reminders of events that are still to come, or of this event only; those they put off stay."""
    theirs = [*_waiting(), Reminder.person_id == person_id, Reminder.event_id.is_not(None), *_planned()]
    session.connection().execute(
        delete(Reminder).where(*theirs, *([Reminder.event_id == event_id] if event_id is not None else ()))
    )


def stop_theirs(session: Session, person_id: int, event_id: int) -> None:
    """Stop what somebody is still to be reminded of about one event, put off or not."""
    theirs = (*_waiting(), Reminder.person_id == person_id, Reminder.event_id == event_id)
    session.connection().execute(update(Reminder).where(*theirs).values(state=ReminderState.STOPPED))


def reminded(session: Session, person_id: int, event_ids: Collection[int]) -> dict[tuple[int, int], datetime]:
    """Say when somebody was last reminded of events, by event and minutes before it."""
    asked = select(Reminder.event_id, Reminder.minutes_before, func.max(Reminder.fired_at)).where(
        Reminder.person_id == person_id, Reminder.event_id.in_(event_ids), Reminder.state == ReminderState.DONE
    )
    rows = session.execute(asked.group_by(Reminder.event_id, Reminder.minutes_before))
    return {(event, minutes): fired for event, minutes, fired in rows if event and minutes is not None and fired}


def plan_theirs(
    session: Session, person_id: int, planned: Iterable[tuple[int, datetime, datetime, bool, int]], now: datetime
) -> None:
    """Write down somebody's reminders: event, when due, how long useful, whether urgent, minutes before."""
    rows = [
        {
            "person_id": person_id,
            "kind": ReminderKind.EVENT,
            "state": ReminderState.WAITING,
            "due_at": due_at,
            "useful_until": useful_until,
            "urgent": urgent,
            "event_id": event_id,
            "minutes_before": minutes,
            "created_at": now,
        }
        for event_id, due_at, useful_until, urgent, minutes in planned
    ]
    if rows:
        session.connection().execute(insert(Reminder), rows)


def set_general(session: Session, person_id: int, minutes: Sequence[int] | None) -> None:
    """Keep how long before events somebody wants to be reminded; None: as is usual."""
    wish = null() if minutes is None else list(minutes)
    session.connection().execute(update(Person).where(Person.id == person_id).values(remind_before=wish))


def set_for_event(session: Session, person_id: int, event_id: int, minutes: Sequence[int] | None) -> bool:
    """Keep that for one event; says whether they have answered to it at all."""
    wish = null() if minutes is None else list(minutes)
    theirs = (Attendance.person_id == person_id, Attendance.event_id == event_id)
    return session.connection().execute(update(Attendance).where(*theirs).values(remind_before=wish)).rowcount > 0


def wishes(session: Session, person_id: int, event_id: int | None) -> tuple[list[int] | None, list[int] | None]:
    """Read how long before an event, and before events in general, somebody wants to be reminded; None: not said."""
    general = session.scalar(select(Person.remind_before).where(Person.id == person_id))
    theirs = (Attendance.person_id == person_id, Attendance.event_id == event_id)
    here = session.scalar(select(Attendance.remind_before).where(*theirs)) if event_id is not None else None
    return here, general


_WRITTEN = [
    "person_id",
    "kind",
    "state",
    "due_at",
    "useful_until",
    "urgent",
    "event_id",
    "minutes_before",
    "created_at",
]


def _parts() -> list[Any]:
    return [part.element for part in _OF]


def _waiting() -> tuple[Any, ...]:
    return (Reminder.state == ReminderState.WAITING, Reminder.kind == ReminderKind.EVENT)


def _planned() -> tuple[Any, ...]:
    """What was written down here, and not by somebody who put it off."""
    return (Reminder.minutes_before.is_not(None), Reminder.root_id.is_(None))


def _slots(planned: Iterable[Planned]) -> CTE:
    moments: list[Any] = [column("due_at", UtcDateTime()), column("useful_until", UtcDateTime())]
    texts: list[Any] = [column(name, String()) for name in ("wish", "zone", "country")]
    quiet: list[Any] = [column(name, Integer()) for name in ("quiet_from", "quiet_to")]
    made = values(*texts, *quiet, column("minutes", Integer()), *moments, column("urgent", Boolean()), name="slot")
    return made.data([(*one.kind, *one[1:-1]) for one in planned]).cte("slot")
