"""Albums, captions and groups on the page: what stands together, and what an edit or a deletion does to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from playwright.async_api import expect

from tests.browser.conftest import Bot, Sandbox
from tests.browser.looking import box, inline, png

if TYPE_CHECKING:
    from tests.browser.conftest import Pages

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
SHAPES = ((40, 20), (20, 40), (30, 30), (40, 20), (30, 30))


async def send_album(bot: Bot, chat: int, parts: list[dict[str, Any]], *files: tuple[str, bytes]) -> list[int]:
    """An album of files sent along, in order; the ids of its messages."""
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("chat_id", str(chat))
    form.add_field("media", json.dumps([{"media": f"attach://f{place}", **part} for place, part in enumerate(parts)]))
    for place, (name, data) in enumerate(files):
        form.add_field(f"f{place}", data, filename=name)
    async with bot.http.post(f"{bot.base}/bot{bot.id}:secret/sendMediaGroup", data=form) as reply:
        answer = await reply.json()
    assert answer["ok"], answer
    return [message["message_id"] for message in answer["result"]]


async def pictures(bot: Bot, chat: int, count: int = 5, caption: str = "Both streets") -> list[int]:
    parts = [{"type": "photo", **({"caption": caption} if place == 0 else {})} for place in range(count)]
    return await send_album(bot, chat, parts, *[(f"{place}.png", png(*SHAPES[place])) for place in range(count)])


async def test_an_album_is_one_bubble_with_one_caption(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    ids = await pictures(bot, person)
    row = phone.element.locator("[data-album]")
    await expect(row).to_have_count(1)
    await expect(row.locator(".text")).to_contain_text("Both streets")
    places = [await box(phone.message(number)) for number in ids]
    assert places[0]["y"] == places[1]["y"] < places[2]["y"] == places[3]["y"] == places[4]["y"]
    assert places[0]["width"] > places[1]["width"], "a wide picture gets more room than a high one"
    whole = await box(row.locator(".album-grid"))
    assert max(place["right"] for place in places) <= whole["right"] + 1

    await phone.message(ids[1]).click()
    await expect(phone.element.get_by_role("dialog", name="Photo")).to_be_visible()
    await phone.page.keyboard.press("Escape")

    await bot.call("editMessageCaption", chat_id=person, message_id=ids[0], caption="One street")
    await expect(row.locator(".text")).to_contain_text("One street")
    await expect(row.locator(".edited")).to_be_visible()
    await bot.call("deleteMessages", chat_id=person, message_ids=ids[1:4])
    await expect(row.locator("[data-message-id]")).to_have_count(2)
    await bot.call("deleteMessages", chat_id=person, message_ids=[ids[0], ids[4]])
    await expect(row).to_have_count(0)


async def test_the_rest_of_an_album_is_no_album_and_files_stand_in_a_list(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    ids = await pictures(bot, person, 2, "")
    papers = [{"type": "document"}, {"type": "document", "caption": "Read this"}]
    files = await send_album(bot, person, papers, ("plan.pdf", b"%PDF"), ("list.csv", b"a,b"))
    [phone] = await pages.open(person, chat=bot.id)
    await bot.call("deleteMessage", chat_id=person, message_id=ids[0])
    await expect(phone.element.locator("[data-album]")).to_have_count(1)
    await expect(phone.message(ids[1]).locator("img")).to_be_visible()
    first, second = [await box(phone.message(number)) for number in files]
    assert first["bottom"] <= second["y"]
    await expect(phone.message(files[1])).to_contain_text("Read this")


async def test_media_take_the_place_of_text_and_keep_their_buttons(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat("أمينة", "ar")
    keys = inline([{"text": "سأحضر", "callback_data": "go"}])
    sent = await bot.call("sendMessage", chat_id=person, text="قريبًا", reply_markup=keys)
    [phone] = await pages.open(person, chat=bot.id)
    media = {"type": "photo", "media": "attach://n", "caption": "مفتوح الآن", "show_caption_above_media": True}
    number = sent["message_id"]
    await bot.upload(
        "editMessageMedia", "n", "n.png", png(20, 40), chat_id=person, message_id=number, media=media, reply_markup=keys
    )
    message = phone.message(number)
    await expect(message.locator("img")).to_be_visible()
    picture, text = await box(message.locator(".media-photo")), await box(message.locator(".text"))
    assert text["bottom"] <= picture["y"] + 1, "the caption stands above"
    button = await box(phone.button(number, "0.0"))
    assert abs(button["width"] - picture["width"]) < 2, "buttons are as wide as what they belong to"
    await phone.button(number, "0.0").click()
    assert (await bot.next("callback_query"))["data"] == "go"


async def test_several_files_chosen_at_once_go_as_an_album(pages: Pages, sandbox: Sandbox, tmp_path: Path) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(png(30, 20))
    await phone.element.locator('[data-attach="photo"]').set_input_files([tmp_path / "a.png", tmp_path / "b.png"])
    dialog = phone.element.get_by_role("dialog", name="Send 2 photos and videos")
    await dialog.get_by_label("Caption").fill("**Before** and after")
    await dialog.get_by_role("button", name="Send").click()
    first, second = await bot.next(), await bot.next()
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], first["caption_entities"]) == (
        "Before and after", [{"offset": 0, "length": 6, "type": "bold"}],
    )  # fmt: skip
    await expect(phone.element.locator("[data-album]")).to_have_count(1)


async def test_marks_become_formatting_and_come_back_for_editing(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    [phone] = await pages.open(person, chat=bot.id)
    await phone.field.fill("😀 **Come __to__ [Tunis](https://example.org/t)** for ||free|| `**x**` 2 ** 3")
    await phone.field.press("Enter")
    got = await bot.next()
    assert got["text"] == "😀 Come to Tunis for free **x** 2 ** 3"
    assert [(one["type"], one["offset"], one["length"]) for one in got["entities"]] == [
        ("bold", 3, 13), ("italic", 8, 2), ("text_link", 11, 5), ("spoiler", 21, 4), ("code", 26, 5),
    ]  # fmt: skip
    await phone.menu(phone.message(got["message_id"]), "Edit")
    await expect(phone.field).to_have_value(
        "😀 **Come __to__ [Tunis](https://example.org/t)** for ||free|| `**x**` 2 ** 3"
    )
    await phone.field.press("Enter")
    await phone.field.fill("done")
    await phone.field.press("Enter")
    assert (await bot.next())["text"] == "done", "an edit that changes nothing is none"


async def test_a_group_on_two_phones(pages: Pages, sandbox: Sandbox) -> None:
    amina, bot = await sandbox.chat("Amina", "ar")
    omar = await sandbox.person("Omar", "en")
    group = (await sandbox.post("/groups", title="MENA hub", owner=amina, people=[omar], bots=[bot.id], kind="group"))[
        "id"
    ]
    [hers, his] = await pages.open(amina, omar, chat=group)
    await sandbox.post(f"/people/{amina}/chats/{group}/write", text="Good morning")
    await expect(his.bubble("Good morning").locator(".sender")).to_have_text("Amina")
    await expect(hers.bubble("Good morning").locator(".sender")).to_have_count(0)
    await expect(his.element.locator(".chat-subtitle")).to_have_text("3 members")
    await expect(hers.element.locator(".chat-subtitle")).to_have_text("3 أعضاء")
    sent = await bot.call(
        "sendMessage", chat_id=group, text="Who comes?", reply_markup=inline([{"text": "I do", "callback_data": "me"}])
    )
    await his.button(sent["message_id"], "0.0").click()
    assert (await bot.next("callback_query"))["from"]["id"] == omar
    await sandbox.post(f"/groups/{group}/remove", account=omar)
    await expect(his.element.locator(f'[data-chat="{group}"]')).to_have_count(0)
    await expect(hers.bubble("أزال")).to_be_visible()
    new = (await sandbox.post(f"/groups/{group}/migrate"))["id"]
    await expect(hers.element.locator(f'.chat-item[data-chat="{new}"]')).to_be_visible()
    await expect(hers.element.locator(f'[data-chat="{group}"]')).to_have_count(0)
