"""Adding the bot to a group, and linking the group to a hub."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from db.queries import hubs as queries
from db.queries import notices as notice_queries
from db.values import Audience, GroupState
from network import audit, notices
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.hubs import groups, rights, tasks, threads, troubles
from network.hubs.cards import Card, card
from network.hubs.groups import Group
from network.hubs.kinds import CARD, TROUBLE, WAY
from network.people import Reader, require_coordinator
from network.work import Work

LEAVES_AFTER = timedelta(seconds=10)  # so that the line that says why arrives before
FORGOTTEN_AFTER = timedelta(days=7)


class Added(StrEnum):
    """What came of adding the bot to a group."""

    CARD = "card"  # a coordinator did it: they were sent the group's card
    STRANGER = "stranger"  # somebody else did: the bot says why, and leaves
    KNOWN = "known"  # it is in already; its rights may have changed


@dataclass(frozen=True, slots=True)
class Place:
    """A group as Telegram tells of it: its id there, its name, whether it has topics, and the bot's rights in it."""

    telegram_id: int
    title: str
    forum: bool
    administrator: bool
    rights: Collection[str]
    supergroup: bool = True


def added(work: Work, reader: Reader, place: Place) -> Added:
    """Take note that the bot is in a group now, or has other rights there. `reader` did it, or nobody knows who (0)."""
    group = groups.find(work, place.telegram_id)
    if group is not None and group.state is not GroupState.LEFT:
        _changed(work, group, place)
        return Added.KNOWN
    kind = "supergroup" if place.supergroup else "group"
    chat_id = notice_queries.chat_row(work.session, work.bot_id, place.telegram_id)
    if not reader.coordinates:
        if chat_id is None:
            chat_id = queries.chat_row(work.session, work.bot_id, place.telegram_id, kind, reader.language)
        queries.write(work.session, chat_id, work.now, state=GroupState.LEFT, title=None, added_at=work.now)
        tasks.add(work, chat_id, tasks.LEAVE, due_at=work.now + LEAVES_AFTER)
        return Added.STRANGER
    chat_id = queries.chat_row(work.session, work.bot_id, place.telegram_id, kind, reader.language)
    queries.change_chat(work.session, chat_id, unreachable_since=None)
    queries.write(
        work.session,
        chat_id,
        work.now,
        state=GroupState.ADDED,
        title=place.title,
        forum=place.forum,
        added_by=reader.id,
        linked_by=None,
        added_at=work.now,
        rights=rights.kept(place.rights, administrator=place.administrator),
        told=[],
    )
    tasks.drop(work, chat_id, (tasks.LEAVE,))
    notices.retract(work, CARD, chat_id)
    notices.post(work, CARD, chat_id, Audience(people=(reader.id,)), urgent=True)
    return Added.CARD


def _changed(work: Work, group: Group, place: Place) -> None:
    """Note other rights or another name, and tell the coordinators of what is missing now."""
    now_has = rights.kept(place.rights, administrator=place.administrator)
    queries.write(work.session, group.id, work.now, title=place.title, forum=place.forum, rights=now_has)
    queries.change_chat(work.session, group.id, unreachable_since=None)
    notices.revise(work, CARD, group.id)
    if not group.is_linked:
        return
    lacks = [right for right in rights.wanted(forum=place.forum) if right not in now_has]
    back = [right for right in rights.KNOWN if right not in lacks]
    troubles.over(work, group.id, *(troubles.RIGHT + right for right in back))
    if lacks:
        troubles.tell(work, group.id, *(troubles.RIGHT + right for right in lacks))
    if set(back) & set(now_has) - group.rights:
        tasks.wake(work, group.id)
        _settle_in(work, groups.several(work, [group.id])[group.id])


def looked(work: Work, chat_id: int, place: Place) -> None:
    """Note how a group was found when the bot looked: as when Telegram tells of other rights."""
    group = groups.several(work, [chat_id]).get(chat_id)
    if group is not None and group.state is not GroupState.LEFT:
        reachable = group.reachable
        _changed(work, group, place)
        if not reachable:  # looking is not writing
            queries.change_chat(work.session, chat_id, unreachable_since=work.now)


