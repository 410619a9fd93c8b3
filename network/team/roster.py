"""Who coordinates what, and taking roles away."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.queries import team as queries
from db.values import Audience, RoleKind
from network import audit, notices
from network.announcements.kinds import SHOWN_TO_COORDINATORS as ANNOUNCEMENTS
from network.applications.kinds import SHOWING_APPLICANTS
from network.errors import N_, NotAllowed, Outdated
from network.events.kinds import SHOWN_TO_DECIDERS as DECIDING
from network.hubs.kinds import SHOWN_TO_COORDINATORS as GROUPS
from network.order.kinds import SHOWN_TO_DECIDERS as ORDER
from network.people import Reader, require_network_coordinator
from network.team.kinds import CHANGED
from network.work import Work

SHOWN_TO_COORDINATORS = (*SHOWING_APPLICANTS, *ANNOUNCEMENTS, *DECIDING, *GROUPS, *ORDER)


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Somebody with a role. `role_id` None stands for an owner, whom only the configuration can change."""

    person_id: int
    name: str | None
    city: str | None
    organisation: str | None
    role_id: int | None


@dataclass(frozen=True, slots=True)
class Roster:
    """All coordinators: those of the network, and those of each region in the charter's order."""

    network: tuple[Coordinator, ...]
    regions: Mapping[str, tuple[Coordinator, ...]]


def is_owner(work: Work, reader: Reader) -> bool:
    """Say whether somebody is a network coordinator by configuration."""
    return reader.telegram_id in work.owners


def roster(work: Work, reader: Reader) -> Roster:
    """List the coordinators.

    Raises NotAllowed for whoever does not coordinate the whole network.
    """
    require_network_coordinator(reader)
    network = [_coordinator(row, None) for row in queries.owners(work.session, sorted(work.owners))]
    known = {one.person_id for one in network}
    regions: dict[str, list[Coordinator]] = {key: [] for key, r in work.charter.regions.items() if not r.worldwide}
    for row in queries.roles(work.session):
        if row.kind == RoleKind.REGIONAL:
            # A region that left the charter keeps its coordinators in sight, so that their role can be taken away.
            regions.setdefault(row.region, []).append(_coordinator(row, row.id))
        elif row.person_id not in known:
            network.append(_coordinator(row, row.id))
    return Roster(tuple(network), {key: tuple(found) for key, found in regions.items()})


def removable(work: Work, reader: Reader, role_id: int) -> tuple[Coordinator, str]:
    """Find a role that an owner may take away: whose it is, and its region ("" for the whole network).

    Raises NotAllowed for others than owners, Outdated when the role is gone.
    """
    if not is_owner(work, reader):
        raise NotAllowed(N_("Only owners can take a role away."))
    row = queries.role(work.session, role_id)
    if row is None:
        raise Outdated(N_("This role has been taken away already."))
    return _coordinator(row, row.id), row.region


def remove(work: Work, reader: Reader, role_id: int) -> Coordinator:
    """Take a role away; the person is told, and what they may not see any more leaves their chat.

    Raises as `removable`.
    """
    held, region = removable(work, reader, role_id)
    if not queries.revoke(work.session, role_id):
        raise Outdated(N_("This role has been taken away already."))
    audit.record(work, reader, "role.removed", "person", held.person_id, region=region or "network")
    notices.post(work, CHANGED, held.person_id, Audience(people=(held.person_id,)))
    notices.look_again(work, held.person_id, SHOWN_TO_COORDINATORS)
    return held


def lay_down(work: Work, reader: Reader) -> None:
    """Take all roles of somebody who leaves the network; what they saw by them leaves their chat."""
    queries.revoke_all(work.session, reader.id)
    notices.look_again(work, reader.id, SHOWN_TO_COORDINATORS)


def _coordinator(row: Any, role_id: int | None) -> Coordinator:
    person_id = row.id if role_id is None else row.person_id
    return Coordinator(person_id, row.name, row.city, row.organisation, role_id)
