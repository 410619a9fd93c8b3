"""Answering an event: going, maybe or not; a seat where one is free, a place in the line where none is."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import attendance as queries
from db.values import AttendanceState, EventState, Status
from network import notices
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import offers, reading, seats
from network.events.kinds import EVENT, GUESTS
from network.events.reading import Event
from network.people import Reader
from network.reminders import following
from network.work import Work

ANSWERS = (AttendanceState.GOING, AttendanceState.MAYBE, AttendanceState.DECLINED)
_FORGED = N_("I do not know that choice. Please use the buttons.")
_HOLDING = {AttendanceState.GOING, AttendanceState.OFFERED}


@dataclass(frozen=True, slots=True)
class Mine:
    """What somebody answered. `line` is where they stand in line (1 is first); `offered_until` ends an offer."""

    id: int
    state: AttendanceState
    line: int | None = None
    offered_until: datetime | None = None
    gave_up: bool = False
    remind_before: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer came to. `mine` None: nothing is noted. `full`: no seat is free, and the line is not for them.

    `was_offered`: they did not take one that was kept for them.
    """

    event: Event
    mine: Mine | None
    changed: bool
    full: bool = False
    was_offered: bool = False

    @property
    def is_seat(self) -> bool:
        """Whether they have a seat now that they did not have before."""
        return self.changed and self.mine is not None and self.mine.state is AttendanceState.GOING


def mine(work: Work, event_ids: Collection[int], person_ids: Collection[int]) -> Mapping[tuple[int, int], Mine]:
    """Fetch what people answered to events, by row number of event and person, in one query."""
    if not event_ids or not person_ids:
        return {}
    rows = queries.of_people(work.session, event_ids, person_ids)
    return {(row.event_id, row.person_id): _mine(row) for row in rows}


def mine_of(work: Work, event_id: int, person_id: int) -> Mine | None:
    """Fetch what somebody answered to an event."""
    return mine(work, [event_id], [person_id]).get((event_id, person_id))


def going(work: Work, event_id: int) -> int:
    """Count those going."""
    return seats.count(work, event_id).going


def answer(work: Work, reader: Reader, event_id: int, wanted: AttendanceState) -> Outcome:
    """Take what a member answers: GOING, MAYBE or DECLINED.

    Where no seat is free, whoever wants to go stands in line; whoever gave a seat up before does not any more, but
    gets a seat that nobody waits for. Saying the same again changes nothing.
    Raises NotAllowed for whoever is no member, Outdated when the event is over, cancelled or no more, NetworkError
    when the time for answers is over or the choice is none (a forged button).
    """
    require_member(reader)
    if wanted not in ANSWERS:
        raise NetworkError(_FORGED)
    event = reading.find(work, event_id, hold=True)
    if offers.settle(work, event):
        seats.changed(work, event)
    before = mine_of(work, event_id, reader.id)
    _require_open(work, event, before, wanted)
    if _stands(before, wanted) and not _finds_seat(work, event, before):
        return Outcome(event, before, changed=False)
    full = _change(work, reader, event, before, wanted)
    if full and before is not None and before.state is AttendanceState.DECLINED:
        return Outcome(event, before, changed=False, full=True, was_offered=offers.was_made(work, before.id))
    following.attend(work, event.id, reader.id)
    offers.settle(work, event)
    seats.changed(work, event)
    return Outcome(event, mine_of(work, event_id, reader.id), changed=True, full=full)


def withdraw_all(work: Work, person_id: int) -> None:
    """Take somebody out of all that has not begun: they leave the network. Their seats go to the next in line.

    What stands in their own chat shows from now on what strangers may see: no link, no names.
    """
    unname(work, person_id)
    notices.look_again(work, person_id, (EVENT, GUESTS))
    for event_id in queries.coming_of(work.session, person_id, work.now):
        event = reading.find(work, event_id, hold=True)
        queries.remove(work.session, event_id, person_id)
        following.attend(work, event_id, person_id)
        offers.settle(work, event)
        seats.changed(work, event)


def unname(work: Work, person_id: int) -> None:
    """Have lists of who comes drawn anew where somebody may stand on them by name: they leave the directory."""
    for event_id in queries.gone_to_by(work.session, person_id):
        notices.revise(work, GUESTS, event_id)


def require_member(reader: Reader) -> None:
    """Let only members pass.

    Raises NotAllowed otherwise.
    """
    if reader.status is not Status.MEMBER:
        raise NotAllowed(N_("This is for members of the network. Send /start to join."))


def _change(work: Work, reader: Reader, event: Event, before: Mine | None, wanted: AttendanceState) -> bool:
    """Write the answer down. Says whether they wanted to go, but no seat is free and the line is not for them."""
    held = before is not None and before.state in _HOLDING
    gave_up = before is not None and before.gave_up
    values: dict[str, Any] = {"state": wanted, "place": None, "offered_until": None}
    full = False
    if wanted is AttendanceState.GOING and not held:
        free = seats.count(work, event.id).free(event.capacity)
        if free == 0:
            full = gave_up
            place = None if gave_up else queries.last_place(work.session, event.id) + 1
            values |= {"state": AttendanceState.DECLINED if gave_up else AttendanceState.WAITLISTED, "place": place}
    elif wanted is not AttendanceState.GOING:
        values["gave_up"] = gave_up or (held and event.capacity is not None)
    if full and before is not None and before.state is AttendanceState.DECLINED:
        return True
    number = queries.put(work.session, event.id, reader.id, work.now, **values)
    if before is not None and before.state is AttendanceState.OFFERED:
        offers.answered(work, number)
    return full


def _stands(before: Mine | None, wanted: AttendanceState) -> bool:
    """Whether what somebody wants is so already: to go, that is, or to wait for a seat."""
    if before is None:
        return False
    return before.state is wanted or (wanted is AttendanceState.GOING and before.state is AttendanceState.WAITLISTED)


def _finds_seat(work: Work, event: Event, before: Mine | None) -> bool:
    """Whether somebody in line can take a free seat: none is offered any more once the event has begun."""
    waits = before is not None and before.state is AttendanceState.WAITLISTED
    return waits and seats.count(work, event.id).free(event.capacity) != 0


def _require_open(work: Work, event: Event, before: Mine | None, wanted: AttendanceState) -> None:
    if event.state is EventState.CANCELLED:
        raise Outdated(N_("This event was cancelled."))
    if event.state is not EventState.PUBLISHED:
        raise Outdated(N_("This event cannot be answered yet."))
    if event.ends_at is not None and event.ends_at <= work.now:
        raise Outdated(N_("This event is over."))
    if event.answer_by is None or work.now <= event.answer_by or wanted is AttendanceState.DECLINED:
        return
    if before is None or (
        wanted is AttendanceState.GOING and before.state not in {*_HOLDING, AttendanceState.WAITLISTED}
    ):
        raise NetworkError(N_("The time for answers is over. Please ask the organisers."))


def _mine(row: Any) -> Mine:
    state = AttendanceState(row.state)
    return Mine(
        id=row.id,
        state=state,
        line=row.ahead + 1 if state is AttendanceState.WAITLISTED else None,
        offered_until=row.offered_until,
        gave_up=row.gave_up,
        remind_before=tuple(row.remind_before) if row.remind_before is not None else None,
    )
