"""Coming into a hub's group: members are let in, others are led through joining and let in when they may.

Telegram gives a bot minutes to write to somebody who asked. Whoever opens the bot within them (or ever did) can be
written to later as well; the request itself waits for us as long as we like.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from db.queries import hubs as queries
from db.values import Audience, JoinState, Status
from network import consent, notices, people
from network.hubs import groups, guests, tasks
from network.hubs.groups import Group
from network.hubs.kinds import WAY
from network.people import Reader
from network.work import Work

LAPSES_AFTER = timedelta(days=60)
SHOWN_OUT_AFTER = timedelta(minutes=1)  # so that they can read why
WELCOME_EVERY = timedelta(hours=1)
MOST_OFFERED = 3  # groups at home; a hub has one, as a rule


class Stands(StrEnum):
    """Where somebody stands before a hub's group, and so what keeps them out."""

    MAY = "may"
    GUIDELINES = "guidelines"  # they have to confirm the guidelines anew
    APPLICANT = "applicant"
    SUSPENDED = "suspended"
    STRANGER = "stranger"  # a visitor, or a former member


class Came(StrEnum):
    """What becomes of somebody who is in a group now."""

    WELCOME = "welcome"  # a line of welcome is due
    QUIETLY = "quietly"
    SHOWN_OUT = "shown out"  # they may not be in


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking: which group, who asked, and where they stand."""

    group: Group
    reader: Reader
    stands: Stands


def standing(work: Work, reader: Reader) -> Stands:
    """Say what keeps somebody out of hub groups, if anything. Whoever coordinates is let in without being a member."""
    match reader.status:
        case Status.MEMBER if consent.needs_guidelines(work, reader.id):
            return Stands.GUIDELINES
        case Status.MEMBER:
            return Stands.MAY
        case Status.APPLICANT:
            return Stands.APPLICANT
        case Status.SUSPENDED:
            return Stands.SUSPENDED
    return Stands.MAY if reader.coordinates else Stands.STRANGER


def ask(work: Work, telegram_id: int, language_code: str | None, group_id: int) -> Asked | None:
    """Take somebody's request to come into a group (Telegram's id of it); None where the group is no hub's.

    They are written down if they are new: they asked the network for something.
    """
    group = groups.linked_here(work, group_id)
    if group is None:
        return None
    reader = people.meet(work, telegram_id, telegram_id, language_code).reader
    found = standing(work, reader)
    if found is Stands.MAY:
        _let_in(work, reader, group.id)
    else:
        queries.asked(work.session, group.id, reader.id, JoinState.WAITING, work.now)
    return Asked(group, reader, found)


def may_come(work: Work, person_id: int) -> None:
    """Let somebody in wherever they wait: they became a member, confirmed the guidelines, or are no more suspended."""
    waits = queries.waiting(work.session, person_id)
    reader = people.readers(work, [person_id]).get(person_id) if waits else None
    if reader is None or reader.telegram_id is None or standing(work, reader) is not Stands.MAY:
        return
    linked = groups.several(work, waits)
    for chat_id in waits:
        if chat_id in linked and linked[chat_id].is_linked:
            _let_in(work, reader, chat_id)


def _let_in(work: Work, reader: Reader, chat_id: int) -> None:
    queries.asked(work.session, chat_id, reader.id, JoinState.LET_IN, work.now)
    tasks.drop(work, chat_id, (tasks.REMOVE, tasks.DECLINE), telegram_id=reader.telegram_id)
    tasks.add(work, chat_id, tasks.APPROVE, telegram_id=reader.telegram_id, subject_id=reader.id)


def may_still(work: Work, person_id: int | None, telegram_id: int | None) -> bool:
    """Say whether whoever is to be let in may come in when it happens: they may have left meanwhile."""
    reader = people.readers(work, [person_id]).get(person_id) if person_id is not None else None
    return reader is not None and reader.telegram_id == telegram_id and standing(work, reader) is Stands.MAY


def open_to(work: Work, reader: Reader) -> list[Group]:
    """List the groups of a member's own region that they may come into and are not known to be in."""
    if standing(work, reader) is not Stands.MAY or reader.status is not Status.MEMBER:
        return []
    theirs = [group for group in groups.linked(work) if groups.region_of(work, group.hub) == reader.region]
    inside = set(queries.groups_of(work.session, reader.id)) if theirs else set()
    return [group for group in theirs if group.invite_link and group.id not in inside][:MOST_OFFERED]


def show_way(work: Work, chat_id: int, person_id: int) -> None:
    """Send somebody the group's link: their request is there no more, so they ask again and are let in at once."""
    notices.post(work, WAY, chat_id, Audience(people=(person_id,)), expires_at=work.now + LAPSES_AFTER)


@dataclass(frozen=True, slots=True)
class Door:
    """A group's door as somebody sees it who opened its link: where they stand, and the link, once they may."""

    group: Group
    stands: Stands
    link: str | None


def door(work: Work, reader: Reader, chat_id: int) -> Door | None:
    """Say how somebody comes into a group (row); None where it belongs to no hub.

    Who may not come in yet waits from now on, and is sent the way when they may.
    """
    group = groups.several(work, [chat_id]).get(chat_id)
    if group is None or not group.is_linked:
        return None
    found = standing(work, reader)
    if found is not Stands.MAY and queries.request(work.session, chat_id, reader.id) != JoinState.WAITING:
        queries.asked(work.session, chat_id, reader.id, JoinState.WAITING, work.now)
    return Door(group, found, group.invite_link if found is Stands.MAY else None)


# Who is inside


def came(work: Work, group: Group, reader: Reader, *, administers: bool, by_themselves: bool) -> Came:
    """Note that somebody is in a group now.

    Whoever came by a way of their own (another link, a public name) and may not be in is told the way, and taken out a
    moment later; whom an administrator brought in stays, and is told how to join as they write.
    """
    if reader.id:
        queries.came(work.session, group.id, reader.id, work.now, administers=administers)
    if standing(work, reader) is Stands.MAY:
        queries.decide(work.session, group.id, reader.id, JoinState.LET_IN)
        due = queries.may_welcome(work.session, group.id, work.now, work.now - WELCOME_EVERY)
        return Came.WELCOME if due else Came.QUIETLY
    if not by_themselves or administers:
        return Came.QUIETLY
    until = work.now + SHOWN_OUT_AFTER
    tasks.add(work, group.id, tasks.REMOVE, telegram_id=reader.telegram_id, subject_id=reader.id or None, due_at=until)
    if reader.id:
        queries.asked(work.session, group.id, reader.id, JoinState.WAITING, work.now)
    else:
        guests.tell_once(work, group, reader)
    return Came.SHOWN_OUT


def went(work: Work, group: Group, reader: Reader) -> None:
    """Note that somebody is in a group no more."""
    if reader.id:
        queries.went(work.session, group.id, reader.id)


def seen(work: Work, group: Group, reader: Reader) -> None:
    """Note that somebody who is known wrote in a group, and so is in it."""
    if reader.id:
        queries.came(work.session, group.id, reader.id, work.now)


def lapse(work: Work) -> int:
    """Let requests lapse that waited very long; Telegram is told no, so that they may ask again. Returns how many."""
    old = queries.old_requests(work.session, work.now - LAPSES_AFTER)
    for row in old:
        queries.decide(work.session, row.chat_id, row.person_id, JoinState.LAPSED)
        tasks.add(work, row.chat_id, tasks.DECLINE, telegram_id=row.telegram_id, subject_id=row.person_id)
    return len(old)
