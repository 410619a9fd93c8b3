"""What the cards of applications show: snapshots, many in a few queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import application_cards as queries
from db.values import ApplicationState
from network.applications.kinds import CARD, QUESTION
from network.errors import N_, Outdated
from network.people import Reader, require_coordinator
from network.work import Work

PAGE = 8


@dataclass(frozen=True, slots=True)
class Line:
    """A question, or an answer to one. `author` is None where somebody is no longer held by name."""

    id: int
    author_id: int | None
    author: str | None
    from_applicant: bool
    question_id: int | None
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """An application with all answers of its applicant, as coordinators see it. Codes, not names, of the charter."""

    id: int
    person_id: int
    state: ApplicationState
    region: str
    handed_in_at: datetime
    escalated_at: datetime | None
    decided_at: datetime | None
    decided_by: int | None
    decider: str | None
    reason: str | None
    usual_reason: str | None
    erase_at: datetime | None
    admitted_topics: tuple[str, ...]
    name: str | None
    member_group: str | None
    country: str | None
    city: str | None
    organisation: str | None
    position: str | None
    zone: str | None
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    followed_regions: tuple[str, ...]
    advises: bool
    advice_limit: int | None
    # Group whose members are admitted to named topics only.
    to_named_topics: bool
    # The applicant blocked the bot, or is gone from Telegram.
    unreachable: bool
    lines: tuple[Line, ...]

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state is ApplicationState.WAITING

    @property
    def questions(self) -> tuple[Line, ...]:
        """What was asked, oldest first."""
        return tuple(line for line in self.lines if not line.from_applicant)

    def answers_to(self, question_id: int) -> tuple[Line, ...]:
        """What was answered to one question, oldest first."""
        return tuple(line for line in self.lines if line.question_id == question_id)

    def line(self, line_id: int) -> Line | None:
        """Find one question or answer."""
        return next((line for line in self.lines if line.id == line_id), None)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of waiting applications, longest waiting first; `number` counts from 0."""

    rows: tuple[Any, ...]
    number: int
    pages: int
    count: int


def card(work: Work, reader: Reader, application_id: int) -> Card:
    """Take the snapshot of one application, for a coordinator of its region.

    Raises NotAllowed, or Outdated when it is no longer there.
    """
    require_coordinator(reader)
    found = cards(work, [application_id]).get(application_id)
    if found is None:
        raise Outdated(N_("This application is no longer here."))
    require_coordinator(reader, found.region)
    return found


def living_notice(work: Work, application_id: int) -> int | None:
    """Find the notice whose copy an opened card becomes, so that it is kept up to date, and erased when that is due."""
    return queries.newest_notices(work.session, CARD, [application_id]).get(application_id)


def question_notices(work: Work, question_ids: Sequence[int]) -> Mapping[int, int]:
    """As `living_notice`, for questions."""
    return queries.newest_notices(work.session, QUESTION, question_ids)


def cards(work: Work, application_ids: Sequence[int]) -> Mapping[int, Card]:
    """Take snapshots of several applications, by row number; those that are gone are left out."""
    rows = queries.cards(work.session, application_ids)
    people = [row.person_id for row in rows]
    topics = _by_person(queries.topics_of(work.session, people))
    languages = _by_person(queries.languages_of(work.session, people))
    regions = _by_person(queries.regions_of(work.session, people))
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in queries.messages(work.session, application_ids):
        lines[row.application_id].append(
            Line(row.id, row.author_id, row.author, row.from_applicant, row.question_id, row.text, row.written_at)
        )
    return {
        row.id: _card(work, row, topics[row.person_id], languages[row.person_id], regions[row.person_id], lines[row.id])
        for row in rows
    }


def by_line(work: Work, line_ids: Sequence[int]) -> Mapping[int, Card]:
    """As `cards`, by the row numbers of questions or answers."""
    belongs = queries.applications_of_messages(work.session, line_ids)
    found = cards(work, sorted(set(belongs.values())))
    return {line_id: found[application_id] for line_id, application_id in belongs.items() if application_id in found}


def waiting(work: Work, reader: Reader, number: int = 0) -> Page:
    """List what waits in the reader's regions, a page of it; a page past the end is the last one.

    Raises NotAllowed for whoever coordinates nothing.
    """
    require_coordinator(reader)
    regions = None if reader.network_wide else sorted(reader.regions)
    count, rows = queries.waiting(work.session, regions, PAGE, max(number, 0) * PAGE)
    pages = max(1, -(-count // PAGE))
    if not 0 <= number < pages:
        number = min(max(number, 0), pages - 1)
        count, rows = queries.waiting(work.session, regions, PAGE, number * PAGE)
    return Page(tuple(rows), number, pages, count)


def _by_person(pairs: Sequence[tuple[int, str]]) -> dict[int, list[str]]:
    grouped: dict[int, list[str]] = defaultdict(list)
    for person_id, value in pairs:
        grouped[person_id].append(value)
    return grouped


def _card(work: Work, row: Any, topics: list[str], languages: list[str], regions: list[str], lines: list[Line]) -> Card:
    group = work.charter.member_groups.get(row.member_group)
    return Card(
        id=row.id,
        person_id=row.person_id,
        state=ApplicationState(row.state),
        region=row.region,
        handed_in_at=row.handed_in_at,
        escalated_at=row.escalated_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decider=row.decider,
        reason=row.reason,
        usual_reason=row.usual_reason,
        erase_at=row.erase_at,
        admitted_topics=work.charter.topics_in_order(row.admitted_topics),
        name=row.name,
        member_group=row.member_group,
        country=row.country,
        city=row.city,
        organisation=row.organisation,
        position=row.position,
        zone=row.zone,
        topics=work.charter.topics_in_order(topics),
        languages=tuple(languages),
        followed_regions=tuple(regions),
        advises=row.advises,
        advice_limit=row.advice_limit,
        to_named_topics=bool(group and group.to_named_topics),
        unreachable=row.unreachable_since is not None,
        lines=tuple(lines),
    )
