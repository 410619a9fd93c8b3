"""Invite links, people who come by them, and people who ask whether they may."""

import secrets
from typing import Any

from sandbox import groups
from sandbox.model.chats import Chat
from sandbox.model.forums import Asked, Invite
from sandbox.model.people import Account, Bot, Person
from sandbox.views import chat_for_bot
from sandbox.world import World

Json = dict[str, Any]
# For how long a bot may write to somebody who asked (Bot API page, ChatJoinRequest).
MAY_WRITE = 300.0


def make(chat: Chat, by: Account, *, primary: bool = False) -> Invite:
    """A new link. There is one primary link for each administrator: an earlier one is worth nothing any more."""
    if primary:
        for earlier in chat.invites.values():
            earlier.revoked = earlier.revoked or (earlier.primary and earlier.creator is by)
    invite = Invite(secrets.token_urlsafe(12), by, primary)
    chat.invites[invite.key] = invite
    return invite


def shown(chat: Chat, invite: Invite) -> Json:
    return invite.shown(sum(one.invite is invite for one in chat.asked.values()))


def found(world: World, address: str) -> tuple[Chat, Invite] | None:
    """The group and the link of an address, whatever became of them."""
    key = address.rpartition("+")[2].rpartition("/")[2]
    for chat in world.groups.values():
        if key in chat.invites:
            return chat, chat.invites[key]
    return None


def trouble(world: World, chat: Chat, invite: Invite, person: Person) -> str:
    """Why somebody cannot come in by a link; empty where they can."""
    now = world.clock.now()
    full = invite.most and invite.used >= invite.most
    groups.lapse(chat, now)
    if chat.closed or chat.migrated_to or invite.revoked or full or (invite.expires and invite.expires <= now):
        return "this link has expired"
    member = chat.members.get(person.id)
    if member is not None and member.status == "kicked":
        return "you were removed from this group"
    return "you are in this group already" if chat.has(person.id) else ""


def come(world: World, chat: Chat, invite: Invite, person: Person) -> None:
    """Somebody comes in by a link."""
    invite.used += 1
    groups.enter(world, chat, person, person, invite_link=shown(chat, invite))


def ask(world: World, chat: Chat, invite: Invite, person: Person) -> None:
    """Somebody asks to come in. Bots that may invite hear of it, and may write to that person for a while."""
    if person.id in chat.asked:
        return
    asked = chat.asked[person.id] = Asked(person, invite, world.clock.now())
    body: Json = {
        "chat": chat_for_bot(chat),
        "from": person.user,
        "user_chat_id": person.id,
        "date": int(asked.at),
        "invite_link": shown(chat, invite),
    }
    for bot in chat.bots():
        if chat.may(bot.id, "can_invite_users"):
            person.met.add(bot.id)
            world.update(bot, "chat_join_request", person.id, body)


def approve(world: World, chat: Chat, by: Account, asked: Asked) -> None:
    """Lets somebody in who asked."""
    del chat.asked[asked.person.id]
    asked.invite.used += 1
    link = shown(chat, asked.invite)
    groups.enter(world, chat, by, asked.person, invite_link=link, via_join_request=True)


def decline(chat: Chat, asked: Asked) -> None:
    """Turns somebody away who asked. Nobody is told."""
    del chat.asked[asked.person.id]


def may_write(world: World, bot: Bot, person: Person) -> bool:
    """Whether a bot may write to somebody who never started it, as they wait at a door that it may open."""
    now = world.clock.now()
    return any(
        (asked := chat.asked.get(person.id)) is not None
        and now < asked.at + MAY_WRITE
        and chat.may(bot.id, "can_invite_users")
        for chat in world.groups.values()
    )
