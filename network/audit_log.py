"""Reading the audit log: who did what to whom, for coordinators, as far as it concerns them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import audit as queries
from db.queries import order as order_queries
from db.queries.audit import Sight
from db.values import Status
from network.announcements import reading
from network.errors import N_, Outdated
from network.events import reading as reading_events
from network.events.drafts import WRITABLE
from network.events.reading import Event
from network.people import Reader, require_coordinator
from network.texts import Text
from network.work import Work

# The kinds of acts: the first part of an action.
KINDS = ("application", "role", "membership", "announcement", "event", "reminder", "group", "case")
PAGE = 8
PEOPLE = 8  # on one page of a choice
MOST = 20_000  # lines of a file
LARGEST = 2**63 - 1  # a row number that every database takes


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person in the log. `name` is None for whoever has none; `gone` tells whoever left or was erased from others."""

    id: int
    name: str | None
    gone: bool = False
    owner: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One act. `who` is None for what happened by itself, `whom` where it was about nobody, or nobody knows any more.

    `at` is aware UTC. `text` is the announcement's or an event's title, once others saw it. `regions` are those it
    concerns; empty for all.
    """

    id: int
    at: datetime
    action: str
    who: Somebody | None
    whom: Somebody | None
    detail: Mapping[str, Any]
    subject_id: int
    text: Text | None
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines, newest first, and whether there are newer and older ones."""

    lines: tuple[Line, ...]
    newer: bool
    older: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants to see: a kind of acts, one person's acts. None does not narrow."""

    kind: str | None = None
    actor_id: int | None = None


def page(work: Work, reader: Reader, choice: Choice, *, before: int | None = None, after: int | None = None) -> Page:
    """Read a page of the log: the newest one, the one older than line `before`, or the one newer than line `after`.

    Regional coordinators see what concerns their regions, and what they did themselves.
    Raises NotAllowed for whoever coordinates nothing, Outdated for a choice that does not exist.
    """
    sight = _sight(reader, choice)
    _require_number(before, after)
    found = queries.lines(work.session, sight, PAGE + 1, before=before, after=after)
    if after is not None:
        if len(found) <= PAGE:  # so near the newest that it is the first page
            return page(work, reader, choice)
        return Page(_lines(work, found[1:]), newer=True, older=True)
    shown = found[:PAGE]
    return Page(_lines(work, shown), newer=before is not None, older=len(found) > PAGE)


def everything(work: Work, reader: Reader, choice: Choice) -> tuple[Line, ...]:
    """Read the newest lines for a file, at most `MOST`. Raises as `page`."""
    return _lines(work, queries.lines(work.session, _sight(reader, choice), MOST))


def actors(work: Work, reader: Reader, choice: Choice, number: int) -> tuple[list[Somebody], bool]:
    """List who did something, whoever did last first: page `number`, from 0, and whether another follows.

    Raises as `page`.
    """
    _require_number(number)
    sight = _sight(reader, Choice(choice.kind))
    found = queries.actors(work.session, sight, PEOPLE + 1, min(number, MOST) * PEOPLE)
    people = _people(work, found)
    return [people[one] for one in found[:PEOPLE]], len(found) > PEOPLE


def _sight(reader: Reader, choice: Choice) -> Sight:
    require_coordinator(reader)
    if choice.kind is not None and choice.kind not in KINDS:
        raise Outdated(N_("This button no longer works. Please begin again with /audit."))
    _require_number(choice.actor_id)
    regions = None if reader.network_wide else tuple(sorted(reader.regions))
    return Sight(reader.id, regions, choice.kind, choice.actor_id)


def _require_number(*numbers: int | None) -> None:
    """Let only numbers pass that a row can have. Raises Outdated for others."""
    if any(number is not None and not 0 <= number <= LARGEST for number in numbers):
        raise Outdated(N_("This button no longer works. Please begin again with /audit."))


def _lines(work: Work, rows: Sequence[Any]) -> tuple[Line, ...]:
    whom = _subjects(work, rows)
    people = _people(work, {row.actor_id for row in rows if row.actor_id} | set(whom.values()))
    told = reading.several(work, _ids(rows, "announcement"))
    events = reading_events.read(work, _ids(rows, "event"))
    return tuple(
        Line(
            id=row.id,
            at=row.at,
            action=row.action,
            who=people[row.actor_id] if row.actor_id else None,
            whom=people[whom[row.id]] if row.id in whom else None,
            detail=row.detail,
            subject_id=row.subject_id,
            text=_text(row, told, events),
            regions=tuple(row.regions.split()),
        )
        for row in rows
    )


def _text(row: Any, told: Mapping[int, reading.Announcement], events: Mapping[int, Event]) -> Text | None:
    """The words of an announcement that was sent, or an event's title; a draft is its author's own."""
    if row.subject_kind == "event":
        event = events.get(row.subject_id)
        return event.title if event and event.state not in WRITABLE else None
    found = told.get(row.subject_id) if row.subject_kind == "announcement" else None
    return found.text if found and found.launched_at else None


def _subjects(work: Work, rows: Iterable[Any]) -> dict[int, int]:
    """Say whom each line is about, by row numbers of lines and people."""
    applicants = queries.applicants(work.session, _ids(rows, "application"))
    invited = queries.invited(work.session, _ids(rows, "invitation"))
    authors = order_queries.authors(work.session, _ids(rows, "case"))
    found: dict[int, int] = {}
    for row in rows:
        match row.subject_kind:
            case "person":
                person_id: int | None = row.subject_id
            case "application":
                person_id = applicants.get(row.subject_id)
            case "case":
                person_id = authors.get(row.subject_id)
            case "invitation":
                person_id = row.detail.get("person") or invited.get(row.subject_id)
            case _:
                person_id = None
        if person_id is not None and person_id != row.actor_id:
            found[row.id] = person_id
    return found


def _ids(rows: Iterable[Any], kind: str) -> list[int]:
    return [row.subject_id for row in rows if row.subject_kind == kind]


def _people(work: Work, person_ids: Iterable[int]) -> dict[int, Somebody]:
    wanted = list(person_ids)
    found = {
        row.id: Somebody(row.id, row.name, row.status in (Status.ERASED, Status.FORMER), row.telegram_id in work.owners)
        for row in queries.names(work.session, wanted)
    }
    return {person_id: found.get(person_id, Somebody(person_id, None, gone=True)) for person_id in wanted}
