"""Queries about what the cards of applications show, several at once, and which applications wait."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from db.models import Application, ApplicationMessage, Chat, Notice, Person, PersonLanguage, PersonRegion, PersonTopic
from db.values import ApplicationState, NoticeState

_decider = aliased(Person)
_author = aliased(Person)
_CARD: tuple[Any, ...] = (
    Application.id,
    Application.person_id,
    Application.state,
    Application.region,
    Application.handed_in_at,
    Application.escalated_at,
    Application.decided_at,
    Application.decided_by,
    Application.reason,
    Application.usual_reason,
    Application.erase_at,
    Application.topics.label("admitted_topics"),
    Person.name,
    Person.status,
    Person.member_group,
    Person.country,
    Person.city,
    Person.organisation,
    Person.position,
    Person.zone,
    Person.advises,
    Person.advice_limit,
    _decider.name.label("decider"),
    Chat.unreachable_since,
)
_MESSAGE: tuple[Any, ...] = (
    ApplicationMessage.id,
    ApplicationMessage.application_id,
    ApplicationMessage.author_id,
    ApplicationMessage.question_id,
    ApplicationMessage.from_applicant,
    ApplicationMessage.text,
    ApplicationMessage.written_at,
    _author.name.label("author"),
)
_LINE: tuple[Any, ...] = (Application.id, Application.region, Application.handed_in_at, Person.name, Person.country)


def cards(session: Session, application_ids: Sequence[int]) -> list[Row[Any]]:
    """Fetch applications with their applicants, for several cards at once."""
    return list(
        session.execute(
            select(*_CARD)
            .join(Person, Person.id == Application.person_id)
            .outerjoin(_decider, _decider.id == Application.decided_by)
            .outerjoin(Chat, Chat.person_id == Person.id)
            .where(Application.id.in_(application_ids))
        )
    )


def messages(session: Session, application_ids: Sequence[int]) -> list[Row[Any]]:
    """Fetch questions and answers of several applications, oldest first."""
    return list(
        session.execute(
            select(*_MESSAGE)
            .outerjoin(_author, _author.id == ApplicationMessage.author_id)
            .where(ApplicationMessage.application_id.in_(application_ids))
            .order_by(ApplicationMessage.id)
        )
    )


def applications_of_messages(session: Session, message_ids: Sequence[int]) -> dict[int, int]:
    """Say which application each question or answer belongs to."""
    found = session.execute(
        select(ApplicationMessage.id, ApplicationMessage.application_id).where(ApplicationMessage.id.in_(message_ids))
    )
    return {row.id: row.application_id for row in found}


def topics_of(session: Session, person_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Fetch the topics of several people."""
    return _of_people(session, PersonTopic, PersonTopic.topic, person_ids)


def languages_of(session: Session, person_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Fetch the languages that several people speak."""
    return _of_people(session, PersonLanguage, PersonLanguage.language, person_ids)


def regions_of(session: Session, person_ids: Sequence[int]) -> list[tuple[int, str]]:
    """Fetch the further regions that several people follow."""
    return _of_people(session, PersonRegion, PersonRegion.region, person_ids)


def _of_people(
    session: Session,
    table: type[PersonTopic | PersonLanguage | PersonRegion],
    value: InstrumentedAttribute[str],
    person_ids: Sequence[int],
) -> list[tuple[int, str]]:
    listed = select(table.person_id, value).where(table.person_id.in_(person_ids)).order_by(table.person_id, value)
    return [(person_id, one) for person_id, one in session.execute(listed)]


def waiting(session: Session, regions: Sequence[str] | None, limit: int, offset: int) -> tuple[int, list[Row[Any]]]:
    """Count the waiting applications of these regions (None: all) and list a page of them, longest waiting first."""
    wanted = [Application.state == ApplicationState.WAITING]
    if regions is not None:
        wanted.append(Application.region.in_(regions))
    count = session.scalar(select(func.count()).select_from(Application).where(*wanted)) or 0
    found = session.execute(
        select(*_LINE)
        .join(Person, Person.id == Application.person_id)
        .where(*wanted)
        .order_by(Application.handed_in_at, Application.id)
        .limit(limit)
        .offset(offset)
    )
    return count, list(found)


def newest_notices(session: Session, kind: str, subject_ids: Sequence[int]) -> dict[int, int]:
    """Find the newest notice of a kind about each of these subjects, by subject."""
    found = session.execute(
        select(Notice.subject_id, func.max(Notice.id).label("newest"))
        .where(Notice.kind == kind, Notice.subject_id.in_(subject_ids), Notice.state == NoticeState.ACTIVE)
        .group_by(Notice.subject_id)
    )
    return {row.subject_id: row.newest for row in found}
