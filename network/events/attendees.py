"""Who came: the organisers' list with its ticks, and the same as a table.

Names, and what else a directory entry holds, are shown of those who agreed to stand in the directory. Coordinators see
the names of the people of their own regions as well, as they do elsewhere; a file holds none of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from db.queries import event_afterwards as queries
from db.values import AttendanceState
from network import audit, notices
from network.errors import N_, NetworkError, Outdated
from network.events import afterwards, kinds, reading
from network.events.reading import Event
from network.people import Reader
from network.work import Work

PAGE = 8  # people on one page: each is a button
MOST_ROWS = 20_000
FOLLOWING = (kinds.FEEDBACK, kinds.SUMMARY, kinds.USED)  # what only those who came receive


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who may have come. `came` None: nobody has said yet."""

    person_id: int
    name: str | None
    state: AttendanceState
    came: bool | None
    organisation: str | None = None
    position: str | None = None
    city: str | None = None
    country: str | None = None
    region: str | None = None
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many came, did not come, and of how many nobody has said."""

    came: int = 0
    absent: int = 0
    unsaid: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.came + self.absent + self.unsaid


@dataclass(frozen=True, slots=True)
class Roll:
    """A page of the list. `all` counts everybody, `unnamed` those among them whom the reader may not see by name."""

    event: Event
    guests: Sequence[Guest]
    all: Numbers
    unnamed: Numbers
    page: int
    pages: int
    begun: bool


def roll(work: Work, reader: Reader, event_id: int, page: int = 0) -> Roll:
    """Fetch a page of the list, counted from 0; a page beyond the last is the last.

    Raises Outdated when there is no such event, NotAllowed for whoever does not organise it.
    """
    event = _organised(work, reader, event_id)
    regions = _regions(reader)
    rows = queries.counted(work.session, event_id, regions=regions)
    unnamed = _numbers([row for row in rows if not row.named])
    everybody = _numbers(rows)
    pages = max(1, ceil((everybody.total - unnamed.total) / PAGE))
    page = min(max(page, 0), pages - 1)
    found = queries.guests(work.session, event_id, PAGE, page * PAGE, regions=regions)
    guests = [Guest(row.person_id, row.name, AttendanceState(row.state), row.came) for row in found]
    return Roll(event, guests, everybody, unnamed, page, pages, _begun(work, event))


def tick(work: Work, reader: Reader, event_id: int, person_id: int, *, came: bool | None) -> None:
    """Say whether somebody came; None takes it back. Saying the same again changes nothing.

    Raises as `roll`; NetworkError before the event begins, Outdated when that person is not on the list.
    """
    event = _organised(work, reader, event_id)
    _require_begun(work, event)
    found = queries.guests(work.session, event_id, 1, 0, regions=_regions(reader), only=[person_id])
    if not found:
        raise Outdated(N_("They are not on the list any more."))
    if found[0].came is came:
        return
    queries.change(work.session, event_id, person_id, came=came)
    _follow(work, event, person_id, was=_came(found[0].state, found[0].came), came=_came(found[0].state, came))


def tick_the_rest(work: Work, reader: Reader, event_id: int, *, came: bool) -> int:
    """Say it of all going of whom nobody has said it yet; returns how many. Raises as `tick`."""
    _require_begun(work, _organised(work, reader, event_id))
    return _all_noted(work, queries.tick_the_rest(work.session, event_id, came=came), came=came)


def tick_unnamed(work: Work, reader: Reader, event_id: int, *, came: bool) -> int:
    """Say it of all going whom the reader may not see by name; returns how many. Raises as `tick`."""
    _require_begun(work, _organised(work, reader, event_id))
    regions = _regions(reader)
    return _all_noted(work, queries.tick_unnamed(work.session, event_id, came=came, regions=regions), came=came)


def table(work: Work, reader: Reader, event_id: int) -> tuple[Event, list[Guest], int]:
    """Fetch everybody on the list who stands in the directory, with their entries, and how many others there are.

    It is written down who fetched it. Raises as `roll`.
    """
    event = _organised(work, reader, event_id)
    total = _numbers(queries.counted(work.session, event_id, regions=())).total
    rows = queries.guests(work.session, event_id, MOST_ROWS, 0, regions=())
    topics: dict[int, list[str]] = {}
    for row in queries.topics_of(work.session, [row.person_id for row in rows]) if rows else ():
        topics.setdefault(row.person_id, []).append(row.topic)
    guests = [
        Guest(
            person_id=row.person_id,
            name=row.name,
            state=AttendanceState(row.state),
            came=row.came,
            organisation=row.organisation,
            position=row.position,
            city=row.city,
            country=row.country,
            region=row.region,
            topics=tuple(topics.get(row.person_id, ())),
        )
        for row in rows
    ]
    audit.record(work, reader, "event.listed", "event", event.id, regions=list(event.regions))
    return event, guests, total - len(guests)


def _regions(reader: Reader) -> frozenset[str] | None:
    """The regions of which somebody sees every name on a list; None stands for all."""
    return None if reader.network_wide else reader.regions


def _all_noted(work: Work, changed: Sequence[int], *, came: bool) -> int:
    for person_id in () if came else changed:
        notices.look_again(work, person_id, FOLLOWING)
    return len(changed)


def _follow(work: Work, event: Event, person_id: int, *, was: bool, came: bool) -> None:
    """Ask whoever is found to have come how it was; take that question away from whoever did not."""
    if came and not was and afterwards.asked_already(work, event.id) and person_id not in event.organisers:
        afterwards.tell_guests(work, kinds.FEEDBACK, event.id, [person_id], until=None)
    elif was and not came:
        notices.look_again(work, person_id, FOLLOWING)


def _came(state: str, came: bool | None) -> bool:
    return came is True or (came is None and state == AttendanceState.GOING)


def _organised(work: Work, reader: Reader, event_id: int) -> Event:
    event = reading.find(work, event_id)
    reading.require_organiser(reader, event)
    if not event.stands:
        raise Outdated(N_("This event is no more."))
    return event


def _begun(work: Work, event: Event) -> bool:
    return event.starts_at is not None and event.starts_at <= work.now


def _require_begun(work: Work, event: Event) -> None:
    if not _begun(work, event):
        raise NetworkError(N_("The event has not begun yet. Who came can be noted from then on."))


def _numbers(rows: Sequence[Any]) -> Numbers:
    sums = {True: 0, False: 0, None: 0}
    for row in rows:
        sums[row.came] += row.number
    return Numbers(came=sums[True], absent=sums[False], unsaid=sums[None])
