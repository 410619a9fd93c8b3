"""What is done in groups: letting in and taking out, leaving, links, descriptions, telling a guest."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from db.values import GroupState
from handlers.hubs import view
from handlers.kit.answers import message_params
from handlers.kit.group_deeds import Call, GroupDeed, Said
from handlers.kit.speech import speech
from network.hubs import groups, guests, joining, leaving, linking, rights, tasks, troubles
from network.hubs.groups import Group
from network.hubs.linking import Place
from network.hubs.tasks import Task
from network.work import Work

RIGHT_AGAIN = timedelta(hours=1)  # after which a missing right is tried again; Telegram tells when it came back
LONGEST_DESCRIPTION = 255
LONGEST_LINK_NAME = 32
STAYS = (
    "user is an administrator",
    "user_admin_invalid",
    "can't remove chat owner",
    "chat owner",
    "user_creator",
    "participant is owner",
)
IN_ALREADY = ("user_already_participant", "already a member", "already_participant")


def _group(work: Work, task: Task) -> Group | None:
    return groups.several(work, [task.chat_id]).get(task.chat_id)


def _lacks(work: Work, task: Task, right: str) -> datetime:
    """Tell the coordinators that a right is missing; the task waits for it."""
    troubles.tell(work, task.chat_id, troubles.RIGHT + right)
    return work.now + RIGHT_AGAIN


# Letting in


def _approve(work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    if so_far or not joining.may_still(work, task.subject_id, task.telegram_id):
        return None
    return Call("approveChatJoinRequest", {"user_id": task.telegram_id})


def _approved(work: Work, task: Task, said: Said) -> datetime | None:
    """Whose request is there no more is shown the way: they ask again, and are let in then."""
    if said.done or said.says(*IN_ALREADY):
        return None
    if said.lacks_right:
        return _lacks(work, task, rights.INVITE)
    if task.subject_id is not None and joining.may_still(work, task.subject_id, task.telegram_id):
        joining.show_way(work, task.chat_id, task.subject_id)
    return None


def _decline(_work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    return None if so_far else Call("declineChatJoinRequest", {"user_id": task.telegram_id})


# Taking out


def _remove(work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    """Ban and unban: out, and free to ask again. Whoever may be in again by now stays."""
    if not so_far:
        if joining.may_still(work, task.subject_id, task.telegram_id):
            return None
        return Call("banChatMember", {"user_id": task.telegram_id})
    if len(so_far) == 1 and task.group < groups.SUPERGROUPS:  # basic groups know no bans
        return Call("unbanChatMember", {"user_id": task.telegram_id, "only_if_banned": True})
    return None


def _removed(work: Work, task: Task, said: Said) -> datetime | None:
    if said.says(*STAYS):
        leaving.stays(work, task.chat_id, task.subject_id)
    elif said.lacks_right:
        return _lacks(work, task, rights.RESTRICT)
    elif said.results:
        leaving.gone(work, task.chat_id, task.subject_id)
    return None


def _leave(work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    group = _group(work, task)
    stays = group is not None and group.state is not GroupState.LEFT  # added again, or it moved
    return None if so_far or stays else Call("leaveChat")


# What every hub's group has


def _invite(work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    group = _group(work, task)
    if so_far or group is None or not group.is_linked or group.invite_link is not None:
        return None
    name = view.hub_name(speech(group.language), work.charter, group.hub)[:LONGEST_LINK_NAME]
    return Call("createChatInviteLink", {"name": name, "creates_join_request": True})


def _invited(work: Work, task: Task, said: Said) -> datetime | None:
    if said.results:
        linking.has_link(work, task.chat_id, said.results[0]["invite_link"])
    elif said.lacks_right:
        return _lacks(work, task, rights.INVITE)
    return None


def _revoke(work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    group = _group(work, task)
    if so_far or group is None or group.is_linked or group.invite_link is None:
        return None
    return Call("revokeChatInviteLink", {"invite_link": group.invite_link})


def _revoked(work: Work, task: Task, _said: Said) -> datetime | None:
    linking.has_link(work, task.chat_id, None)
    return None


def _describe(work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    """Put our line into the group's description, or take it out where the group belongs to no hub; the rest stays."""
    group = _group(work, task)
    if group is None or group.state is GroupState.LEFT or len(so_far) > 1:
        return None
    if not so_far:
        return Call("getChat")
    stands = str(so_far[0].get("description") or "")
    ours = f"@{work.bot_name}".lower()
    lines = [line for line in stands.split("\n") if ours not in line.lower()]
    if group.is_linked:
        lines.append(view.description_line(speech(group.language), work.charter, work.bot_name))
    wanted = "\n".join(lines).strip()
    if wanted == stands:
        return None
    if len(wanted) > LONGEST_DESCRIPTION:
        troubles.tell(work, task.chat_id, troubles.DESCRIPTION)
        return None
    troubles.over(work, task.chat_id, troubles.DESCRIPTION)
    return Call("setChatDescription", {"description": wanted})


