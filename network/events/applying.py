"""Making a change of an event: at once, in this one or in all that follow, and whatever depends on it with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import event_changes as queries
from db.queries import events as event_queries
from network import audit, notices, pace
from network.events import (
    changing,
    differences,
    finding,
    offers,
    publishing,
    reading,
    seats,
    series,
    series_moves,
    telling,
)
from network.events.changing import Change, Conflict, Scope
from network.events.kinds import CARDS, DRAFT, EVENT, EVENT_GROUP, OFFERED
from network.events.reading import Event
from network.people import Reader
from network.reminders import following as reminders
from network.work import Work

MOST_TOLD = 10  # changes a day of one event, by one organiser, that those concerned hear of


@dataclass(frozen=True, slots=True)
class Applied:
    """A change that was made: the event as it stands now, in how many events, and how many people hear of it."""

    event: Event
    events: int
    people: int


def apply(
    work: Work, reader: Reader, change_id: int, scope: Scope = Scope.ONE, *, over: int | None = None
) -> Applied | Conflict:
    """Make a change, and have everything follow that depends on it: cards, lists, reminders, seats, calendars.

    Where somebody else was faster nothing happens and that is returned, unless `over` names the event's version that
    the reader has seen; then mine stands where both changed something. Raises Outdated where nothing would change,
    NetworkError for what stands in the way, and as `changing.find`.
    """
    change = changing.find(work, reader, change_id)
    if clash := changing.conflict(work, change, over):
        return clash
    changing.require_possible(work, change)
    fields = change.fields
    before = {change.event.id: change.event}
    rest = changing.following(work, change.event, scope)
    before |= reading.read(work, [row.id for row in rest])
    if "capacity" in fields:
        for event_id in before:
            seats.require_room(work, event_id, change.draft.capacity)
    old_words = queries.words_of(work.session, list(before))
    _write(work, change, scope, list(before.values()))
    after = reading.read(work, list(before))
    _let_go(work, change, list(before), old_words)
    for event in after.values():
        follow(work, event, fields)
    what = {name for key in before for name in telling.worth(before[key], after[key])}
    if what:
        pace.spend(work, reader.id, f"event_changes:{change.event.id}", MOST_TOLD)
    told = telling.changed(work, change.id, list(before), what, *_span([*before.values(), *after.values()]))
    telling.edited(work, reader, change.id, after[change.event.id])
    audit.record(
        work,
        reader,
        "event.changed",
        "event",
        change.event.id,
        regions=list(change.event.regions),
        fields=list(fields),
        events=len(before),
        told=told,
    )
    return Applied(after[change.event.id], len(before), told)


def follow(work: Work, event: Event, fields: Collection[str]) -> None:
    """Bring all that depends on an event to what it is now; `fields` are those that changed, or `state`."""
    moved = not {"start", "minutes", "state"}.isdisjoint(fields)
    if moved or "topics" in fields:
        publishing.place_in_lists(work, event)
    if not {"title", "description"}.isdisjoint(fields):
        finding.fold(work, event.id)
    if moved:
        reminders.follow(work, event.id)
        if event.ends_at is not None:
            queries.let_last(work.session, (EVENT, EVENT_GROUP), event.id, event.ends_at)
    if moved or "capacity" in fields:
        offers.capacity_changed(work, event.id)
    if "state" in fields or not differences.LOUD.isdisjoint(fields):
        for number in queries.offered(work.session, event.id, event.starts_at):
            notices.revise(work, OFFERED, number)
        for kind in CARDS:
            notices.revise(work, kind, event.id)


def _write(work: Work, change: Change, scope: Scope, events: list[Event]) -> None:
    """Write the change into each of its events, the one in hand and the others."""
    fields, draft = change.fields, change.draft
    loud = not differences.LOUD.isdisjoint(fields)
    plain = {name: _plain(draft, name) for name in fields if name not in {"start", "answer_by"}}
    shared = {name: value for part in plain.values() for name, value in part.items()}
    walls = _moved(work, change, scope) if "start" in fields else {}
    for event in events:
        own: dict[str, Any] = {}
        starts_at = event.starts_at
        if "start" in fields:
            local = walls.get(event.id, draft.starts_local)
            assert local is not None, "what is published has a start"
            assert draft.zone is not None, "and a zone"
            starts_at = draft.starts_at if event.id == change.event.id else series.moment_of(local, draft.zone)
            own = {"zone": draft.zone, "starts_local": local.isoformat(timespec="minutes"), "starts_at": starts_at}
            own["answer_by"] = changing.answer_by(work, event, starts_at)
        if "answer_by" in fields:
            own["answer_by"] = _answer_by(draft, starts_at)
        if event.id == change.event.id and change.in_series and (scope is Scope.ONE or "start" in fields):
            own["detached"] = scope is Scope.ONE  # its rule gives its time again only where all go by the new one
        queries.write(work.session, event.id, work.now, loud=loud, **shared, **own)


def _moved(work: Work, change: Change, scope: Scope) -> dict[int, datetime]:
    """Let a series go by its new start; returns the wall times of its events by row number."""
    event = reading.find(work, change.event.id)
    if scope is Scope.ONE or event.occurrence is None or event.series_id is None:
        return {}
    draft = change.draft
    assert draft.starts_local is not None, "what is published has a start"
    assert draft.zone is not None, "and a zone"
    rest = series_moves.following(work, event.series_id, event.occurrence)
    moved = series_moves.move(work, event, event.occurrence, draft.starts_local, draft.zone)
    return {event.id: draft.starts_local} | {row.id: moved.walls[row.occurrence] for row in rest}


def _answer_by(draft: Event, starts_at: datetime | None) -> datetime | None:
    """As long before the start as its author wants it for the event in hand."""
    if draft.answer_by is None or draft.starts_at is None or starts_at is None:
        return draft.answer_by
    return starts_at - (draft.starts_at - draft.answer_by)


def _plain(draft: Event, field: str) -> dict[str, Any]:
    """What is written for a field that is the same in all events."""
    match field:
        case "title" | "description":
            text = draft.title if field == "title" else draft.description
            return {f"{field}_id": text and text.id}
        case "picture":
            one = draft.picture
            return {"picture": [one.kind, one.reference, one.bot_id, one.name] if one else None}
        case "languages" | "topics":
            return {field: list(getattr(draft, field))}
    return {name: getattr(draft, name) for name in changing.ATTRIBUTES[field]}


def _let_go(work: Work, change: Change, event_ids: list[int], old_words: Collection[int]) -> None:
    """Take away what was written aside; words that became the event's own stay."""
    made: dict[str, Any] = {
        "draft_id": None,
        "applied_at": work.now,
        "base": {},
        "fields": list(change.fields),
        "event_ids": event_ids,
    }
    queries.change(work.session, change.id, **made)
    aside = queries.words_of(work.session, [change.draft.id])
    queries.write(work.session, change.draft.id, work.now, loud=False, title_id=None, description_id=None)
    event_queries.remove(work.session, [change.draft.id])
    notices.retract(work, DRAFT, change.draft.id)
    queries.drop_words(work.session, {*old_words, *aside})


def _span(events: Collection[Event]) -> tuple[datetime, datetime]:
    """When the first of published events begins, and when the last one is over."""
    begins = [event.starts_at for event in events if event.starts_at is not None]
    ends = [event.ends_at for event in events if event.ends_at is not None]
    return min(begins), max(ends)
