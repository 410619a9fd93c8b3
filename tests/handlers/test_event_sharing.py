"""Links to events, and inline mode: finding events from any chat, and cards that follow them there."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from db.models import Chat, Copy, Event, Person
from db.unit import Database
from db.values import Audience, EventState, Lane, RichText, Status
from handlers.kit.speech import speech
from network import notices, texts
from network.events import reading, sharing
from network.events.kinds import EVENT, EVENT_POSTED
from network.work import Work
from tests.coming import organiser, publishes
from tests.coordinators import applicant, coordinator
from tests.people import joins
from tests.talk import Talker, Town

STRANGER = {"id": 55_001, "is_bot": False, "first_name": "Sam", "language_code": "de"}


def looks_for(town: Town, who: dict[str, Any], words: str, offset: str = "") -> dict[str, Any]:
    """Type the bot's name and some words into any chat; returns what the bot answers."""
    talker = town.people.get(who["id"]) or Talker(town, who["id"], who["first_name"], "", who.get("language_code"))
    before = len(town.calls)
    town.update(talker, "inline_query", {"id": "q1", "from": who, "query": words, "offset": offset})
    answers = [params for method, params in town.calls[before:] if method == "answerInlineQuery"]
    assert len(answers) == len(town.calls) - before == 1, "one answer, and nothing else leaves"
    return answers[0]


def posts(town: Town, who: dict[str, Any], result_id: str, inline_id: str | None = "AQADAgAT") -> None:
    """Choose a result, which posts it into the chat; Telegram tells the bot."""
    talker = town.people.get(who["id"]) or Talker(town, who["id"], who["first_name"], "", who.get("language_code"))
    event = {"result_id": result_id, "from": who, "query": ""}
    town.update(talker, "chosen_inline_result", event | ({"inline_message_id": inline_id} if inline_id else {}))


def retitled(event_id: int, title: str) -> Any:
    def change(work: Work) -> None:
        event = reading.find(work, event_id)
        assert event.title is not None
        texts.rewrite(work, event.title.id, RichText(title))
        sharing.revise_cards(work, event_id)

    return change


def edits(town: Town) -> list[dict[str, Any]]:
    return [params for method, params in town.calls if method == "editMessageText" and "inline_message_id" in params]


def test_a_link_opens_the_card(sqlite: Database) -> None:
    town = Town(sqlite)
    event_id = publishes(organiser(town), "Waste day")
    mona = town.person("Mona")
    joins(mona)
    mona.says(f"/start e{event_id}")
    assert mona.sees.startswith("Waste day")
    assert "Going" in mona.buttons


def test_a_link_to_nothing_says_so(sqlite: Database) -> None:
    mona = Town(sqlite).person("Mona")
    mona.says("/start e999")
    assert mona.sees == "This event is no more. Send /events to see what is coming."
    for other in ("/start e", "/start ex", "/start e١", "/start e12345678901234567890", "/start elsewhere"):
        mona.says(other)
        assert "Welcome" in mona.sees or "network" in mona.sees


def test_a_visitor_sees_the_public_lines_and_the_whole_card_once_a_member(sqlite: Database) -> None:
    town = Town(sqlite)
    event_id = publishes(organiser(town), "Waste day")
    vera = town.person("Vera")
    vera.says(f"/start e{event_id}")
    assert vera.sees.startswith("Waste day")
    assert "meet.example.org" not in vera.everything
    assert "Omar" not in vera.everything
    assert vera.buttons == ["Join the network"]

    joins(vera)
    town.deliver()

    assert vera.sees.startswith("Waste day")
    assert "Omar Organiser" in vera.sees
    assert "Going" in vera.buttons


def test_an_applicant_sees_it_once_a_coordinator_has_admitted_them(sqlite: Database) -> None:
    town = Town(sqlite)
    publishes(organiser(town), "Waste day", starts_in=timedelta(days=20))
    karim, vera = coordinator(town, "Karim", "mena"), applicant(town, "Vera")
    vera.says("/events").presses("1")
    assert vera.sees.startswith("Waste day")
    town.later(days=3)
    karim.presses("Admit").presses("Admit")
    town.deliver()
    assert vera.sees.startswith("Waste day")
    assert "Going" in vera.buttons


LEFT_IN_ENGLISH = re.compile(r"\b(the|and|you|your|events?|share|organisers)\b", re.IGNORECASE)


