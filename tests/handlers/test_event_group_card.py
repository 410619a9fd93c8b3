"""An event's card in a hub's group: counts that follow in steps, and answers from there."""

from datetime import timedelta
from typing import Any

import pytest

from db.unit import Database
from db.values import Audience
from network import notices, people
from network.events import kinds
from tests.coordinators import coordinator
from tests.meeting import LINK, held, member
from tests.network.announced import group
from tests.talk import Talker, Town

GROUP = -1_001


@pytest.fixture
def town(sqlite: Database) -> Town:
    return Town(sqlite)


def in_group(talker: Talker, data: str) -> Talker:
    """Press a button of a card that stands in the group."""
    town = talker.town
    return town.update(
        talker,
        "callback_query",
        {
            "id": str(next(town.numbers)),
            "from": talker.profile,
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": 7,
                "date": int(town.now.timestamp()),
                "chat": {"id": GROUP, "type": "supergroup", "title": "Hub"},
                "text": "…",
            },
        },
    )


def group_calls(town: Town) -> list[tuple[str, dict[str, Any]]]:
    return [(method, params) for method, params in town.calls if params.get("chat_id") == GROUP]


def test_a_card_in_a_group_counts_and_is_edited_at_most_every_ten_seconds(town: Town) -> None:
    layla = coordinator(town, "Layla", "mena")
    number = held(town, layla, capacity=3)
    crowd = [member(town, f"Person {each}") for each in range(5)]
    town.person("The hub's group", telegram_id=GROUP)
    town.run(lambda work: group(work, "mena", GROUP, "en"))
    town.run(lambda work: notices.post(work, kinds.EVENT_GROUP, number, Audience(hubs=("mena",))))
    town.deliver()
    ((method, params),) = group_calls(town)
    assert method == "sendMessage"
    for hidden in (LINK, "Layla"):
        assert hidden not in params["text"]
    assert "3 seats are free." in params["text"]
    for each in crowd:
        in_group(each, f"eg:g:{number}")
        town.deliver()
        town.now += timedelta(seconds=1)
    assert len(group_calls(town)) == 2, "the first press, and no more for ten seconds"
    town.later(seconds=6)
    edits = [shown for name, shown in group_calls(town) if name == "editMessageText"]
    assert len(edits) == 2
    assert "3 people are going." in edits[-1]["text"]
    assert "2 people wait" in edits[-1]["text"]
    assert "Going · 3" in str(edits[-1]["reply_markup"])
    town.later(seconds=60)
    assert len(group_calls(town)) == 3, "and nothing when nothing changed"
    assert crowd[0].hears == "You are going."
    assert LINK in crowd[0].sees, "the link stands in their own chat"
    assert crowd[4].hears == "No seat is free. You are in line now: number 2."


def test_a_stranger_in_a_group_is_led_to_the_bot_and_not_written_down(town: Town) -> None:
    layla = coordinator(town, "Layla", "mena")
    number = held(town, layla)
    vera = town.person("Vera")
    in_group(vera, f"eg:g:{number}")
    assert town.calls[-1] == (
        "answerCallbackQuery",
        {
            "callback_query_id": town.calls[-1][1]["callback_query_id"],
            "url": f"https://t.me/cc_test_bot?start=e{number}",
        },
    )
    before = len(town.calls)
    in_group(vera, "m:f:name")
    in_group(vera, "eg:zz:1")
    assert [method for method, _ in town.calls[before:]] in ([], ["answerCallbackQuery"])
    assert not town.run(lambda work: people.known(work, vera.telegram_id))
    assert not vera.messages
