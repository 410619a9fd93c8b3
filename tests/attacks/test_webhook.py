"""The webhook and the small pages beside it, met by somebody who does not know the secret, and by broken bodies."""

import asyncio
import gzip
import io
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text

from bot import web
from bot.bell import Bell
from bot.clock import SystemClock
from bot.intake import SECRET_HEADER, Store, Unreadable, Webhook, as_stored
from bot.metrics import Metrics
from bot.workers import Workers
from db.unit import Database
from network.charter import shipped_charter
from tests.talk import BOT_ID, TOKEN

SECRET = "a-long-random-word"
HEADERS = {SECRET_HEADER: SECRET}
UPDATE: dict[str, Any] = {"update_id": 7, "message": {"from": {"id": 5}, "chat": {"id": 5}, "text": "Mona Haddad"}}


class Door:
    """The program's web server on loopback, over a database."""

    def __init__(self, base: str, http: aiohttp.ClientSession, database: Database) -> None:
        self.base, self.http, self.database = base, http, database

    async def post(self, body: Any, headers: dict[str, str] = HEADERS) -> int:
        data = io.BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
        async with self.http.post(f"{self.base}/telegram", data=data, headers=headers) as reply:
            return reply.status

    async def get(self, path: str) -> tuple[int, str]:
        async with self.http.get(self.base + path) as reply:
            return reply.status, await reply.text()

    def stored(self) -> list[Any]:
        with self.database.engine.connect() as connection:
            return list(connection.execute(text("SELECT update_id, key, kind, payload FROM inbox ORDER BY id")))


@pytest.fixture
async def door(request: pytest.FixtureRequest) -> AsyncIterator[Door]:
    database: Database = request.getfixturevalue(getattr(request, "param", "sqlite"))
    clock, metrics = SystemClock(), Metrics()
    workers = Workers(database, clock, Bell(database, clock), shipped_charter(), bot_id=BOT_ID, owners=frozenset())

    async def health() -> dict[str, Any]:
        return {"ok": True}

    runner = await web.serve(
        ("127.0.0.1", 0), metrics, health, Webhook(Store(workers, metrics), SECRET, metrics).receive
    )
    host, port = runner.addresses[0][:2]
    async with aiohttp.ClientSession() as http:
        yield Door(f"http://{host}:{port}", http, database)
    await runner.cleanup()
    workers.close()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SECRET_HEADER: ""},
        {SECRET_HEADER: SECRET[:-1]},
        {SECRET_HEADER: SECRET + "x"},
        {SECRET_HEADER: SECRET.upper()},
        {SECRET_HEADER: "ü" * 20},
        {"Authorization": SECRET},
    ],
)
async def test_without_the_secret_nothing_comes_in(door: Door, headers: dict[str, str]) -> None:
    assert await door.post(UPDATE, headers) == 403
    assert await door.post(b"x" * 100_000, headers) == 403
    assert door.stored() == []


DEEP = 100_000
NO_UPDATES: dict[str, Any] = {
    "nothing": b"",
    "no JSON": b"{",
    "no Unicode": b'{"update_id": "\xff\xfe"}',
    "a list": [],
    "a number": 7,
    "a word": "update",
    "null": None,
    "no number": {"message": {}},
    "a word for a number": {"update_id": "seven"},
    "a list for a number": {"update_id": [7]},
    "infinity": b'{"update_id": 1e999, "message": {}}',
    "not a number": b'{"update_id": NaN, "message": {}}',
    "a number too large": {"update_id": 2**63, "message": {}},
    "a number of 5,000 digits": b'{"update_id": ' + b"9" * 5000 + b"}",
    "a person too large": {"update_id": 7, "message": {"from": {"id": 10**30}}},
    "a person too small": {"update_id": 7, "message": {"from": {"id": -(2**64)}}},
    "a person without a number": {"update_id": 7, "message": {"from": {"first_name": "Mona"}}},
    "a person who is a word": {"update_id": 7, "message": {"from": "Mona"}},
    "an event that is a word": {"update_id": 7, "message": "hello"},
    "a kind too long": {"update_id": 7, "k" * 33: {}},
    "depth": b'{"update_id": 7, "message": ' + b"[" * DEEP + b"]" * DEEP + b"}",
    "depth of objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
}


