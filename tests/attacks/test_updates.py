"""Updates that nobody asked for, from places the bot does not serve, and messages with anything in them."""

from typing import Any

import pytest
from sqlalchemy import select

from bot import assembly
from db.models import Chat, Inbox, Person
from db.unit import Database
from tests.attacks.reading import set_aside
from tests.people import joins
from tests.talk import BOT_ID, Talker, Town

DATE = 1_800_000_000
SOMEBODY = {"id": 555, "is_bot": False, "first_name": "Eve"}
PRIVATE = {"id": 555, "type": "private", "first_name": "Eve"}
GROUP = {"id": -100_123, "type": "supergroup", "title": "Town hall"}
CHANNEL = {"id": -100_456, "type": "channel", "title": "News"}
GROUP_BOT = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
MESSAGE = {"message_id": 1, "date": DATE, "chat": PRIVATE, "from": SOMEBODY, "text": "/start"}
PRESS = {"id": "1", "from": SOMEBODY, "chat_instance": "1", "data": "j:join:"}
MEMBER = {"status": "member", "user": SOMEBODY}
KICKED = {"status": "kicked", "user": SOMEBODY, "until_date": 0}
CHANGED = {"from": SOMEBODY, "date": DATE, "old_chat_member": MEMBER, "new_chat_member": KICKED}

UNSERVED: dict[str, tuple[str, dict[str, Any]]] = {
    "a group": ("message", MESSAGE | {"chat": GROUP}),
    "an anonymous admin": ("message", MESSAGE | {"chat": GROUP, "from": GROUP_BOT, "sender_chat": GROUP}),
    "a channel's post in a group": ("message", MESSAGE | {"chat": GROUP, "sender_chat": CHANNEL, "from": GROUP_BOT}),
    "a bot": ("message", MESSAGE | {"from": SOMEBODY | {"is_bot": True}}),
    "nobody": ("message", {key: value for key, value in MESSAGE.items() if key != "from"}),
    "a private chat of others": ("message", MESSAGE | {"chat": PRIVATE | {"id": 777}}),
    "an edit": ("edited_message", MESSAGE | {"edit_date": DATE}),
    "a channel": ("channel_post", MESSAGE | {"chat": CHANNEL, "sender_chat": CHANNEL}),
    "a business account": ("business_message", MESSAGE | {"business_connection_id": "b1"}),
    "a reaction": (
        "message_reaction",
        {"chat": PRIVATE, "message_id": 1, "user": SOMEBODY, "date": DATE, "old_reaction": [], "new_reaction": []},
    ),
    "an inline query of a bot": (
        "inline_query",
        {"id": "1", "from": SOMEBODY | {"is_bot": True}, "query": "x", "offset": ""},
    ),
    "a result that is none": ("chosen_inline_result", {"result_id": "x", "from": SOMEBODY, "query": "x"}),
    "a card of ours": ("message", MESSAGE | {"via_bot": {"id": BOT_ID, "is_bot": True, "first_name": "Cities"}}),
    "a join request": (
        "chat_join_request",
        {"chat": GROUP, "from": SOMEBODY, "user_chat_id": 555, "date": DATE},
    ),
    "a poll's answer": (
        "poll_answer",
        {"poll_id": "1", "user": SOMEBODY, "option_ids": [0], "option_persistent_ids": ["0"]},
    ),
    "a payment": (
        "pre_checkout_query",
        {"id": "1", "from": SOMEBODY, "currency": "XTR", "total_amount": 1, "invoice_payload": "x"},
    ),
    "a kind of tomorrow": ("telepathy", {"from": SOMEBODY, "chat": PRIVATE}),
    "a press in a group": ("callback_query", PRESS | {"message": MESSAGE | {"chat": GROUP}}),
    "a press on an inline message": ("callback_query", PRESS | {"inline_message_id": "abc"}),
    "a press in a chat of others": ("callback_query", PRESS | {"message": MESSAGE | {"chat": PRIVATE | {"id": 777}}}),
    "a group that adds the bot": ("my_chat_member", CHANGED | {"chat": GROUP}),
    "a stranger who blocks": ("my_chat_member", CHANGED | {"chat": PRIVATE}),
}


