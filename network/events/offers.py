"""Offers: a seat that becomes free is kept for the first in the line for a while, then for the next."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from db.queries import attendance as queries
from db.queries import screens
from db.values import AttendanceState, Audience, EventState, Habits, Lane
from network import notices, pacing
from network.charter_parts import Hours
from network.events import reading, seats
from network.events.kinds import OFFERED
from network.events.reading import Event
from network.work import Work

LEAST = timedelta(minutes=15)  # nobody is asked to answer faster


def settle(work: Work, event: Event) -> bool:
    """Bring a held event's line in order: offers that lapsed end, and free seats are offered to the first in line.

    Says whether anything changed. Whoever changes what seats depend on calls it, in the same unit of work.
    """
    lapsed = queries.lapsed(work.session, event.id, work.now)
    for row in lapsed:
        end_offer(work, row.id, AttendanceState.DECLINED)
    if not _open(work, event):
        for number in queries.offered(work.session, event.id):
            notices.cancel(work, OFFERED, number)  # whoever has not heard of it yet need not
        return bool(lapsed)
    free = seats.count(work, event.id).free(event.capacity)
    chosen = queries.next_in_line(work.session, event.id, free) if free != 0 else []
    for row in chosen:
        _offer(work, event, row)
    return bool(lapsed or chosen)


def end_offer(work: Work, attendance_id: int, to: AttendanceState) -> None:
    """End an offer that somebody did not take; the seat is not offered to them again."""
    queries.change(work.session, [attendance_id], state=to, offered_until=None, place=None, gave_up=True)
    answered(work, attendance_id)


def answered(work: Work, attendance_id: int) -> None:
    """Have an offer that was answered, or lapsed, say so where it stands; whoever has not heard of it need not."""
    notices.cancel(work, OFFERED, attendance_id)
    notices.revise(work, OFFERED, attendance_id)


def was_made(work: Work, attendance_id: int) -> bool:
    """Say whether somebody was ever offered a seat."""
    return screens.notice_of(work.session, OFFERED, attendance_id) is not None


def capacity_changed(work: Work, event_id: int) -> None:
    """Offer what became free by a change of the number of seats, to as many in line as there are seats now."""
    event = reading.find(work, event_id, hold=True)
    seats.start_over(work, event)
    settle(work, event)
    seats.changed(work, event)


def tick(work: Work) -> int:
    """End the offers that lapsed, offer the seats to the next, and bring counts in groups up to date.

    Called every few seconds; it costs little where nothing is due. Returns how many events were looked at.
    """
    due = queries.due_offers(work.session, work.now)
    for event_id in due:
        event = reading.find(work, event_id, hold=True)
        if settle(work, event):
            seats.changed(work, event)
    return len(due) + seats.show_due(work)


def kept_until(
    now: datetime, starts_at: datetime, habits: Habits, limit: timedelta, hours: Sequence[Hours] = ()
) -> tuple[datetime, bool]:
    """Say until when a seat is kept for somebody with these habits, and whether they must hear of it at once.

    `limit` is how long it is kept at most, `hours` are regions' other quiet hours.
    Quiet hours do not count: the offer waits for their end. It never outlasts the event's start; where that is near,
    at least half of the time left is for those behind. Where the quiet hours would swallow it all, it comes at once.
    """
    heard = pacing.held_until(now, habits, Lane.PERSONAL, hours=hours) or now
    at_once = heard + LEAST > starts_at
    if at_once:
        heard = now
    window = min(limit, max((starts_at - heard) / 2, LEAST))
    return min(heard + window, starts_at), at_once


def _open(work: Work, event: Event) -> bool:
    """Whether seats are still given: it stands, and has not begun."""
    return event.state is EventState.PUBLISHED and event.starts_at is not None and work.now < event.starts_at


def _offer(work: Work, event: Event, row: Any) -> None:
    assert event.starts_at is not None, "only events with a beginning are published"
    habits = Habits(row.zone, row.country, row.quiet_from, row.quiet_to, row.weekends)
    limit = timedelta(hours=work.charter.limits.offer_hours)
    until, at_once = kept_until(work.now, event.starts_at, habits, limit, work.charter.hours)
    queries.change(work.session, [row.id], state=AttendanceState.OFFERED, offered_until=until)
    notices.post(work, OFFERED, row.id, Audience(people=(row.person_id,)), urgent=at_once, expires_at=until)
