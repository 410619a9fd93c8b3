"""Reminders of events follow: the event when it moves, each person when they answer, wish otherwise or move themselves.

What is still to come is dropped and written down anew, in a few statements however many come. Whoever was reminded just
as long before the start already is not reminded again, unless the event moved on by more than half of that.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from db.queries import reminders as queries
from db.queries import reminders_due
from db.queries.reminders import Kind, Planned
from db.values import EventState
from network import notices
from network.errors import N_, NetworkError, Outdated
from network.people import Reader
from network.reminders import rules
from network.reminders.rules import Slot
from network.work import Work

CLOCK = "clock"  # whoever fires reminders waits for calls by this name
UNSAID = 60  # minutes that an event lasts of which nobody said it


def follow(work: Work, event_id: int) -> None:
    """Bring the reminders of an event to what it is now: everybody's, to its start; none where it is not to come.

    Letters that reminded of it already are corrected in place. Call it when title, time, place or status changed.
    """
    event = queries.hold_event(work.session, event_id)
    if event is None:
        return
    cancelled = event.state != EventState.PUBLISHED
    if reminders_due.correct(work.session, event_id, work.now, drop_unsent=cancelled):
        work.woken.add(notices.LEDGER)
    if cancelled or event.starts_at is None or event.starts_at <= work.now:
        queries.stop_all(work.session, event_id)
        return
    length = timedelta(minutes=event.minutes or UNSAID)
    queries.forget_waiting(work.session, event_id)
    queries.extend_put_off(work.session, event_id, rules.worth(event.starts_at, length))
    planned = [
        Planned(kind, *slot)
        for kind in queries.kinds_of(work.session, event_id)
        for slot in _slots(work, event.starts_at, length, kind, moved=True)
    ]
    queries.plan(work.session, event_id, planned, work.now)
    work.woken.add(CLOCK)


def attend(work: Work, event_id: int, person_id: int) -> None:
    """Bring one person's reminders of an event to what they answered: none where they do not come.

    Call it after their answer was written, with the event held.
    """
    if not _remake(work, person_id, event_id):
        queries.stop_theirs(work.session, person_id, event_id)


def set_mine(work: Work, reader: Reader, minutes: Iterable[int] | None, event_id: int | None = None) -> None:
    """Keep how many minutes before an event the reader wants to be reminded, or before all events.

    None: as they want it in general, or as is usual; an empty list: not at all. What they wished for one event stands
    whatever they wish in general. Raises NetworkError for more than five or for times that make no sense, Outdated
    where they have not answered to that event.
    """
    wanted = None if minutes is None else rules.wished(minutes)
    if wanted is not None and len(wanted) > rules.MOST:
        raise NetworkError(N_("Up to {most} reminders of an event are possible."), most=rules.MOST)
    if wanted and not (wanted[-1] >= rules.SHORTEST and wanted[0] <= rules.LONGEST):
        raise NetworkError(N_("A reminder can come between 5 minutes and 30 days before an event."))
    if event_id is None:
        queries.set_general(work.session, reader.id, wanted)
    elif not queries.set_for_event(work.session, reader.id, event_id, wanted):
        raise Outdated(N_("Say first whether you come; then I can remind you."))
    _remake(work, reader.id, event_id)


def mine(work: Work, reader: Reader, event_id: int | None = None) -> tuple[int, ...]:
    """Say how many minutes before an event, or events in general, the reader is reminded; longest first."""
    here, general = queries.wishes(work.session, reader.id, event_id)
    wish = here if here is not None else general
    return rules.USUAL if wish is None else rules.wished(wish)


def moved_zone(work: Work, person_id: int) -> None:
    """Bring somebody's reminders of events to their zone and quiet hours of now: events start when they start."""
    _remake(work, person_id, None)


def _remake(work: Work, person_id: int, event_id: int | None) -> bool:
    """Write somebody's reminders anew, of one event or of all; says whether they come to any."""
    events = queries.coming(work.session, person_id, event_id, work.now)
    queries.forget_theirs(work.session, person_id, event_id)
    if not events:
        return False
    before = queries.reminded(work.session, person_id, [event.event_id for event in events])
    planned: list[tuple[int, datetime, datetime, bool, int]] = []
    for event in events:
        kind = Kind(event.wish, event.zone, event.country, event.quiet_from, event.quiet_to)
        for slot in _slots(work, event.starts_at, timedelta(minutes=event.minutes or UNSAID), kind):
            fired_at = before.get((event.event_id, slot.minutes))
            if fired_at is None or fired_at <= slot.again_after:
                planned.append((event.event_id, slot.due_at, slot.useful_until, slot.urgent, slot.minutes))
    queries.plan_theirs(work.session, person_id, planned, work.now)
    work.woken.add(CLOCK)
    return True


def _slots(work: Work, starts_at: datetime, length: timedelta, kind: Kind, *, moved: bool = False) -> Sequence[Slot]:
    wish = json.loads(kind.wish) if kind.wish else rules.USUAL
    return rules.slots(
        starts_at,
        length,
        wish,
        kind.habits,
        now=work.now,
        moved=moved,
        hours=work.charter.hours,
    )