def look_again(work: Work, reader: Reader, chat_id: int) -> Card:
    """Have the bot look at a group anew, and try to write there again.

    Raises NotAllowed for whoever does not look after it, Outdated where there is no such group.
    """
    found = card(work, reader, chat_id)
    if found.group.state is not GroupState.LEFT:
        queries.change_chat(work.session, chat_id, unreachable_since=None)
        seen_to = (troubles.SILENT, troubles.MOVED, troubles.DESCRIPTION, f"{troubles.ADMIN}0")
        troubles.over(work, chat_id, *seen_to)
        tasks.wake(work, chat_id)
        tasks.add(work, chat_id, tasks.CHECK)
        if found.group.is_linked:
            _settle_in(work, found.group)
    return card(work, reader, chat_id)


def renamed(work: Work, group: Group, *, title: str | None = None, forum: bool | None = None) -> None:
    """Note that a group has another name, or topics now (or none any more)."""
    changed = {"title": title if title is not None else group.title, "forum": group.forum if forum is None else forum}
    if (changed["title"], changed["forum"]) != (group.title, group.forum):
        queries.write(work.session, group.id, work.now, **changed)
        notices.revise(work, CARD, group.id)


def removed(work: Work, reader: Reader, telegram_id: int) -> None:
    """Note that the bot was taken out of a group, or left it."""
    group = groups.find(work, telegram_id)
    if group is None:
        return
    if group.is_linked:
        _record(work, None if reader.id == 0 else reader, "group.lost", group, group.hub)
    if group.state is not GroupState.LEFT:
        troubles.removed(work, group)
    else:
        tasks.drop(work, group.id)


# Linking


def link(work: Work, reader: Reader, chat_id: int, hub: str, *, instead_of: int | None = None) -> Group:
    """Link a group to a hub. `instead_of` is the group (row) that belongs to the hub now, if it is to make room.

    Of two coordinators at once the first one's word stands. Raises NotAllowed for whoever does not coordinate the
    hub's region, Outdated where the group is linked already or the bot is not in it any more, and HubTaken where the
    hub has another group that was not named.
    """
    region = groups.region_of(work, hub)
    if region is None:
        raise Outdated(N_("There is no such hub any more."))
    require_coordinator(reader, region)
    queries.hold(work.session)
    group = groups.several(work, [chat_id]).get(chat_id)
    if group is None or group.state is GroupState.LEFT:
        raise Outdated(N_("I am not in this group any more. Please add me again."))
    if group.is_linked:
        if group.hub == hub:
            raise Outdated(N_("This group is linked already."))
        raise Outdated(N_("This group belongs to another hub. Its coordinators can release it first."))
    if not reader.network_wide and group.added_by != reader.id:
        raise NotAllowed(N_("Only the coordinator who added me to this group can link it."))
    standing = next((one for one in groups.linked(work) if one.hub == hub), None)
    if standing is not None:
        if standing.id != instead_of:
            raise HubTaken(standing)
        _release(work, standing)
        _record(work, reader, "group.unlinked", standing, hub)
    queries.write(
        work.session, chat_id, work.now, state=GroupState.LINKED, linked_by=reader.id, linked_at=work.now, told=[]
    )
    queries.change_chat(work.session, chat_id, hub=hub, language=group.language, unreachable_since=None)
    tasks.drop(work, chat_id, (tasks.REVOKE, tasks.LEAVE))
    _record(work, reader, "group.linked", group, hub)
    group = groups.several(work, [chat_id])[chat_id]
    _settle_in(work, group)
    if lacks := rights.lacking(group):
        # Whoever links it sees them on the card: they need no message of their own, only the others' word later.
        queries.write(work.session, chat_id, work.now, told=[troubles.RIGHT + right for right in lacks])
    notices.revise(work, CARD, chat_id)
    return groups.several(work, [chat_id])[chat_id]


class HubTaken(NetworkError):  # noqa: N818 - reads as the sentence it is
    """The hub has a group already: it can be put in this one's place, when that is said."""

    def __init__(self, group: Group) -> None:
        """Keep which group it has."""
        super().__init__(N_("The hub has a group already: {group}."), group=group.title)
        self.group = group


