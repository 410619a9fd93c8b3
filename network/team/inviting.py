"""Becoming a coordinator: by a link that somebody forwards, or picked by name. Nobody becomes one without accepting."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.queries import team as queries
from db.values import Audience, RoleKind, Status
from network import audit, notices
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.people import Reader, readers, require_network_coordinator
from network.places.spelling import words
from network.team.kinds import INVITED, JOINED
from network.team.roster import is_owner
from network.work import Work

VALID_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=30)
MOST_FOUND = 8
TOKEN_BYTES = 24  # 32 letters: a deep link carries 64, a button 64 with its prefix


@dataclass(frozen=True, slots=True)
class Member:
    """A member as a search by name shows them."""

    person_id: int
    name: str
    city: str | None
    organisation: str | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as it stands. `regions` is empty for the whole network."""

    id: int
    by_link: bool
    person_id: int | None
    person: str | None
    kind: RoleKind
    regions: tuple[str, ...]
    inviter_id: int
    inviter: str | None
    expires_at: datetime
    accepted_at: datetime | None
    declined_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether nobody has answered it yet (it may have expired all the same)."""
        return self.accepted_at is None and self.declined_at is None


def may_offer(work: Work, reader: Reader, scope: Sequence[str]) -> tuple[RoleKind, tuple[str, ...]]:
    """Read what role is meant: regions, or nothing for the whole network, which only owners may hand on.

    Raises NotAllowed, or NetworkError for a region that cannot have coordinators of its own.
    """
    require_network_coordinator(reader)
    if not scope:
        if not is_owner(work, reader):
            raise NotAllowed(N_("Only owners can make somebody a coordinator of the whole network."))
        return RoleKind.NETWORK, ()
    regions = work.charter.regions
    if any(key not in regions or regions[key].worldwide for key in scope):
        raise NetworkError(N_("That region has no coordinators of its own."))
    return RoleKind.REGIONAL, tuple(key for key in regions if key in scope)


def invite_by_link(work: Work, reader: Reader, scope: Sequence[str]) -> tuple[str, datetime]:
    """Make a link's secret for one member to take up a role with, once; returns it and until when it is good.

    Raises as `may_offer`.
    """
    kind, regions = may_offer(work, reader, scope)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires_at = work.now + VALID_FOR
    invitation_id = queries.invite(
        work.session, kind, regions, reader.id, work.now, expires_at, token_hash=_hash(token)
    )
    audit.record(work, reader, "role.offered", "invitation", invitation_id, kind=kind, regions=list(regions))
    return token, expires_at


def invite_member(work: Work, reader: Reader, scope: Sequence[str], person_id: int) -> Invitation:
    """Invite one member, who hears of it by notice and accepts or not.

    Raises as `may_offer`, and NetworkError for somebody who is no member or has that role.
    """
    kind, regions = may_offer(work, reader, scope)
    invited = readers(work, [person_id]).get(person_id)
    if invited is None or invited.status is not Status.MEMBER:
        raise NetworkError(N_("This person is not a member any more."))
    if _holds(invited, kind, regions):
        raise NetworkError(N_("This member has that role already."))
    invitation_id = queries.invite(
        work.session, kind, regions, reader.id, work.now, work.now + VALID_FOR, person_id=person_id
    )
    audit.record(
        work, reader, "role.offered", "invitation", invitation_id, kind=kind, regions=list(regions), person=person_id
    )
    notices.post(work, INVITED, invitation_id, Audience(people=(person_id,)), expires_at=work.now + VALID_FOR)
    return invitations(work, [invitation_id])[invitation_id]


def find_members(work: Work, reader: Reader, typed: str, page: int = 0) -> tuple[list[Member], bool]:
    """Find members by a part of their name, in any spelling of its letters; says also whether a page follows.

    Raises NotAllowed for whoever does not coordinate the whole network.
    """
    require_network_coordinator(reader)
    wanted = words(typed)
    if not wanted:
        return [], False
    rows = queries.members_called(work.session, wanted, page * MOST_FOUND, MOST_FOUND + 1)
    members = [Member(row.id, row.name, row.city, row.organisation) for row in rows[:MOST_FOUND]]
    return members, len(rows) > MOST_FOUND


def offer_of(work: Work, reader: Reader, token: str) -> Invitation:
    """Find the invitation behind a link, for the member who opened it.

    Raises Outdated for one that is used, expired or unknown, NotAllowed for whoever is no member.
    """
    invitation_id = queries.by_token(work.session, _hash(token))
    if invitation_id is None:
        raise Outdated(N_("This invitation link is not valid. Please ask for a new one."))
    return _standing(work, reader, invitation_id)


def accept_link(work: Work, reader: Reader, token: str) -> Invitation:
    """Take up the role behind a link. Raises as `offer_of`."""
    return _accept(work, reader, offer_of(work, reader, token))


def accept_invitation(work: Work, reader: Reader, invitation_id: int) -> Invitation:
    """Take up a role one was picked for by name. Raises as `offer_of`."""
    return _accept(work, reader, _personal(work, reader, invitation_id))


def decline_invitation(work: Work, reader: Reader, invitation_id: int) -> None:
    """Turn down a role one was picked for by name. Raises as `offer_of`."""
    _personal(work, reader, invitation_id)
    queries.refuse(work.session, invitation_id, reader.id, work.now)
    notices.revise(work, INVITED, invitation_id)


def invitations(work: Work, invitation_ids: Sequence[int]) -> Mapping[int, Invitation]:
    """Take snapshots of invitations, by row number."""
    return {
        row.id: Invitation(
            id=row.id,
            by_link=row.token_hash is not None,
            person_id=row.person_id,
            person=row.invited,
            kind=RoleKind(row.kind),
            regions=tuple(row.regions),
            inviter_id=row.invited_by,
            inviter=row.inviter,
            expires_at=row.expires_at,
            accepted_at=row.accepted_at,
            declined_at=row.declined_at,
        )
        for row in queries.invitations(work.session, invitation_ids)
    }


def drop_old_invitations(work: Work) -> int:
    """Remove invitations that expired a month ago; returns how many. For the sweep."""
    return queries.drop_invitations(work.session, work.now - KEPT_FOR)


def _personal(work: Work, reader: Reader, invitation_id: int) -> Invitation:
    found = invitations(work, [invitation_id]).get(invitation_id)
    # A link is taken up with its secret only, whoever names its number.
    if found is None or found.by_link or found.person_id != reader.id:
        raise Outdated(N_("This invitation is not for you, or no longer valid."))
    return _standing(work, reader, invitation_id)


def _standing(work: Work, reader: Reader, invitation_id: int) -> Invitation:
    found = invitations(work, [invitation_id])[invitation_id]
    if found.accepted_at is not None and found.person_id == reader.id:
        raise Outdated(N_("You have accepted this invitation already. Send /applications to see what waits."))
    if not found.open:
        raise Outdated(N_("This invitation has been used already. Please ask for a new one."))
    if found.expires_at <= work.now:
        raise Outdated(N_("This invitation has expired. Please ask for a new one."))
    if reader.status is Status.SUSPENDED:
        raise NotAllowed(N_("Your membership is suspended, so you cannot take up a role now."))
    if reader.status is not Status.MEMBER:
        raise NotAllowed(
            N_(
                "This invitation is for members of the network. Send /start to join first; "
                "then open the link again, it stays valid for some days."
            )
        )
    if _holds(reader, found.kind, found.regions):
        raise NetworkError(N_("You have this role already. The link still works for somebody else."))
    inviter = readers(work, [found.inviter_id]).get(found.inviter_id)
    if inviter is None or not _may_still_offer(work, inviter, found.kind):
        raise Outdated(N_("This invitation is no longer valid. Please ask for a new one."))
    return found


def _may_still_offer(work: Work, inviter: Reader, kind: RoleKind) -> bool:
    return inviter.network_wide and (kind is RoleKind.REGIONAL or is_owner(work, inviter))


def _accept(work: Work, reader: Reader, found: Invitation) -> Invitation:
    if not queries.take(work.session, found.id, reader.id, work.now):
        raise Outdated(N_("This invitation has been used already. Please ask for a new one."))
    queries.grant(work.session, reader.id, found.kind, found.regions or ("",), found.inviter_id, work.now)
    audit.record(work, reader, "role.taken_up", "invitation", found.id, kind=found.kind, regions=list(found.regions))
    notices.revise(work, INVITED, found.id)
    notices.post(work, JOINED, found.id, Audience(people=(found.inviter_id,)))
    return invitations(work, [found.id])[found.id]


def _holds(person: Reader, kind: RoleKind, regions: Sequence[str]) -> bool:
    return person.network_wide or (kind is RoleKind.REGIONAL and person.regions.issuperset(regions))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
