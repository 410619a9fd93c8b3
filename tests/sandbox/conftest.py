"""A sandbox of its own for each test, with one bot and one person, spoken to over real HTTP."""

import asyncio
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from sandbox.server import started
from sandbox.world import World
from tests.sandbox.spec import hold

TOKEN = "42:TEST"
BOT = 42


class Talk:
    """What tests do to a sandbox: call as the bot, act as people, and look."""

    def __init__(self, world: World, base: str, http: aiohttp.ClientSession) -> None:
        self.world, self.base, self.http = world, base, http
        self.person = 0

    async def call(self, method: str, params: dict[str, Any] | None = None, token: str = TOKEN) -> dict[str, Any]:
        """The whole envelope."""
        async with self.http.post(f"{self.base}/bot{token}/{method}", json=params or {}) as response:
            answer: dict[str, Any] = await response.json()
            assert response.status == (200 if answer["ok"] else answer["error_code"])
            return answer

    async def ok(self, method: str, token: str = TOKEN, **params: Any) -> Any:
        answer = await self.call(method, params, token)
        assert answer["ok"], answer
        return answer["result"]

    async def no(self, method: str, token: str = TOKEN, **params: Any) -> str:
        """The description of a refusal."""
        answer = await self.call(method, params, token)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def send(self, text: str = "Hello", **params: Any) -> Any:
        return await self.ok("sendMessage", chat_id=self.person, text=text, **params)

    async def control(self, path: str, body: Any = None, *, verb: str = "", status: int = 200) -> Any:
        verb = verb or ("GET" if body is None else "POST")
        async with self.http.request(verb, f"{self.base}/sandbox/{path}", json=body) as response:
            answer = await response.json()
            assert response.status == status, answer
            return answer

    async def act(self, what: str, status: int = 200, person: int = 0, **body: Any) -> Any:
        return await self.control(f"people/{person or self.person}/chats/{BOT}/{what}", body, status=status)

    async def see(self, person: int = 0) -> Any:
        """The messages on the person's phone."""
        return (await self.control(f"people/{person or self.person}/chats/{BOT}/messages"))["messages"]

    async def summary(self) -> Any:
        return (await self.control(f"people/{self.person}/chats"))["chats"][0]

    async def new_person(self, first_name: str = "Amina", **fields: Any) -> int:
        return int((await self.control("people", {"first_name": first_name, **fields}))["id"])

    async def updates(self, offset: int = 0, **params: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.ok("getUpdates", offset=offset, **params)
        return found

    def pending(self) -> int:
        return len(self.world.bots[BOT].updates.pending)

    def skip(self, seconds: float) -> None:
        self.world.clock.advance(seconds)


@asynccontextmanager
async def sandbox(**settings: Any) -> AsyncIterator[Talk]:
    world = World(**settings)
    runner, base = await started(world)
    try:
        async with aiohttp.ClientSession() as http:
            yield Talk(world, base, http)
        for entry in world.log.entries:
            if not entry.fault:
                hold(entry)
    finally:
        await runner.cleanup()


async def begun(talk: Talk) -> Talk:
    """The person Amina has started the bot, and the bot has taken note."""
    await talk.control("bots", {"token": TOKEN})
    talk.person = await talk.new_person("Amina", last_name="Haddad", username="amina", language_code="ar")
    await talk.act("start")
    talk.world.bots[BOT].updates.clear()
    return talk


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    async with sandbox() as made:
        yield await begun(made)


@pytest.fixture
async def strict() -> AsyncIterator[Talk]:
    async with sandbox(strict=True) as made:
        yield await begun(made)


async def soon(true: Callable[[], object], seconds: float = 5.0) -> None:
    """Waits until something is true."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not true():
        assert loop.time() < end, "it never came true"
        await asyncio.sleep(0.002)


async def within(what: Awaitable[Any], seconds: float = 5.0) -> Any:
    return await asyncio.wait_for(what, seconds)


def png(width: int, height: int) -> bytes:
    """A plain picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x2a\x9d\x8f" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
