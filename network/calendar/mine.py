"""Which events stand in somebody's calendar, and what a calendar must know of each beside the event itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.queries import calendars as queries
from db.values import AttendanceState, EventState, Status
from network.errors import N_, Outdated
from network.events import attending, reading
from network.events.reading import Event, may_organise
from network.people import Reader
from network.reminders import rules
from network.work import Work

LOOKS_BACK = timedelta(days=90)
MOST = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """An event as it stands in one person's calendar. `going` opens the link of a virtual event to them."""

    event: Event
    changed_at: datetime
    going: bool
    alarms: tuple[int, ...]


def said_yes_to(work: Work, reader: Reader) -> list[Listed]:
    """List what somebody said yes to, from three months ago on, by its start; what was cancelled is among it.

    Raises NotAllowed for whoever is no member.
    """
    attending.require_member(reader)
    since = work.now - LOOKS_BACK
    numbers = queries.said_yes_to(work.session, reader.id, since, MOST)
    found = listed(work, reader, numbers)
    return [found[number] for number in numbers if number in found]


def one(work: Work, reader: Reader, event_id: int) -> Listed:
    """Fetch one event as it stands in somebody's calendar.

    Raises Outdated when nobody sees it yet or any more, NotAllowed for whoever is neither member nor organises it.
    """
    found = listed(work, reader, [event_id]).get(event_id)
    if found is None:
        raise Outdated(N_("This event is no more."))
    if not may_organise(reader, found.event):
        attending.require_member(reader)
    return found


def listed(work: Work, reader: Reader, event_ids: Collection[int]) -> dict[int, Listed]:
    """Fetch some events as they stand in somebody's calendar; those nobody sees yet are left out."""
    answers = {row.event_id: row for row in queries.answers(work.session, reader.id, event_ids)}
    changed = queries.changed_at(work.session, event_ids)
    usual = queries.remind_before(work.session, reader.id)
    made: dict[int, Listed] = {}
    for number, event in reading.read(work, event_ids).items():
        if not event.stands or event.starts_at is None or event.title is None:
            continue
        answer = answers.get(number)
        own = answer.remind_before if answer is not None else None
        alarms = own if own is not None else usual if usual is not None else rules.USUAL
        going = answer is not None and answer.state == AttendanceState.GOING and reader.status is Status.MEMBER
        opens = going or (reader.id in event.organisers and may_organise(reader, event))
        made[number] = Listed(event, changed[number], opens, tuple(alarms))
    return made


def cancelled(listed: Listed) -> bool:
    """Say whether an event is not going to happen."""
    return listed.event.state is EventState.CANCELLED