def _described(work: Work, task: Task, said: Said) -> datetime | None:
    group = _group(work, task)
    if said.lacks_right and group is not None and group.is_linked:
        return _lacks(work, task, rights.INFO)
    return None


def _check(work: Work, _task: Task, so_far: Sequence[Any]) -> Call | None:
    if not so_far:
        return Call("getChat")
    return Call("getChatMember", {"user_id": work.bot_id}) if len(so_far) == 1 else None


def _checked(work: Work, task: Task, said: Said) -> datetime | None:
    if len(said.results) == 2:
        linking.looked(work, task.chat_id, place_of(task, *said.results))
    return None


def place_of(task: Task, chat: dict[str, Any], member: dict[str, Any]) -> Place:
    """A group as `getChat` and `getChatMember` show it."""
    return Place(
        telegram_id=task.group,
        title=str(chat.get("title") or ""),
        forum=bool(chat.get("is_forum")),
        administrator=member.get("status") == "administrator",
        rights=[right for right in rights.KNOWN if member.get(right)],
        supergroup=task.group < groups.SUPERGROUPS,
    )


# Guests


def _guest(work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    """Tell a guest, for nobody else to see, in the group's language."""
    group = _group(work, task)
    if so_far or group is None or not group.is_linked:
        return None
    html, keyboard = view.guest(speech(group.language), group, work.charter, work.bot_name)
    return Call("sendMessage", message_params(task.group, html, keyboard) | {"receiver_user_id": task.telegram_id})


def _guest_told(work: Work, task: Task, said: Said) -> datetime | None:
    """Where that could not be, all are told in a line, at most once an hour."""
    if not said.done and not said.unknown and guests.line_due(work, task.chat_id):
        tasks.add(work, task.chat_id, tasks.GUESTS, expires_at=work.now + guests.WORTH_IT)
    return None


def _guests(work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
    group = _group(work, task)
    if so_far or group is None or not group.is_linked:
        return None
    return Call(
        "sendMessage",
        message_params(task.group, *view.guests(speech(group.language), group, work.charter, work.bot_name)),
    )


GROUP_DEEDS = (
    GroupDeed(tasks.APPROVE, _approve, _approved),
    GroupDeed(tasks.DECLINE, _decline),
    GroupDeed(tasks.REMOVE, _remove, _removed),
    GroupDeed(tasks.LEAVE, _leave),
    GroupDeed(tasks.INVITE, _invite, _invited),
    GroupDeed(tasks.REVOKE, _revoke, _revoked),
    GroupDeed(tasks.DESCRIBE, _describe, _described),
    GroupDeed(tasks.CHECK, _check, _checked),
    GroupDeed(tasks.GUEST, _guest, _guest_told, repeats=False),
    GroupDeed(tasks.GUESTS, _guests, repeats=False),
)