def unlink(work: Work, reader: Reader, chat_id: int) -> Group:
    """Release a group from its hub; the bot stays in it and does nothing there.

    Raises NotAllowed for whoever does not coordinate the hub's region, Outdated where it is not linked any more.
    """
    require_coordinator(reader)
    queries.hold(work.session)
    group = groups.several(work, [chat_id]).get(chat_id)
    if group is None or not group.is_linked:
        raise Outdated(N_("This group is not linked any more."))
    groups.require_coordinates(work, reader, group)
    hub = group.hub
    _release(work, group)
    # Whoever released it may link it again, or let the bot go.
    queries.write(work.session, chat_id, work.now, added_by=reader.id)
    _record(work, reader, "group.unlinked", group, hub)
    return groups.several(work, [chat_id])[chat_id]


def leave(work: Work, reader: Reader, chat_id: int) -> None:
    """Let the bot leave a group that belongs to no hub.

    Raises NotAllowed for whoever does not look after it, Outdated where the bot is out already or the group is linked.
    """
    require_coordinator(reader)
    group = groups.several(work, [chat_id]).get(chat_id)
    if group is None or group.state is GroupState.LEFT:
        raise Outdated(N_("I am not in this group any more."))
    groups.require_coordinates(work, reader, group)
    if group.is_linked:
        raise Outdated(N_("This group is linked to its hub. Please release it first."))
    troubles.removed(work, group)
    tasks.add(work, chat_id, tasks.LEAVE)


def speak(work: Work, reader: Reader, chat_id: int, language: str) -> Group:
    """Choose the language of what the bot says in a group.

    Raises NotAllowed for whoever does not look after it and for a language that is not there, Outdated where there is
    no such group.
    """
    found = card(work, reader, chat_id)
    if language not in work.charter.languages:
        raise NotAllowed(N_("The bot does not speak that language yet."))
    queries.change_chat(work.session, chat_id, language=language)
    if found.group.is_linked:
        tasks.add(work, chat_id, tasks.DESCRIBE)
    notices.revise(work, CARD, chat_id)
    return groups.several(work, [chat_id])[chat_id]


def has_link(work: Work, chat_id: int, link: str | None) -> None:
    """Note the link by which people ask to come into a group, or that it works no more."""
    group = groups.several(work, [chat_id]).get(chat_id)
    if group is None or (link is None and group.is_linked):
        return
    queries.write(work.session, chat_id, work.now, invite_link=link)
    notices.revise(work, CARD, chat_id)
    notices.revise(work, WAY, chat_id)


def _settle_in(work: Work, group: Group) -> None:
    """Have done what every hub's group has: a link by which people ask to come in, and a line in its description."""
    if group.invite_link is None and rights.INVITE in group.rights:
        tasks.add(work, group.id, tasks.INVITE)
    if rights.INFO in group.rights:
        tasks.add(work, group.id, tasks.DESCRIBE)
    threads.begin(work, group)


def _release(work: Work, group: Group) -> None:
    tasks.drop(work, group.id)
    if group.invite_link:
        tasks.add(work, group.id, tasks.REVOKE)
    if rights.INFO in group.rights:
        tasks.add(work, group.id, tasks.DESCRIBE)
    queries.write(work.session, group.id, work.now, state=GroupState.ADDED, told=[])
    queries.change_chat(work.session, group.id, hub=None)
    notices.retract(work, TROUBLE, group.id)
    notices.revise(work, CARD, group.id)


def _record(work: Work, reader: Reader | None, action: str, group: Group, hub: str | None) -> None:
    region = groups.region_of(work, hub)
    named = {"hub": hub} if hub else {}
    concerned = {"region": region} if region else {}
    audit.record(work, reader, action, "group", group.id, **named, **concerned)


# By the clock


def tick(work: Work) -> int:
    """Look after groups that could not be written to; forget those the bot has left. Returns how many there were."""
    found = [groups.group_of(work, row) for row in queries.unreachable(work.session, work.bot_id)]
    quiet = [group for group in found if troubles.SILENT not in group.told]
    for group in quiet:
        troubles.tell(work, group.id, troubles.SILENT)
        tasks.add(work, group.id, tasks.CHECK)  # it may be gone altogether
    return len(quiet) + queries.forget_left(work.session, work.bot_id, work.now - FORGOTTEN_AFTER)
