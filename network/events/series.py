"""Series: an event that repeats becomes a row of events, made some months ahead, each with its own answers.

Nobody is told of each further event: the series' first card says how it repeats, and lists show what comes
(docs/decisions, on series).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from db.queries import event_series as queries
from db.queries import events as event_queries
from db.values import EventFormat, EventState
from network import audit, notices, people
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import drafts, fields, publishing, reading, rhythm
from network.events.kinds import CARDS
from network.events.reading import Event
from network.events.rhythm import Repeat, Rhythm
from network.moments import Wall
from network.people import Reader
from network.work import Work

# What was made reaches so far: three months, and at least four events. A rule that begins like the second does so, too.
AHEAD: Mapping[str, timedelta] = {
    "FREQ=WEEKLY": timedelta(days=85),
    "FREQ=MONTHLY": timedelta(days=105),
}
# What a further event takes over from the one it is made like.
_TAKEN = (
    "author_id",
    "series_id",
    "title_id",
    "description_id",
    "format",
    "link",
    "place",
    "latitude",
    "longitude",
    "zone",
    "minutes",
    "languages",
    "topics",
    "regions",
    "capacity",
    "picture",
    "contact",
    "folded",
)


@dataclass(frozen=True, slots=True)
class Series:
    """How an event repeats, from which wall time in `zone` on; and which come next: row number and moment (UTC)."""

    id: int
    repeat: Repeat
    first: datetime
    zone: str
    begun: bool
    ended: bool
    coming: tuple[tuple[int, datetime], ...] = ()


def of_event(work: Work, event: Event, *, coming: int = 0) -> Series | None:
    """Return the series of an event, with so many of those that come next; None where it does not repeat."""
    if event.series_id is None:
        return None
    row = queries.several(work.session, [event.series_id])[event.series_id]
    begun = row.made_to is not None
    next_ones = queries.coming(work.session, row.id, work.now, coming) if coming and begun else []
    first = datetime.fromisoformat(row.starts_local) if begun or event.starts_local is None else event.starts_local
    repeat = rhythm.read(row.rule)
    return Series(
        row.id,
        repeat if begun else Repeat(rhythm.fitting(repeat.rhythm, first), repeat.until),
        first,
        row.zone,
        begun,
        row.ended,
        tuple((found.id, found.starts_at) for found in next_ones),
    )


def answered(work: Work, reader: Reader, event_ids: Collection[int]) -> set[int]:
    """Those of these events to which the reader goes, by row number."""
    return queries.going(work.session, reader.id, event_ids)


def rhythms(work: Work, reader: Reader, event_id: int) -> tuple[Event, tuple[Rhythm, ...]]:
    """Fetch an event that may be made to repeat, and how often it can. Raises as `repeat`."""
    found = _repeatable(work, reader, event_id)
    if found.starts_local is None:
        raise NetworkError(N_("Please say first when it begins. Then I can repeat it."))
    return found, rhythm.offered(found.starts_local)


def repeat(work: Work, reader: Reader, event_id: int, wanted: Rhythm, until: date | None = None) -> Event:
    """Let an event repeat, to the last day it may (None: without an end). A draft repeats once it is published.

    Raises NetworkError where it has no start yet, for a rhythm that does not fit it or an end before the second one;
    Outdated where it repeats and is published; NotAllowed for whoever may not.
    """
    found, possible = rhythms(work, reader, event_id)
    assert found.starts_local is not None, "asked for by `rhythms`"
    assert found.zone is not None, "what has a start has a zone"
    if wanted not in possible:
        raise NetworkError(N_("I do not know that choice. Please use the buttons."))
    rule = Repeat(wanted, until).rule(found.starts_local)
    if len(rhythm.several(rule, found.starts_local, 2)) < 2:
        raise NetworkError(N_("That is before the second one. Please choose a later day."))
    if until is not None and until > (work.now + fields.FARTHEST).date():
        raise NetworkError(N_("Please choose a time within the next two years."))
    first = _written(found.starts_local)
    if found.series_id is None:
        series_id = queries.add(work.session, rule, found.zone, first)
        event_queries.change(work.session, found.id, work.now, series_id=series_id)
    else:
        queries.change(work.session, found.series_id, rule=rule, zone=found.zone, starts_local=first)
        event_queries.change(work.session, found.id, work.now)
    if found.state is EventState.PUBLISHED:
        audit.record(work, reader, "event.repeated", "event", found.id, regions=list(found.regions), rhythm=wanted)
        begin(work, found.id)
        for kind in CARDS:
            notices.revise(work, kind, found.id)
    return reading.find(work, found.id)


def once(work: Work, reader: Reader, event_id: int) -> Event:
    """Let a draft not repeat after all. Raises as `drafts.draft`."""
    found = drafts.draft(work, reader, event_id)
    if found.series_id is not None:
        event_queries.change(work.session, found.id, work.now, series_id=None)
        queries.drop_unheld(work.session, [found.series_id])
    return reading.find(work, found.id)


def begin_due(work: Work) -> int:
    """Make the further events of what was published since; returns of how many. Looked at every few seconds."""
    waiting = queries.unbegun(work.session)
    for row in waiting:
        begin(work, row.id)
    return len(waiting)


def make_due(work: Work) -> int:
    """Make the events of all series that are to stand by now; returns how many. Safe to run by several processes."""
    queries.drop_unheld(work.session)
    # Wall clocks are up to 14 hours ahead of UTC.
    to = {rule: _written((work.now + span + timedelta(days=1)).replace(tzinfo=None)) for rule, span in AHEAD.items()}
    return sum(extend(work, series_id) for series_id in queries.behind(work.session, to))


def extend(work: Work, series_id: int) -> int:
    """Make the events of a series up to some months from now; returns how many.

    What would have begun already, because nobody ran for long, is passed by. Where nobody organises it any more, none
    are made.
    """
    series = queries.hold(work.session, series_id)
    like = queries.template(work.session, series_id)
    if series is None or like is None or series.made_to is None or series.ended:
        return 0
    organisers = event_queries.organisers(work.session, [like.id]).get(like.id, [])
    known = people.readers(work, [like.author_id, *organisers])
    if not any(_may_make(reader) for reader in known.values()):
        return 0
    made_to, made = series.made_to, []
    end = work.now + next(span for rule, span in AHEAD.items() if series.rule.startswith(rule))
    walls = rhythm.walls(series.rule, datetime.fromisoformat(series.starts_local), datetime.fromisoformat(made_to))
    while moment_of(datetime.fromisoformat(made_to), series.zone) <= end:
        wall = next(walls, None)
        if wall is None:
            queries.change(work.session, series_id, ended=True)
            break
        made_to = _written(wall)
        starts_at = moment_of(wall, series.zone)
        if starts_at > work.now:
            made.append(_further(work, like, made_to, starts_at))
    queries.make(work.session, made, organisers, work.now)
    queries.change(work.session, series_id, made_to=made_to)
    return len(made)


def moment_of(wall: datetime, zone: str) -> datetime:
    """Return the moment (aware UTC) at which clocks of a zone show a wall time."""
    return Wall(wall.date(), wall.time()).in_zone(zone)


def _repeatable(work: Work, reader: Reader, event_id: int) -> Event:
    found = reading.find(work, event_id, hold=True)
    if found.state is not EventState.PUBLISHED:
        found = drafts.draft(work, reader, event_id)
        if found.state is not EventState.DRAFT:
            raise Outdated(N_("How a published event repeats cannot be changed. You can cancel the following ones."))
        return found
    reading.require_organiser(reader, found)
    if not publishing.may_publish(reader, found):  # its coordinators let one event out, not a row of them
        raise NotAllowed(N_("Only coordinators can let a published event repeat. Please ask yours."))
    if found.series_id is not None:
        raise Outdated(N_("This event repeats already."))
    if found.starts_at is None or found.starts_at <= work.now:
        raise Outdated(N_("This event has begun already."))
    return found


def begin(work: Work, event_id: int) -> None:
    """Let a published event be the first of its series, and make the others; nothing where that was done already."""
    event = reading.find(work, event_id, hold=True)
    assert event.series_id is not None, "asked for by its series"
    assert event.starts_local is not None, "only what has a start repeats"
    series = queries.hold(work.session, event.series_id)
    if series is None or series.made_to is not None:
        return  # another process was faster
    first = _written(event.starts_local)
    rule = rhythm.read(series.rule).rule(event.starts_local)
    queries.change(work.session, series.id, rule=rule, zone=event.zone, starts_local=first, made_to=first)
    queries.belong(work.session, event.id, series.id, first)
    extend(work, series.id)


def _further(work: Work, like: Any, occurrence: str, starts_at: datetime) -> dict[str, Any]:
    """What a further event of a series holds. Its latest answer is as long before its start as that of the others."""
    answer_by = starts_at - (like.starts_at - like.answer_by) if like.answer_by else None
    return {name: getattr(like, name) for name in _TAKEN} | {
        "state": EventState.PUBLISHED,
        "format": EventFormat(like.format),
        "occurrence": occurrence,
        "starts_local": occurrence,
        "starts_at": starts_at,
        "answer_by": answer_by,
        "summary_files": [],
        "created_at": work.now,
        "updated_at": work.now,
        "published_at": work.now,
    }


def _written(wall: datetime) -> str:
    return wall.isoformat(timespec="minutes")


def _may_make(reader: Reader) -> bool:
    """Whether somebody may make events at all."""
    try:
        drafts.require_maker(reader)
    except NotAllowed:
        return False
    return True
