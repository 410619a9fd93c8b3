"""Queries about changing published events: what is written aside, what was changed, and who hears of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from db.models import Attendance, Copy, Event, EventChange, Notice, Text, TextVersion
from db.values import AttendanceState, CopyState, EventState, NoticeState

_CHANGE: tuple[Any, ...] = tuple(EventChange.__table__.c)
# Who hears of a change: whoever comes, may come, or would like to.
CONCERNED = (AttendanceState.GOING, AttendanceState.MAYBE, AttendanceState.WAITLISTED, AttendanceState.OFFERED)


def add(session: Session, event_id: int, author_id: int, now: datetime, **values: Any) -> int:
    """Write down that somebody begins to change an event, or has changed it; returns the row number."""
    change = EventChange(event_id=event_id, author_id=author_id, begun_at=now, **values)
    session.add(change)
    session.flush()
    return change.id


def several(session: Session, change_ids: Collection[int]) -> dict[int, Row[Any]]:
    """Fetch changes by row number."""
    return {row.id: row for row in session.execute(select(*_CHANGE).where(EventChange.id.in_(change_ids)))}


def hold(session: Session, change_id: int) -> Row[Any] | None:
    """Fetch a change, and keep others from making it until the commit."""
    return session.execute(select(*_CHANGE).where(EventChange.id == change_id).with_for_update()).one_or_none()


def open_of(session: Session, event_id: int, author_id: int) -> int | None:
    """Find what somebody has begun to change in an event, by row number."""
    mine = EventChange.event_id == event_id, EventChange.author_id == author_id, EventChange.applied_at.is_(None)
    return session.scalar(select(EventChange.id).where(*mine))


def of_draft(session: Session, draft_id: int) -> int | None:
    """Find the change that is written aside in an event of that row number."""
    return session.scalar(select(EventChange.id).where(EventChange.draft_id == draft_id))


def change(session: Session, change_id: int, **values: Any) -> None:
    """Write down what became of a change."""
    session.execute(update(EventChange).where(EventChange.id == change_id).values(**values))


def remove(session: Session, change_id: int) -> None:
    """Forget a change that was not made."""
    session.execute(delete(EventChange).where(EventChange.id == change_id))


def untouched(session: Session, before: datetime) -> list[Row[Any]]:
    """List changes that nobody went on with since then, as rows of (id, draft_id)."""
    asked = select(EventChange.id, EventChange.draft_id).join(Event, Event.id == EventChange.draft_id)
    return list(session.execute(asked.where(EventChange.applied_at.is_(None), Event.updated_at < before)))


def last_made(session: Session, event_id: int) -> Row[Any] | None:
    """Fetch the latest change of an event that was made."""
    made = EventChange.event_id == event_id, EventChange.applied_at.is_not(None)
    return session.execute(select(*_CHANGE).where(*made).order_by(EventChange.id.desc()).limit(1)).one_or_none()


def unheard(session: Session, kind: str, event_id: int, since: datetime) -> list[Row[Any]]:
    """List the changes of an event made since then of which somebody is still to hear, as rows of (id, what)."""
    waiting = exists().where(Copy.notice_id == Notice.id, Copy.state == CopyState.PENDING)
    told = exists().where(
        Notice.kind == kind,
        Notice.subject_id == EventChange.id,
        Notice.state == NoticeState.ACTIVE,
        or_(Notice.filled_to.is_not(None), waiting),
    )
    asked = select(EventChange.id, EventChange.what).where(EventChange.event_id == event_id)
    return list(session.execute(asked.where(EventChange.applied_at >= since, told)))


def copy(
    session: Session, event_id: int, author_id: int, now: datetime, title_id: int | None, words_id: int | None
) -> int:
    """Write an event down a second time, to be changed by somebody; returns the new row number."""
    row = session.execute(select(*Event.__table__.c).where(Event.id == event_id)).mappings().one()
    aside = {
        "author_id": author_id,
        "state": EventState.CHANGING,
        "series_id": None,
        "occurrence": None,
        "title_id": title_id,
        "description_id": words_id,
        "summary_id": None,
        "summary_files": [],
        "publish_at": None,
        "version": 1,
        "folded": None,
        "told_full": 0,
        "counts_changed": False,
        "created_at": now,
        "updated_at": now,
        "published_at": None,
    }
    values = {name: value for name, value in row.items() if name != "id"} | aside
    return session.execute(insert(Event).values(**values).returning(Event.id)).scalar_one()


def write(session: Session, event_id: int, now: datetime, *, loud: bool, **values: Any) -> None:
    """Change an event for all who see it; `loud` is what calendars and cards must learn of."""
    counted: dict[str, Any] = {"version": Event.version + 1, "updated_at": now}
    if loud:
        counted["sequence"] = Event.sequence + 1
    session.execute(update(Event).where(Event.id == event_id).values(**counted, **values))


def words_of(session: Session, event_ids: Collection[int]) -> set[int]:
    """The texts of title and description of events, by row number."""
    rows = session.execute(select(Event.title_id, Event.description_id).where(Event.id.in_(event_ids)))
    return {number for row in rows for number in row if number is not None}


def drop_words(session: Session, text_ids: Collection[int]) -> None:
    """Delete those of these texts that no event holds any more."""
    held = or_(Event.title_id == Text.id, Event.description_id == Text.id, Event.summary_id == Text.id)
    gone = list(session.scalars(select(Text.id).where(Text.id.in_(text_ids), ~exists().where(held))))
    session.execute(delete(TextVersion).where(TextVersion.text_id.in_(gone)))
    session.execute(delete(Text).where(Text.id.in_(gone)))


def concerned(session: Session, event_ids: Collection[int], states: Sequence[str] = CONCERNED) -> list[int]:
    """List the people whose answer to one of these events is one of these, by row number."""
    asked = select(Attendance.person_id).where(Attendance.event_id.in_(event_ids), Attendance.state.in_(states))
    return list(session.scalars(asked.distinct().order_by(Attendance.person_id)))


def answers(session: Session, event_ids: Collection[int], person_ids: Collection[int]) -> list[Row[Any]]:
    """List what these people answered to these events, earliest event first: (person_id, event_id, state)."""
    asked = select(Attendance.person_id, Attendance.event_id, Attendance.state).join(
        Event, Event.id == Attendance.event_id
    )
    theirs = Attendance.event_id.in_(event_ids), Attendance.person_id.in_(person_ids), Attendance.state.in_(CONCERNED)
    return list(session.execute(asked.where(*theirs).order_by(Event.starts_at, Event.id)))


def offered(session: Session, event_id: int, starts_at: datetime | None) -> list[int]:
    """List the answers of those to whom a seat of an event is offered; no offer outlasts the event's start."""
    theirs = Attendance.event_id == event_id, Attendance.state == AttendanceState.OFFERED
    if starts_at is not None:
        late = update(Attendance).where(*theirs, Attendance.offered_until > starts_at)
        session.execute(late.values(offered_until=starts_at))
    return list(session.scalars(select(Attendance.id).where(*theirs).order_by(Attendance.id)))


def made_by(session: Session, person_id: int) -> list[int]:
    """List the changes that somebody made, by row number."""
    theirs = EventChange.author_id == person_id, EventChange.applied_at.is_not(None)
    return list(session.scalars(select(EventChange.id).where(*theirs).order_by(EventChange.id)))


def let_last(session: Session, kinds: Collection[str], event_id: int, until: datetime) -> None:
    """Let the cards of an event that was moved leave until it is over now."""
    theirs = Notice.kind.in_(kinds), Notice.subject_id == event_id, Notice.expires_at.is_not(None)
    session.execute(update(Notice).where(*theirs).values(expires_at=until))
