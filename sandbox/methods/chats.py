"""What a bot can learn about a chat."""

from typing import Any

from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import chat_of
from sandbox.views import chat_for_bot

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
REACTIONS = 11


@method("getChat")
def get_chat(call: Call) -> Any:
    """ChatFullInfo with every field that is never missing."""
    chat = chat_of(call)
    info = chat_for_bot(chat)
    if chat.person is not None and chat.person.username:
        info["active_usernames"] = [chat.person.username]
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
    member = chat.members.get(number)
    if member is None:
        refuse("user not found" if number not in call.world.people else "PARTICIPANT_ID_INVALID")
    return {"user": member.user, "status": "member"}


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    return len(chat_of(call).members)
