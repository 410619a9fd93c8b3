"""What is pressed rather than written: reply keyboards, commands, links, and the keys of a keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Sandbox
from tests.browser.looking import inline

if TYPE_CHECKING:
    from tests.browser.conftest import Pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_reply_keyboard(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    markup = {
        "keyboard": [[{"text": "Yes"}, {"text": "No"}]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
        "input_field_placeholder": "Yes or no?",
    }
    [phone] = await pages.open(person, chat=bot.id)
    await bot.call("sendMessage", chat_id=person, text="Sure?", reply_markup=markup)
    keyboard = phone.element.get_by_role("group", name="Keyboard of the bot")
    await expect(phone.field).to_have_attribute("placeholder", "Yes or no?")
    await keyboard.get_by_role("button", name="Yes").click()
    assert (await bot.next())["text"] == "Yes"
    await expect(keyboard).to_be_hidden()
    await phone.element.get_by_role("button", name="Show or hide").click()
    await expect(keyboard).to_be_visible()
    await bot.call("sendMessage", chat_id=person, text="Thanks", reply_markup={"remove_keyboard": True})
    await expect(keyboard).to_be_hidden()
    await expect(phone.element.get_by_role("button", name="Show or hide")).to_be_hidden()


async def test_sharing_the_contact_is_asked_first(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    markup = {"keyboard": [[{"text": "Share", "request_contact": True}]], "resize_keyboard": True}
    await bot.call("sendMessage", chat_id=person, text="Your number?", reply_markup=markup)
    [phone] = await pages.open(person, chat=bot.id)
    await phone.element.locator(".reply-keyboard").get_by_role("button", name="Share").click()
    await phone.element.get_by_role("dialog").get_by_role("button", name="Share").click()
    assert (await bot.next())["contact"]["user_id"] == person


async def test_force_reply_answers_its_message(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    sent = await bot.call("sendMessage", chat_id=person, text="Your name?", reply_markup={"force_reply": True})
    await expect(phone.element.locator(".context-bar")).to_contain_text("Your name?")
    await phone.field.fill("Clara")
    await phone.field.press("Enter")
    assert (await bot.next())["reply_to_message"]["message_id"] == sent["message_id"]


async def test_commands_complete_by_keyboard_alone(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.person(), await sandbox.bot()
    commands = [{"command": name, "description": f"About {name}"} for name in ("me", "help", "hello")]
    await bot.call("setMyCommands", commands=commands)
    [phone] = await pages.open(person, chat=bot.id)
    keys = phone.page.keyboard
    start = phone.element.get_by_role("button", name="Start", exact=True)
    for _ in range(25):
        if await start.evaluate("element => element === document.activeElement"):
            break
        await keys.press("Tab")
    await expect(start).to_be_focused()
    await keys.press("Enter")
    assert (await bot.next())["text"] == "/start"

    await expect(phone.field).to_be_focused()
    await keys.type("/he")
    options = phone.element.get_by_role("option")
    await expect(options).to_have_count(2)
    await keys.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await keys.press("Enter")
    assert (await bot.next())["text"] == "/hello"
    await expect(phone.bubble("/hello")).to_be_visible()

    await keys.press("ArrowUp")
    await expect(phone.field).to_have_value("/hello")
    await keys.press("Escape")
    await expect(phone.field).to_have_value("")
    await keys.press("Escape")
    await expect(phone.element.locator(f'.chat-items [data-chat="{bot.id}"]')).to_be_focused()


async def test_messages_are_reached_and_handled_by_keyboard(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    first = await bot.call("sendMessage", chat_id=person, text="First")
    await bot.call("sendMessage", chat_id=person, text="Second")
    [phone] = await pages.open(person, chat=bot.id)
    keys = phone.page.keyboard
    await expect(phone.bubble("Second")).to_be_visible()
    await phone.element.locator(".scroller").focus()
    await keys.press("ArrowUp")
    await expect(phone.bubble("Second")).to_be_focused()
    await keys.press("ArrowUp")
    await keys.press("Enter")
    await expect(phone.element.get_by_role("menuitem", name="Reply")).to_be_focused()
    await keys.press("Enter")
    await expect(phone.field).to_be_focused()
    await keys.type("To the first")
    await keys.press("Enter")
    assert (await bot.next())["reply_to_message"]["message_id"] == first["message_id"]


async def test_links_and_copies_behind_buttons(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    keyboard = inline(
        [{"text": "Site", "url": "https://example.org/a"}, {"text": "Code", "copy_text": {"text": "4711"}}]
    )
    sent = await bot.call("sendMessage", chat_id=person, text="Two ways out", reply_markup=keyboard)
    [phone] = await pages.open(person, chat=bot.id)
    await phone.button(sent["message_id"], "0.0").click()
    dialog = phone.element.get_by_role("dialog")
    await expect(dialog).to_contain_text("https://example.org/a")
    await dialog.get_by_role("button", name="Cancel").click()
    await phone.button(sent["message_id"], "0.1").click()
    await expect(phone.element.locator("[data-toast]")).to_have_text("Copied.")
    await phone.field.press("Control+v")
    await expect(phone.field).to_have_value("4711")


async def test_deep_link_and_command_in_a_text(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    username = (await bot.call("getMe"))["username"]
    await bot.call("sendMessage", chat_id=person, text=f"Try /help or https://t.me/{username}?start=from_text")
    [phone] = await pages.open(person, chat=bot.id)
    await phone.element.get_by_role("button", name="Send /help").click()
    assert (await bot.next())["text"] == "/help"
    await phone.element.locator('[data-entity="url"]').click()
    assert (await bot.next())["text"] == "/start from_text"
    await phone.element.get_by_role("button", name="Chat menu").click()
    await phone.element.get_by_role("menuitem", name="Open a deep link").click()
    await phone.element.get_by_role("textbox", name="Deep link").fill(f"https://t.me/{username}?start=invite_7")
    await phone.page.keyboard.press("Enter")
    assert (await bot.next())["text"] == "/start invite_7"


async def test_block_and_unblock(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    await phone.element.get_by_role("button", name="Chat menu").click()
    await phone.element.get_by_role("menuitem", name="Block").click()
    unblock = phone.element.get_by_role("button", name="Unblock")
    await expect(unblock).to_be_visible()
    assert (await bot.raw("sendMessage", chat_id=person, text="Hello?"))["error_code"] == 403
    await unblock.click()
    await expect(phone.field).to_be_visible()
