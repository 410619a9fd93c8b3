"""Who hears that an event has changed: those who come, may come or would like to, in one line, and only of what counts.

Time, place, title and status count; a changed comma tells nobody. What the line says is read when it is sent, so that
two changes in one night become one line that is true in the morning.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from db.queries import event_changes as queries
from db.values import AttendanceState, Audience
from network import notices, people
from network.events import publishing, reading
from network.events.kinds import CHANGED, EDITED
from network.events.reading import Event
from network.people import Reader
from network.places.spelling import words
from network.work import Work

TITLE, TIME, PLACE, LINK, CANCELLED = "title", "time", "place", "link", "cancelled"
COUNTS = (TITLE, TIME, PLACE, LINK, CANCELLED)
# What begins so soon is told at night, too: the morning may be too late.
SOON = timedelta(hours=14)
# Of what was not told for so long, quiet hours are the reason; a later line says both.
ONE_LINE = timedelta(hours=14)
AT_ONCE = 500  # people one notice names
NEAR = 0.001  # degrees, about 100 m


@dataclass(frozen=True, slots=True)
class Told:
    """What a line is made of: what changed, and which events of it are whose, the earliest first.

    `first` is the event that was changed, `author_id` who did it; `states` is what readers answered.
    """

    what: tuple[str, ...]
    first: int
    author_id: int
    events: Mapping[int, Event]
    theirs: Mapping[int, Sequence[int]]
    states: Mapping[tuple[int, int], AttendanceState]


@dataclass(frozen=True, slots=True)
class Edit:
    """Which fields of an event somebody changed, in how many events of its series; `cancelled` is one of them."""

    event: Event
    fields: tuple[str, ...]
    events: int
    by_name: str | None


def worth(before: Event, after: Event) -> list[str]:
    """List what people must hear of, of all that differs between two states of an event."""
    found = []
    if _words(before) != _words(after):
        found.append(TITLE)
    if (before.starts_at, before.minutes) != (after.starts_at, after.minutes):
        found.append(TIME)
    if before.format is not after.format or _spelled(before.place) != _spelled(after.place) or _far(before, after):
        found.append(PLACE)
    if before.link != after.link and after.link:
        found.append(LINK)
    return found


def audience_of(work: Work, event_ids: Collection[int], what: Collection[str], but: int | None = None) -> list[int]:
    """List who hears of such a change in events; of a link only those going do. `but` knows it already."""
    states = (AttendanceState.GOING,) if set(what) == {LINK} else queries.CONCERNED
    return [one for one in queries.concerned(work.session, event_ids, states) if one != but] if what else []


def changed(
    work: Work, change_id: int, event_ids: Sequence[int], what: Iterable[str], soonest: datetime, until: datetime
) -> int:
    """Tell those concerned that events changed, the first of which is the one somebody had in hand.

    `soonest` is when the first of them begins, or would have; `until` when the line is worth nothing any more (aware).
    Returns how many hear of it.
    """
    told = [name for name in COUNTS if name in what]
    if not told:
        return 0
    row = queries.several(work.session, [change_id])[change_id]
    concerned = audience_of(work, event_ids, told, row.author_id)
    for earlier in queries.unheard(work.session, CHANGED, row.event_id, work.now - ONE_LINE):
        if earlier.id != change_id:
            notices.cancel(work, CHANGED, earlier.id)
            told = [name for name in COUNTS if name in told or name in earlier.what]
    queries.change(work.session, change_id, what=told, event_ids=list(event_ids))
    urgent = soonest - work.now < SOON
    left = iter(concerned)
    while some := tuple(islice(left, AT_ONCE)):
        notices.post(work, CHANGED, change_id, Audience(people=some), urgent=urgent, expires_at=until)
    return len(concerned)


def edited(work: Work, reader: Reader, change_id: int, event: Event) -> None:
    """Tell an event's other organisers who changed or cancelled it.

    Where whoever did so could not have published it alone, the coordinators hear of it, too, who let it out.
    """
    others = tuple(sorted(event.organisers - {reader.id}))
    if others:
        notices.post(work, EDITED, change_id, Audience(people=others))
    if not publishing.may_publish(reader, event):
        deciders = publishing.deciders(work, event)
        notices.post(
            work, EDITED, change_id, replace(deciders, without=tuple(sorted({*deciders.without, reader.id, *others})))
        )


def edits(work: Work, change_ids: Sequence[int]) -> dict[int, Edit]:
    """Fetch what organisers are told about changes."""
    rows = queries.several(work.session, change_ids)
    events = reading.read(work, {row.event_id for row in rows.values()})
    names = people.readers(work, list({row.author_id for row in rows.values()}))
    return {
        row.id: Edit(
            events[row.event_id],
            tuple(row.fields),
            len(row.event_ids),
            names[row.author_id].name if row.author_id in names else None,
        )
        for row in rows.values()
        if row.event_id in events
    }


def heard(work: Work, change_ids: Sequence[int], person_ids: Sequence[int]) -> dict[int, Told]:
    """Fetch what lines about changes are made of, for these readers."""
    rows = queries.several(work.session, change_ids)
    events = reading.read(work, {number for row in rows.values() for number in (row.event_id, *row.event_ids)})
    answers = queries.answers(work.session, list(events), person_ids) if person_ids else []
    found = {}
    for row in rows.values():
        of = [answer for answer in answers if answer.event_id in row.event_ids]
        theirs: dict[int, list[int]] = {}
        for answer in of:
            theirs.setdefault(answer.person_id, []).append(answer.event_id)
        found[row.id] = Told(
            what=tuple(row.what),
            first=row.event_id,
            author_id=row.author_id,
            events={number: events[number] for number in (row.event_id, *row.event_ids) if number in events},
            theirs=theirs,
            states={(answer.person_id, answer.event_id): AttendanceState(answer.state) for answer in of},
        )
    return found


def _words(event: Event) -> list[str]:
    """The words of the title as it was written; signs between them, and capitals, make no difference."""
    return words(event.title.versions[event.title.source_language].body.text) if event.title else []


def _spelled(place: str | None) -> list[str]:
    return words(place) if place else []


def _far(before: Event, after: Event) -> bool:
    old, new = (before.latitude, before.longitude), (after.latitude, after.longitude)
    if None in (*old, *new):
        return not after.place and old != new  # beside words, a place on the map is only a help
    return any(
        abs(one - other) > NEAR for one, other in zip(old, new, strict=True) if one is not None and other is not None
    )
