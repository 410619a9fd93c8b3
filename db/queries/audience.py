"""Whom a notice is for: a stored filter, run over everybody (in chunks) or narrowed to a few people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    null,
    select,
    values,
)
from sqlalchemy.orm import Session

from db.dialects import among, insert_or, numbers
from db.models import Chat, Copy, Person
from db.models.base import UtcDateTime
from db.queries.belonging import Scope, belonging
from db.queries.belonging import outside as outside_of
from db.values import CopyState, Habits

__all__ = ["Chunk", "Scope", "by_habits", "chunk", "count", "fill", "groups_still_in", "outside"]

MOST_HABITS = 2000  # different ones that one statement can take
NOTHING = -1


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some chats of an audience: after one row number, up to another. `habits` are those found among them."""

    after: int
    last: int
    count: int
    full: bool
    habits: tuple[Habits, ...]


def chunk(session: Session, scope: Scope, after: int, size: int, *, last: int | None = None) -> Chunk | None:
    """Take the next `size` chats of an audience after a row number (up to `last`); None when there are no more."""
    found = _select(scope, Chat.id, *_habits(scope)).where(Chat.id > after).order_by(Chat.id).limit(size)
    part = (found if last is None else found.where(Chat.id <= last)).subquery()
    columns = [part.c[name] for name in Habits._fields]
    rows = session.execute(select(func.max(part.c.id), func.count(), *columns).group_by(*columns)).all()
    if not rows:
        return None
    if len(rows) > MOST_HABITS and size > MOST_HABITS:
        return chunk(session, scope, after, MOST_HABITS, last=last)
    habits = tuple(Habits(*row[2:]) for row in rows)
    count = sum(row[1] for row in rows)
    return Chunk(after, max(row[0] for row in rows), count, count == size, habits)


def fill(
    session: Session,
    scope: Scope,
    chunk: Chunk,
    *,
    notice_id: int,
    revision: int,
    lane_rank: int,
    due: Mapping[Habits, datetime],
    otherwise: datetime,
    active: bool = True,
) -> int:
    """Write the copies of one chunk; whoever has one keeps it. Returns how many were written.

    `due` names the time for habits where it differs from `otherwise`. Chats that cannot be reached get their copy,
    too. Unless the notice is `active`, the copies wait until it is.
    """
    reachable = Chat.unreachable_since.is_(None)
    when: Any = literal(otherwise, UtcDateTime())
    slots = _slots(due) if due else None
    if slots is not None:
        when = func.coalesce(slots.c.due, when)
    found = _select(
        scope,
        literal(notice_id),
        Chat.id,
        case((reachable, literal(CopyState.PENDING.value)), else_=literal(CopyState.UNREACHABLE.value)),
        literal(0),
        literal(revision),
        when,
        literal(lane_rank),
        reachable & literal(active),
        literal(0),
    ).where(Chat.id > chunk.after, Chat.id <= chunk.last)
    if slots is not None:
        same = zip(_comparable(_habits(scope)), [slots.c[name] for name in Habits._fields], strict=True)
        found = found.outerjoin(slots, and_(*(ours == theirs for ours, theirs in same)))
    columns = ["notice_id", "chat_id", "state", "revision", "wanted", "due_at", "lane_rank", "open", "attempts"]
    insert = insert_or(session, Copy).from_select(columns, found)
    insert = insert.on_conflict_do_nothing(index_elements=["notice_id", "chat_id"])
    # Of an insert it is only counted when that is asked for.
    return session.connection().execute(insert, execution_options={"preserve_rowcount": True}).rowcount


def by_habits(session: Session, scope: Scope, *only: ColumnElement[bool]) -> dict[Habits, int]:
    """Count the chats of an audience that can be reached, by what says when they may be written to.

    `only` narrows it, to a sample.
    """
    columns = _habits(scope)
    reachable = _select(scope, func.count(), *columns).where(Chat.unreachable_since.is_(None), *only)
    return {Habits(*row[1:]): row[0] for row in session.execute(reachable.group_by(*columns))}


def _select(scope: Scope, *columns: Any) -> Select[Any]:
    """Select from an audience's chats: the groups of its hubs, or its people's own."""
    if scope.audience.hubs:
        linked = (Chat.bot_id == scope.bot_id, Chat.person_id.is_(None), Chat.hub.in_(scope.audience.hubs))
        return select(*columns).select_from(Chat).where(*linked)
    return select(*columns).select_from(Chat).join(Person, Person.id == Chat.person_id).where(*_chats(scope))


def _habits(scope: Scope) -> list[Any]:
    """Return the columns of Habits. A group has none but its zone: nothing holds what is for many."""
    if scope.audience.hubs:
        of_groups: list[Any] = [cast(null(), String), literal(0), literal(0), literal(True)]
        return [Chat.zone, *(value.label(name) for name, value in zip(Habits._fields[1:], of_groups, strict=True))]
    return [Chat.zone, Person.country, Person.quiet_from, Person.quiet_to, Person.weekends]


def _comparable(columns: Sequence[Any]) -> list[Any]:
    """Return columns of Habits so that nothing equals nothing."""
    zone, country, quiet_from, quiet_to, weekends = columns
    numbers = (func.coalesce(quiet_from, NOTHING), func.coalesce(quiet_to, NOTHING))
    return [func.coalesce(zone, ""), func.coalesce(country, ""), *numbers, weekends]


def _slots(due: Mapping[Habits, datetime]) -> CTE:
    """Return habits with their times as something that can be joined."""
    types: tuple[Any, ...] = (String(), String(), Integer(), Integer(), Boolean())
    columns: list[Any] = [column(name, kind) for name, kind in zip(Habits._fields, types, strict=True)]
    rows = [
        (
            habits.zone or "",
            habits.country or "",
            NOTHING if habits.quiet_from is None else habits.quiet_from,
            NOTHING if habits.quiet_to is None else habits.quiet_to,
            habits.weekends,
            moment,
        )
        for habits, moment in due.items()
    ]
    return values(*columns, column("due", UtcDateTime()), name="slot").data(rows).cte("slot")


def outside(session: Session, scope: Scope, person_ids: Iterable[int]) -> set[int]:
    """Say which of these people do not belong to an audience now: few, where all of them did a moment ago."""
    asked = session.connection().execute(_outside(scope), {"b_people": list(person_ids)})
    return set(asked.scalars())


@lru_cache(maxsize=64)
def _outside(scope: Scope) -> Any:
    """Build the question once an audience: it is asked at every claim."""
    return select(Person.id).where(among(Person.id, numbers("b_people")), outside_of(scope))


def groups_still_in(session: Session, scope: Scope, chat_ids: Iterable[int]) -> set[int]:
    """Say which of these chats, by row number, are groups of an audience's hubs now."""
    return set(session.scalars(_select(scope, Chat.id).where(Chat.id.in_(list(chat_ids)))))


def count(session: Session, scope: Scope) -> int:
    """Count the chats of an audience, those that cannot be reached included."""
    asked = select(func.count()).select_from(Chat).join(Person, Person.id == Chat.person_id).where(*_chats(scope))
    return session.execute(asked).scalar_one()


def _chats(scope: Scope) -> list[ColumnElement[bool]]:
    return [Chat.bot_id == scope.bot_id, *belonging(scope)]