@pytest.mark.parametrize("door", ["sqlite", "postgresql"], indirect=True)
async def test_what_is_no_update_is_taken_and_dropped_and_does_not_come_again(door: Door) -> None:
    for what, body in NO_UPDATES.items():
        assert await door.post(body) == 200, what
    assert door.stored() == []
    _, metrics = await door.get("/metrics")
    assert "ccbot_errors_total" in metrics
    assert await door.post(UPDATE) == 200
    assert [row.key for row in door.stored()] == [5]


async def test_a_giant_body_is_refused(door: Door) -> None:
    giant = b'{"update_id": 7, "message": {"text": "' + b"x" * web.LARGEST + b'"}}'
    assert await door.post(giant) == 413
    assert door.stored() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Long": "x" * 2 * web.LONGEST_LINE},
        {f"X-{number}": "x" for number in range(web.MOST_HEADERS + 1)},
    ],
)
async def test_giant_headers_are_refused(door: Door, headers: dict[str, str]) -> None:
    assert await door.post(UPDATE, HEADERS | headers) == 400
    assert (await door.get("/healthz?" + "x" * 2 * web.LONGEST_LINE))[0] in {400, 414}
    assert door.stored() == []


async def test_a_small_body_does_not_become_a_giant(door: Door) -> None:
    packed = gzip.compress(b'{"update_id": 7, "message": {"text": "' + b" " * 50 * web.LARGEST + b'"}}')
    assert len(packed) < web.LARGEST
    assert await door.post(packed, HEADERS | {"Content-Encoding": "gzip"}) == 200, "taken as it is, and no update"
    assert door.stored() == []


async def test_a_sender_who_drips_is_not_waited_for(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "SLOWEST", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(door.base.rpartition(":")[2]))
    head = f"POST /telegram HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\nContent-Length: 90\r\n\r\n"
    writer.write(head.encode() + b'{"upd')
    answer = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 503")
    assert b"Connection: close" in answer
    assert door.stored() == []


@pytest.mark.parametrize("door", ["sqlite", "postgresql"], indirect=True)
async def test_the_same_update_counts_once(door: Door) -> None:
    for words in ("first", "forged"):
        assert await door.post(UPDATE | {"message": UPDATE["message"] | {"text": words}}) == 200
    assert [json.loads(row.payload)["message"]["text"] for row in door.stored()] == ["first"]


@pytest.mark.parametrize("door", ["sqlite", "postgresql"], indirect=True)
async def test_half_letters_and_nul_are_stored_as_far_as_a_database_can(door: Door) -> None:
    for number, words in enumerate((r"\ud83d", r"\udc00 \ud800", r"\u0000", r"\ud83d\ude00", r"\uffff")):
        body = b'{"update_id": %d, "message": {"from": {"id": 5}, "text": "%s"}}' % (number, words.encode())
        assert await door.post(body) == 200
    assert [json.loads(row.payload)["message"]["text"] for row in door.stored()] == ["?", "? ?", "\0", "😀", "\uffff"]


@pytest.mark.parametrize("path", ["/", "/healthz", "/metrics", "/metrics/..", "/telegram", "/.env", "/inbox"])
async def test_no_page_tells_about_people_or_the_token(door: Door, path: str) -> None:
    assert await door.post(UPDATE) == 200
    status, told = await door.get(path)
    assert status in {200, 404, 405}
    for secret in ("Mona", "Haddad", TOKEN, SECRET, "test-token"):
        assert secret not in told


@pytest.mark.parametrize("make", [dict, list, str, int, lambda: None, lambda: {"update_id": True, "x": {"from": 5}}])
def test_what_polling_brings_is_read_as_carefully(make: Callable[[], Any]) -> None:
    with pytest.raises(Unreadable):
        as_stored(make())
