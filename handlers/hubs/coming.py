"""What happens in groups: the bot is added or removed, people ask, come and go, groups move; who is there is noted."""

from aiogram import Router
from aiogram.enums import ChatMemberStatus, ContentType
from aiogram.types import (
    ChatJoinRequest,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
)

from db.values import Purpose
from handlers.hubs import view
from handlers.kit.answers import Answer, Answers, message_params
from handlers.kit.speech import speech
from handlers.kit.step import Step
from network import consent, people
from network.hubs import groups, guests, joining, leaving, linking, rights
from network.hubs.groups import Group
from network.hubs.joining import Came, Stands
from network.hubs.linking import Added, Place
from network.people import Reader

group_router = Router(name="hubs.coming")
AMONG = frozenset({ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER})
RUNS = frozenset({ChatMemberStatus.CREATOR, ChatMemberStatus.ADMINISTRATOR})
# What people say; the rest tells what happens in the group.
SAID = frozenset(
    {
        ContentType.TEXT,
        ContentType.PHOTO,
        ContentType.VIDEO,
        ContentType.DOCUMENT,
        ContentType.AUDIO,
        ContentType.VOICE,
        ContentType.VIDEO_NOTE,
        ContentType.ANIMATION,
        ContentType.STICKER,
        ContentType.LOCATION,
        ContentType.VENUE,
        ContentType.CONTACT,
        ContentType.POLL,
        ContentType.DICE,
    }
)


def place_of(update: ChatMemberUpdated) -> Place:
    """A group as Telegram tells of it when the bot's own standing there changes."""
    new = update.new_chat_member
    runs = isinstance(new, ChatMemberAdministrator)
    return Place(
        telegram_id=update.chat.id,
        title=update.chat.title or "",
        forum=bool(update.chat.is_forum),
        administrator=runs,
        rights=[right for right in rights.KNOWN if runs and getattr(new, right, False)],
        supergroup=update.chat.type == "supergroup",
    )


@group_router.my_chat_member()
async def bot_changed(update: ChatMemberUpdated, step: Step) -> Answers:
    """Take note that the bot was added, has other rights, or was removed."""
    if not _inside(update.new_chat_member):
        linking.removed(step.work, step.reader, update.chat.id)
        return None
    if linking.added(step.work, step.reader, place_of(update)) is not Added.STRANGER:
        return None
    return Answer("sendMessage", message_params(update.chat.id, view.stranger(step.t, step.work.charter)))


@group_router.chat_join_request()
async def asks(request: ChatJoinRequest, step: Step) -> Answers:
    """Let somebody in who asks, or tell them at once what is missing."""
    asked = joining.ask(step.work, request.from_user.id, request.from_user.language_code, request.chat.id)
    if asked is None or asked.stands is Stands.MAY:
        return None
    shown = _at_the_door(step, asked.group, asked.reader)
    return Answer("sendMessage", message_params(request.user_chat_id, *shown))


@group_router.chat_member()
async def member_changed(update: ChatMemberUpdated, step: Step) -> Answers:
    """Take note that somebody came, went, or administers the group now; welcome whoever came."""
    group, user = groups.linked_here(step.work, update.chat.id), update.new_chat_member.user
    if group is None or user.is_bot:
        return None
    reader = people.glance(step.work, user.id, user.language_code)
    runs = update.new_chat_member.status in RUNS
    if not _inside(update.new_chat_member):
        joining.went(step.work, group, reader)
        leaving.went(step.work, group, reader)
        return None
    if _inside(update.old_chat_member):
        leaving.now_runs(step.work, group, reader, administers=runs)
        return None
    alone = update.from_user.id == user.id
    match joining.came(step.work, group, reader, administers=runs, by_themselves=alone):
        case Came.WELCOME:
            shown = view.welcome(speech(group.language), group, step.work.charter, step.bot_name)
            return Answer("sendMessage", message_params(update.chat.id, *shown))
        case Came.SHOWN_OUT if reader.id:
            return Answer("sendMessage", message_params(user.id, *_at_the_door(step, group, reader)))
    return None


@group_router.message()
async def happens(message: Message, step: Step) -> Answers:
    """Follow a group that moves or changes its name, and note who is there as they write."""
    if message.migrate_to_chat_id is not None:
        groups.moved(step.work, message.chat.id, message.migrate_to_chat_id)
        return None
    if message.migrate_from_chat_id is not None:
        groups.moved(step.work, message.migrate_from_chat_id, message.chat.id)
        return None
    group = groups.find(step.work, message.chat.id)
    if group is None:
        return None
    linking.renamed(step.work, group, title=message.new_chat_title, forum=bool(message.chat.is_forum))
    # Behind an anonymous administrator or a channel there is nobody to look at.
    if group.is_linked and message.content_type in SAID and step.reader.telegram_id:
        joining.seen(step.work, group, step.reader)
        if guests.is_guest(step.reader):
            guests.tell_once(step.work, group, step.reader)
    return None


def _at_the_door(step: Step, group: Group, reader: Reader) -> view.Shown:
    return view.at_the_door(
        speech(reader.language),
        group,
        step.work.charter,
        joining.standing(step.work, reader),
        link=view.door_link(step.bot_name, group.id),
        guidelines=consent.version_in_force(step.work, Purpose.GUIDELINES),
    )


def _inside(member: object) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return getattr(member, "status", None) in AMONG
