"""Finding events: lists of what comes, page by page, and searches in all languages at once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from db.queries import event_lists as queries
from db.queries.event_lists import Mark, Window
from db.values import AttendanceState, RichText
from network.errors import N_, Outdated
from network.events import reading
from network.events.reading import Event
from network.people import Reader
from network.sought import sought, spelled, token
from network.work import Work

__all__ = [
    "MONTHS",
    "PAGE",
    "Line",
    "Mark",
    "Page",
    "Wanted",
    "Which",
    "fold",
    "interests",
    "listing",
    "months",
    "sought",
    "spelled",
    "token",
]

PAGE = 5
STILL_ON = timedelta(hours=12)  # how long ago something may have begun that still goes on
MONTHS = 12
SEARCHED = 500  # coming events that one press looks through
MONTH = re.compile("[0-9]{4}-(0[1-9]|1[0-2])")  # as buttons carry one
_NO_LIST = N_("This list is not there any more. Send /events to see what is coming.")


class Which(StrEnum):
    """Which events a list shows."""

    CONCERNING = "f"
    EVERYTHING = "a"
    MINE = "m"
    REGION = "r"
    TOPIC = "t"
    FOUND = "s"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is to show: `value` is a region, a topic or what is searched for; `month` ("2027-03") narrows it."""

    which: Which = Which.CONCERNING
    value: str = ""
    month: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """An event in a list, and what the reader answered."""

    event: Event
    answer: AttendanceState | None
    organises: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some events, by their start. `elsewhere` are others, where there are few that concern the reader.

    `earlier` and `later` are the marks from which the pages beside this one go on. `looked_to` is how far a search
    went; None where it saw all that comes.
    """

    wanted: Wanted
    lines: Sequence[Line]
    elsewhere: Sequence[Line] = ()
    earlier: Mark | None = None
    later: Mark | None = None
    looked_to: Mark | None = None


def listing(
    work: Work,
    reader: Reader,
    wanted: Wanted,
    *,
    after: Mark | None = None,
    before: Mark | None = None,
    size: int = PAGE,
) -> Page:
    """List what comes: the page of `size` after a mark, before one, or the first.

    Raises Outdated for a region, topic or month that is none (any more), NetworkError for a search without words.
    """
    since, until = _stretch(work, reader, wanted.month)
    window = Window(work.now, since, size + 1, until, after, before)
    marks, looked_to = _marks(work, reader, wanted, window)
    if (before is not None and len(marks) <= size) or (after is not None and not marks and looked_to is None):
        return listing(work, reader, wanted, size=size)  # the first page, filled up; or what came after is over by now
    looked_to = looked_to if before is None else None
    more_before, more_after = after is not None, before is not None
    if len(marks) > size:
        marks = marks[1:] if before is not None else marks[:size]
        more_before, more_after = more_before or before is not None, True
    others: list[Mark] = []
    if wanted.which is Which.CONCERNING and not (more_before or more_after) and len(marks) < size:
        # They are few, so that skipping them costs nothing.
        room = replace(window, limit=size)
        others = [mark for mark in queries.everything(work.session, room) if mark not in marks][: size - len(marks)]
    found = _lines(work, reader, [mark.event_id for mark in (*marks, *others)])
    return Page(
        wanted,
        [found[mark.event_id] for mark in marks if mark.event_id in found],
        [found[mark.event_id] for mark in others if mark.event_id in found],
        marks[0] if more_before and marks else None,
        marks[-1] if more_after and marks else looked_to,
        looked_to,
    )


def fold(work: Work, event_id: int) -> None:
    """Write down by which words an event is found: those of title and description, in all their languages."""
    known: dict[str, None] = {}
    for body in queries.words_of(work.session, event_id):
        known |= dict.fromkeys(spelled(RichText.from_json(body).text))
    queries.set_folded(work.session, event_id, "".join(f" {word}" for word in known))


def months(work: Work, reader: Reader) -> list[str]:
    """The months that can be chosen, this one first ("2027-03"), by the reader's own calendar."""
    today = work.now.astimezone(ZoneInfo(reader.zone or "UTC"))
    first = today.year * 12 + today.month - 1
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, first + MONTHS)]


def _marks(work: Work, reader: Reader, wanted: Wanted, window: Window) -> tuple[list[Mark], Mark | None]:
    """A page of marks, and how far a search looked for them, if that is not to the end."""
    if wanted.which is Which.FOUND:
        return queries.matching(work.session, window, sought(wanted.value), SEARCHED)
    return _listed(work, reader, wanted, window), None


def _listed(work: Work, reader: Reader, wanted: Wanted, window: Window) -> list[Mark]:
    charter = work.charter
    match wanted.which:
        case Which.CONCERNING:
            regions, topics = interests(work, reader)
            return queries.concerning(work.session, window, reader.id, regions, topics)
        case Which.MINE:
            return queries.of_person(work.session, window, reader.id)
        case Which.REGION if wanted.value in charter.regions:
            return queries.of_region(work.session, window, wanted.value)
        case Which.TOPIC if wanted.value in charter.topics:
            return queries.of_topic(work.session, window, wanted.value)
        case Which.EVERYTHING:
            return queries.everything(work.session, window)
    raise Outdated(_NO_LIST)


def interests(work: Work, reader: Reader) -> tuple[list[str], list[str]]:
    """The regions somebody lives in or follows, and the topics they work on."""
    followed, topics = queries.interests(work.session, reader.id)
    return list(dict.fromkeys([*([reader.region] if reader.region else []), *followed])), topics


def _stretch(work: Work, reader: Reader, month: str) -> tuple[datetime, datetime | None]:
    """From when to when a list shows events: from now on, or within a month of the reader's own calendar."""
    since = work.now - STILL_ON
    if not month:
        return since, None
    if not MONTH.fullmatch(month):
        raise Outdated(_NO_LIST)
    zone = ZoneInfo(reader.zone or "UTC")
    try:
        year, number = (int(part) for part in month.split("-"))
        begins = datetime(year, number, 1, tzinfo=zone)
        ends = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=zone)
        return max(since, begins.astimezone(UTC)), ends.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Outdated(_NO_LIST) from None


def _lines(work: Work, reader: Reader, event_ids: Sequence[int]) -> Mapping[int, Line]:
    found = reading.read(work, event_ids)
    answers = queries.answers(work.session, reader.id, event_ids) if event_ids else {}
    return {
        number: Line(
            event,
            AttendanceState(answers[number]) if number in answers else None,
            reader.id in event.organisers,
        )
        for number, event in found.items()
    }
