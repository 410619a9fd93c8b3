"""The page as its users meet it: each test is a short conversation between a hand-played bot and a person."""

from __future__ import annotations

import re
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Sandbox, running

if TYPE_CHECKING:
    from playwright.async_api import Browser, Locator

    from tests.browser.conftest import Pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ARABIC = "أهلاً بك في الشبكة\nWelcome to the network\nاختر ما تريد"


def png(width: int, height: int) -> bytes:
    """A plain picture, without needing an imaging library for it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x2a\x9d\x8f" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


async def box(locator: Locator) -> dict[str, float]:
    found = await locator.bounding_box()
    assert found, "not on the page"
    return {**found, "right": found["x"] + found["width"], "bottom": found["y"] + found["height"]}


async def line_edges(text: Locator, needle: str) -> tuple[float, float, float, float]:
    """Where the words `needle` stand, and the edges of the text around them: left, right, outer left, outer right."""
    return await text.evaluate(
        """(element, needle) => {
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(needle);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + needle.length);
                const inner = range.getBoundingClientRect();
                const outer = element.getBoundingClientRect();
                return [inner.left, inner.right, outer.left, outer.right];
            }
            return null;
        }""",
        needle,
    )


# -- a conversation ----------------------------------------------------------------------------------------------------


async def test_start_writing_and_an_answer(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.person("Jean", "fr"), await sandbox.bot()
    await bot.call("setMyDescription", description="Brings cities together.")
    [phone] = await pages.open(person, chat=bot.id)
    await expect(phone.element.get_by_text("Brings cities together.")).to_be_visible()

    await phone.element.get_by_role("button", name="Start", exact=True).click()
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


# -- keyboards, commands, links ----------------------------------------------------------------------------------------


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


# -- files -------------------------------------------------------------------------------------------------------------


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


# -- text --------------------------------------------------------------------------------------------------------------


async def test_each_paragraph_finds_its_own_direction(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat("أمينة", "ar")
    keyboard = inline([{"text": "نعم", "callback_data": "y"}, {"text": "لا", "callback_data": "n"}])
    sent = await bot.call("sendMessage", chat_id=person, text=ARABIC, reply_markup=keyboard)
    [phone] = await pages.open(person, chat=bot.id)
    text = phone.message(sent["message_id"]).locator(".text")
    await expect(text).to_have_css("direction", "rtl")
    await expect(text).to_have_css("unicode-bidi", "plaintext")

    _, right, _, outer_right = await line_edges(text, "اختر ما تريد")
    assert outer_right - right < 1.5
    left, right, outer_left, outer_right = await line_edges(text, "Welcome to the network")
    assert left - outer_left < 1.5
    assert outer_right - right > 10
    bubble, time = await box(phone.message(sent["message_id"]).locator(".bubble")), await box(text.locator(".meta"))
    assert bubble["right"] - time["right"] < 16
    assert bubble["bottom"] - time["bottom"] < 12

    first, second = (
        await box(phone.button(sent["message_id"], "0.0")),
        await box(phone.button(sent["message_id"], "0.1")),
    )
    assert first["right"] < second["x"], "buttons keep their order from left to right"
    await expect(phone.page.locator("html")).to_have_css("direction", "ltr")


async def test_a_latin_text_with_an_isolated_arabic_name_stays_left(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    sent = await bot.call("sendMessage", chat_id=person, text="\u2068أمينة\u2069 has joined.\nمرحبا")
    [phone] = await pages.open(person, chat=bot.id)
    text = phone.message(sent["message_id"]).locator(".text")
    left, _, outer_left, _ = await line_edges(text, "has joined.")
    name_left, _, _, _ = await line_edges(text, "أمينة")
    assert name_left - outer_left < 1.5, "what is isolated does not turn the paragraph round"
    assert left > name_left


async def test_entities_nested_overlapping_and_never_html(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    text = "👋🏽 bold both italic <img src=x onerror=alert(1)> hidden end"
    at = lambda word: len(text[: text.index(word)].encode("utf-16-le")) // 2  # noqa: E731
    entities = [
        {"type": "bold", "offset": at("bold"), "length": len("bold both")},
        {"type": "italic", "offset": at("both"), "length": len("both italic")},
        {"type": "spoiler", "offset": at("hidden"), "length": len("hidden")},
    ]
    sent = await bot.call("sendMessage", chat_id=person, text=text, entities=entities)
    quote = "<pre><code class='language-python'>a &lt; b</code></pre>\n<blockquote>wise words</blockquote>\nend"
    second = await bot.call("sendMessage", chat_id=person, text=quote, parse_mode="HTML")
    [phone] = await pages.open(person, chat=bot.id)
    message = phone.message(sent["message_id"])
    await expect(message.locator("strong")).to_have_text("bold both")
    assert "".join(await message.locator("em").all_text_contents()) == "both italic"
    await expect(message.locator("img")).to_have_count(0)
    spoiler = message.locator('[data-entity="spoiler"]')
    await expect(spoiler).to_have_css("color", "rgba(0, 0, 0, 0)")
    await spoiler.click()
    await expect(spoiler).not_to_have_css("color", "rgba(0, 0, 0, 0)")
    await expect(phone.message(second["message_id"]).locator("pre")).to_have_text("a < b")
    await expect(phone.message(second["message_id"])).to_contain_text("python")
    await expect(phone.message(second["message_id"]).locator("blockquote")).to_have_text("wise words")


async def test_a_moment_is_written_in_the_readers_language(pages: Pages, sandbox: Sandbox) -> None:
    moment = '<tg-time unix="1798106400" format="D">24 Dec</tg-time>'
    amina, bot = await sandbox.chat("أمينة", "ar")
    clara = await sandbox.person("Clara", "de")
    await sandbox.post(f"/people/{clara}/chats/{bot.id}/start")
    for person in (amina, clara):
        await bot.call("sendMessage", chat_id=person, text=f"On {moment}", parse_mode="HTML")
    arabic, german = await pages.open(amina, clara, chat=bot.id)
    await expect(arabic.element.locator('[data-entity="date_time"]')).to_contain_text("ديسمبر")
    await expect(german.element.locator('[data-entity="date_time"]')).to_contain_text("24. Dezember 2026")


async def test_long_arabic_names_and_lines_lose_their_end_in_the_list(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat("أمينة", "ar")
    await bot.call("setMyName", name="دليل الفعاليات والمناسبات في المدن المتوسطية والعالم")
    await bot.call("sendMessage", chat_id=person, text="ندوة عن المياه يوم الخميس القادم في الساعة العاشرة صباحاً")
    [phone] = await pages.open(person, chat=bot.id)
    await phone.element.get_by_role("button", name="Back to the chats").click()
    item = phone.element.locator(f'.chat-items [data-chat="{bot.id}"]')
    for part, first_word in ((".chat-item-gist", "ندوة"), (".chat-item-name", "دليل")):
        _, right, _, outer_right = await line_edges(item.locator(part), first_word)
        assert right <= outer_right + 1


async def test_the_longest_text_stays_inside(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    sent = await bot.call("sendMessage", chat_id=person, text="W" * 4096)
    [phone] = await pages.open(person, chat=bot.id)
    bubble, frame = await box(phone.message(sent["message_id"]).locator(".bubble")), await box(phone.element)
    assert frame["x"] < bubble["x"]
    assert bubble["right"] < frame["right"]


async def test_of_a_long_chat_the_end_is_drawn_and_the_rest_on_scrolling(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    for number in range(260):
        await bot.call("sendMessage", chat_id=person, text=f"Number {number}")
    [phone] = await pages.open(person, chat=bot.id)
    await expect(phone.bubble("Number 259")).to_be_in_viewport()
    await expect(phone.messages).to_have_count(100)
    scroller = phone.element.locator(".scroller")
    await scroller.evaluate("element => { element.scrollTop = 0; }")
    await expect(phone.messages).to_have_count(200)
    await expect(phone.element.get_by_role("button", name="Scroll to the newest")).to_be_visible()
    await bot.call("sendMessage", chat_id=person, text="News while reading")
    down = phone.element.get_by_role("button", name="Scroll to the newest")
    await expect(down.locator(".badge")).to_have_text("1")
    await down.click()
    await expect(phone.bubble("News while reading")).to_be_in_viewport()
    await expect(down).to_be_hidden()


# -- the page around the phones ----------------------------------------------------------------------------------------


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
