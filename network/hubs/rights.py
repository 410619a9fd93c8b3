"""The rights the bot needs in a hub's group, and which of them it lacks."""

from collections.abc import Collection

from network.hubs.groups import Group

INVITE, RESTRICT, DELETE = "can_invite_users", "can_restrict_members", "can_delete_messages"
INFO, TOPICS = "can_change_info", "can_manage_topics"
WANTED = (INVITE, RESTRICT, DELETE, INFO)
IN_FORUMS = (TOPICS,)
KNOWN = frozenset((*WANTED, *IN_FORUMS))
ADMINISTRATOR = "administrator"  # kept with the rights: an administrator may have none of these


def wanted(*, forum: bool) -> tuple[str, ...]:
    """List the rights the bot wants, most important first."""
    return (*WANTED, *IN_FORUMS) if forum else WANTED


def lacking(group: Group) -> tuple[str, ...]:
    """List the rights the bot lacks in a group."""
    return tuple(right for right in wanted(forum=group.forum) if right not in group.rights)


def kept(names: Collection[str], *, administrator: bool) -> list[str]:
    """Say what is kept of the rights that Telegram tells."""
    found = [right for right in (*WANTED, *IN_FORUMS) if administrator and right in names]
    return [ADMINISTRATOR, *found] if administrator else []


def reads_all(group: Group) -> bool:
    """Whether the bot is sure to read everything: as an administrator it does, whatever BotFather's privacy says."""
    return ADMINISTRATOR in group.rights
