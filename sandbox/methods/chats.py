"""What a bot can learn about a chat."""

from typing import Any

from sandbox import groups
from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import chat_of
from sandbox.model.members import PERMISSIONS
from sandbox.model.people import Person
from sandbox.views import chat_for_bot

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
REACTIONS = 11


@method("getChat")
def get_chat(call: Call) -> Any:
    """ChatFullInfo with every field that is never missing."""
    chat = chat_of(call, reading=True)
    info = {**chat_for_bot(chat)}
    if chat.person is not None and chat.person.username:
        info["active_usernames"] = [chat.person.username]
    if chat.person is None:
        info["permissions"] = {name: name in chat.permissions for name in PERMISSIONS}
        info |= {"description": chat.description} if chat.description else {}
        mine = next((one for one in chat.invites.values() if one.primary and one.creator is call.bot), None)
        if mine is not None and not mine.revoked:
            info["invite_link"] = mine.address
    info |= {
        "accent_color_id": chat.id % 7,
        "max_reaction_count": REACTIONS,
        "accepted_gift_types": dict.fromkeys(GIFTS, True),
    }
    return info


@method("getChatMember")
def get_chat_member(call: Call) -> Any:
    chat = chat_of(call)
    number = call.params.integer("user_id")
    if number <= 0:
        refuse("invalid user_id specified")
    groups.lapse(chat, call.world.clock.now())
    member = chat.members.get(number)
    if member is None:
        refuse("user not found" if number not in call.world.people else "PARTICIPANT_ID_INVALID")
    return member.shown()


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> Any:
    """The administrators but other bots, the creator among them."""
    chat = chat_of(call)
    if chat.person is not None:
        refuse("there are no administrators in the private chat")
    return [
        member.shown()
        for number, member in chat.members.items()
        if chat.administers(number) and (number == call.bot.id or isinstance(member.account, Person))
    ]


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    return sum(member.present for member in chat_of(call).members.values())


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    chat = chat_of(call, reading=True)
    if chat.person is not None:
        refuse("chat member status can't be changed in private chats")
    if chat.migrated_to or chat.closed:
        refuse("chat is deactivated")
    if chat.has(call.bot.id):
        groups.remove(call.world, chat, call.bot, call.bot, ban=False)
    return True
