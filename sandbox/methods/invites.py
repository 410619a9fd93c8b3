"""Invite links of the bot's own, and people who ask to come in by a link."""

from typing import Any

from sandbox import invites
from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import chat_of
from sandbox.model.chats import Chat
from sandbox.model.forums import Asked, Invite

LONGEST_NAME = 32
MOST_MEMBERS = 99_999


def _group(call: Call) -> Chat:
    chat = chat_of(call)
    if chat.person is not None:
        refuse("can't invite members to a private chat")
    if not chat.may(call.bot.id, "can_invite_users"):
        refuse("not enough rights to manage chat invite link")
    return chat


def _mine(call: Call) -> tuple[Chat, Invite]:
    """A link that the bot made."""
    chat = _group(call)
    address = call.params.text("invite_link")
    if not address:
        refuse("invite link must be non-empty")
    invite = chat.invites.get(address.rpartition("+")[2].rpartition("/")[2])
    if invite is None or invite.creator is not call.bot:
        refuse("INVITE_HASH_EXPIRED")
    return chat, invite


def _fill(call: Call, invite: Invite) -> None:
    """What a link is like; what the call leaves out is nothing."""
    params = call.params
    most, asks = params.integer("member_limit"), params.boolean("creates_join_request")
    if asks and most:
        refuse("member limit can't be specified for links requiring administrator approval")
    if not 0 <= most <= MOST_MEMBERS:
        refuse("member_limit is invalid")
    expires = params.integer("expire_date")
    if expires and expires <= call.world.clock.now():
        refuse("EXPIRE_DATE_INVALID")
    invite.name = params.text("name")[:LONGEST_NAME]
    invite.expires, invite.most, invite.asks = expires, most, asks


@method("createChatInviteLink")
def create_chat_invite_link(call: Call) -> Any:
    chat = _group(call)
    invite = Invite("", call.bot)
    _fill(call, invite)
    made = invites.make(chat, call.bot)
    _fill(call, made)
    return invites.shown(chat, made)


@method("editChatInviteLink")
def edit_chat_invite_link(call: Call) -> Any:
    chat, invite = _mine(call)
    if invite.primary or invite.revoked:
        refuse("INVITE_REVOKED_MISSING" if invite.revoked else "CHAT_INVITE_PERMANENT")
    _fill(call, invite)
    return invites.shown(chat, invite)


@method("revokeChatInviteLink")
def revoke_chat_invite_link(call: Call) -> Any:
    """A primary link gets a successor at once."""
    chat, invite = _mine(call)
    if invite.primary and not invite.revoked:
        invites.make(chat, call.bot, primary=True)
    invite.revoked = True
    return invites.shown(chat, invite)


@method("exportChatInviteLink")
def export_chat_invite_link(call: Call) -> str:
    return invites.make(_group(call), call.bot, primary=True).address


def _asked(call: Call) -> tuple[Chat, Asked]:
    chat = _group(call)
    number = call.params.integer("user_id")
    if number <= 0:
        refuse("invalid user_id specified")
    if number not in call.world.people:
        refuse("user not found")
    if chat.has(number):
        refuse("USER_ALREADY_PARTICIPANT")
    if number not in chat.asked:
        refuse("HIDE_REQUESTER_MISSING")
    return chat, chat.asked[number]


@method("approveChatJoinRequest")
def approve_chat_join_request(call: Call) -> bool:
    chat, asked = _asked(call)
    invites.approve(call.world, chat, call.bot, asked)
    return True


@method("declineChatJoinRequest")
def decline_chat_join_request(call: Call) -> bool:
    chat, asked = _asked(call)
    invites.decline(chat, asked)
    return True
