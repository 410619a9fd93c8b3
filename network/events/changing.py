"""Changing a published event: its new state is written aside, shown, and then made at once; and two at the same time.

What is written aside is an event of its own (state `changing`), so that the editor of drafts writes it, too
(docs/decisions, on series).
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from db.queries import event_changes as queries
from db.queries import events as event_queries
from db.values import EventState
from network import notices, people, texts
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import differences, publishing, reading, seats, series_moves, telling
from network.events.kinds import DRAFT
from network.events.publishing import Obstacle
from network.events.reading import Event
from network.people import Reader
from network.work import Work

KEPT_FOR = timedelta(days=7)  # a change that nobody goes on with is dropped


class Scope(StrEnum):
    """Which events of a series are meant."""

    ONE = "one"
    FOLLOWING = "following"


@dataclass(frozen=True, slots=True)
class Change:
    """A change that is written aside. `draft` is the event as its author wants it, `event` as it stands.

    `mine` are the fields that differ from what its author found, `theirs` those that somebody else changed since.
    """

    id: int
    event: Event
    draft: Event
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    in_series: bool

    @property
    def fields(self) -> tuple[str, ...]:
        """What would change."""
        return differences.between(_only(self, self.event), _only(self, self.draft))


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom a change concerns: how many events, how many people hear of it, and of what."""

    events: int
    people: int
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else was faster: who, when (aware UTC), and which fields; `version` is the event's now."""

    change: Change
    by_name: str | None
    at: datetime | None
    version: int


def require_changeable(work: Work, reader: Reader, event: Event) -> None:
    """Let a published event pass that is not over, and whoever may organise it.

    Raises NotAllowed, and Outdated for what is cancelled, over, or not published.
    """
    reading.require_organiser(reader, event)
    if event.state is EventState.CANCELLED:
        raise Outdated(N_("This event was cancelled already."))
    if event.state is not EventState.PUBLISHED:
        raise Outdated(N_("This event is not published."))
    if event.ends_at is None or event.ends_at <= work.now:
        raise Outdated(N_("This event is over."))


def begin(work: Work, reader: Reader, event_id: int) -> Change:
    """Begin to change an event, or go on with what was begun. Raises as `require_changeable`."""
    found = reading.find(work, event_id, hold=True)
    require_changeable(work, reader, found)
    number = queries.open_of(work.session, found.id, reader.id)
    if number is None:
        words = [texts.copy(work, text.id) if text else None for text in (found.title, found.description)]
        draft_id = queries.copy(work.session, found.id, reader.id, work.now, *words)
        number = queries.add(
            work.session,
            found.id,
            reader.id,
            work.now,
            draft_id=draft_id,
            base_version=found.version,
            base=differences.marks(found),
        )
    return find(work, reader, number)


def find(work: Work, reader: Reader, change_id: int) -> Change:
    """Fetch a change that the reader began, and hold its event.

    Raises Outdated when it was made or thrown away, NotAllowed for somebody else's, and as `require_changeable`.
    """
    row = queries.several(work.session, [change_id]).get(change_id)
    if row is None:
        raise Outdated(N_("This change is not there any more. Please begin again."))
    if row.author_id != reader.id:
        raise NotAllowed(N_("Somebody else is writing this change."))
    found = reading.find(work, row.event_id, hold=True)
    row = queries.hold(work.session, change_id)
    if row is None:
        raise Outdated(N_("This change is not there any more. Please begin again."))
    if row.applied_at is not None or row.draft_id is None:
        raise Outdated(N_("This change has been made already."))
    require_changeable(work, reader, found)
    return _change(row, found, reading.find(work, row.draft_id))


def of_draft(work: Work, reader: Reader, draft_id: int) -> Change:
    """Fetch the change that is written aside in an event of that row number. Raises as `find`."""
    number = queries.of_draft(work.session, draft_id)
    if number is None:
        raise Outdated(N_("This change is not there any more. Please begin again."))
    return find(work, reader, number)


def problems(work: Work, change: Change) -> list[Obstacle]:
    """List what stands in the way of a change."""
    past = {Obstacle.PUBLISH_AT}
    if "start" not in change.mine:
        past.add(Obstacle.PAST)  # it is on just now
    if "answer_by" not in change.mine:
        past.add(Obstacle.ANSWER_BY)  # it may be over since
    return [one for one in publishing.problems(work, wanted(work, change)) if one not in past]


