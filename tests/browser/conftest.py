"""A sandbox as a process, a browser, and a bot played by hand: what the page's tests stand on."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    async_playwright,
    expect,
)

ROOT = Path(__file__).parents[2]
QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
_ids = itertools.count(5000)


def chromium() -> str:
    """Debian's Chromium, or the one a developer names."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        # Where the suite decides over a change, a test that did not run is a failure.
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say("no Chromium: install Debian's packages chromium, fonts-noto-core and fonts-noto-color-emoji, "
            "or name a Chromium in CHROMIUM")  # fmt: skip
    return found


@dataclass
class Bot:
    """A bot that does exactly what the test says, over the Bot API."""

    base: str
    http: aiohttp.ClientSession
    id: int
    offset: int = 0
    waiting: list[dict[str, Any]] = field(default_factory=list)

    async def raw(self, method: str, **params: Any) -> dict[str, Any]:
        async with self.http.post(f"{self.base}/bot{self.id}:secret/{method}", json=params) as reply:
            return await reply.json()

    async def call(self, method: str, **params: Any) -> Any:
        answer = await self.raw(method, **params)
        assert answer["ok"], answer
        return answer["result"]

    async def upload(self, method: str, kind: str, name: str, content: bytes, **params: Any) -> Any:
        form = aiohttp.FormData()
        for key, value in params.items():
            form.add_field(key, value if isinstance(value, str) else json.dumps(value))
        form.add_field(kind, content, filename=name)
        async with self.http.post(f"{self.base}/bot{self.id}:secret/{method}", data=form) as reply:
            answer = await reply.json()
        assert answer["ok"], answer
        return answer["result"]

    async def download(self, file_id: str) -> bytes:
        path = (await self.call("getFile", file_id=file_id))["file_path"]
        async with self.http.get(f"{self.base}/file/bot{self.id}:secret/{path}") as reply:
            return await reply.read()

    async def next(self, kind: str = "message") -> Any:
        """The next update of this kind; others that come first are passed over."""
        while True:
            while self.waiting:
                update = self.waiting.pop(0)
                if kind in update:
                    return update[kind]
            updates = await self.call("getUpdates", offset=self.offset, timeout=10)
            assert updates, f"no {kind} arrived within 10 s"
            self.offset = updates[-1]["update_id"] + 1
            self.waiting += updates


@dataclass
class Sandbox:
    base: str
    http: aiohttp.ClientSession

    async def get(self, path: str) -> Any:
        async with self.http.get(f"{self.base}/sandbox{path}") as reply:
            return await reply.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.http.post(f"{self.base}/sandbox{path}", json=body) as reply:
            answer = await reply.json()
        assert reply.status == 200, answer
        return answer

    async def person(self, name: str = "Clara", language: str = "en", zone: str = "") -> int:
        return (await self.post("/people", first_name=name, language_code=language, time_zone=zone))["id"]

    async def bot(self, name: str = "City desk") -> Bot:
        bot = Bot(self.base, self.http, next(_ids))
        await bot.call("getMe")
        await bot.call("setMyName", name=name)
        return bot

    async def chat(self, name: str = "Clara", language: str = "en") -> tuple[int, Bot]:
        """A person and a bot who know each other already."""
        person, bot = await self.person(name, language), await self.bot()
        await self.post(f"/people/{person}/chats/{bot.id}/start")
        await bot.next()
        return person, bot


@dataclass
class Phone:
    """One phone of the page, found by the documented hooks."""

    page: Page
    person: int

    @property
    def element(self) -> Locator:
        return self.page.locator(f'.phone[data-person="{self.person}"]')

    @property
    def field(self) -> Locator:
        return self.element.get_by_role("textbox", name="Message")

    @property
    def messages(self) -> Locator:
        return self.element.locator("[data-message-id]")

    def message(self, message_id: int) -> Locator:
        return self.element.locator(f'[data-message-id="{message_id}"]')

    def bubble(self, text: str | re.Pattern[str]) -> Locator:
        return self.messages.filter(has_text=text).last

    def button(self, message_id: int, place: str) -> Locator:
        return self.message(message_id).locator(f'[data-button="{place}"]')

    async def menu(self, message: Locator, item: str) -> None:
        await message.locator(".bubble").click(button="right")
        await self.element.get_by_role("menuitem", name=item).click()


@asynccontextmanager
async def running(port: int = 0) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """A sandbox as a process, and its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", "--port", str(port), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 20)
        yield line.decode().strip(), process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running() as (base, _), aiohttp.ClientSession() as http:
        yield Sandbox(base, http)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield browser
        await browser.close()


@pytest.fixture(scope="session", autouse=True)
def _patience() -> Iterator[None]:
    expect.set_options(timeout=10_000)
    yield
    expect.set_options(timeout=5_000)


class Pages:
    """Opens the page; whatever it logs as an error or asks of another host is kept for the end of the test."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.context, self.base = context, base
        self.errors: list[str] = []
        self.foreign: list[str] = []

    async def open(self, *people: int, chat: int | None = None, size: tuple[int, int] = (1280, 860)) -> list[Phone]:
        query = f"people={','.join(map(str, people))}" + (f"&chat={chat}" if chat else "")
        page = await self.visit(f"{self.base}/?{query}", size)
        return [Phone(page, person) for person in people]

    async def visit(self, address: str, size: tuple[int, int] = (1280, 860)) -> Page:
        page = await self.context.new_page()
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._request)
        await page.goto(address)
        await page.locator('html[data-ready="1"]').wait_for(state="attached")
        return page

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.errors.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "blob:", "data:")):
            self.foreign.append(request.url)


@pytest_asyncio.fixture(loop_scope="session")
async def pages(sandbox: Sandbox, browser: Browser) -> AsyncIterator[Pages]:
    context = await browser.new_context(locale="en-GB", timezone_id="Europe/Berlin", reduced_motion="reduce")
    pages = Pages(context, sandbox.base)
    yield pages
    await context.close()
    assert pages.errors == []
    assert pages.foreign == []
