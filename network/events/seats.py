"""Seats: how many there are, how many are taken, and telling the organisers how full it gets."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from db.queries import attendance as queries
from db.values import AttendanceState, Audience
from network import notices
from network.errors import N_, NetworkError
from network.events.kinds import EVENT_GROUP, FILLING
from network.events.reading import Event
from network.work import Work

STEPS = (50, 80, 100)  # percent at which organisers hear of it
COUNTS_EVERY = timedelta(seconds=10)  # a card in a group is edited at most so often


@dataclass(frozen=True, slots=True)
class Counts:
    """How many answered what. An `offered` seat is kept for somebody, so nobody else may take it."""

    going: int = 0
    maybe: int = 0
    declined: int = 0
    waitlisted: int = 0
    offered: int = 0

    @property
    def taken(self) -> int:
        """How many seats are not free: of those going, and those kept for somebody."""
        return self.going + self.offered

    def free(self, capacity: int | None) -> int | None:
        """How many seats are free; None where there are as many as it takes."""
        return None if capacity is None else max(0, capacity - self.taken)


def counts(work: Work, event_ids: Collection[int]) -> Mapping[int, Counts]:
    """Count the answers to events, in one query; events nobody answered to have zeros."""
    found = queries.counts(work.session, event_ids) if event_ids else {}
    return {key: Counts(**{AttendanceState(s).value: n for s, n in found.get(key, {}).items()}) for key in event_ids}


def count(work: Work, event_id: int) -> Counts:
    """Count the answers to one event."""
    return counts(work, [event_id])[event_id]


def require_room(work: Work, event_id: int, capacity: int | None) -> None:
    """Let a number of seats pass that holds all who have one or are offered one now.

    Raises NetworkError when there are more of them. The event must be held.
    """
    taken = count(work, event_id).taken
    if capacity is not None and capacity < taken:
        raise NetworkError(N_("{taken} seats are taken already, so there cannot be fewer than that."), taken=taken)


def changed(work: Work, event: Event) -> None:
    """Tell whoever must hear that answers changed: organisers how full it is, groups the new counts."""
    now = count(work, event.id)
    _tell_organisers(work, event, now)
    _show_counts(work, event.id)


def start_over(work: Work, event: Event) -> None:
    """Take note how full it is without telling anybody: the number of seats was changed by an organiser."""
    queries.change_event(work.session, event.id, told_full=_step(event, count(work, event.id)))


def show_due(work: Work) -> int:
    """Bring cards in groups up to date whose counts changed; called every few seconds. Returns how many events."""
    due = queries.counts_to_show(work.session, work.now - COUNTS_EVERY)
    for event_id in due:
        _shown(work, event_id)
    return len(due)


def _step(event: Event, now: Counts) -> int:
    """How full it is, as the last of the steps that was reached."""
    if not event.capacity:
        return 0
    return max((step for step in STEPS if now.going * 100 >= step * event.capacity), default=0)


def _tell_organisers(work: Work, event: Event, now: Counts) -> None:
    reached = _step(event, now)
    if reached <= queries.told_full(work.session, event.id):
        return
    queries.change_event(work.session, event.id, told_full=reached)
    notices.cancel(work, FILLING, event.id)  # what was not sent yet says less than this
    until = event.starts_at
    notices.post(work, FILLING, event.id, Audience(people=tuple(sorted(event.organisers))), expires_at=until)


def _show_counts(work: Work, event_id: int) -> None:
    shown = queries.counts_shown_at(work.session, event_id)
    if shown is not None and work.now - shown < COUNTS_EVERY:
        queries.change_event(work.session, event_id, counts_changed=True)
        return
    _shown(work, event_id)


def _shown(work: Work, event_id: int) -> None:
    queries.change_event(work.session, event_id, counts_changed=False, counts_shown_at=work.now)
    notices.revise(work, EVENT_GROUP, event_id)
