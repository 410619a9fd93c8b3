"""Whom a notice is for: a stored filter, run over everybody (in chunks) or narrowed to a few people."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, false, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Chat, Consent, Copy, Person, PersonRegion, PersonTopic, Role
from db.models.base import UtcDateTime
from db.values import Audience, CopyState, RoleKind, Status


@dataclass(frozen=True, slots=True)
class Scope:
    """An audience and what the database does not know about it: the bot, the owners, the name of *worldwide*."""

    audience: Audience
    bot_id: int
    owners: frozenset[int]
    worldwide: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some chats of an audience: after one row number, up to another. `zones` are those of the people in it."""

    after: int
    last: int
    full: bool
    zones: tuple[str | None, ...]


def chunk(session: Session, scope: Scope, after: int, size: int) -> Chunk | None:
    """Take the next `size` chats of an audience after a row number; None when there are no more."""
    rows = session.execute(
        select(Chat.id, Chat.zone)
        .join(Person, Person.id == Chat.person_id)
        .where(*_chats(scope), Chat.id > after)
        .order_by(Chat.id)
        .limit(size)
    ).all()
    if not rows:
        return None
    return Chunk(after, rows[-1].id, len(rows) == size, tuple({row.zone for row in rows}))


def fill(
    session: Session,
    scope: Scope,
    chunk: Chunk,
    *,
    notice_id: int,
    revision: int,
    lane_rank: int,
    due: Mapping[str | None, datetime],
    otherwise: datetime,
) -> int:
    """Write the copies of one chunk; whoever has one keeps it. Returns how many were written.

    `due` names the time of each zone that differs from `otherwise`. Chats that cannot be reached get their copy, too.
    """
    by_time: dict[datetime, list[str | None]] = {}
    for zone, moment in due.items():
        by_time.setdefault(moment, []).append(zone)
    whens = [(_in_zones(zones), literal(moment, UtcDateTime())) for moment, zones in by_time.items()]
    plain = literal(otherwise, UtcDateTime())
    reachable = Chat.unreachable_since.is_(None)
    found = (
        select(
            literal(notice_id),
            Chat.id,
            case((reachable, literal(CopyState.PENDING.value)), else_=literal(CopyState.UNREACHABLE.value)),
            literal(0),
            literal(revision),
            case(*whens, else_=plain) if whens else plain,
            literal(lane_rank),
            reachable,
            literal(0),
        )
        .join(Person, Person.id == Chat.person_id)
        .where(*_chats(scope), Chat.id > chunk.after, Chat.id <= chunk.last)
    )
    columns = ["notice_id", "chat_id", "state", "revision", "wanted", "due_at", "lane_rank", "open", "attempts"]
    insert = insert_or(session, Copy).from_select(columns, found)
    insert = insert.on_conflict_do_nothing(index_elements=["notice_id", "chat_id"])
    return session.connection().execute(insert).rowcount


def still_in(session: Session, scope: Scope, person_ids: Iterable[int]) -> set[int]:
    """Say which of these people belong to an audience now."""
    return set(session.scalars(select(Person.id).where(Person.id.in_(list(person_ids)), *_people(scope))))


def count(session: Session, scope: Scope) -> int:
    """Count the chats of an audience, those that cannot be reached included."""
    asked = select(func.count()).select_from(Chat).join(Person, Person.id == Chat.person_id).where(*_chats(scope))
    return session.execute(asked).scalar_one()


@dataclass(frozen=True, slots=True)
class Counted:
    """The people of an audience by the language they read, and how many of them cannot be reached."""

    by_language: Mapping[str, int]
    unreachable: int
    estimated: bool = False


def count_by_language(session: Session, scope: Scope) -> Counted:
    """Count the people of an audience by the language they read."""
    unreachable = func.count(Chat.unreachable_since)
    asked = select(Person.language, func.count(), unreachable).select_from(Chat)
    rows = session.execute(
        asked.join(Person, Person.id == Chat.person_id).where(*_chats(scope)).group_by(Person.language)
    ).all()
    return Counted({row[0]: row[1] for row in rows}, sum(row[2] for row in rows))


