"""Places that bots send and people share: by themselves, alive for a while, and with a name."""

from typing import Any

import pytest

from tests.sandbox.conftest import BOT, Talk

AMMAN: Any = {"latitude": 31.95, "longitude": 35.93}
HALL: Any = {**AMMAN, "title": "City hall", "address": "Omar Matar St, Amman"}


async def test_a_location(talk: Talk) -> None:
    sent = await talk.ok("sendLocation", chat_id=talk.person, **AMMAN, horizontal_accuracy=12.2)
    assert sent["location"] == {**AMMAN, "horizontal_accuracy": 13}
    (message,) = [one for one in await talk.see() if not one["out"]]
    assert message["location"]["latitude"] == 31.95


async def test_a_venue(talk: Talk) -> None:
    sent = await talk.ok("sendVenue", chat_id=talk.person, **HALL, google_place_id="ChIJ")
    assert sent["location"] == AMMAN, "a venue is a location, too"
    assert sent["venue"] == {
        "location": AMMAN, "title": "City hall", "address": "Omar Matar St, Amman", "google_place_id": "ChIJ"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "params", "reason"),
    [
        ("sendLocation", {"longitude": 1}, "latitude is empty"),
        ("sendLocation", {"latitude": 1, "longitude": " "}, "longitude is empty"),
        ("sendLocation", {"latitude": 90.1, "longitude": 1}, "invalid location specified"),
        ("sendLocation", {"latitude": "1e999", "longitude": 1}, "invalid location specified"),
        ("sendLocation", {**AMMAN, "live_period": 59}, "wrong live location period specified"),
        ("sendLocation", {**AMMAN, "live_period": 60, "heading": 361}, "wrong live location heading specified"),
        ("sendVenue", {"title": "x", "address": "y"}, "latitude is empty"),
        ("sendVenue", {**HALL, "longitude": 181}, "wrong venue location specified"),
    ],
)
async def test_what_is_no_place(talk: Talk, method: str, params: dict[str, Any], reason: str) -> None:
    assert await talk.no(method, chat_id=talk.person, **params) == f"Bad Request: {reason}"


async def test_a_number_is_what_it_begins_with(talk: Talk) -> None:
    sent = await talk.ok("sendLocation", chat_id=talk.person, latitude="31.5abc", longitude="east")
    assert sent["location"] == {"latitude": 31.5, "longitude": 0.0}


async def test_a_live_location_moves_until_it_ends(talk: Talk) -> None:
    sent = await talk.ok("sendLocation", chat_id=talk.person, **AMMAN, live_period=600, heading=90)
    assert (sent["location"]["live_period"], sent["location"]["heading"]) == (600, 90)
    place = {"chat_id": talk.person, "message_id": sent["message_id"]}
    moved = await talk.ok("editMessageLiveLocation", **place, latitude=32, longitude=36)
    assert moved["location"] == {"latitude": 32.0, "longitude": 36.0, "live_period": 600}
    copied = await talk.ok("copyMessage", chat_id=talk.person, from_chat_id=talk.person, message_id=sent["message_id"])
    seen = {one["message_id"]: one for one in await talk.see()}
    assert seen[copied["message_id"]]["location"] == {"latitude": 32.0, "longitude": 36.0}

    stopped = await talk.ok("stopMessageLiveLocation", **place)
    assert "live_period" not in stopped["location"]
    reason = "Bad Request: there is no live location in the message to edit"
    assert await talk.no("editMessageLiveLocation", **place, latitude=1, longitude=1) == reason


async def test_a_live_location_that_is_over(talk: Talk) -> None:
    sent = await talk.ok("sendLocation", chat_id=talk.person, **AMMAN, live_period=600)
    talk.skip(601)
    place = {"chat_id": talk.person, "message_id": sent["message_id"]}
    answer = await talk.no("editMessageLiveLocation", **place, latitude=1, longitude=1)
    assert answer == "Bad Request: message can't be edited"


async def test_people_share_where_they_are_and_where_to_meet(talk: Talk) -> None:
    await talk.act("location", **AMMAN)
    await talk.act("venue", **HALL)
    where, venue = [update["message"] for update in await talk.updates()]
    assert where["location"] == AMMAN
    assert (venue["venue"]["title"], venue["location"]) == ("City hall", AMMAN)
    for path, body in (("location", {"latitude": 1}), ("location", {**AMMAN, "latitude": 99}), ("venue", AMMAN)):
        await talk.act(path, status=400, **body)


async def test_a_group_with_privacy_keeps_places_from_the_bot(talk: Talk) -> None:
    group = await talk.control("groups", {"title": "Hub", "owner": talk.person, "bots": [BOT]})
    talk.world.bots[BOT].updates.clear()
    await talk.control(f"people/{talk.person}/chats/{group['id']}/location", AMMAN)
    assert await talk.updates() == []


async def test_a_place_is_copied_and_forwarded(talk: Talk) -> None:
    sent = await talk.ok("sendVenue", chat_id=talk.person, **HALL)
    source = {"chat_id": talk.person, "from_chat_id": talk.person, "message_id": sent["message_id"]}
    await talk.ok("copyMessage", **source)
    assert (await talk.ok("forwardMessage", **source))["venue"] == sent["venue"]
