"""The private address of a calendar, over the wire: for whoever knows it, again and again, and for nobody else."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from sqlalchemy import update

from bot import feeds, web
from bot.bell import Bell
from bot.feeds import Feeds
from bot.metrics import Metrics
from bot.workers import Workers
from db.models import Event
from db.unit import Database
from db.values import AttendanceState
from network import calendar
from network.charter import shipped_charter
from tests import ical
from tests.bot.clocks import HandClock
from tests.coming import answers, organiser, publishes
from tests.people import joins, reader_of
from tests.talk import BOT_ID, Talker, Town


class Door:
    """The program's web server on loopback, and somebody who has an address there."""

    def __init__(self, base: str, http: aiohttp.ClientSession, mona: Talker, clock: HandClock) -> None:
        self.base, self.http, self.mona, self.clock = base, http, mona, clock
        self.key = mona.town.run(lambda work: calendar.make(work, reader_of(work, mona)))

    async def get(self, key: str | None = None, method: str = "GET", **headers: str) -> tuple[int, Any, bytes]:
        address = f"{self.base}/calendar/{self.key if key is None else key}.ics"
        async with self.http.request(method, address, headers=headers) as reply:
            return reply.status, reply.headers, await reply.read()


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Door]:
    town = Town(database)
    mona = town.person("Mona")
    joins(mona)
    clock = HandClock()
    workers = Workers(database, clock, Bell(database, clock), shipped_charter(), bot_id=BOT_ID, owners=frozenset())

    async def health() -> dict[str, Any]:
        return {"ok": True}

    shown = Feeds(workers, clock, "cc_test_bot").show
    runner = await web.serve(("127.0.0.1", 0), Metrics(), health, None, shown)
    host, port = runner.addresses[0][:2]
    async with aiohttp.ClientSession() as http:
        yield Door(f"http://{host}:{port}", http, mona, clock)
    await runner.cleanup()
    workers.close()


async def test_a_calendar_program_fetches_what_was_said_yes_to(door: Door) -> None:
    event_id = publishes(organiser(door.mona.town), "Waste day")
    answers(door.mona, event_id)
    status, headers, body = await door.get()
    assert status == 200
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    read = ical.read(body)
    assert [event["SUMMARY"] for event in read.all("VEVENT")] == ["Waste day"]
    assert read["NAME"] == shipped_charter().runner("en")
    assert read.all("VEVENT")[0]["LOCATION"] == "https://meet.example.org/secret"


async def test_what_has_not_changed_is_not_sent_again(door: Door) -> None:
    event_id = publishes(organiser(door.mona.town), "Waste day")
    answers(door.mona, event_id, AttendanceState.GOING)
    _, headers, body = await door.get()
    assert headers["Cache-Control"].startswith("private, max-age=")
    status, again, nothing = await door.get(**{"If-None-Match": headers["ETag"]})
    assert (status, nothing, again["ETag"]) == (304, b"", headers["ETag"])
    door.mona.town.run(lambda work: work.session.execute(update(Event).values(sequence=1, minutes=30)))
    status, newer, changed = await door.get(**{"If-None-Match": headers["ETag"]})
    assert status == 200
    assert newer["ETag"] != headers["ETag"]
    assert changed != body
    assert (await door.get(method="HEAD"))[0::2] == (200, b"")


async def test_nobody_on_the_way_keeps_or_lists_it(door: Door) -> None:
    for key in (None, "A" * 43):
        _, headers, _ = await door.get(key)
        assert "public" not in headers["Cache-Control"]
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("key", ["A" * 43, "x", "%2e%2e", "a%00b", "%F0%9F%99%82" * 10, "A" * 2000])
async def test_every_wrong_address_is_answered_alike(door: Door, key: str) -> None:
    status, headers, body = await door.get(key)
    assert (status, body) == (404, b"")
    assert headers["Cache-Control"] == "no-store"


async def test_a_revoked_address_is_like_one_that_never_was(door: Door) -> None:
    wrong = await door.get("A" * 43)
    door.mona.town.run(lambda work: calendar.forget(work, reader_of(work, door.mona)))
    status, headers, body = await door.get()
    assert (status, body, sorted(headers)) == (404, b"", sorted(wrong[1]))


async def test_an_address_is_fetched_so_often_and_not_more(door: Door) -> None:
    seen = [(await door.get())[0] for _ in range(feeds.MOST + 2)]
    assert seen == [200] * feeds.MOST + [429] * 2
    _, headers, _ = await door.get()
    assert 0 < int(headers["Retry-After"]) <= feeds.WITHIN + 1
    door.clock.turn(feeds.WITHIN + 1)
    assert (await door.get())[0] == 200


async def test_whoever_guesses_is_slowed_and_whoever_has_one_is_not(door: Door) -> None:
    assert (await door.get())[0] == 200
    seen = [(await door.get(f"{number:043}"))[0] for number in range(feeds.MOST_WRONG + 3)]
    assert seen == [404] * feeds.MOST_WRONG + [429] * 3
    assert (await door.get())[0] == 200
    door.clock.turn(feeds.WRONG_WITHIN + 1)
    assert (await door.get("A" * 43))[0] == 404


def test_what_is_remembered_about_addresses_stays_small() -> None:
    pace = feeds.Pace(2, 10.0, 3)
    for number in range(10):
        pace.count(str(number), 0.0)
    assert [str(number) in pace for number in range(10)] == [False] * 7 + [True] * 3
    assert pace.early("9", 5.0) == 0.0
    pace.count("9", 5.0)
    assert pace.early("9", 5.0) == 5.0
    assert pace.early("9", 10.0) == 0.0
