"""Reading updates that a Bot API server of another version wrote."""

import json
from typing import Any

import pytest
from aiogram.types import ChatMemberAdministrator, ChatMemberRestricted
from pydantic import ValidationError

from bot import updates
from bot.assembly import silent_bot
from tests.talk import TOKEN

CHAT = {"id": -1_001, "type": "supergroup", "title": "Cities"}
SOMEBODY = {"id": 5, "is_bot": False, "first_name": "Mona"}
BOT = silent_bot(TOKEN)


def changed(kind: str, new: dict[str, Any]) -> str:
    event = {
        "chat": CHAT,
        "from": SOMEBODY,
        "date": 1_800_000_000,
        "old_chat_member": {"user": SOMEBODY, "status": "left"},
        "new_chat_member": {"user": SOMEBODY, **new},
    }
    return json.dumps({"update_id": 1, kind: event})


@pytest.mark.parametrize("kind", ["my_chat_member", "chat_member"])
def test_a_right_that_an_older_server_does_not_know_is_not_held(kind: str) -> None:
    update = updates.read(changed(kind, {"status": "administrator", "can_invite_users": True}), BOT)
    member = getattr(update, kind).new_chat_member
    assert isinstance(member, ChatMemberAdministrator)
    assert member.can_invite_users is True
    assert member.can_delete_messages is False
    assert update.bot is BOT


def test_the_same_holds_for_whoever_is_restricted_or_banned() -> None:
    update = updates.read(changed("chat_member", {"status": "restricted", "is_member": True}), BOT)
    assert update.chat_member is not None
    assert isinstance(update.chat_member.new_chat_member, ChatMemberRestricted)
    assert update.chat_member.new_chat_member.is_member
    assert updates.read(changed("chat_member", {"status": "kicked"}), BOT).chat_member is not None


def test_what_is_no_update_is_refused_as_before() -> None:
    for nonsense in (changed("chat_member", {"status": "emperor"}), '{"chat_member": 3}', '{"update_id": "x"}'):
        with pytest.raises(ValidationError):
            updates.read(nonsense, BOT)


def test_words_that_name_a_kind_change_nothing() -> None:
    message = {"message_id": 1, "date": 1, "chat": CHAT, "from": SOMEBODY, "text": 'what is "chat_member"?'}
    update = updates.read(json.dumps({"update_id": 1, "message": message}), BOT)
    assert update.message is not None
    assert update.message.text == 'what is "chat_member"?'
