"""What a bot does to people in a group, and to the group's own words about itself."""

from typing import Any

from sandbox import groups
from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import chat_of
from sandbox.model.chats import Chat
from sandbox.model.members import PERMISSIONS, RIGHTS
from sandbox.model.people import Account

Json = dict[str, Any]
FOR_EVER = 366 * 86_400
AT_LEAST = 30
LONGEST_TITLE, LONGEST_DESCRIPTION = 128, 255
NO_RIGHT = "not enough rights to restrict/unrestrict chat member"
# One permission says more than itself, unless the call asks for independent ones.
IMPLIED = {
    "can_send_other_messages": PERMISSIONS[:7],
    "can_add_web_page_previews": PERMISSIONS[:7],
    "can_send_polls": ("can_send_messages",),
}


def _target(call: Call) -> tuple[Chat, Account]:
    """The group and the account in it, of which the bot must have heard."""
    chat = chat_of(call)
    number = call.params.integer("user_id")
    if number <= 0:
        refuse("invalid user_id specified")
    if chat.person is not None:
        refuse("chat member status can't be changed in private chats")
    if number in chat.members:
        return chat, chat.members[number].account
    person = call.world.people.get(number)
    if person is None or call.bot.id not in person.met:
        refuse("user not found")
    return chat, person


def _touchable(call: Call, chat: Chat, account: Account) -> None:
    """Neither the owner nor another administrator can be touched."""
    if account is call.bot:
        refuse("can't restrict self")
    member = chat.members.get(account.id)
    if member is not None and member.status == "creator":
        refuse("can't remove chat owner")
    if not chat.may(call.bot.id, "can_restrict_members"):
        refuse(NO_RIGHT if chat.kind == "supergroup" else "CHAT_ADMIN_REQUIRED")
    if chat.administers(account.id):
        refuse("USER_ADMIN_INVALID")


def _until(call: Call) -> int:
    """When it ends. What is too near or too far away never ends."""
    given, now = call.params.integer("until_date"), call.world.clock.now()
    return given if AT_LEAST <= given - now <= FOR_EVER else 0


@method("banChatMember")
def ban_chat_member(call: Call) -> bool:
    """Basic groups know no end of a ban, and none that lasts: whoever is removed may be added again."""
    chat, account = _target(call)
    _touchable(call, chat, account)
    until = _until(call) if chat.kind == "supergroup" else 0
    groups.remove(call.world, chat, call.bot, account, ban=True, until=until)
    if chat.kind == "supergroup" or call.params.boolean("revoke_messages"):
        theirs = [one for one in chat.messages.values() if one.sender is account and one.repeatable]
        if theirs and call.params.boolean("revoke_messages"):
            call.world.delete(chat, theirs)
    return True


@method("unbanChatMember")
def unban_chat_member(call: Call) -> bool:
    """Whoever is in the group goes out by it, unless the call means only those who are banned."""
    chat, account = _target(call)
    if chat.kind != "supergroup":
        refuse("method is available for supergroup and channel chats only")
    member = chat.members.get(account.id)
    status = member.status if member is not None else "left"
    if call.params.boolean("only_if_banned") and status != "kicked":
        return True
    _touchable(call, chat, account)
    if status == "kicked":
        groups.unban(call.world, chat, call.bot, account)
    elif status != "left":
        groups.remove(call.world, chat, call.bot, account, ban=False)
    return True


@method("restrictChatMember")
def restrict_chat_member(call: Call) -> bool:
    chat, account = _target(call)
    if chat.kind != "supergroup":
        refuse("method is available only for supergroups")
    wanted = permissions_given(call)
    _touchable(call, chat, account)
    if not chat.has(account.id):
        refuse("USER_NOT_PARTICIPANT")
    groups.restrict(call.world, chat, call.bot, account, wanted, _until(call))
    return True


def permissions_given(call: Call) -> frozenset[str]:
    """`permissions`; some say more than themselves."""
    try:
        given = call.params.json("permissions")
    except ValueError:
        refuse("can't parse permissions JSON object")
    if given is None:
        refuse('parameter "permissions" is required')
    if not isinstance(given, dict):
        refuse("object expected as permissions")
    found = {name for name in PERMISSIONS if given.get(name)}
    if not call.params.boolean("use_independent_chat_permissions"):
        for name, more in IMPLIED.items():
            found |= set(more) if name in found else set()
    return frozenset(found)


@method("setChatPermissions")
def set_chat_permissions(call: Call) -> bool:
    wanted = permissions_given(call)
    chat = chat_of(call)
    if chat.person is not None:
        refuse("can't change private chat permissions")
    if not chat.may(call.bot.id, "can_restrict_members"):
        refuse("not enough rights to change chat permissions")
    if chat.permissions == wanted:
        refuse("CHAT_NOT_MODIFIED")
    chat.permissions = wanted
    return True


@method("promoteChatMember")
def promote_chat_member(call: Call) -> bool:
    """A bot gives no right that it does not have."""
    chat, account = _target(call)
    if account is call.bot:
        refuse("can't promote self")
    wanted = frozenset(name for name in RIGHTS if call.params.boolean(name))
    member = chat.members.get(account.id)
    if member is not None and member.status == "creator":
        refuse("can't remove chat owner")
    if not chat.may(call.bot.id, "can_promote_members"):
        refuse("not enough rights")
    if not all(chat.may(call.bot.id, name) for name in wanted):
        refuse("RIGHT_FORBIDDEN")
    if member is None or not member.present:
        refuse("USER_NOT_PARTICIPANT")
    groups.promote(call.world, chat, call.bot, account, wanted)
    return True


def _described(call: Call, what: str) -> Chat:
    """A group whose title or description the bot may change."""
    chat = chat_of(call)
    if chat.person is not None:
        refuse(f"can't change private chat {what}")
    free = chat.kind == "group" and chat.lets(call.bot.id, "can_change_info")
    if not free and not chat.may(call.bot.id, "can_change_info"):
        refuse(f"not enough rights to set chat {what}")
    return chat


@method("setChatTitle")
def set_chat_title(call: Call) -> bool:
    title = call.params.text("title").strip()[:LONGEST_TITLE]
    chat = _described(call, "title")
    if not title:
        refuse("title must be non-empty")
    if title == chat.title:
        refuse("CHAT_NOT_MODIFIED")
    groups.rename(call.world, chat, call.bot, title)
    return True


@method("setChatDescription")
def set_chat_description(call: Call) -> bool:
    text = call.params.text("description").strip()
    chat = _described(call, "description")
    if len(text) > LONGEST_DESCRIPTION:
        refuse("CHAT_ABOUT_TOO_LONG")
    if text == chat.description:
        refuse("CHAT_ABOUT_NOT_MODIFIED")
    chat.description = text
    return True
