"""The page around the phones: unread counts, the bar, narrow and wide screens, a sandbox that goes away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Sandbox, running
from tests.browser.looking import box

if TYPE_CHECKING:
    from playwright.async_api import Browser

    from tests.browser.conftest import Pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_unread_counts(pages: Pages, sandbox: Sandbox) -> None:
    person, first = await sandbox.chat()
    second = await sandbox.bot("Second desk")
    await sandbox.post(f"/people/{person}/chats/{second.id}/start")
    [phone] = await pages.open(person)
    item = phone.element.locator(f'.chat-items [data-chat="{first.id}"]')
    await expect(item).to_be_visible()
    for text in ("one", "two"):
        await first.call("sendMessage", chat_id=person, text=text)
    await expect(item.locator("[data-unread]")).to_have_text("2")
    await expect(item).to_contain_text("two")
    await item.click()
    await expect(phone.bubble("two")).to_be_visible()
    await phone.element.get_by_role("button", name="Back to the chats").click()
    await expect(item).to_be_visible()
    await expect(item.locator("[data-unread]")).to_have_count(0)


async def test_two_phones_side_by_side(pages: Pages, sandbox: Sandbox) -> None:
    clara, bot = await sandbox.chat()
    omar = await sandbox.person("Omar", "ar")
    await sandbox.post(f"/people/{omar}/chats/{bot.id}/start")
    left, right = await pages.open(clara, omar, chat=bot.id)
    await bot.call("sendMessage", chat_id=omar, text="For Omar alone")
    await expect(right.bubble("For Omar alone")).to_be_visible()
    await expect(left.messages.filter(has_text="For Omar alone")).to_have_count(0)
    assert (await box(left.element))["right"] <= (await box(right.element))["x"]


async def test_three_phones_fit_a_projector(pages: Pages, sandbox: Sandbox) -> None:
    people = [await sandbox.person(name) for name in ("Amina", "Clara", "Jean")]
    phones = await pages.open(*people, size=(1280, 720))
    last = await box(phones[-1].element)
    assert last["right"] <= 1280
    assert last["bottom"] <= 720
    stage = phones[0].page.locator("main")
    assert await stage.evaluate("element => element.scrollWidth - element.clientWidth") <= 0


async def test_a_restarted_sandbox_is_found_again(browser: Browser, sandbox: Sandbox) -> None:
    """On a context of its own: the browser itself logs that it cannot reach the sandbox, which is the point."""
    page = await browser.new_page()
    async with running() as (base, first):
        port = int(base.rsplit(":", 1)[1])
        before = Sandbox(base, sandbox.http)
        person = await before.person("Clara")
        await page.goto(f"{base}/?people={person}")
        await expect(page.locator(f'.phone[data-person="{person}"]')).to_be_visible()
        first.terminate()
        await first.wait()
        await expect(page.get_by_text("Reconnecting…")).to_be_visible()
    async with running(port) as (base, _):
        await expect(page.get_by_text("Reconnecting…")).to_be_hidden()
        await expect(page.locator(".phone")).to_have_count(0)
        after = Sandbox(base, sandbox.http)
        await after.person("Omar")
        await expect(page.get_by_role("region", name="Phone of Omar")).to_be_visible()
        await page.close()


async def test_skipping_time(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    before = (await sandbox.get("/clock"))["offset"]
    await phone.page.get_by_role("button", name="Skip time").click()
    await phone.page.get_by_role("menuitem", name="+ 1 hour").click()
    await expect(phone.page.locator(".clock-shift")).to_contain_text("h")
    assert (await sandbox.get("/clock"))["offset"] == pytest.approx(before + 3600, abs=1)


async def test_a_person_can_be_added_and_put_away(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    await phone.page.get_by_role("button", name="People").click()
    await phone.page.get_by_role("menuitem", name="Add a person").click()
    dialog = phone.page.get_by_role("dialog")
    await dialog.get_by_label("First name").fill("Omar")
    await dialog.get_by_label("Language").select_option("ar")
    await dialog.get_by_role("button", name="Add").click()
    added = phone.page.get_by_role("region", name="Phone of Omar").last
    await expect(added).to_contain_text("Arabic")
    await added.hover()
    await added.get_by_role("button", name="Put this phone away").click()
    await expect(phone.page.locator(".phone")).to_have_count(1)


async def test_gaps_and_the_log_are_shown(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    assert (await bot.raw("sendSmoke", chat_id=person))["error_code"] == 404
    gaps = phone.page.get_by_role("button", name=re.compile(r"\d+ gaps?"))
    await gaps.click()
    await expect(phone.page.get_by_role("menu", name="Unknown methods")).to_contain_text(
        re.compile("sendsmoke", re.IGNORECASE)
    )
    await phone.page.keyboard.press("Escape")
    await bot.call("sendMessage", chat_id=person, text="To be logged")
    await phone.page.get_by_role("button", name="Log of API calls").click()
    log = phone.page.locator('[data-panel="log"]')
    call = log.locator('[data-method="sendMessage" i]').first
    await call.locator("summary").click()
    await expect(call).to_contain_text("To be logged")
    await expect(call).to_contain_text("200")


async def test_a_narrow_screen_shows_one_phone_at_a_time(pages: Pages, sandbox: Sandbox) -> None:
    clara, bot = await sandbox.chat()
    omar = await sandbox.person("Omar", "ar")
    await bot.call("sendMessage", chat_id=clara, text="A long word: " + "x" * 300)
    first, second = await pages.open(clara, omar, chat=bot.id, size=(390, 780))
    await expect(first.field).to_be_visible()
    await expect(second.element).to_be_hidden()
    assert (await box(first.element))["width"] == 390
    assert await first.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert await first.page.evaluate("document.body.scrollWidth") <= 390
    await first.page.get_by_role("tab", name="Omar").click()
    await expect(second.element).to_be_visible()
    await expect(first.element).to_be_hidden()


async def test_plain_hides_the_bar(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    await phone.page.goto(f"{sandbox.base}/?people={person}&plain=1")
    await expect(phone.element).to_be_visible()
    await expect(phone.page.locator(".bar")).to_be_hidden()
