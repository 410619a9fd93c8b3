"""What the demo promises: joining in Arabic on its page, beside a coordinator who admits somebody else."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from bot.demo_people import AMINA, KARIM, SARA
from handlers.kit.speech import speech
from network.charter import shipped_charter
from tests.browser import demo
from tests.browser.conftest import Pages
from tests.browser.demo import Hand
from tests.browser.looking import box, line_edges

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.asyncio(loop_scope="session")]

# What an Arabic text may hold in Latin letters: names, and the languages that one can change to.
LATIN = {"Connective", "Cities", "English", "Français", "Deutsch", "GDPR"}


async def test_joining_in_arabic_beside_a_coordinator_who_admits_an_ngo(browser: Browser) -> None:
    t, charter = speech("ar"), shipped_charter()
    async with demo.demo() as address:
        context = await browser.new_context(locale="en-GB", timezone_id="Europe/Berlin", reduced_motion="reduce")
        pages = Pages(context, "http://" + urlsplit(address).netloc)
        page = await pages.visit(address)
        amina, karim, sara = (Hand(page, seed.telegram_id) for seed in (AMINA, KARIM, SARA))
        await expect(karim.bubble("Application: Leïla Trabelsi")).to_be_visible()

        # A practitioner, who is a member at once
        async def rows_of_buttons(station: str) -> None:
            if station == "group":
                back, cancel = amina.doing("f:join:member_group:b"), amina.doing("f:join:member_group:c")
                assert (await box(back))["x"] > (await box(cancel))["x"], "rows of buttons are read from the right"

        await demo.registers(amina, "ar", "practitioner", demo.AMINA, rows_of_buttons)
        summary = amina.bubble("بلدية صفاقس")
        _, right, _, outer = await line_edges(summary.locator(".text"), t.plain("Name"))
        assert outer - right < 1.5, "lines begin on the right"
        await amina.presses(t.plain("Send"))
        await expect(amina.bubble(charter.hubs["mena"].name("ar"))).to_be_visible()
        said = " ".join(await amina.element.locator(".row.in").all_inner_texts())
        stray = set(re.findall(r"(?<![/\w@.])[A-Za-zç]{2,}(?![\w@.])", said)) - LATIN
        assert not stray, "nothing of it is left in another language"

        # An NGO, for which a coordinator decides
        await page.locator('[data-action="people"]').click()
        await page.get_by_text("Sara Nasser").click()
        await demo.registers(sara, "en", "civil_society", demo.SARA)
        await sara.presses("Send")
        await expect(karim.bubble("Application: Sara Nasser")).to_contain_text("Green Zarqa Initiative")
        await karim.presses("Admit", "Admit")
        await expect(sara.bubble("Welcome to the network, Sara Nasser!")).to_be_visible()
        await expect(karim.bubble("Admitted by Karim Haddad")).to_contain_text("Application: Sara Nasser")

        await context.close()
    assert pages.errors == []
    assert pages.foreign == []
