"""Reading a stored update, also one that a Bot API server of another version wrote.

aiogram wants every flag of a group's member that its own version knows; an older server does not send the newest ones.
What is missing there is taken as *no*.
"""

import json
from typing import Any

from aiogram import Bot
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberOwner,
    ChatMemberRestricted,
    TelegramObject,
    Update,
)

WITH_MEMBERS = ("my_chat_member", "chat_member")
MEMBERS: dict[str, type[TelegramObject]] = {
    "creator": ChatMemberOwner,
    "administrator": ChatMemberAdministrator,
    "member": ChatMemberMember,
    "restricted": ChatMemberRestricted,
    "left": ChatMemberLeft,
    "kicked": ChatMemberBanned,
}


def read(payload: str, bot: Bot) -> Update:
    """Read an update's JSON. Raises pydantic.ValidationError for what is no update."""
    if not any(f'"{kind}"' in payload for kind in WITH_MEMBERS):
        return Update.model_validate_json(payload, context={"bot": bot})
    update = json.loads(payload)
    for event in (update.get(kind) for kind in WITH_MEMBERS):
        if isinstance(event, dict):
            _fill(event.get("old_chat_member"))
            _fill(event.get("new_chat_member"))
    return Update.model_validate(update, context={"bot": bot})


def _fill(member: Any) -> None:
    kind = MEMBERS.get(str(member.get("status"))) if isinstance(member, dict) else None
    for name, field in kind.model_fields.items() if kind else ():
        if field.is_required() and name not in member and field.annotation is bool:
            member[name] = False
        elif name == "until_date":
            member.setdefault(name, 0)
