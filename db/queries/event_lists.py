"""Queries of the lists of events: a page of what comes, whatever there is of it. Each reads its page by an index."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Subquery, exists, extract, func, literal, or_, select, tuple_, union_all, update
from sqlalchemy.orm import Session, aliased

from db.models import Attendance, Event, EventOrganiser, EventRegion, EventTopic, PersonRegion, PersonTopic, TextVersion
from db.models.base import UtcDateTime
from db.values import AttendanceState, EventState

EVERYWHERE = "all"  # the region of events that are for all regions
# What somebody answered who still has to do with it.
ANSWERED = (
    AttendanceState.GOING,
    AttendanceState.MAYBE,
    AttendanceState.WAITLISTED,
    AttendanceState.OFFERED,
)
_SECONDS, _AN_HOUR = 60, 60
_other = aliased(Event)


class Mark(NamedTuple):
    """A place in a list: when an event starts, and its row number."""

    starts_at: datetime
    event_id: int


@dataclass(frozen=True, slots=True)
class Window:
    """Which stretch of time a list shows, and which page of it: what follows a mark, or what comes before it.

    `now` leaves out what is over; `since` bounds how long ago something that still goes on may have begun.
    """

    now: datetime
    since: datetime
    limit: int
    until: datetime | None = None
    after: Mark | None = None
    before: Mark | None = None


def everything(session: Session, window: Window) -> list[Mark]:
    """List what comes, by its start."""
    return _read(session, window, [_published(window)])


def of_region(session: Session, window: Window, region: str) -> list[Mark]:
    """List what comes for a region, and what is for all of them."""
    return _read(session, window, [_in_region(window, one) for one in (region, EVERYWHERE)])


def of_topic(session: Session, window: Window, topic: str) -> list[Mark]:
    """List what comes about a topic."""
    return _read(session, window, [_on_topic(window, topic)])


def of_person(session: Session, window: Window, person_id: int) -> list[Mark]:
    """List what somebody answered or organises; also what was cancelled."""
    stands = (EventState.PUBLISHED, EventState.CANCELLED)
    return _read(session, window, _own(window, person_id, stands))


def concerning(
    session: Session, window: Window, person_id: int, regions: Collection[str], topics: Collection[str]
) -> list[Mark]:
    """List what is for one of these regions or about one of these topics, and what somebody answered or organises."""
    sources = [_in_region(window, region) for region in (*regions, EVERYWHERE)]
    sources += [_on_topic(window, topic) for topic in topics]
    return _read(session, window, [*sources, *_own(window, person_id, (EventState.PUBLISHED,))])


def matching(session: Session, window: Window, words: Iterable[str], most: int) -> tuple[list[Mark], Mark | None]:
    """List what comes with all these (folded) words in its title or description, at the beginning of a word.

    Only the next `most` events are looked at. Where there are more and the page is not full, the second says how far
    that was.
    """
    place = Event.starts_at, Event.id
    near = replace(window, limit=most)
    looked = _page(select(Event.starts_at, Event.id.label("event_id"), Event.folded), place, near).subquery()
    fits = [looked.c.folded.contains(f" {word}", autoescape=True) for word in words]
    found = select(looked.c.starts_at, looked.c.event_id).where(*fits)
    order = [looked.c.starts_at, looked.c.event_id]
    marks = _read(session, window, [found.order_by(*_turned(order, window)).limit(window.limit)])
    if len(marks) == window.limit:
        return marks, None
    last = _page(select(Event.starts_at, Event.id), place, near).limit(1).offset(most - 1)
    return marks, next((Mark(*row) for row in session.execute(last)), None)


def interests(session: Session, person_id: int) -> tuple[list[str], list[str]]:
    """List the further regions somebody follows, and the topics they were admitted to."""
    regions = session.scalars(select(PersonRegion.region).where(PersonRegion.person_id == person_id))
    admitted = PersonTopic.person_id == person_id, PersonTopic.admitted
    return list(regions), list(session.scalars(select(PersonTopic.topic).where(*admitted)))


def answers(session: Session, person_id: int, event_ids: Collection[int]) -> dict[int, str]:
    """Say what somebody answered to these events, by row number."""
    asked = select(Attendance.event_id, Attendance.state)
    asked = asked.where(Attendance.person_id == person_id, Attendance.event_id.in_(event_ids))
    return {row.event_id: row.state for row in session.execute(asked)}


def words_of(session: Session, event_id: int) -> list[dict[str, Any]]:
    """Fetch all versions of an event's title and description."""
    both = [select(text).where(Event.id == event_id) for text in (Event.title_id, Event.description_id)]
    return list(session.scalars(select(TextVersion.body).where(TextVersion.text_id.in_(union_all(*both)))))


