"""What happens to groups and who is in them, and how bots hear of it.

People do all of it through the control API; a bot's own calls come through the same functions. A basic group has an id
below zero, a supergroup one that begins with -100, and the first may become the second, under another id.
"""

from typing import Any

from sandbox.model.chats import Chat
from sandbox.model.members import PERMISSIONS, USUAL, Member, Status
from sandbox.model.people import Account, Bot, Person
from sandbox.world import World

Json = dict[str, Any]
FIRST_GROUP = -4_000_000_001
FIRST_SUPERGROUP = -1_002_000_000_001


def free_id(world: World, *, supergroup: bool) -> int:
    number = FIRST_SUPERGROUP if supergroup else FIRST_GROUP
    while number in world.groups:
        number -= 1
    return number


def create(
    world: World, title: str, owner: Person, others: list[Account], *, supergroup: bool, wanted: int = 0
) -> Chat:
    """A group its owner just made with these people and bots in it."""
    chat = Chat("supergroup" if supergroup else "group", wanted or free_id(world, supergroup=supergroup), title=title)
    chat.members[owner.id] = Member(owner, "creator")
    world.groups[chat.id] = chat
    if supergroup:
        world.post(chat, owner, {"supergroup_chat_created": True})
        add(world, chat, owner, others)
        return chat
    for account in others:
        _becomes(world, chat, owner, account, "member")
    world.post(chat, owner, {"group_chat_created": True})
    return chat


def add(world: World, chat: Chat, by: Account, accounts: list[Account]) -> None:
    """Brings accounts into a group: one message tells of all of them."""
    new = [account for account in accounts if not chat.has(account.id)]
    for account in new:
        _becomes(world, chat, by, account, "member")
    if new:
        world.post(chat, by, {"new_chat_members": [account.user for account in new]})


def enter(world: World, chat: Chat, by: Account, person: Person, **more: Any) -> None:
    """Somebody comes in through a link, or is let in by someone; `more` tells bots how."""
    _becomes(world, chat, by, person, "member", **more)
    world.post(chat, person, {"new_chat_members": [person.user]})


def remove(world: World, chat: Chat, by: Account, account: Account, *, ban: bool, until: int = 0) -> None:
    """Takes an account out: banned, or merely gone. A bot that goes hears of it all the same."""
    status: Status = "kicked" if ban or (isinstance(account, Bot) and by is not account) else "left"
    was_in = chat.has(account.id)
    _becomes(world, chat, by, account, status, until=until)
    chat.asked.pop(account.id, None)
    if not was_in:
        return
    message = world.post(chat, by, {"left_chat_member": account.user})
    if isinstance(account, Bot) and by is not account:
        world.to_bot(message, account, "message")
    if isinstance(account, Person):
        world.left(chat, account)


def promote(world: World, chat: Chat, by: Account, account: Account, rights: frozenset[str] | None) -> None:
    """Makes an administrator, with the usual rights or with these; without any, a plain member."""
    wanted = USUAL if rights is None else rights
    member = chat.members[account.id]
    old = member.shown()
    member.status, member.rights = ("administrator" if wanted else "member"), wanted
    member.permissions, member.until = frozenset(), 0
    world.membership(chat, by, account, old, member.shown())


def rename(world: World, chat: Chat, by: Account, title: str) -> None:
    """Another title, and the message that says so."""
    chat.title = title
    world.post(chat, by, {"new_chat_title": title})


def unban(world: World, chat: Chat, by: Account, account: Account) -> None:
    """Lets somebody come in again, who has to do so by themselves."""
    _becomes(world, chat, by, account, "left")


def restrict(
    world: World, chat: Chat, by: Account, account: Account, permissions: frozenset[str], until: int = 0
) -> None:
    """Leaves somebody no more than these permissions; with all of them they are a plain member again."""
    status: Status = "member" if permissions >= frozenset(PERMISSIONS) else "restricted"
    _becomes(world, chat, by, account, status, permissions=permissions, until=until)


def lapse(chat: Chat, now: float) -> None:
    """Ends the bans and restrictions whose time is over. Bots are not told."""
    for member in chat.members.values():
        if 0 < member.until <= now:
            member.status = "left" if member.status == "kicked" else "member"
            member.until = 0


def _becomes(
    world: World, chat: Chat, by: Account, account: Account, status: Status, *,
    permissions: frozenset[str] = frozenset(), until: int = 0, **more: Any,
) -> None:  # fmt: skip
    member = chat.members.get(account.id)
    if member is None:
        member = chat.members[account.id] = Member(account, "left")
    old = member.shown()
    member.status, member.rights = status, frozenset()
    member.permissions, member.until = permissions, until
    world.membership(chat, by, account, old, member.shown(), **more)


def migrate(world: World, chat: Chat, by: Account) -> Chat:
    """Turns a basic group into a supergroup under a new id. The messages stay behind; each side is told of the other.

    Telegram does not say whether bots get `my_chat_member` for it; here they get none. Invite links, and who asked to
    come in by them, do not come along.
    """
    new = Chat("supergroup", free_id(world, supergroup=True), title=chat.title)
    for number, member in chat.members.items():
        if member.present:
            new.members[number] = Member(member.account, member.status, member.rights, member.permissions, member.until)
    new.description, new.permissions = chat.description, chat.permissions
    for invite in chat.invites.values():
        invite.revoked = True
    chat.asked.clear()
    world.groups[new.id] = new
    world.post(chat, by, {"migrate_to_chat_id": new.id})
    chat.migrated_to = new.id
    world.post(new, by, {"migrate_from_chat_id": chat.id})
    for person in chat.people():
        world.left(chat, person)
    return new


def dissolve(world: World, chat: Chat) -> None:
    """Deletes a group for everybody. Nobody is told; calls find it gone."""
    for person in list(chat.people()):
        world.left(chat, person)
    chat.closed = True
    chat.asked.clear()
    if chat.kind != "group":
        for member in chat.members.values():
            member.status = "left"
