"""Cancelling an event with a reason: cards, reminders, calendars and lists follow, and those concerned hear of it."""

from dataclasses import dataclass

from db.queries import event_changes as queries
from db.values import EventState
from network import audit
from network.errors import N_, NetworkError, Outdated
from network.events import applying, reading, series_moves, telling
from network.events.changing import Scope, require_changeable
from network.events.reading import Event
from network.people import Reader
from network.work import Work


@dataclass(frozen=True, slots=True)
class Cancelled:
    """What was cancelled: the event in hand, how many, and how many people hear of it."""

    event: Event
    events: int
    people: int


def cancellable(work: Work, reader: Reader, event_id: int) -> Event:
    """Fetch and hold an event that the reader may cancel. Raises as `changing.require_changeable`."""
    found = reading.find(work, event_id, hold=True)
    require_changeable(work, reader, found)
    return found


def concerned(work: Work, reader: Reader, event_id: int, scope: Scope = Scope.ONE) -> tuple[int, int]:
    """Say how many events would be cancelled, and how many people hear of it. Raises as `cancellable`."""
    event_ids = _meant(work, cancellable(work, reader, event_id), scope)
    return len(event_ids), len(telling.audience_of(work, event_ids, (telling.CANCELLED,), reader.id))


def cancel(work: Work, reader: Reader, event_id: int, reason: str, version: int, scope: Scope = Scope.ONE) -> Cancelled:
    """Cancel an event, or it and all that follow in its series; `version` is the one that was looked at.

    Raises NetworkError without a reason or for one that is too long, Outdated when the event has changed since, and
    as `cancellable`.
    """
    found = cancellable(work, reader, event_id)
    reason = reason.strip()
    most = work.charter.limits.texts.reason
    if not reason:
        raise NetworkError(N_("That was empty. Please write a few words."))
    if len(reason) > most:
        raise NetworkError(N_("That is too long: at most {most} characters fit here."), most=most)
    if found.version != version:
        raise Outdated(N_("The event has changed since you looked at it. Please look once more."))
    event_ids = _meant(work, found, scope)
    before = reading.read(work, event_ids)
    if scope is Scope.FOLLOWING and found.series_id is not None:
        series_moves.end(work, found.series_id, _occurrence(work, found.id))
    for number in event_ids:
        queries.write(work.session, number, work.now, loud=True, state=EventState.CANCELLED, reason=reason)
    for event in reading.read(work, event_ids).values():
        applying.follow(work, event, {"state"})
    change = queries.add(
        work.session,
        found.id,
        reader.id,
        work.now,
        base_version=found.version,
        applied_at=work.now,
        fields=[telling.CANCELLED],
        event_ids=event_ids,
    )
    begins = [event.starts_at for event in before.values() if event.starts_at is not None]
    ends = [event.ends_at for event in before.values() if event.ends_at is not None]
    told = telling.changed(work, change, event_ids, (telling.CANCELLED,), min(begins), max(ends))
    telling.edited(work, reader, change, found)
    audit.record(
        work,
        reader,
        "event.cancelled",
        "event",
        found.id,
        regions=list(found.regions),
        events=len(event_ids),
        told=told,
    )
    return Cancelled(reading.find(work, found.id), len(event_ids), told)


def _occurrence(work: Work, event_id: int) -> str:
    occurrence = reading.find(work, event_id).occurrence
    assert occurrence is not None, "its series is begun"
    return occurrence


def _meant(work: Work, event: Event, scope: Scope) -> list[int]:
    """The events that are meant, the one in hand first; those changed by themselves are cancelled as well."""
    if scope is Scope.ONE or not series_moves.begun(work, event):
        return [event.id]
    event = reading.find(work, event.id)
    assert event.series_id is not None, "it is begun"
    assert event.occurrence is not None, "it is begun"
    rest = series_moves.following(work, event.series_id, event.occurrence, detached=True)
    return [event.id, *(row.id for row in rest)]