@pytest.mark.parametrize("language", ["en", "fr", "ar", "de"])
def test_finding_sharing_and_asking_in_each_language(sqlite: Database, language: str) -> None:
    town = Town(sqlite)
    t, omar = speech(language), organiser(town)
    names = {"fr": "Journée des déchets", "ar": "يوم النفايات", "de": "Abfalltag"}
    event_id = publishes(omar, "Waste day", other=names, topics=("waste",), starts_in=timedelta(days=3))
    for number in range(6):
        publishes(omar, "Water day", other=dict.fromkeys(names, "💧"), starts_in=timedelta(days=4 + number))
    mona = town.person("Mona", language=language)
    joins(mona)
    title = names.get(language, "Waste day")

    mona.says("/events")
    assert title in mona.sees
    for words in ("Later ▶", "◀ Earlier", "Region", "◀ Back", "Topic", "◀ Back", "Month", "◀ Back", "All", "My events"):
        mona.presses(t.plain(words), on=mona.last)
    mona.says(f"/events {title.split()[-1]}")
    assert title in mona.sees
    mona.presses("1", on=mona.last)
    card = mona.last
    mona.presses(t.plain("Share"), on=card)
    assert f"start=e{event_id}" in mona.sees
    mona.presses(t.plain("Ask the organisers"), on=card).says("؟")
    town.deliver()
    omar.presses("Answer").says("42")
    town.deliver()
    assert "42" in mona.sees
    assert not set(town.handlers) & {"set aside", "refused"}
    if language != "en":
        said = re.sub(r"https?://\S+", "", mona.everything)
        assert not LEFT_IN_ENGLISH.findall(said)


def test_the_card_comes_only_once_and_not_when_it_is_over(sqlite: Database) -> None:
    town = Town(sqlite)
    event_id = publishes(organiser(town), "Waste day")
    vera, late = town.person("Vera"), town.person("Lara")
    for one in (vera, late):
        one.says(f"/start e{event_id}")

    def tell_members(work: Work) -> None:
        members = Audience(statuses=(Status.MEMBER,))
        notices.post(work, EVENT, event_id, members, lane=Lane.ANNOUNCEMENT, joins_until=work.now + timedelta(days=5))

    town.run(tell_members)
    joins(vera)
    town.deliver()
    assert len(vera.messages) == 2
    assert all("Going" in message.buttons for message in vera.messages), "the one she opened as a visitor, too"
    town.later(days=8)
    joins(late)
    town.deliver()
    assert len(late.messages) == 1


def test_sharing_offers_a_link_and_a_card_for_any_chat(sqlite: Database) -> None:
    town = Town(sqlite)
    event_id = publishes(organiser(town), "Waste day")
    mona = town.person("Mona")
    joins(mona)
    mona.says(f"/start e{event_id}").presses("Share")
    assert f"https://t.me/cc_test_bot?start=e{event_id}" in mona.sees
    assert mona.last.keyboard[0][0]["switch_inline_query"] == f"e{event_id}"
    assert mona.last.keyboard[1][0]["url"].startswith(
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fcc_test_bot%3Fstart"
    )
    town.inline = False
    mona.presses("Share")
    assert mona.buttons == ["Send the link"]
    for forged in ("eh:999", "eh:-1", "eh:x"):
        mona.presses(data=forged)


def test_a_stranger_finds_public_lines_in_their_language_and_stays_unknown(sqlite: Database) -> None:
    town = Town(sqlite)
    omar = organiser(town)
    publishes(omar, "Waste day", other={"de": "Abfalltag"}, topics=("waste",))
    publishes(omar, "Secret plans", state=EventState.DRAFT)
    before = town.run(lambda work: work.session.scalar(select(func.count()).select_from(Person)))

    found = looks_for(town, STRANGER, "")

    assert [one["title"] for one in found["results"]] == ["Abfalltag"]
    said = found["results"][0]["input_message_content"]["message_text"]
    assert "meet.example.org" not in repr(found)
    assert "Omar" not in repr(found)
    assert "<b>Abfalltag</b>" in said
    assert '<tg-time unix="' in said
    assert found["is_personal"] is True
    assert found["results"][0]["reply_markup"]["inline_keyboard"][0][0]["url"].startswith(
        "https://t.me/cc_test_bot?start=e"
    )
    assert town.run(lambda work: work.session.scalar(select(func.count()).select_from(Person))) == before


def test_words_and_numbers_find_events_and_there_are_pages(sqlite: Database) -> None:
    town = Town(sqlite)
    omar = organiser(town)
    numbers = [publishes(omar, f"Waste day {number}") for number in range(12)]
    bus = publishes(omar, "Buses")

    assert [one["title"] for one in looks_for(town, STRANGER, "bus")["results"]] == ["Buses"]
    assert [one["id"] for one in looks_for(town, STRANGER, f"e{bus}")["results"]] == [f"e{bus}"]
    first = looks_for(town, STRANGER, "waste")
    second = looks_for(town, STRANGER, "waste", first["next_offset"])
    assert [one["id"] for one in (*first["results"], *second["results"])] == [f"e{number}" for number in numbers]
    assert second["next_offset"] == ""
    for nothing in ("w", "nothing of the kind", "e99999", "%", "💧"):
        empty = looks_for(town, STRANGER, nothing)
        assert empty["results"] == []
        assert empty["button"]["start_parameter"] == "events"
    sam = town.person("Sam")
    sam.says("/start events")
    assert sam.sees.startswith("All events")
    assert looks_for(town, STRANGER, "waste", "forged!")["results"]


