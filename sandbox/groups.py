"""What happens to groups and who is in them, and how bots hear of it.

People do all of it through the control API; a bot's own calls come through the same functions. A basic group has an id
below zero, a supergroup one that begins with -100, and the first may become the second, under another id.
"""

from typing import Any

from sandbox.model.chats import Chat
from sandbox.model.members import USUAL, Member, Status
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


def remove(world: World, chat: Chat, by: Account, account: Account, *, ban: bool) -> None:
    """Takes an account out: banned, or merely gone. A bot that goes hears of it all the same."""
    status: Status = "kicked" if ban or (isinstance(account, Bot) and by is not account) else "left"
    _becomes(world, chat, by, account, status)
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
    world.membership(chat, by, account, old, member.shown())


def _becomes(world: World, chat: Chat, by: Account, account: Account, status: Status) -> None:
    member = chat.members.get(account.id)
    if member is None:
        member = chat.members[account.id] = Member(account, "left")
    old = member.shown()
    member.status, member.rights = status, frozenset()
    world.membership(chat, by, account, old, member.shown())


def migrate(world: World, chat: Chat, by: Account) -> Chat:
    """Turns a basic group into a supergroup under a new id. The messages stay behind; each side is told of the other.

    Telegram does not say whether bots get `my_chat_member` for it; here they get none.
    """
    new = Chat("supergroup", free_id(world, supergroup=True), title=chat.title)
    for number, member in chat.members.items():
        if member.present:
            new.members[number] = Member(member.account, member.status, member.rights)
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
    if chat.kind != "group":
        for member in chat.members.values():
            member.status = "left"
