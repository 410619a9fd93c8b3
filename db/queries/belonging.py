"""Who belongs to an audience: its parts as clauses over people."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from db.models import Attendance, Chat, Consent, Copy, Person, PersonRegion, PersonTopic, Role
from db.values import AttendanceState, Audience, CopyState, RoleKind

_theirs, _held = aliased(Chat), aliased(Copy)


@dataclass(frozen=True, slots=True)
class Scope:
    """An audience and what the database does not know about it: the bot, the owners, the name of *worldwide*."""

    audience: Audience
    bot_id: int
    owners: frozenset[int]
    worldwide: str


Clause = Callable[[Sequence[str]], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an audience: who matches one of its values, and who matches none (what is empty does not match)."""

    matches: Clause
    misses: Clause


def _column(column: InstrumentedAttribute[Any]) -> Part:
    return Part(column.in_, lambda values: or_(column.is_(None), column.not_in(values)))


def _follows(regions: Sequence[str]) -> ColumnElement[bool]:
    return exists().where(PersonRegion.person_id == Person.id, PersonRegion.region.in_(regions))


def _works_on(topics: Sequence[str]) -> ColumnElement[bool]:
    """Say who works on one of these topics, and was admitted to it."""
    return exists().where(PersonTopic.person_id == Person.id, PersonTopic.topic.in_(topics), PersonTopic.admitted)


def _goes(events: Sequence[str]) -> ColumnElement[bool]:
    """Say who goes to one of these events."""
    numbers = [int(one) for one in events if one.isascii() and one.isdigit()]
    going = Attendance.event_id.in_(numbers), Attendance.state == AttendanceState.GOING
    return Person.id.in_(select(Attendance.person_id).where(*going))


_LIVES = _column(Person.region)
# What narrows an audience by keys, by field of Audience.
PARTS: Mapping[str, Part] = {
    "regions": Part(
        lambda regions: or_(_LIVES.matches(regions), _follows(regions)),
        lambda regions: and_(_LIVES.misses(regions), ~_follows(regions)),
    ),
    "countries": _column(Person.country),
    "member_groups": _column(Person.member_group),
    "topics": Part(_works_on, lambda topics: ~_works_on(topics)),
    "languages": _column(Person.language),
    "events": Part(_goes, lambda events: ~_goes(events)),
}


def belonging(scope: Scope) -> list[ColumnElement[bool]]:
    """Say who belongs: every part that is named narrows; coordinators of one kind or the other are one part."""
    audience = scope.audience
    narrowed: list[ColumnElement[bool]] = []
    if audience.people:
        narrowed.append(Person.id.in_(audience.people))
    if audience.statuses:
        narrowed.append(Person.status.in_(audience.statuses))
    narrowed += [part.matches(values) for name, part in PARTS.items() if (values := getattr(audience, name))]
    narrowed += [PARTS[name].misses(values) for name, values in _by_name(audience.excluded).items()]
    if audience.consent:
        stands = Consent.person_id == Person.id, Consent.purpose == audience.consent, Consent.withdrawn_at.is_(None)
        narrowed.append(exists().where(*stands))
    if audience.holders_of is not None:
        held = _held.chat_id == _theirs.id, _held.notice_id == audience.holders_of, _held.state == CopyState.SENT
        narrowed.append(exists().where(_theirs.person_id == Person.id, *held))
    if audience.coordinators_of or audience.network_coordinators:
        narrowed.append(_coordinates(scope))
    if audience.event_news:
        narrowed.append(Person.event_news.is_(True))
    if audience.without:
        narrowed.append(Person.id.not_in(audience.without))
    return narrowed


def outside(scope: Scope) -> ColumnElement[bool]:
    """Say who does not belong, as a clause that is never empty."""
    return and_(true(), *belonging(scope)).is_not(true())


def alternatives(scope: Scope) -> list[list[ColumnElement[bool]]]:
    """Say who belongs, as clauses for people of whom nobody is in two: each can go by an index of its own."""
    regions = scope.audience.regions
    if not regions:
        return [belonging(scope)]
    others = belonging(replace(scope, audience=replace(scope.audience, regions=())))
    return [[_LIVES.matches(regions), *others], [_LIVES.misses(regions), _follows(regions), *others]]


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
