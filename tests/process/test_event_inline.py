"""Inline mode, the whole program against the sandbox: somebody posts an event's card into a group the bot is not in."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Person
from db.values import RichText
from network import people, texts
from network.events import reading, sharing
from network.work import Work
from tests.coming import coming
from tests.process.house import acted, known
from tests.process.running import BOT, TOKEN, Sandbox, bot, until

pytestmark = pytest.mark.process


@pytest.mark.parametrize("address", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
def test_a_card_is_found_posted_and_follows_its_event(town: Sandbox, address: str, tmp_path: Path) -> None:
    town.post("/bots", {"token": TOKEN, "inline": True, "inline_feedback": 1})
    sam, ada = town.person("Sam", "de"), town.person("Ada")
    group = town.post("/groups", {"title": "Neighbours", "owner": sam.id, "people": [ada.id]})["id"]
    known(town, address, (town.person("Layla"), {}))
    with bot(town, address, folder=tmp_path):
        event_id = acted(town, address, lambda work: coming(work, first_member(work), "Waste day"))

        where = f"/people/{sam.id}/chats/{group}"
        query = town.post(f"{where}/inline", {"bot": BOT, "query": "waste"})["query_id"]
        until(lambda: offered(town, query)["answered"], "an answer")
        offer = offered(town, query)
        assert [one["title"] for one in offer["results"]] == ["Waste day"]
        town.post(f"{where}/choose", {"query_id": query, "result_id": offer["results"][0]["id"]})
        assert "Waste day" in shown(town, ada.id, group)["text"]
        until(
            lambda: [call for call in town.calls("editMessageText") if "inline_message_id" in call["params"]],
            "it to follow",
        )

        acted(town, address, lambda work: retitled(work, event_id, "Waste week"))
        town.skip(seconds=30)  # nobody was rung for
        until(lambda: "Waste week" in shown(town, ada.id, group)["text"], "the card to say what is new")
        keyboard = shown(town, ada.id, group)["reply_markup"]["inline_keyboard"]
        assert keyboard[0][0]["url"].endswith(f"?start=e{event_id}")

        # Who came by the card sees the event in the bot.
        ada.start(f"e{event_id}")
        ada.awaits("Waste week")


def first_member(work: Work) -> Any:
    number = work.session.scalars(select(Person.id).where(Person.status == "member")).one()
    return people.readers(work, [number])[number]


def retitled(work: Work, event_id: int, title: str) -> None:
    event = reading.find(work, event_id)
    assert event.title is not None
    texts.rewrite(work, event.title.id, RichText(title))
    sharing.revise_cards(work, event_id)


def offered(town: Sandbox, query: str) -> Any:
    return town.get(f"/inline/{query}")


def shown(town: Sandbox, person: int, chat: int) -> Any:
    return town.get(f"/people/{person}/chats/{chat}/messages")["messages"][-1]
