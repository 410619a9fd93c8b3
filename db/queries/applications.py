"""Queries about applications: deciding them, talking about them, and what becomes of them by themselves."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from db.models import (
    Application,
    ApplicationMessage,
    Base,
    Chat,
    Consent,
    Person,
    PersonLanguage,
    PersonRegion,
    PersonTopic,
)
from db.queries import people
from db.queries.privacy import emptied
from db.values import ApplicationState, Status

_decider = aliased(Person)
_STANDING: tuple[Any, ...] = (
    Application.id,
    Application.person_id,
    Application.state,
    Application.region,
    Application.decided_by,
    Person.status,
    Person.member_group,
    _decider.name.label("decider"),
)
_QUESTION: tuple[Any, ...] = (
    ApplicationMessage.application_id,
    ApplicationMessage.author_id,
    ApplicationMessage.person_id,
)
_DUE: tuple[Any, ...] = (Application.id, Application.person_id, Application.region)


def open_one(session: Session, person_id: int, region: str, now: datetime, escalate_at: datetime) -> int:
    """Write a waiting application; one a person, the index sees to it. Returns its row number."""
    return session.execute(
        insert(Application)
        .values(
            person_id=person_id,
            state=ApplicationState.WAITING,
            region=region,
            handed_in_at=now,
            escalate_at=escalate_at,
            topics=[],
        )
        .returning(Application.id)
    ).scalar_one()


def waiting_of(session: Session, person_id: int) -> int | None:
    """Find the application of a person that still waits."""
    return session.scalar(
        select(Application.id).where(Application.person_id == person_id, Application.state == ApplicationState.WAITING)
    )


def hold(session: Session, application_id: int) -> Row[Any] | None:
    """Read how an application stands and keep everybody else from changing it until the unit ends."""
    # Two steps: what a waiting lock joins to would be the world before somebody else's commit.
    session.execute(select(Application.id).where(Application.id == application_id).with_for_update())
    return session.execute(
        select(*_STANDING)
        .join(Person, Person.id == Application.person_id)
        .outerjoin(_decider, _decider.id == Application.decided_by)
        .where(Application.id == application_id)
    ).one_or_none()


def decide(
    session: Session,
    application_id: int,
    state: ApplicationState,
    now: datetime,
    *,
    by: int | None,
    topics: Sequence[str] = (),
    reason: str | None = None,
    usual_reason: str | None = None,
    erase_at: datetime | None = None,
) -> bool:
    """Decide an application that still waits; says whether it did."""
    done = session.execute(
        update(Application)
        .where(Application.id == application_id, Application.state == ApplicationState.WAITING)
        .values(
            state=state,
            decided_at=now,
            decided_by=by,
            topics=list(topics),
            reason=reason,
            usual_reason=usual_reason,
            erase_at=erase_at,
        )
        .returning(Application.id)
    )
    return done.one_or_none() is not None


def make_member(session: Session, person_id: int, now: datetime, named_topics: Sequence[str] | None) -> None:
    """Make an applicant a member; `named_topics` None admits them to all topics, otherwise to those only."""
    session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(status=Status.MEMBER, joined_at=now, left_at=None, topics_named=named_topics is not None)
    )
    topics = [topic for topic, _ in people.topics_of(session, person_id)]
    people.replace_topics(session, person_id, topics, None if named_topics is None else set(named_topics))


def make_visitor(session: Session, person_id: int) -> None:
    """Let somebody be an applicant no longer; whatever else they have become in the meantime stays."""
    session.execute(
        update(Person).where(Person.id == person_id, Person.status == Status.APPLICANT).values(status=Status.VISITOR)
    )


def add_message(
    session: Session,
    application_id: int,
    person_id: int,
    author_id: int,
    text: str,
    now: datetime,
    *,
    question_id: int | None = None,
) -> int:
    """Write a question (`question_id` None) or the answer to one; returns its row number."""
    return session.execute(
        insert(ApplicationMessage)
        .values(
            application_id=application_id,
            person_id=person_id,
            author_id=author_id,
            question_id=question_id,
            from_applicant=question_id is not None,
            text=text,
            written_at=now,
        )
        .returning(ApplicationMessage.id)
    ).scalar_one()


def question(session: Session, question_id: int) -> Row[Any] | None:
    """Find a question: its application, who asked, and whom."""
    return session.execute(
        select(*_QUESTION).where(ApplicationMessage.id == question_id, ApplicationMessage.from_applicant.is_(False))
    ).one_or_none()


def count_answers(session: Session, question_id: int) -> int:
    """Count the answers to a question."""
    return session.execute(
        select(func.count()).select_from(ApplicationMessage).where(ApplicationMessage.question_id == question_id)
    ).scalar_one()


def overdue(session: Session, now: datetime, limit: int) -> list[Row[Any]]:
    """Take applications that waited too long and were not passed on yet; another process takes others."""
    return list(
        session.execute(
            select(*_DUE)
            .where(
                Application.state == ApplicationState.WAITING,
                Application.escalate_at <= now,
                Application.escalated_at.is_(None),
            )
            .order_by(Application.escalate_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def mark_escalated(session: Session, application_ids: Sequence[int], now: datetime) -> None:
    """Record that the network coordinators were told."""
    session.execute(update(Application).where(Application.id.in_(application_ids)).values(escalated_at=now))


def to_erase(session: Session, now: datetime, limit: int) -> list[Row[Any]]:
    """Take applications whose time to be erased has come; another process takes others."""
    return list(
        session.execute(
            select(*_DUE)
            .where(Application.erase_at <= now)
            .order_by(Application.erase_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )


def of_person(session: Session, person_id: int) -> list[int]:
    """List all applications of a person."""
    return list(session.scalars(select(Application.id).where(Application.person_id == person_id)))


def existing(session: Session, application_ids: Collection[int]) -> set[int]:
    """Say which of these applications there still are."""
    return set(session.scalars(select(Application.id).where(Application.id.in_(application_ids))))


def message_ids(session: Session, application_id: int) -> list[tuple[int, bool]]:
    """List the questions and answers of an application, each with whether the applicant wrote it."""
    found = session.execute(
        select(ApplicationMessage.id, ApplicationMessage.from_applicant)
        .where(ApplicationMessage.application_id == application_id)
        .order_by(ApplicationMessage.id)
    )
    return [(row.id, row.from_applicant) for row in found]


def remove(session: Session, application_id: int) -> None:
    """Delete an application and what was written about it."""
    session.execute(delete(ApplicationMessage).where(ApplicationMessage.application_id == application_id))
    session.execute(delete(Application).where(Application.id == application_id))


def is_idle_visitor(session: Session, person_id: int) -> bool:
    """Say whether somebody is a visitor with no application left."""
    return (
        session.scalar(
            select(Person.id).where(
                Person.id == person_id,
                Person.status == Status.VISITOR,
                ~select(Application.id).where(Application.person_id == person_id).exists(),
            )
        )
        is not None
    )


def clear_profile(session: Session, person_id: int, now: datetime) -> None:
    """Empty what somebody told about themselves and end their consents, which stay as proof.

    They remain known as somebody who wrote to the bot, in their language.
    """
    told = [
        column
        for column in Base.metadata.tables[Person.__tablename__].columns
        if column.info["erase"] == "clear" and column.name not in {"telegram_id", "language"}
    ]
    session.execute(
        update(Person).where(Person.id == person_id).values({column.name: emptied(column) for column in told})
    )
    session.execute(update(Chat).where(Chat.person_id == person_id).values(zone=None))
    for table in (PersonTopic, PersonLanguage, PersonRegion):
        session.execute(delete(table).where(table.person_id == person_id))
    session.execute(
        update(Consent).where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None)).values(withdrawn_at=now)
    )