def test_a_posted_card_follows_its_event(database: Database) -> None:
    town = Town(database)
    event_id = publishes(organiser(town), "Waste day")
    posts(town, STRANGER, f"e{event_id}")
    town.deliver()
    assert [one["inline_message_id"] for one in edits(town)] == ["AQADAgAT"], "brought up to date once"

    town.run(retitled(event_id, "Waste week"))
    town.deliver()

    assert len(edits(town)) == 2
    latest = edits(town)[-1]
    assert "chat_id" not in latest
    assert "message_id" not in latest
    assert "<b>Waste week</b>" in latest["text"]
    assert latest["reply_markup"]["inline_keyboard"][0][0]["url"].endswith(f"?start=e{event_id}")


def test_what_is_posted_is_kept_once_and_names_nobody(sqlite: Database) -> None:
    town = Town(sqlite)
    event_id = publishes(organiser(town), "Waste day")
    for inline_id in ("one", "one", "two", None):
        posts(town, STRANGER, f"e{event_id}", inline_id)
    for forged in ("e999", "x", "e", "e1" * 40):
        posts(town, STRANGER, forged, "three")
    posts(town, STRANGER, f"e{event_id}", "x" * 500)

    def kept(work: Work) -> list[Any]:
        asked = select(Copy.inline_id, Chat.kind, Chat.person_id, Chat.telegram_id)
        return list(work.session.execute(asked.join(Chat, Chat.id == Copy.chat_id).where(Copy.inline_id.is_not(None))))

    rows = town.run(kept)
    assert sorted(row.inline_id for row in rows) == ["one", "two"]
    assert {(row.kind, row.person_id) for row in rows} == {("inline", None)}
    assert all(row.telegram_id < -(2**59) for row in rows)
    town.deliver()
    town.run(retitled(event_id, "Waste week"))
    town.deliver()
    assert sorted(one["inline_message_id"] for one in edits(town)) == ["one", "one", "two", "two"]


def test_a_posted_card_says_that_its_event_was_cancelled_and_is_edited_when_taken_back(sqlite: Database) -> None:
    town = Town(sqlite)
    event_id = publishes(organiser(town), "Waste day")
    posts(town, STRANGER | {"language_code": "en"}, f"e{event_id}")

    def cancel(work: Work) -> None:
        work.session.execute(update(Event).where(Event.id == event_id).values(state=EventState.CANCELLED))
        sharing.revise_cards(work, event_id)

    town.run(cancel)
    town.deliver()
    assert "This event was cancelled." in edits(town)[-1]["text"]
    town.run(lambda work: notices.retract(work, EVENT_POSTED, event_id))
    town.deliver()
    assert "taken back" in edits(town)[-1]["text"]
    assert not [method for method, _ in town.calls if method.startswith("delete")], "a bot cannot delete it"


def test_members_find_events_in_their_language_and_by_their_clock(sqlite: Database) -> None:
    town = Town(sqlite)
    publishes(organiser(town), "Waste day", other={"ar": "يوم النفايات"})
    mona = town.person("Mona", language="ar")
    joins(mona)
    found = looks_for(town, mona.profile | {"language_code": "en"}, "النفايات")["results"]
    assert found[0]["title"] == "يوم النفايات"
    assert "12:00" in found[0]["description"], "nine o'clock UTC, in Amman"


def test_whoever_erased_themselves_stays_unknown(sqlite: Database) -> None:
    town = Town(sqlite)
    publishes(organiser(town), "Waste day")
    mona = town.person("Mona")
    joins(mona)
    mona.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")
    town.deliver()
    assert looks_for(town, mona.profile, "waste")["results"]
    known = select(func.count()).select_from(Person).where(Person.telegram_id == mona.telegram_id)
    assert town.run(lambda work: work.session.scalar(known)) == 0


def test_where_finding_fails_nobody_is_written_to(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town(sqlite)
    event_id = publishes(organiser(town), "Waste day")

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(sharing, "posted", fails)
    posts(town, STRANGER, f"e{event_id}")
    assert town.handlers[-1] == "set aside"
    assert town.calls == []


def test_not_more_cards_follow_than_anybody_would_post_and_old_ones_rest(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = Town(database)
    event_id = publishes(organiser(town), "Waste day")
    later = publishes(organiser(town, "Olga"), "Water day", starts_in=timedelta(days=60))
    monkeypatch.setattr(sharing, "MOST_POSTED", 2)
    for number in range(3):
        posts(town, STRANGER, f"e{event_id}", f"card {number}")
    posts(town, STRANGER, f"e{later}", "another")

    def standing() -> list[str]:
        asked = select(Copy.inline_id).where(Copy.inline_id.is_not(None)).order_by(Copy.inline_id)
        return town.run(lambda work: list(work.session.scalars(asked)))

    assert standing() == ["another", "card 0", "card 1"]
    town.deliver()
    town.later(days=38)
    assert standing() == ["another"]
    chats = select(func.count()).select_from(Chat).where(Chat.kind == "inline")
    assert town.run(lambda work: work.session.scalar(chats)) == 1
