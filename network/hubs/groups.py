"""The groups the bot is in: what is known of each, who looks after it, and what becomes of it in Telegram."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import chats as chat_queries
from db.queries import hubs as queries
from db.queries import notices as notice_queries
from db.values import GroupState
from network import people
from network.people import Reader
from network.work import Work

SUPERGROUPS = -1_000_000_000_000  # supergroups have ids below that


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it stands. `id` is its row, `hub` the key of the hub that it belongs to, if it is linked.

    `rights` are those the bot has there, by Telegram's names; `told` the troubles that its coordinators know of.
    """

    id: int
    telegram_id: int
    hub: str | None
    language: str
    state: GroupState
    title: str
    forum: bool
    added_by: int | None
    linked_by: int | None
    rights: frozenset[str]
    told: tuple[str, ...]
    invite_link: str | None
    welcomed_at: datetime | None
    reachable: bool

    @property
    def supergroup(self) -> bool:
        """Whether it is a supergroup; basic groups know fewer rights."""
        return self.telegram_id < SUPERGROUPS

    @property
    def is_linked(self) -> bool:
        """Whether it belongs to a hub."""
        return self.hub is not None and self.state is GroupState.LINKED


def group_of(work: Work, row: Any) -> Group:
    """Make a Group of a row of `db.queries.hubs`."""
    return Group(
        id=row.id,
        telegram_id=row.telegram_id,
        hub=row.hub,
        language=row.language or work.charter.language_for(None),
        state=GroupState(row.state),
        title=row.title or "",
        forum=row.forum,
        added_by=row.added_by,
        linked_by=row.linked_by,
        rights=frozenset(row.rights),
        told=tuple(row.told),
        invite_link=row.invite_link,
        welcomed_at=row.welcomed_at,
        reachable=row.unreachable_since is None,
    )


def find(work: Work, telegram_id: int) -> Group | None:
    """Find a group by Telegram's id; None for one that nobody added the bot to."""
    row = queries.by_telegram(work.session, work.bot_id, telegram_id)
    return None if row is None else group_of(work, row)


def linked_here(work: Work, telegram_id: int | None) -> Group | None:
    """As `find`, only where the group belongs to a hub."""
    group = find(work, telegram_id) if telegram_id is not None else None
    return group if group is not None and group.is_linked else None


def several(work: Work, chat_ids: Collection[int]) -> Mapping[int, Group]:
    """Fetch groups by row numbers."""
    return {row.id: group_of(work, row) for row in queries.by_rows(work.session, chat_ids)}


def linked(work: Work) -> list[Group]:
    """List the groups that belong to hubs."""
    return [group_of(work, row) for row in queries.linked(work.session, work.bot_id)]


def region_of(work: Work, hub: str | None) -> str | None:
    """Say which region a hub is of; None where the charter does not know it (any more)."""
    found = work.charter.hubs.get(hub or "")
    return found.region if found else None


def moved(work: Work, old: int, new: int) -> None:
    """Follow a group that became a supergroup: it goes by another id of Telegram's from now on."""
    from network.hubs import troubles  # noqa: PLC0415 - which look at groups

    group = find(work, old)
    chat_id = notice_queries.chat_row(work.session, work.bot_id, old)
    if chat_id is None or old == new:
        return
    known = notice_queries.chat_row(work.session, work.bot_id, new)
    chat_queries.migrate(work.session, chat_id, new)
    if group is None:
        return
    if known is not None and known != chat_id:
        queries.move(work.session, chat_id, known)
    here = known if known is not None else chat_id
    queries.change_chat(work.session, here, kind="supergroup", unreachable_since=None)
    troubles.moved(work, here)


def gone(work: Work, chat_id: int) -> None:
    """Note that the bot cannot reach a group any more: it was removed, or the group deleted."""
    from network.hubs import troubles  # noqa: PLC0415 - as above

    group = several(work, [chat_id]).get(chat_id)
    if group is None or group.state is GroupState.LEFT:
        return
    troubles.removed(work, group)


def coordinates(work: Work, reader: Reader, group: Group) -> bool:
    """Whether somebody looks after a group: they coordinate its hub's region; before the linking, they added it."""
    region = region_of(work, group.hub)
    if region is not None:
        return reader.coordinates_region(region)
    return reader.network_wide or (reader.coordinates and group.added_by == reader.id)


def require_coordinates(work: Work, reader: Reader, group: Group) -> None:
    """Let only those pass who look after a group. Raises NotAllowed otherwise."""
    people.require_coordinator(reader, region_of(work, group.hub))
    if not coordinates(work, reader, group):
        people.require_network_coordinator(reader)