def count_groups(session: Session, bot_id: int, hubs: Collection[str]) -> int:
    """Count the groups linked to hubs."""
    asked = select(func.count()).select_from(Chat).where(Chat.bot_id == bot_id, Chat.hub.in_(hubs))
    return session.execute(asked).scalar_one()


def linked_hubs(session: Session, bot_id: int) -> set[str]:
    """List the hubs that have a group, by key."""
    found = session.scalars(select(Chat.hub).where(Chat.bot_id == bot_id, Chat.hub.is_not(None)).distinct())
    return {hub for hub in found if hub}


def countries(session: Session) -> list[str]:
    """List the countries that members live in."""
    members = select(Person.country).where(Person.status == Status.MEMBER, Person.country.is_not(None))
    return sorted(code for code in session.scalars(members.distinct()) if code)


def _chats(scope: Scope) -> list[ColumnElement[bool]]:
    return [Chat.bot_id == scope.bot_id, *_people(scope)]


def _people(scope: Scope) -> list[ColumnElement[bool]]:
    """Every part that is named narrows; coordinators of one kind or the other are one part."""
    audience = scope.audience
    narrowed: list[ColumnElement[bool]] = []
    if audience.people:
        narrowed.append(Person.id.in_(audience.people))
    if audience.statuses:
        narrowed.append(Person.status.in_(audience.statuses))
    narrowed += [clause(values) for name, clause in CLAUSES.items() if (values := getattr(audience, name))]
    for name, values in _by_name(audience.excluded).items():
        narrowed.append(func.coalesce(CLAUSES[name](values), false()).is_(False))
    if audience.consent:
        stands = select(Consent.person_id).where(Consent.purpose == audience.consent, Consent.withdrawn_at.is_(None))
        narrowed.append(Person.id.in_(stands))
    if audience.holders_of is not None:
        copies = select(Chat.person_id).join(Copy, Copy.chat_id == Chat.id)
        held = copies.where(Copy.notice_id == audience.holders_of, Copy.state == CopyState.SENT)
        narrowed.append(Person.id.in_(held))
    if audience.coordinators_of or audience.network_coordinators:
        narrowed.append(_coordinates(scope))
    if audience.without:
        narrowed.append(not_(Person.id.in_(audience.without)))
    return narrowed


def _in_regions(regions: Sequence[str]) -> ColumnElement[bool]:
    follows = exists().where(PersonRegion.person_id == Person.id, PersonRegion.region.in_(regions))
    return or_(Person.region.in_(regions), follows)


def _with_topics(topics: Sequence[str]) -> ColumnElement[bool]:
    """Say who works on one of these topics, and was admitted to it."""
    return Person.id.in_(select(PersonTopic.person_id).where(PersonTopic.topic.in_(topics), PersonTopic.admitted))


# What narrows an audience by keys: a field of Audience, and who matches its values.
CLAUSES: Mapping[str, Callable[[Sequence[str]], ColumnElement[bool]]] = {
    "regions": _in_regions,
    "countries": Person.country.in_,
    "member_groups": Person.member_group.in_,
    "topics": _with_topics,
    "languages": Person.language.in_,
}


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _coordinates(scope: Scope) -> ColumnElement[bool]:
    """Coordinators of a region by their role; of the whole network (and so of *worldwide*) owners, too."""
    asked = scope.audience
    ways: list[ColumnElement[bool]] = []
    if asked.coordinators_of:
        ways.append(_holds(and_(Role.kind == RoleKind.REGIONAL, Role.region.in_(asked.coordinators_of))))
    if asked.network_coordinators or scope.worldwide in asked.coordinators_of:
        ways.append(_holds(Role.kind == RoleKind.NETWORK))
        ways.append(Person.telegram_id.in_(scope.owners) if scope.owners else false())
    return or_(*ways)


def _holds(role: ColumnElement[bool]) -> ColumnElement[bool]:
    return Person.id.in_(select(Role.person_id).where(role))


def _in_zones(zones: list[str | None]) -> ColumnElement[bool]:
    named = Chat.zone.in_([zone for zone in zones if zone is not None])
    return or_(Chat.zone.is_(None), named) if None in zones else named
