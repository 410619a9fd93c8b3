"""Cards, pages and the end of a discussion as notices: each is drawn anew where it stands when it has changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from handlers.discussions import card_view as view
from handlers.kit.notices import Message as Letter
from handlers.kit.notices import NoticeKind
from handlers.kit.speech import Speech
from network.charter import Charter
from network.discussions import reading
from network.discussions.kinds import ASKED, CLOSED, DISCUSSION, READING
from network.discussions.listing import require_reader
from network.discussions.reading import Discussion, ShownPost
from network.errors import NotAllowed
from network.people import Reader
from network.work import Work

Drawn = tuple[Discussion, Sequence[ShownPost], Charter]


def opening(work: Work, found: Discussion) -> ShownPost | None:
    """How a discussion began."""
    ids = reading.first_post(work, found.id)
    return reading.shown(work, ids).get(ids[0]) if ids else None


def _load(work: Work, discussion_ids: Sequence[int], person_ids: Sequence[int]) -> Mapping[int, Any]:
    """Cards: what each reader follows stands in them, so that each reader's is loaded."""
    by_reader = {person: reading.read(work, discussion_ids, person) for person in person_ids}
    first = {number: opening(work, one) for number, one in reading.read(work, discussion_ids).items()}
    return {
        number: ({person: found[number] for person, found in by_reader.items() if number in found}, began, work.charter)
        for number, began in first.items()
    }


def _render(drawn: Any, reader: Reader, t: Speech) -> Letter | None:
    by_reader, began, charter = drawn
    if reader.id not in by_reader or not _may_read(reader):
        return None
    return view.card(t, by_reader[reader.id], began, reader, charter)


def _load_pages(work: Work, post_ids: Sequence[int]) -> Mapping[int, Drawn]:
    first = reading.shown(work, post_ids)
    found = reading.read(work, {one.discussion_id for one in first.values()})
    return {
        number: (found[one.discussion_id], reading.following_posts(work, one), work.charter)
        for number, one in first.items()
        if one.discussion_id in found
    }


def _render_page(drawn: Drawn, reader: Reader, t: Speech) -> Letter | None:
    found, posts, _ = drawn
    if not _may_read(reader) or not posts:
        return None
    words, keyboard, _next = view.reading(t, found, posts, reader)
    return Letter(words, keyboard)


def _load_closed(work: Work, discussion_ids: Sequence[int]) -> Mapping[int, Discussion]:
    return {number: one for number, one in reading.read(work, discussion_ids).items() if not one.open}


def _render_closed(found: Discussion, reader: Reader, t: Speech) -> Letter | None:
    return view.closed(t, found) if _may_read(reader) else None


def _may_read(reader: Reader) -> bool:
    try:
        require_reader(reader)
    except NotAllowed:
        return False
    return True


def _never(_drawn: Any, _reader: Reader, _t: Speech) -> None:
    """What only marks a message is never drawn."""


NOTICES = (
    NoticeKind(DISCUSSION, None, _render, load_for=_load, no_reminder="a card that was asked for"),
    NoticeKind(READING, _load_pages, _render_page, no_reminder="a page that was asked for"),
    NoticeKind(CLOSED, _load_closed, _render_closed, again=True),
    NoticeKind(ASKED, None, _never, no_reminder="a question that a reply answers"),
)
