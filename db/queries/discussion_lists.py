"""Queries of the lists of discussions. Each reads its page by an index, whatever there is of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from db.models import Discussion, Following
from db.queries.titles import SHOWN_TITLE
from db.values import DiscussionState, Follow

_THERE = (DiscussionState.OPEN, DiscussionState.CLOSED)


class Mark(NamedTuple):
    """A place in a list: when a discussion's last post came, and its row number."""

    active_at: datetime
    discussion_id: int


def everything(session: Session, limit: int, after: Mark | None, before: Mark | None) -> list[Mark]:
    """List all discussions, the one with the newest post first."""
    return _merged(session, [_state(state) for state in _THERE], limit, after, before)


def unanswered(session: Session, limit: int, after: Mark | None, before: Mark | None) -> list[Mark]:
    """List open discussions that nobody has answered yet."""
    return _merged(
        session, [_MARK.where(Discussion.state == DiscussionState.OPEN, Discussion.posts == 1)], limit, after, before
    )


def on_topic(session: Session, topic: str, limit: int, after: Mark | None, before: Mark | None) -> list[Mark]:
    """List discussions about a topic."""
    about = _MARK.where(Discussion.topic == topic, Discussion.state.in_(_THERE))
    return _merged(session, [about], limit, after, before)


def in_region(session: Session, region: str, limit: int, after: Mark | None, before: Mark | None) -> list[Mark]:
    """List discussions that are brought to a region, and those for everyone."""
    there = Discussion.state.in_(_THERE)
    both = [_MARK.where(Discussion.region == region, there), _MARK.where(Discussion.region.is_(None), there)]
    return _merged(session, both, limit, after, before)


def of_author(session: Session, person_id: int, limit: int, after: Mark | None, before: Mark | None) -> list[Mark]:
    """List discussions that somebody began."""
    theirs = _MARK.where(Discussion.author_id == person_id, Discussion.state.in_(_THERE))
    return _merged(session, [theirs], limit, after, before)


def followed(session: Session, person_id: int, limit: int, after: Mark | None, before: Mark | None) -> list[Mark]:
    """List discussions that somebody follows, or took part in."""
    theirs = (
        _MARK.join(Following, Following.discussion_id == Discussion.id)
        .where(Following.person_id == person_id, Following.state.in_((Follow.FOLLOWS, Follow.TOOK_PART)))
        .where(Discussion.state.in_(_THERE))
    )
    return _merged(session, [theirs], limit, after, before)


def lines(session: Session, discussion_ids: Collection[int], person_id: int) -> dict[int, Any]:
    """Fetch what a list shows of discussions, with how the reader follows them, by row number."""
    asked = (
        select(
            Discussion.id,
            SHOWN_TITLE.label("title"),
            Discussion.topic,
            Discussion.region,
            Discussion.language,
            Discussion.state,
            Discussion.posts,
            Discussion.author_id,
            Discussion.answer_id,
            Discussion.active_at,
            Following.state.label("following"),
        )
        .outerjoin(Following, (Following.discussion_id == Discussion.id) & (Following.person_id == person_id))
        .where(Discussion.id.in_(discussion_ids), Discussion.state.in_(_THERE))
    )
    return {row.id: row for row in session.execute(asked)}


_MARK: Any = select(Discussion.active_at, Discussion.id)
_PLACE = tuple_(Discussion.active_at, Discussion.id)


def _state(state: DiscussionState) -> Any:
    return _MARK.where(Discussion.state == state)


def _merged(session: Session, sources: list[Any], limit: int, after: Mark | None, before: Mark | None) -> list[Mark]:
    """Read a page of each source by its index, and put them together: newest first."""
    found: set[Mark] = set()
    for source in sources:
        page = source
        if after is not None:
            page = page.where(tuple_(after.active_at, after.discussion_id) > _PLACE)
        if before is not None:
            page = page.where(tuple_(before.active_at, before.discussion_id) < _PLACE)
            page = page.order_by(Discussion.active_at, Discussion.id)
        else:
            page = page.order_by(Discussion.active_at.desc(), Discussion.id.desc())
        found |= {Mark(*row) for row in session.execute(page.limit(limit))}
    ordered = sorted(found, reverse=before is None)[:limit]
    return ordered if before is None else ordered[::-1]