def comes(town: Town, kind: str, event: dict[str, Any]) -> None:
    """Bring an update in from wherever, as intake would."""
    town.update(Talker(town, 555, "Eve", "", "en"), kind, event)


@pytest.mark.parametrize("who", UNSERVED)
def test_what_nobody_asked_for_is_neither_answered_nor_written_down(sqlite: Database, who: str) -> None:
    town = Town(sqlite)
    comes(town, *UNSERVED[who])
    assert town.calls == []
    assert set_aside(town) == 0
    with sqlite.unit("read") as session:
        assert session.query(Person).count() == session.query(Chat).count() == 0
        assert session.query(Inbox).one().payload == ""


def test_an_inline_query_of_a_stranger_is_answered_and_writes_nobody_down(sqlite: Database) -> None:
    town = Town(sqlite)
    comes(town, "inline_query", {"id": "1", "from": SOMEBODY, "query": "x", "offset": ""})
    assert [method for method, _ in town.calls] == ["answerInlineQuery"]
    with sqlite.unit("read") as session:
        assert session.query(Person).count() == session.query(Chat).count() == 0


def test_only_the_kinds_of_update_that_somebody_handles_are_asked_for() -> None:
    assert assembly.update_kinds() == [
        "callback_query",
        "chat_join_request",
        "chat_member",
        "chosen_inline_result",
        "edited_message",
        "inline_query",
        "message",
        "message_reaction",
        "my_chat_member",
    ]


def test_whoever_erases_themselves_and_then_blocks_is_not_written_down_again(database: Database) -> None:
    town = Town(database)
    mona = town.person("Mona")
    mona.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")
    mona.blocks()
    with database.unit("read") as session:
        assert session.scalars(select(Person.telegram_id)).all() == [None]
        assert session.query(Chat).count() == 0


CONTENTS: dict[str, dict[str, Any]] = {
    "a forwarded message": {
        "text": "hello",
        "forward_origin": {"type": "hidden_user", "sender_user_name": "X", "date": DATE},
    },
    "a forwarded command": {
        "text": "/start",
        "forward_origin": {"type": "user", "sender_user": SOMEBODY, "date": DATE},
    },
    "a message via a bot": {"text": "hi", "via_bot": GROUP_BOT},
    "a contact": {"contact": {"phone_number": "+49", "first_name": "X"}},
    "a place": {"location": {"latitude": 1.0, "longitude": 2.0}},
    "a die": {"dice": {"emoji": "🎲", "value": 6}},
    "a poll": {
        "poll": {
            "id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
            "is_anonymous": True, "type": "regular", "allows_multiple_answers": False, "allows_revoting": False,
            "members_only": False,
        }
    },
    "a service message": {"pinned_message": {"message_id": 1, "date": 0, "chat": PRIVATE}},
    "an answer to a story": {"text": "nice", "reply_to_story": {"id": 1, "chat": PRIVATE}},
    "nothing": {},
    "an empty text": {"text": ""},
    "NUL": {"text": "\0"},
    "4,096 astral letters": {"text": "𝕏" * 4096},
    "a lone surrogate": {"text": "\ud83d"},
    "only marks": {"text": "\u202e\u2066\u200f\u0301" * 1000},
    "a command in capitals": {"text": "/START"},
    "a command of another bot": {"text": "/start@another_bot x"},
    "a command with NUL": {"text": "/team\0"},
    "braces": {"text": "{0.__class__} {reader} %s"},
}  # fmt: skip


@pytest.mark.parametrize("way", [[], ["j:join:"], ["m:e:city"]])
def test_a_message_may_hold_anything(database: Database, way: list[str]) -> None:
    town = Town(database)
    eve = town.person("Eve")
    if way == ["m:e:city"]:
        joins(eve)
    for what, content in CONTENTS.items():
        for data in way:
            eve.presses(data=data)
        seen = len(town.calls)
        eve.sends(**content)
        assert set_aside(town) == 0, what
        assert len(town.calls) > seen, what
