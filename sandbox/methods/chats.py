"""What a bot can learn about a chat."""

from typing import Any

from sandbox import groups
from sandbox.errors import refuse
from sandbox.methods import Call, method
from sandbox.methods.kit import chat_of
from sandbox.model.people import Person
from sandbox.views import chat_for_bot

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
REACTIONS = 11
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


@method("getChat")
def get_chat(call: Call) -> Any:
    """ChatFullInfo with every field that is never missing."""
    chat = chat_of(call, reading=True)
    info = {**chat_for_bot(chat)}
    if chat.person is not None and chat.person.username:
        info["active_usernames"] = [chat.person.username]
    if chat.person is None:
        info["permissions"] = dict.fromkeys(PERMISSIONS, True)
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
