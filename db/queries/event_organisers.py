"""Queries about who helps to organise events: invitations, and those who accepted."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, or_, select, update
from sqlalchemy.orm import Session, aliased

from db.dialects import insert_or
from db.models import Consent, EventInvitation, EventOrganiser, Person
from db.values import Purpose, Status

_inviter = aliased(Person)


def invite(session: Session, event_id: int, person_id: int, by: int, now: datetime) -> int | None:
    """Write down that somebody is asked to help; returns the row number, None when they have been asked already.

    Somebody who helped and stopped is asked anew.
    """
    stopped = (
        update(EventInvitation)
        .where(
            EventInvitation.event_id == event_id,
            EventInvitation.person_id == person_id,
            or_(EventInvitation.accepted_at.is_not(None), EventInvitation.declined_at.is_not(None)),
        )
        .values(invited_by=by, invited_at=now, accepted_at=None, declined_at=None)
        .returning(EventInvitation.id)
    )
    again: int | None = session.execute(stopped).scalar_one_or_none()
    if again is not None:
        return again
    made = insert_or(session, EventInvitation).values(
        event_id=event_id, person_id=person_id, invited_by=by, invited_at=now
    )
    return session.execute(made.on_conflict_do_nothing().returning(EventInvitation.id)).scalar_one_or_none()


def invitations(session: Session, invitation_ids: Sequence[int]) -> list[Row[Any]]:
    """Fetch invitations with who invited and who was invited."""
    asked = (
        select(*EventInvitation.__table__.c, _inviter.name.label("inviter"), Person.name.label("invited"))
        .join(Person, Person.id == EventInvitation.person_id)
        .join(_inviter, _inviter.id == EventInvitation.invited_by)
    )
    return list(session.execute(asked.where(EventInvitation.id.in_(invitation_ids))))


def settle(session: Session, invitation_id: int, now: datetime, *, accepted: bool) -> bool:
    """Accept or decline an invitation; says whether it was still open."""
    how = {"accepted_at": now} if accepted else {"declined_at": now}
    done = (
        update(EventInvitation)
        .where(
            EventInvitation.id == invitation_id,
            EventInvitation.accepted_at.is_(None),
            EventInvitation.declined_at.is_(None),
        )
        .values(**how)
        .returning(EventInvitation.id)
    )
    return session.execute(done).one_or_none() is not None


def add(session: Session, event_id: int, person_id: int, now: datetime) -> None:
    """Let somebody help to organise an event."""
    made = insert_or(session, EventOrganiser).values(event_id=event_id, person_id=person_id, since=now)
    session.execute(made.on_conflict_do_nothing())


def remove(session: Session, event_id: int, person_id: int) -> bool:
    """Let somebody help no more; says whether they did."""
    theirs = EventOrganiser.event_id == event_id, EventOrganiser.person_id == person_id
    return session.execute(delete(EventOrganiser).where(*theirs).returning(EventOrganiser.event_id)).all() != []


def withdraw(session: Session, event_id: int, person_id: int) -> int | None:
    """Delete the invitation of somebody; returns its row number, None when there was none."""
    theirs = EventInvitation.event_id == event_id, EventInvitation.person_id == person_id
    return session.execute(delete(EventInvitation).where(*theirs).returning(EventInvitation.id)).scalar_one_or_none()


def around(session: Session, event_id: int) -> list[Row[Any]]:
    """List who helps and who was asked: person_id, name, helps, invited_at; the author is not among them."""
    helps = (
        select(EventOrganiser.person_id)
        .where(EventOrganiser.event_id == event_id, EventOrganiser.person_id == Person.id)
        .exists()
    )
    asked = (
        select(EventInvitation.person_id)
        .where(
            EventInvitation.event_id == event_id,
            EventInvitation.person_id == Person.id,
            EventInvitation.accepted_at.is_(None),
            EventInvitation.declined_at.is_(None),
        )
        .exists()
    )
    helping = select(EventOrganiser.person_id).where(EventOrganiser.event_id == event_id)
    near = helping.union(select(EventInvitation.person_id).where(EventInvitation.event_id == event_id))
    listed = select(Person.id, Person.name, helps.label("helps")).where(Person.id.in_(near), or_(helps, asked))
    return list(session.execute(listed.order_by(Person.name, Person.id)))


def count(session: Session, event_id: int) -> int:
    """Count those who help and those who were asked and have not answered."""
    return len(around(session, event_id))


def members_called(
    session: Session, wanted: Sequence[str], regions: Collection[str] | None, without: Collection[int], most: int
) -> list[Row[Any]]:
    """List members whose name has a word that begins with each of these folded words, with what tells them apart.

    Only those who stand in the directory or are of these regions; None does not narrow.
    """
    named = [Person.name_folded.contains(f" {word}", autoescape=True) for word in wanted]
    columns: tuple[Any, ...] = (Person.id, Person.name, Person.city, Person.organisation)
    asked = select(*columns).where(*_findable(regions), Person.id.not_in(without), *named)
    return list(session.execute(asked.order_by(Person.name, Person.id).limit(most)))


def may_find(session: Session, person_id: int, regions: Collection[str] | None) -> bool:
    """Say whether somebody is a member whom `members_called` would list."""
    return session.scalar(select(Person.id).where(Person.id == person_id, *_findable(regions))) is not None


def _findable(regions: Collection[str] | None) -> list[ColumnElement[bool]]:
    member = Person.status == Status.MEMBER
    if regions is None:
        return [member]
    stands = (
        Consent.person_id == Person.id,
        Consent.purpose == Purpose.DIRECTORY,
        Consent.withdrawn_at.is_(None),
    )
    return [member, or_(select(Consent.id).where(*stands).exists(), Person.region.in_(regions))]


def invitation_of(session: Session, event_id: int, person_id: int) -> list[int]:
    """Find the invitation of somebody to an event."""
    theirs = EventInvitation.event_id == event_id, EventInvitation.person_id == person_id
    return list(session.scalars(select(EventInvitation.id).where(*theirs)))


def invitations_of(session: Session, person_id: int) -> list[int]:
    """List the invitations that somebody got."""
    return list(session.scalars(select(EventInvitation.id).where(EventInvitation.person_id == person_id)))


def invitations_by(session: Session, person_id: int) -> list[int]:
    """List the invitations that somebody made."""
    return list(session.scalars(select(EventInvitation.id).where(EventInvitation.invited_by == person_id)))
