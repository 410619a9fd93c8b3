"""The demo as a process, and people who press and type on its page: for its test and for the README's pictures."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Locator, expect

from handlers.kit.speech import speech
from network.charter import shipped_charter
from tests.browser.conftest import ROOT, Phone

Look = Callable[[str], Awaitable[None]]
STARTED_WITHIN = 60  # seconds; a machine that runs other tests beside is slow


@asynccontextmanager
async def demo() -> AsyncIterator[str]:
    """Run `ccbot demo` as a process; yields the address it prints, once it prints it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--port", "0",
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith("CCBOT_")},
    )  # fmt: skip
    assert process.stdout
    try:
        address = ""
        async with asyncio.timeout(STARTED_WITHIN):
            while not address:
                line = (await process.stdout.readline()).decode()
                assert line, "the demo ended before it printed an address"
                address = next((word for word in line.split() if word.startswith("http://")), "")
        yield address
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()
    assert process.returncode == 0, "it ends cleanly when it is asked to"


class Hand(Phone):
    """Somebody who presses and types on one phone of the page, and waits each time for what comes of it."""

    @property
    def _rows(self) -> Locator:
        return self.element.get_by_role("log")

    def labelled(self, words: str) -> Locator:
        """The newest button with exactly these words."""
        return self.messages.get_by_role("button", name=words, exact=True).last

    def doing(self, data: str) -> Locator:
        """The newest button whose press says that, whatever its words are."""
        return self.messages.locator(f'[data-callback^="{data}"]').last

    async def starts(self) -> None:
        """Press the big button of a chat that is still empty."""
        await self.element.locator('[data-action="start"]').click()
        await expect(self.messages).to_have_count(2)

    async def presses(self, *buttons: str | Locator) -> None:
        """Press buttons one after the other, by their words."""
        for one in buttons:
            button = self.labelled(one) if isinstance(one, str) else one
            await button.wait_for()
            before = await self._rows.inner_text()
            await button.click()
            await expect(self._rows).not_to_have_text(before, use_inner_text=True)

    async def writes(self, *texts: str) -> None:
        """Write messages one after the other, each when the one before was answered."""
        for text in texts:
            before = await self.messages.count()
            await self.field.fill(text)
            await self.field.press("Enter")
            await expect(self.messages).to_have_count(before + 2)

    async def reads_on(self, accept: str, forward: str) -> None:
        """Turn pages until the last one, which can be accepted."""
        while not await self.doing(accept).count():
            await self.presses(forward)
        await self.presses(self.doing(accept))


async def registers(hand: Hand, language: str, group: str, told: dict[str, Any], look: Look | None = None) -> None:
    """Join from *Start* to the summary, in that language. `look` is called at each station, by name."""
    t, charter = speech(language), shipped_charter()

    async def at(station: str) -> None:
        if look:
            await look(station)

    await hand.starts()
    await at("welcome")
    await hand.presses(t.plain("Join"), told["name"])
    await at("group")
    await hand.presses(charter.member_group_name(group, language))
    await hand.writes(told["country"], told["city"], told["organisation"], told["position"])
    await hand.presses(*(charter.topic_name(topic, language) for topic in told["topics"]))
    await at("topics")
    await hand.presses(t.plain("Done"), told["speaks"], t.plain("Done"), hand.doing("f:join:advice:o:any"))
    await at("guidelines")
    await hand.reads_on("ja:guidelines:", t.plain("Next page"))
    await hand.presses(hand.doing("ja:privacy:"), t.plain("Yes"), t.plain("No"))
    await at("summary")


AMINA = {
    "name": "أمينة بن يوسف",
    "country": "تونس",
    "city": "صفاقس",
    "organisation": "بلدية صفاقس",
    "position": "رئيسة مصلحة النظافة",
    "topics": ("waste", "water"),
    "speaks": "العربية",
}
SARA = {
    "name": "Sara Nasser",
    "country": "Jordan",
    "city": "Zarqa",
    "organisation": "Green Zarqa Initiative",
    "position": "Founder",
    "topics": ("waste", "participation"),
    "speaks": "Arabic",
}
