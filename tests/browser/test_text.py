"""How text is shown: direction, entities, length."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Sandbox
from tests.browser.looking import box, inline, line_edges

if TYPE_CHECKING:
    from tests.browser.conftest import Pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ARABIC = "أهلاً بك في الشبكة\nWelcome to the network\nاختر ما تريد"


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


async def test_a_date_is_told_in_the_phones_own_time_zone(pages: Pages, sandbox: Sandbox) -> None:
    """The same moment is another hour, and near midnight another day, elsewhere; and a phone can travel."""
    bot = await sandbox.bot()
    people = [await sandbox.person("Asha", "en", "Asia/Kathmandu"), await sandbox.person("Lena", "de", "Europe/Berlin")]
    for person in people:
        await sandbox.post(f"/people/{person}/chats/{bot.id}/start")
        moment = '<tg-time unix="1798137000" format="wDt">24 Dec, 18:30 UTC</tg-time>'
        await bot.call("sendMessage", chat_id=person, text=moment, parse_mode="HTML")
    asha, lena = await pages.open(*people, chat=bot.id)
    date = '[data-entity="date_time"]'
    await expect(asha.element.locator(date)).to_have_text("Friday, 25 December 2026 at 00:15")
    await expect(lena.element.locator(date)).to_have_text("Donnerstag, 24. Dezember 2026 um 19:30")
    await expect(asha.element.locator(date)).to_have_attribute("title", "24 Dec, 18:30 UTC")

    await sandbox.post(f"/people/{people[0]}/settings", time_zone="America/Bogota")
    await expect(asha.element.locator(date)).to_have_text("Thursday, 24 December 2026 at 13:30")
