"""A conversation on the page: writing, pressing, answering, sending files; the bot is played by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Sandbox
from tests.browser.looking import inline, png

if TYPE_CHECKING:
    from tests.browser.conftest import Pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_start_writing_and_an_answer(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.person("Jean", "fr"), await sandbox.bot()
    await bot.call("setMyDescription", description="Brings cities together.")
    [phone] = await pages.open(person, chat=bot.id)
    await expect(phone.element.get_by_text("Brings cities together.")).to_be_visible()

    await phone.element.get_by_role("button", name="Démarrer", exact=True).click()  # his phone speaks French
    assert (await bot.next())["text"] == "/start"
    await bot.call("sendMessage", chat_id=person, text="Bonjour, Jean.")
    await expect(phone.bubble("Bonjour, Jean.")).to_be_visible()

    await phone.field.fill("Salut")
    await phone.field.press("Shift+Enter")
    await phone.field.press_sequentially("à tous")
    await phone.field.press("Enter")
    assert (await bot.next())["text"] == "Salut\nà tous"
    await expect(phone.bubble("à tous")).to_be_visible()
    await expect(phone.field).to_have_value("")


async def test_a_press_shimmers_until_the_toast_and_an_alert_wants_an_answer(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    keyboard = inline([{"text": "Quick", "callback_data": "q"}, {"text": "Grave", "callback_data": "g"}])
    sent = await bot.call("sendMessage", chat_id=person, text="Press one", reply_markup=keyboard)
    [phone] = await pages.open(person, chat=bot.id)

    quick = phone.button(sent["message_id"], "0.0")
    await quick.click()
    query = await bot.next("callback_query")
    assert query["data"] == "q"
    await expect(quick).to_have_attribute("aria-busy", "true")
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Done, Clara")
    await expect(phone.element.locator("[data-toast]")).to_have_text("Done, Clara")
    await expect(quick).to_have_attribute("aria-busy", "false")

    await phone.button(sent["message_id"], "0.1").click()
    query = await bot.next("callback_query")
    await bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Really?", show_alert=True)
    alert = phone.element.get_by_role("alertdialog")
    await expect(alert).to_contain_text("Really?")
    await phone.page.keyboard.press("Escape")
    await expect(alert).to_have_count(0)
    await expect(phone.button(sent["message_id"], "0.1")).to_be_focused()


async def test_edits_and_deletions_arrive_live(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    sent = await bot.call("sendMessage", chat_id=person, text="First wording")
    await expect(phone.bubble("First wording")).to_be_visible()
    await bot.call("editMessageText", chat_id=person, message_id=sent["message_id"], text="Second wording")
    await expect(phone.message(sent["message_id"])).to_contain_text("Second wording")
    await expect(phone.message(sent["message_id"])).to_contain_text("edited")
    await bot.call("deleteMessage", chat_id=person, message_id=sent["message_id"])
    await expect(phone.message(sent["message_id"])).to_have_count(0)


async def test_typing_is_shown(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    await bot.call("sendChatAction", chat_id=person, action="typing")
    await expect(phone.element.locator(".chat-subtitle")).to_contain_text("typing")
    await bot.call("sendMessage", chat_id=person, text="There")
    await expect(phone.element.locator(".chat-subtitle")).to_have_text("bot")


async def test_own_messages_can_be_answered_edited_and_deleted(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    asked = await bot.call("sendMessage", chat_id=person, text="Which city?")
    [phone] = await pages.open(person, chat=bot.id)

    await phone.menu(phone.message(asked["message_id"]), "Reply")
    await phone.field.fill("Sfax")
    await phone.field.press("Enter")
    got = await bot.next()
    assert got["reply_to_message"]["message_id"] == asked["message_id"]
    mine = phone.bubble("Sfax")
    await expect(mine.locator("[data-reply-to]")).to_contain_text("Which city?")

    await phone.menu(mine, "Edit")
    await expect(phone.field).to_have_value("Sfax")
    await phone.field.fill("Tunis")
    await phone.field.press("Enter")
    assert (await bot.next("edited_message"))["text"] == "Tunis"
    mine = phone.bubble("Tunis")
    await expect(mine).to_contain_text("edited")

    await phone.menu(mine, "Delete")
    await phone.element.get_by_role("button", name="Delete").click()
    await expect(phone.messages.filter(has_text="Tunis")).to_have_count(0)


async def test_files_both_ways(pages: Pages, sandbox: Sandbox, tmp_path: Path) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    plan = tmp_path / "plan.txt"
    plan.write_text("a plan\n")
    async with phone.page.expect_file_chooser() as chooser:
        await phone.element.get_by_role("button", name="Attach").click()
        await phone.element.get_by_role("menuitem", name="File").click()
    await (await chooser.value).set_files(plan)
    await phone.element.get_by_role("textbox", name="Caption").fill("our plan")
    await phone.element.get_by_role("dialog").get_by_role("button", name="Send").click()
    got = await bot.next()
    assert got["caption"] == "our plan"
    assert got["document"]["file_name"] == "plan.txt"
    assert await bot.download(got["document"]["file_id"]) == b"a plan\n"
    await expect(phone.bubble("our plan")).to_contain_text("7 B")

    async with phone.page.expect_file_chooser() as chooser:
        await phone.element.get_by_role("button", name="Attach").click()
        await phone.element.get_by_role("menuitem", name="Photo").click()
    await (await chooser.value).set_files({"name": "map.png", "mimeType": "image/png", "buffer": png(90, 60)})
    await phone.element.get_by_role("dialog").get_by_role("button", name="Send").click()
    assert (await bot.next())["photo"]

    await bot.upload("sendDocument", "document", "minutes.csv", b"a;b\n1;2\n", chat_id=person)
    async with phone.page.expect_download() as download:
        await phone.element.get_by_role("link", name="Download minutes.csv").click()
    await (await download.value).save_as(tmp_path / "minutes.csv")
    assert (tmp_path / "minutes.csv").read_bytes() == b"a;b\n1;2\n"

    await bot.upload("sendPhoto", "photo", "town.png", png(640, 400), chat_id=person, caption="The town")
    picture = phone.bubble("The town").locator("img")
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("image => image.naturalWidth") > 0
    await phone.bubble("The town").get_by_role("button", name="Open the photo").click()
    await expect(phone.element.get_by_role("dialog", name="The town")).to_be_visible()
    await phone.page.keyboard.press("Escape")
    await expect(phone.element.get_by_role("dialog")).to_have_count(0)


async def test_a_dropped_file_is_sent(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    await expect(phone.field).to_be_visible()
    transfer = await phone.page.evaluate_handle(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["drop"], "d.txt", { type: "text/plain" }));
            return transfer;
        }"""
    )
    chat = f'.phone[data-person="{person}"] .chat[data-chat]'
    await phone.page.dispatch_event(chat, "dragenter", {"dataTransfer": transfer})
    await phone.page.dispatch_event(f"{chat} .drop-zone[data-kind=document]", "drop", {"dataTransfer": transfer})
    await phone.element.get_by_role("dialog").get_by_role("button", name="Send").click()
    assert await bot.download((await bot.next())["document"]["file_id"]) == b"drop"
