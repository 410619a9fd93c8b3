"""Lists of discussions, page by page. Members find every published one; regions say only whom it is brought to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.queries import discussion_lists as queries
from db.queries.discussion_lists import Mark
from db.values import DiscussionState, Follow, Status
from network.discussions import searching
from network.errors import N_, NotAllowed, Outdated
from network.people import Reader
from network.work import Work

__all__ = ["PAGE", "Line", "Mark", "Page", "Wanted", "Which", "listing", "require_reader"]

PAGE = 6
_NO_LIST = N_("This list is not there any more. Send /discussions to see what is talked about.")


class Which(StrEnum):
    """Which discussions a list shows. `FOUND`: newest hit first; `BEST`: the same, best first."""

    EVERYTHING = "a"
    MINE = "m"
    FOLLOWED = "f"
    UNANSWERED = "u"
    REGION = "r"
    TOPIC = "t"
    FOUND = "s"
    BEST = "b"


SEARCHES = (Which.FOUND, Which.BEST)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is to show: `value` is a region, a topic, or what is searched for."""

    which: Which = Which.EVERYTHING
    value: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A discussion in a list. `answers` counts what followed its opening; `hit` is the post that a search found."""

    id: int
    title: str
    topic: str | None
    region: str | None
    language: str
    closed: bool
    answered: bool
    answers: int
    active_at: datetime
    mine: bool
    following: Follow | None
    hit: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some discussions. Of lists `newer` and `older` are the marks to turn by; a search counts its pages from 0."""

    wanted: Wanted
    lines: Sequence[Line]
    newer: Mark | None = None
    older: Mark | None = None
    number: int = 0
    more: bool = False


def require_reader(reader: Reader) -> None:
    """Let only members read discussions, suspended ones too, and coordinators. Raises NotAllowed otherwise."""
    if reader.status not in (Status.MEMBER, Status.SUSPENDED) and not reader.coordinates:
        raise NotAllowed(N_("Discussions are for members of the network. Send /start to join."))


def listing(
    work: Work,
    reader: Reader,
    wanted: Wanted,
    *,
    after: Mark | None = None,
    before: Mark | None = None,
    number: int = 0,
    size: int = PAGE,
) -> Page:
    """List discussions: the page of `size` after a mark, before one, or the first; of a search the page `number`.

    Raises NotAllowed for whoever may read none, Outdated for a region or topic that is none (any more), NetworkError
    for a search without words.
    """
    require_reader(reader)
    if wanted.which in SEARCHES:
        return _found(work, reader, wanted, number, size)
    marks = _marks(work, reader, wanted, size + 1, after, before)
    if before is not None and len(marks) <= size:
        return listing(work, reader, wanted, size=size)  # the first page, filled up
    more = len(marks) > size
    if more:
        marks = marks[1:] if before is not None else marks[:size]
    there = queries.lines(work.session, [mark.discussion_id for mark in marks], reader.id)
    return Page(
        wanted,
        [_line(there[mark.discussion_id], reader) for mark in marks if mark.discussion_id in there],
        newer=marks[0] if marks and (after is not None or (before is not None and more)) else None,
        older=marks[-1] if marks and (before is not None or more) else None,
    )


def _marks(
    work: Work, reader: Reader, wanted: Wanted, limit: int, after: Mark | None, before: Mark | None
) -> list[Mark]:
    charter = work.charter
    match wanted.which:
        case Which.EVERYTHING:
            return queries.everything(work.session, limit, after, before)
        case Which.UNANSWERED:
            return queries.unanswered(work.session, limit, after, before)
        case Which.MINE:
            return queries.of_author(work.session, reader.id, limit, after, before)
        case Which.FOLLOWED:
            return queries.followed(work.session, reader.id, limit, after, before)
        case Which.REGION if wanted.value in charter.regions:
            return queries.in_region(work.session, wanted.value, limit, after, before)
        case Which.TOPIC if wanted.value in charter.topics:
            return queries.on_topic(work.session, wanted.value, limit, after, before)
    raise Outdated(_NO_LIST)


def _found(work: Work, reader: Reader, wanted: Wanted, number: int, size: int) -> Page:
    found = searching.find(work, wanted.value, best=wanted.which is Which.BEST)
    number = min(number, max(0, (len(found) - 1) // size))
    part = found[number * size : (number + 1) * size]
    there = queries.lines(work.session, [one.discussion_id for one in part], reader.id)
    lines = [_line(there[one.discussion_id], reader, one.post_id) for one in part if one.discussion_id in there]
    return Page(wanted, lines, number=number, more=len(found) > (number + 1) * size)


def _line(found: Any, reader: Reader, hit: int | None = None) -> Line:
    return Line(
        id=found.id,
        title=found.title or "",
        topic=found.topic,
        region=found.region,
        language=found.language,
        closed=found.state == DiscussionState.CLOSED,
        answered=found.answer_id is not None,
        answers=max(0, found.posts - 1),
        active_at=found.active_at,
        mine=found.author_id == reader.id,
        following=Follow(found.following) if found.following else None,
        hit=hit,
    )
