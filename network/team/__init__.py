"""The team: who coordinates what, and how members become coordinators."""

from network.team.inviting import (
    Invitation,
    Member,
    accept_invitation,
    accept_link,
    decline_invitation,
    drop_old_invitations,
    find_members,
    invitations,
    invite_by_link,
    invite_member,
    may_offer,
    offer_of,
)
from network.team.kinds import CHANGED, INVITED, JOINED
from network.team.roster import Coordinator, Roster, is_owner, lay_down, removable, remove, roster

__all__ = [
    "CHANGED",
    "INVITED",
    "JOINED",
    "Coordinator",
    "Invitation",
    "Member",
    "Roster",
    "accept_invitation",
    "accept_link",
    "decline_invitation",
    "drop_old_invitations",
    "find_members",
    "invitations",
    "invite_by_link",
    "invite_member",
    "is_owner",
    "lay_down",
    "may_offer",
    "offer_of",
    "removable",
    "remove",
    "roster",
]
