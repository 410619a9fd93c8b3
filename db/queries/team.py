"""Queries about coordinators: who they are, invitations, and taking roles up and away."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from db.dialects import insert_or
from db.models import Invitation, Person, Role
from db.values import RoleKind, Status

_inviter = aliased(Person)
_ROLE: tuple[Any, ...] = (
    Role.id,
    Role.person_id,
    Role.kind,
    Role.region,
    Person.name,
    Person.city,
    Person.organisation,
)
_INVITATION: tuple[Any, ...] = (
    Invitation.id,
    Invitation.token_hash,
    Invitation.person_id,
    Invitation.kind,
    Invitation.regions,
    Invitation.invited_by,
    Invitation.expires_at,
    Invitation.accepted_at,
    Invitation.declined_at,
    _inviter.name.label("inviter"),
    Person.name.label("invited"),
)


def roles(session: Session) -> list[Row[Any]]:
    """List all roles with their people, by name."""
    return list(
        session.execute(
            select(*_ROLE).join(Person, Person.id == Role.person_id).order_by(Person.name, Role.person_id, Role.region)
        )
    )


def role(session: Session, role_id: int) -> Row[Any] | None:
    """Find one role."""
    return session.execute(
        select(*_ROLE).join(Person, Person.id == Role.person_id).where(Role.id == role_id)
    ).one_or_none()


def owners(session: Session, telegram_ids: Sequence[int]) -> list[Row[Any]]:
    """List the owners who ever wrote to the bot."""
    columns: tuple[Any, ...] = (Person.id, Person.name, Person.city, Person.organisation)
    return list(
        session.execute(select(*columns).where(Person.telegram_id.in_(telegram_ids)).order_by(Person.name, Person.id))
    )


def members_called(session: Session, words: Sequence[str], skip: int, most: int) -> list[Row[Any]]:
    """List members whose name has a word that begins with each of these folded words, with what tells them apart."""
    columns: tuple[Any, ...] = (Person.id, Person.name, Person.city, Person.organisation)
    named = [Person.name_folded.contains(f" {word}", autoescape=True) for word in words]
    return list(
        session.execute(
            select(*columns)
            .where(Person.status == Status.MEMBER, *named)
            .order_by(Person.name, Person.id)
            .offset(skip)
            .limit(most)
        )
    )


def invite(
    session: Session,
    kind: RoleKind,
    regions: Sequence[str],
    by: int,
    now: datetime,
    expires_at: datetime,
    *,
    token_hash: str | None = None,
    person_id: int | None = None,
) -> int:
    """Write an invitation: with a link's hash, or for one person. Returns its row number."""
    return session.execute(
        insert(Invitation)
        .values(
            token_hash=token_hash,
            person_id=person_id,
            kind=kind,
            regions=list(regions),
            invited_by=by,
            invited_at=now,
            expires_at=expires_at,
        )
        .returning(Invitation.id)
    ).scalar_one()


def by_token(session: Session, token_hash: str) -> int | None:
    """Find the invitation of a link."""
    return session.scalar(select(Invitation.id).where(Invitation.token_hash == token_hash))


def invitations(session: Session, invitation_ids: Sequence[int]) -> list[Row[Any]]:
    """Fetch invitations with who invited and who was invited."""
    return list(
        session.execute(
            select(*_INVITATION)
            .join(_inviter, _inviter.id == Invitation.invited_by)
            .outerjoin(Person, Person.id == Invitation.person_id)
            .where(Invitation.id.in_(invitation_ids))
        )
    )


def take(session: Session, invitation_id: int, person_id: int, now: datetime) -> bool:
    """Use an invitation up; says whether it was still to be had."""
    done = session.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.accepted_at.is_(None),
            Invitation.declined_at.is_(None),
            Invitation.expires_at > now,
            or_(Invitation.person_id.is_(None), Invitation.person_id == person_id),
        )
        .values(accepted_at=now, person_id=person_id)
        .returning(Invitation.id)
    )
    return done.one_or_none() is not None


def refuse(session: Session, invitation_id: int, person_id: int, now: datetime) -> bool:
    """Turn down an invitation for one person; says whether it still stood."""
    done = session.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.accepted_at.is_(None),
            Invitation.declined_at.is_(None),
            Invitation.person_id == person_id,
        )
        .values(declined_at=now)
        .returning(Invitation.id)
    )
    return done.one_or_none() is not None


def grant(session: Session, person_id: int, kind: RoleKind, regions: Sequence[str], by: int, now: datetime) -> None:
    """Give somebody a role in each of these regions (the network's role has the region ""); what they hold stays."""
    given = [
        {"person_id": person_id, "kind": kind, "region": region, "granted_at": now, "granted_by": by}
        for region in regions
    ]
    session.execute(
        insert_or(session, Role).values(given).on_conflict_do_nothing(index_elements=["person_id", "kind", "region"])
    )


def revoke(session: Session, role_id: int) -> bool:
    """Take a role away; says whether it was there."""
    done = session.execute(delete(Role).where(Role.id == role_id).returning(Role.id))
    return done.one_or_none() is not None


def revoke_all(session: Session, person_id: int) -> None:
    """Take all roles of a person away."""
    session.execute(delete(Role).where(Role.person_id == person_id))


def drop_invitations(session: Session, before: datetime) -> int:
    """Remove invitations that expired before a moment; returns how many."""
    done = session.execute(delete(Invitation).where(Invitation.expires_at < before).returning(Invitation.id))
    return len(done.all())


def invitations_of(session: Session, person_id: int) -> list[int]:
    """List the invitations that somebody was picked for, or took up."""
    return list(session.scalars(select(Invitation.id).where(Invitation.person_id == person_id)))


def invitations_by(session: Session, person_id: int) -> list[int]:
    """List the invitations that somebody made and that name somebody else."""
    return list(
        session.scalars(
            select(Invitation.id).where(Invitation.invited_by == person_id, Invitation.person_id.is_not(None))
        )
    )
