"""What the page keeps up with by itself: the newest message, and the words that answers quote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import Pages, Sandbox

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TALL = "\n".join(["one of many lines"] * 12)


async def test_messages_are_followed_while_the_page_still_scrolls_until_the_person_scrolls_up(
    pages: Pages, sandbox: Sandbox
) -> None:
    person, bot = await sandbox.chat()
    for number in range(6):
        await bot.call("sendMessage", chat_id=person, text=f"Before {number}\n{TALL}")
    [phone] = await pages.open(person, chat=bot.id)
    await phone.page.emulate_media(reduced_motion="no-preference")
    await expect(phone.bubble("Before 5")).to_be_in_viewport()
    down = phone.element.get_by_role("button", name="Scroll to the newest message")

    for name in ("First", "Second", "Third"):
        await bot.call("sendMessage", chat_id=person, text=f"{TALL}\n{name} of three")
    await expect(phone.bubble("Third of three")).to_be_in_viewport(ratio=0.99)
    await expect(down).to_be_hidden()

    await phone.bubble("Third of three").hover()
    await phone.page.mouse.wheel(0, -900)
    await expect(down).to_be_visible()
    await expect(phone.bubble("Third of three")).not_to_be_in_viewport()
    await bot.call("sendMessage", chat_id=person, text="Meanwhile")
    await expect(down).to_contain_text("1")
    await expect(phone.bubble("Meanwhile")).not_to_be_in_viewport()

    await down.click()
    await expect(phone.bubble("Meanwhile")).to_be_in_viewport(ratio=0.99)
    await expect(down).to_be_hidden()


async def test_a_quote_says_what_the_message_it_quotes_says_now(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    asked = (await bot.call("sendMessage", chat_id=person, text="Which city?"))["message_id"]
    other = (await bot.call("sendMessage", chat_id=person, text="Which language?"))["message_id"]
    [phone] = await pages.open(person, chat=bot.id)
    answers = [
        (await bot.call("sendMessage", chat_id=person, text=text, reply_parameters={"message_id": to}))["message_id"]
        for text, to in (("Sfax", asked), ("Or Tunis", asked), ("Arabic", other))
    ]
    first, second, third = (phone.message(answer).locator("[data-reply-to]") for answer in answers)
    await expect(second).to_contain_text("Which city?")

    await bot.call("editMessageText", chat_id=person, message_id=asked, text="Which region?")
    for quote in (first, second):
        await expect(quote).to_contain_text("Which region?")
    await first.click()
    await expect(phone.message(asked)).to_be_in_viewport()

    await bot.call("deleteMessage", chat_id=person, message_id=asked)
    for quote in (first, second):
        await expect(quote).to_have_text("Deleted message")
    await bot.call("editMessageText", chat_id=person, message_id=answers[0], text="Sfax, I think")
    await expect(phone.bubble("Sfax, I think").locator("[data-reply-to]")).to_have_text("Deleted message")
    await first.click()
    await expect(phone.element.locator("[data-toast]")).to_have_text("That message is gone.")
    await expect(third).to_contain_text("Which language?")

    await phone.page.reload()
    await expect(second).to_have_text("Deleted message")