def set_folded(session: Session, event_id: int, folded: str) -> None:
    """Write down by which words an event is found."""
    session.execute(update(Event).where(Event.id == event_id).values(folded=folded))


Source = Select[*tuple[Any, ...]]


def _published(window: Window) -> Source:
    return _page(select(Event.starts_at, Event.id.label("event_id")), (Event.starts_at, Event.id), window)


def _in_region(window: Window, region: str) -> Source:
    place = EventRegion.starts_at, EventRegion.event_id
    listed = select(*place).join(Event, Event.id == EventRegion.event_id).where(EventRegion.region == region)
    return _page(listed, place, window)


def _on_topic(window: Window, topic: str) -> Source:
    place = EventTopic.starts_at, EventTopic.event_id
    listed = select(*place).join(Event, Event.id == EventTopic.event_id).where(EventTopic.topic == topic)
    return _page(listed, place, window)


def _own(window: Window, person_id: int, states: Sequence[EventState]) -> list[Source]:
    """Of one person there is little: it is fetched whole and then put in order. The index of starts would mislead."""
    place = _unsorted(Event.starts_at), Event.id
    own = select(Event.starts_at, Event.id.label("event_id")).where(_unsorted(Event.state).in_(states))
    answered = Attendance.person_id == person_id, Attendance.state.in_(ANSWERED)
    helped = EventOrganiser.person_id == person_id
    listed = [
        own.join(Attendance, Attendance.event_id == Event.id).where(*answered),
        own.where(Event.author_id == person_id),
        own.join(EventOrganiser, EventOrganiser.event_id == Event.id).where(helped),
    ]
    return [_of_page(one, place, window) for one in listed]


def _unsorted(column: Any) -> Any:
    """A column without its index."""
    return func.coalesce(column, column)


def _page(listed: Source, place: tuple[Any, Any], window: Window) -> Source:
    """Narrow a list to a page of what is published and not over; the index behind `place` leads to it.

    Of a series it shows the next one, which leads to the others; a stretch of time shows each in it.
    """
    listed = listed.where(Event.state == EventState.PUBLISHED)
    if window.until is None:
        comes_before = exists().where(
            _other.series_id == Event.series_id,  # the only index that leads there
            _unsorted(_other.state) == EventState.PUBLISHED,
            _unsorted(_other.starts_at) > window.now,
            _unsorted(_other.starts_at) < Event.starts_at,
        )
        listed = listed.where(or_(Event.series_id.is_(None), ~comes_before))
    return _of_page(listed, place, window)


def _of_page(listed: Source, place: tuple[Any, Any], window: Window) -> Source:
    starts, _ = place
    # What began already is looked at closer: is it still going on?
    lasts = extract("epoch", Event.starts_at) + func.coalesce(Event.minutes, _AN_HOUR) * _SECONDS
    since, until = window.since, window.until
    if window.after is not None:
        since = max(since, window.after.starts_at)
        listed = listed.where(tuple_(*place) > _bound(window.after))
    if window.before is not None:
        listed = listed.where(starts <= window.before.starts_at, tuple_(*place) < _bound(window.before))
    listed = listed.where(starts >= since)
    if since < window.now:
        listed = listed.where(or_(starts >= window.now, lasts > int(window.now.timestamp())))
    if until is not None:
        listed = listed.where(starts < until)
    return listed.order_by(*_turned(place, window)).limit(window.limit)


def _turned(order: Sequence[Any], window: Window) -> list[Any]:
    """The order in which a page is read: backwards from a mark that it comes before."""
    return [column.desc() for column in order] if window.before else list(order)


def _bound(mark: Mark) -> Any:
    return tuple_(literal(mark.starts_at, UtcDateTime()), literal(mark.event_id))


def _read(session: Session, window: Window, sources: Sequence[Source]) -> list[Mark]:
    """Merge pages of several lists into one, in the order of their starts."""
    parts: list[Subquery] = [source.subquery() for source in sources]
    merged = union_all(*(select(part.c.starts_at, part.c.event_id) for part in parts)).subquery()
    order = _turned([merged.c.starts_at, merged.c.event_id], window)
    asked = select(merged.c.starts_at, merged.c.event_id).group_by(merged.c.starts_at, merged.c.event_id)
    rows = [Mark(*row) for row in session.execute(asked.order_by(*order).limit(window.limit))]
    return rows[::-1] if window.before else rows
