"""aiogram without what nobody asks for: an update reads the same, and whatever is asked for is there."""

import json
import subprocess
import sys
from functools import cache
from hashlib import sha256
from typing import Any

import pytest
from aiogram import types

from bot import updates
from bot.assembly import silent_bot
from tests.talk import TOKEN

ELSEWHERE = f"""
import json, sys
from hashlib import sha256
from bot.frugally import import_aiogram

import_aiogram()
from aiogram import methods, types
from bot import updates
from bot.assembly import silent_bot

bot = silent_bot("{TOKEN}")
told = {{"read": [repr(updates.read(json.dumps(update), bot)) for update in json.load(sys.stdin)]}}
told["built"] = [
    name for name in types.__all__ if getattr(getattr(types, name), "__pydantic_complete__", False)
]
told["schema"] = sha256(json.dumps(types.Update.model_json_schema(), sort_keys=True).encode()).hexdigest()
told["sent"] = repr(methods.SendMessage(chat_id=5, text="Hello", reply_markup=types.ForceReply()))
told["told"] = types.User(id=5, is_bot=False, first_name="Mona").model_dump()
json.dump(told, sys.stdout)
"""
MONA: dict[str, Any] = {"id": 5, "is_bot": False, "first_name": "منى", "language_code": "ar"}
HOUSE: dict[str, Any] = {"id": -1001, "type": "supergroup", "title": "Cities", "is_forum": True}
SAID = {"message_id": 1, "date": 1_800_000_000, "chat": {"id": 5, "type": "private"}, "from": MONA}
WRITTEN = {
    "text": "See /help",
    "entities": [{"type": "bot_command", "offset": 4, "length": 5}],
    "reply_to_message": {**SAID, "photo": [{"file_id": "a", "file_unique_id": "b", "width": 9, "height": 9}]},
    "forward_origin": {"type": "hidden_user", "sender_user_name": "N. N.", "date": 1},
    "a_field_of_tomorrow": {"is": ["kept"]},
}
CHANGED = {"chat": HOUSE, "from": MONA, "date": 2, "old_chat_member": {"user": MONA, "status": "left"}}
UPDATES = [
    {"update_id": 1, "message": SAID | WRITTEN},
    {"update_id": 2, "callback_query": {"id": "1", "from": MONA, "chat_instance": "1", "data": "s:1", "message": SAID}},
    {"update_id": 3, "chat_member": CHANGED | {"new_chat_member": {"user": MONA, "status": "administrator"}}},
    {"update_id": 4, "my_chat_member": CHANGED | {"new_chat_member": {"user": MONA, "status": "member"}}},
    {"update_id": 5, "chat_join_request": {"chat": HOUSE, "from": MONA, "user_chat_id": 5, "date": 2}},
    {"update_id": 6, "inline_query": {"id": "2", "from": MONA, "query": "event", "offset": ""}},
]


@cache
def elsewhere() -> dict[str, Any]:
    """What a process says that imported aiogram as `ccbot run` does."""
    given = json.dumps(UPDATES)
    done = subprocess.run([sys.executable, "-c", ELSEWHERE], input=given, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_updates_read_as_with_all_of_aiogram() -> None:
    bot = silent_bot(TOKEN)
    assert elsewhere()["read"] == [repr(updates.read(json.dumps(update), bot)) for update in UPDATES]


@pytest.mark.filterwarnings("ignore:Default value Default")  # aiogram's own mark for what a bot has set beforehand
def test_an_update_can_hold_all_that_it_can_hold_with_all_of_aiogram() -> None:
    whole = json.dumps(types.Update.model_json_schema(), sort_keys=True)
    assert elsewhere()["schema"] == sha256(whole.encode()).hexdigest()


def test_reading_updates_builds_nothing_but_updates() -> None:
    assert elsewhere()["built"] == ["Update"]


def test_what_else_is_asked_for_is_built_then() -> None:
    assert elsewhere()["told"] == types.User(id=5, is_bot=False, first_name="Mona").model_dump()
    assert elsewhere()["sent"].startswith("SendMessage(chat_id=5, text='Hello'")