def problems_of(work: Work, draft: Event) -> list[Obstacle]:
    """List what stands in the way of the change that is written aside in an event. Whoever asks may see it."""
    number = queries.of_draft(work.session, draft.id)
    row = queries.several(work.session, [number]).get(number) if number is not None else None
    if row is None:
        return publishing.problems(work, draft)
    return problems(work, _change(row, reading.find(work, row.event_id), draft))


def wanted(work: Work, change: Change) -> Event:
    """Return the event as it would stand afterwards: mine where I changed something, the rest as it stands."""
    mine = change.mine
    event = replace(change.event, **{name: getattr(change.draft, name) for field in mine for name in ATTRIBUTES[field]})
    if "start" in mine and "answer_by" not in mine:
        event = replace(event, answer_by=answer_by(work, change.event, event.starts_at))
    return event


def answer_by(work: Work, event: Event, starts_at: datetime | None) -> datetime | None:
    """Until when answers are taken when an event is moved: as long before its start as it was.

    Where that is over, they are taken until it begins.
    """
    if event.answer_by is None or event.starts_at is None or starts_at is None:
        return event.answer_by
    moved = starts_at - (event.starts_at - event.answer_by)
    return moved if moved > work.now else None


def concerned(work: Work, change: Change, scope: Scope = Scope.ONE) -> Concern:
    """Say whom a change would concern, its author aside."""
    event_ids = [change.event.id, *(row.id for row in following(work, change.event, scope))]
    what = telling.worth(change.event, wanted(work, change))
    people_told = telling.audience_of(work, event_ids, what, change.draft.author_id)
    return Concern(len(event_ids), len(people_told), tuple(what))


def following(work: Work, event: Event, scope: Scope) -> list[Any]:
    """Hold and list the other events that are meant, too."""
    if scope is Scope.ONE or not series_moves.begun(work, event):
        return []
    event = reading.find(work, event.id)
    assert event.series_id is not None, "it is begun"
    assert event.occurrence is not None, "it is begun"
    return series_moves.following(work, event.series_id, event.occurrence)


def conflict(work: Work, change: Change, seen: int | None) -> Conflict | None:
    """Say who else changed the event meanwhile, unless the reader has seen that version of it."""
    if not change.theirs or seen == change.event.version:
        return None
    row = queries.last_made(work.session, change.event.id)
    name = None
    if row is not None and (somebody := people.readers(work, [row.author_id]).get(row.author_id)):
        name = somebody.name
    return Conflict(change, name, row and row.applied_at, change.event.version)


def require_possible(work: Work, change: Change) -> None:
    """Let a change pass that changes something and can be made.

    Raises Outdated where nothing would change, NetworkError for what stands in the way.
    """
    if not change.fields:
        raise Outdated(N_("The event is as you want it already: there is nothing to change."))
    if Obstacle.PAST in problems(work, change):
        raise NetworkError(N_("That time has passed already. Please choose a later one."))
    if problems(work, change):
        raise NetworkError(N_("Something still stands in the way. Please look at the event once more."))
    if "capacity" in change.fields:
        seats.require_room(work, change.event.id, change.draft.capacity)


def discard(work: Work, reader: Reader, change_id: int) -> Event:
    """Throw a change away; the event stays as it is, and is returned. Raises as `find`."""
    change = find(work, reader, change_id)
    forget(work, change.id, change.draft.id)
    return change.event


def forget(work: Work, change_id: int, draft_id: int | None) -> None:
    """Forget a change that was not made, with what was written aside."""
    queries.remove(work.session, change_id)
    if draft_id is not None:
        event_queries.remove(work.session, [draft_id])
        notices.retract(work, DRAFT, draft_id)


def drop_old(work: Work) -> int:
    """Forget changes that nobody went on with for a week; returns how many."""
    old = queries.untouched(work.session, work.now - KEPT_FOR)
    for row in old:
        forget(work, row.id, row.draft_id)
    return len(old)


# What an Event's snapshot holds, by field.
ATTRIBUTES: dict[str, Collection[str]] = {
    **{name: (name,) for name in differences.FIELDS},
    "start": ("zone", "starts_local", "starts_at"),
    "place": ("place", "latitude", "longitude"),
}


def _change(row: Any, event: Event, draft: Event) -> Change:
    return Change(
        row.id,
        event,
        draft,
        mine=differences.between(row.base, differences.marks(draft)),
        theirs=differences.between(row.base, differences.marks(event)),
        in_series=event.series_id is not None,
    )


def _only(change: Change, event: Event) -> dict[str, Any]:
    """What stands in the fields that its author changed."""
    return {name: value for name, value in differences.values(event).items() if name in change.mine}
