"""Groups as their coordinators see them: the card of each, and the list."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from db.queries import hubs as queries
from network.charter import Charter
from network.errors import N_, Outdated
from network.hubs import groups, troubles
from network.hubs.groups import Group
from network.people import Reader, require_coordinator
from network.work import Work


@dataclass(frozen=True, slots=True)
class Card:
    """A group as its coordinators see it.

    `hubs` are those it may be linked to by all coordinators of a region, with the title of the group that each has.
    `members` counts the members known to be in it; `admins` names those who administer it and are no members.
    """

    group: Group
    charter: Charter
    members: int
    hubs: Mapping[str, str | None]
    admins: Mapping[int, str | None]


def cards(work: Work, chat_ids: Collection[int]) -> dict[int, Card]:
    """Fetch what the cards of groups show."""
    found = groups.several(work, chat_ids)
    if not found:
        return {}
    taken = {group.hub: group.title for group in groups.linked(work)}
    hubs = {key: taken.get(key) for key in work.charter.hubs}
    ids = {code.partition(":")[2] for group in found.values() for code in group.told if code.startswith(troubles.ADMIN)}
    names = {row.id: row.name for row in queries.people(work.session, [int(number) for number in ids])}
    return {
        chat_id: Card(
            group,
            work.charter,
            queries.count_people(work.session, chat_id) if group.is_linked else 0,
            hubs,
            {
                number: names.get(number)
                for code in group.told
                if code.startswith(troubles.ADMIN) and (number := int(code.removeprefix(troubles.ADMIN))) >= 0
            },
        )
        for chat_id, group in found.items()
    }


def hubs_of(charter: Charter, reader: Reader) -> list[str]:
    """List the hubs whose groups somebody looks after."""
    return [key for key, hub in charter.hubs.items() if reader.coordinates_region(hub.region)]


def listed(work: Work, reader: Reader) -> list[Group]:
    """List the groups somebody looks after. Raises NotAllowed for whoever coordinates nothing."""
    require_coordinator(reader)
    every = [groups.group_of(work, row) for row in queries.of_bot(work.session, work.bot_id)]
    return [group for group in every if groups.coordinates(work, reader, group)]


def card(work: Work, reader: Reader, chat_id: int) -> Card:
    """Fetch one group's card.

    Raises NotAllowed for whoever does not look after it, Outdated where there is no such group.
    """
    require_coordinator(reader)
    found = cards(work, [chat_id]).get(chat_id)
    if found is None:
        raise Outdated(N_("I am not in this group any more."))
    groups.require_coordinates(work, reader, found.group)
    return found
