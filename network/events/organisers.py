"""Who organises an event beside its author: members asked by name, who do once they accept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db.queries import event_organisers as queries
from db.values import Audience, EventState, Status
from network import notices, pace, people
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import reading, series_moves
from network.events.kinds import INVITED, JOINED
from network.events.reading import Event
from network.people import Reader
from network.places.spelling import words
from network.work import Work

MOST_FOUND, MOST_HELPERS = 8, 10
MOST_INVITES, MOST_INVITED = 20, 5  # a day: by one member, and to one
OPEN = frozenset({EventState.DRAFT, EventState.WAITING, EventState.SCHEDULED, EventState.PUBLISHED})
_NOT_FOR_YOU = N_("This invitation is not for you, or no longer valid.")


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who helps to organise an event, or was asked to (`helps` False)."""

    person_id: int
    name: str | None
    helps: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A member as a search by name shows them."""

    person_id: int
    name: str
    city: str | None
    organisation: str | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to organise an event, as it stands. `helps`: whoever got it organises the event now."""

    id: int
    event: Event
    person_id: int
    person: str | None
    inviter_id: int
    inviter: str | None
    accepted_at: datetime | None
    declined_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether nobody has answered it yet."""
        return self.accepted_at is None and self.declined_at is None

    @property
    def helps(self) -> bool:
        """Whether whoever got it organises the event now."""
        return self.person_id in self.event.organisers


def around(work: Work, reader: Reader, event_id: int) -> tuple[Event, list[Helper]]:
    """Fetch an event with who helps and who was asked. Raises NotAllowed for whoever does not organise it."""
    event = _mine(work, reader, event_id)
    return event, [Helper(row.id, row.name, bool(row.helps)) for row in queries.around(work.session, event_id)]


def find_members(work: Work, reader: Reader, event_id: int, typed: str) -> tuple[list[Found], bool]:
    """Find members by a part of their name who could help; says also whether there are more.

    Members find those who stand in the directory, coordinators those of their regions, too, and network coordinators
    everybody. Raises NotAllowed for whoever does not organise the event.
    """
    event = _mine(work, reader, event_id)
    wanted = words(typed)
    if not wanted:
        return [], False
    rows = queries.members_called(work.session, wanted, _sight(reader), event.organisers, MOST_FOUND + 1)
    found = [Found(row.id, row.name, row.city, row.organisation) for row in rows[:MOST_FOUND]]
    return found, len(rows) > MOST_FOUND


def invite(work: Work, reader: Reader, event_id: int, person_id: int) -> Invitation:
    """Ask a member to organise an event, too; they hear of it by notice and accept or not.

    Raises NotAllowed for whoever does not organise it, NetworkError for somebody whom the reader cannot find, who does
    already or was asked already, and when there are many.
    """
    event = _mine(work, reader, event_id, hold=True)
    if event.state not in OPEN or (event.ends_at is not None and event.ends_at <= work.now):
        raise Outdated(N_("This event needs nobody to organise it any more."))
    if event.title is None:
        raise NetworkError(N_("Please give the event a title first."))
    if person_id in event.organisers:
        raise NetworkError(N_("This member organises the event already."))
    if not queries.may_find(work.session, person_id, _sight(reader)):
        raise NetworkError(N_("This person is not a member any more."))
    if queries.count(work.session, event_id) >= MOST_HELPERS:
        raise NetworkError(N_("Up to {most} members can help to organise an event."), most=MOST_HELPERS)
    pace.spend(work, reader.id, "event_invites", MOST_INVITES)
    pace.bear(work, person_id, "event_invited", MOST_INVITED)
    invitation_id = queries.invite(work.session, event_id, person_id, reader.id, work.now)
    if invitation_id is None:
        raise NetworkError(N_("This member has been asked already."))
    notices.retract(work, INVITED, invitation_id)  # of an earlier time
    notices.post(work, INVITED, invitation_id, Audience(people=(person_id,)), expires_at=event.ends_at)
    return invitations(work, [invitation_id])[invitation_id]


def accept(work: Work, reader: Reader, invitation_id: int) -> Event:
    """Organise an event one was asked to, and those that follow in its series.

    Raises Outdated for an invitation that is somebody else's, answered, or for an event that is over or cancelled;
    NotAllowed for whoever is no member.
    """
    found = _standing(work, reader, invitation_id)
    if reader.status is not Status.MEMBER:
        raise NotAllowed(N_("This invitation is for members of the network. Send /start to join."))
    if not queries.settle(work.session, found.id, work.now, accepted=True):
        raise Outdated(_NOT_FOR_YOU)
    for number in series_moves.with_following(work, found.event):
        queries.add(work.session, number, reader.id, work.now)
    notices.revise(work, INVITED, found.id)
    notices.post(work, JOINED, found.id, Audience(people=(found.inviter_id,)))
    return reading.find(work, found.event.id)


def decline(work: Work, reader: Reader, invitation_id: int) -> None:
    """Turn down an invitation to organise an event. Raises as `accept`."""
    found = _standing(work, reader, invitation_id)
    queries.settle(work.session, found.id, work.now, accepted=False)
    notices.revise(work, INVITED, found.id)


def remove(work: Work, reader: Reader, event_id: int, person_id: int) -> Event:
    """Let somebody organise an event no more, or take back that they were asked; everybody may stop by themselves.

    With an event they leave those that follow in its series.
    Raises NotAllowed for whoever does not organise it, NetworkError for its author.
    """
    event = _mine(work, reader, event_id, hold=True)
    if person_id == event.author_id:
        raise NetworkError(N_("Whoever made an event goes on organising it."))
    gone_from = [queries.remove(work.session, number, person_id) for number in series_moves.with_following(work, event)]
    if gone_from[0]:
        for invitation_id in queries.invitation_of(work.session, event_id, person_id):
            notices.revise(work, INVITED, invitation_id)
    elif gone := queries.withdraw(work.session, event_id, person_id):
        notices.retract(work, INVITED, gone)
    return replace(event, organisers=event.organisers - {person_id})


def invitations(work: Work, invitation_ids: Sequence[int]) -> Mapping[int, Invitation]:
    """Take snapshots of invitations, by row number."""
    rows = queries.invitations(work.session, invitation_ids)
    events = reading.read(work, {row.event_id for row in rows})
    return {
        row.id: Invitation(
            row.id,
            events[row.event_id],
            row.person_id,
            row.invited,
            row.invited_by,
            row.inviter,
            row.accepted_at,
            row.declined_at,
        )
        for row in rows
        if row.event_id in events
    }


def _mine(work: Work, reader: Reader, event_id: int, *, hold: bool = False) -> Event:
    event = reading.find(work, event_id, hold=hold)
    reading.require_organiser(reader, event)
    return event


def _sight(reader: Reader) -> frozenset[str] | None:
    """The regions whose members the reader finds beside the directory's; None for all members."""
    return None if reader.network_wide else reader.regions


def _standing(work: Work, reader: Reader, invitation_id: int) -> Invitation:
    found = invitations(work, [invitation_id]).get(invitation_id)
    if found is None or found.person_id != reader.id or not found.open:
        raise Outdated(_NOT_FOR_YOU)
    over = found.event.ends_at is not None and found.event.ends_at <= work.now
    if found.event.state not in OPEN or over:
        raise Outdated(N_("This event needs nobody to organise it any more."))
    inviter = people.readers(work, [found.inviter_id]).get(found.inviter_id)
    if inviter is None or not reading.may_organise(inviter, found.event):
        raise Outdated(_NOT_FOR_YOU)
    return found
