"""Inline mode and places on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Bot, Phone, Sandbox
from tests.browser.looking import inline

if TYPE_CHECKING:
    from tests.browser.conftest import Pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KEYS = inline([{"text": "Going", "callback_data": "go"}])


def article(number: int) -> dict[str, Any]:
    return {
        "type": "article", "id": str(number), "title": f"Event {number}", "description": "منتدى النفايات",
        "input_message_content": {"message_text": f"Come to event {number}"}, "reply_markup": KEYS,
    }  # fmt: skip


async def in_a_group(pages: Pages, sandbox: Sandbox) -> tuple[Bot, Phone, int]:
    """A phone with a group on it that an inline bot is not in."""
    person, bot = await sandbox.chat("Clara", "en")
    await sandbox.post("/bots", token=f"{bot.id}:secret", inline=True, inline_feedback=1)
    group = await sandbox.post("/groups", title="Cities", owner=person)
    [phone] = await pages.open(person, chat=group["id"])
    await expect(phone.field).to_be_visible()
    return bot, phone, group["id"]


async def test_what_a_bot_offers_is_chosen_and_changes_later(pages: Pages, sandbox: Sandbox) -> None:
    bot, phone, _ = await in_a_group(pages, sandbox)
    await phone.field.fill(f"@sandbox{bot.id}_bot wast")
    query = await bot.next("inline_query")
    assert (query["query"], query["chat_type"]) == ("wast", "supergroup")
    button = {"text": "Join the network", "start_parameter": "join"}
    results = [article(number) for number in range(20)]
    await bot.call("answerInlineQuery", inline_query_id=query["id"], results=results, button=button, next_offset="20")
    offers = phone.element.locator("[data-result]")
    await expect(offers).to_have_count(20)
    await expect(offers.first).to_have_attribute("aria-selected", "true")
    await expect(phone.element.locator('[data-inline-button="join"]')).to_be_visible()

    await offers.nth(19).scroll_into_view_if_needed()
    more = await bot.next("inline_query")
    assert more["offset"] == "20"
    await bot.call("answerInlineQuery", inline_query_id=more["id"], results=[article(20)])
    await expect(offers).to_have_count(21)

    await phone.field.press("ArrowDown")
    await phone.field.press("Enter")
    sent = phone.bubble("Come to event 1")
    await expect(sent).to_contain_text(f"via @sandbox{bot.id}_bot")
    await expect(phone.field).to_have_value("")
    await expect(offers).to_have_count(21)
    await expect(offers.first).to_be_hidden()
    number = (await bot.next("chosen_inline_result"))["inline_message_id"]
    await bot.call("editMessageText", inline_message_id=number, text="Event 1 moved", reply_markup=KEYS)
    moved = phone.bubble("Event 1 moved")
    await moved.locator('[data-button="0.0"]').click()
    pressed = await bot.next("callback_query")
    assert pressed["inline_message_id"] == number
    await bot.call("answerCallbackQuery", callback_query_id=pressed["id"], text="See you there")
    await expect(phone.element.locator("[data-toast]")).to_have_text("See you there")


async def test_the_button_above_begins_a_chat_with_the_bot(pages: Pages, sandbox: Sandbox) -> None:
    bot, phone, _ = await in_a_group(pages, sandbox)
    await phone.field.fill(f"@sandbox{bot.id}_bot ")
    query = await bot.next("inline_query")
    button = {"text": "Join the network", "start_parameter": "join"}
    await bot.call("answerInlineQuery", inline_query_id=query["id"], results=[], button=button)
    await phone.element.locator('[data-inline-button="join"]').click()
    assert (await bot.next("message"))["text"] == "/start join"
    await expect(phone.element.locator(f'.chat[data-chat="{bot.id}"]')).to_be_visible()


async def test_a_share_button_asks_for_a_chat_and_writes_the_bots_name(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat("Clara", "en")
    await sandbox.post("/bots", token=f"{bot.id}:secret", inline=True)
    group = await sandbox.post("/groups", title="Cities", owner=person)
    keys = inline([{"text": "Share", "switch_inline_query": "e12"}])
    sent = await bot.call("sendMessage", chat_id=person, text="An event", reply_markup=keys)
    [phone] = await pages.open(person, chat=bot.id)
    await phone.button(sent["message_id"], "0.0").click()
    await phone.element.locator(f'[data-choice="{group["id"]}"]').click()
    await expect(phone.field).to_have_value(f"@sandbox{bot.id}_bot e12")
    assert (await bot.next("inline_query"))["query"] == "e12"


async def test_a_venue_is_shared_from_the_paperclip(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat("Clara", "en")
    [phone] = await pages.open(person, chat=bot.id)
    await phone.element.get_by_role("button", name="Attach").click()
    await phone.element.get_by_role("menuitem", name="Place").click()
    await phone.element.locator('[data-field="title"]').fill("City hall")
    await phone.element.locator('[data-field="address"]').fill("Omar Matar St")
    await phone.element.get_by_role("button", name="Share").click()
    venue = (await bot.next("message"))["venue"]
    assert (venue["title"], venue["location"]["latitude"]) == ("City hall", 31.9539)
    await expect(phone.bubble("City hall")).to_contain_text("Omar Matar St")


async def test_a_button_that_asks_where_one_is(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat("Clara", "en")
    keys = {"keyboard": [[{"text": "Here I am", "request_location": True}]], "resize_keyboard": True}
    await bot.call("sendMessage", chat_id=person, text="Where are you?", reply_markup=keys)
    [phone] = await pages.open(person, chat=bot.id)
    await phone.element.get_by_role("button", name="Here I am").click()
    await phone.element.get_by_role("button", name="Share").click()
    assert (await bot.next("message"))["location"] == {"latitude": 31.9539, "longitude": 35.9106}
