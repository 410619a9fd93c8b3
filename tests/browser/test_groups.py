"""Groups on the page: topics to switch between, quotes, reactions, links into a group, and who is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.async_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import Bot, Pages, Sandbox

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def forum(sandbox: Sandbox, *others: int) -> tuple[int, Bot, int]:
    """A person and a bot that manages the topics of their group."""
    person, bot = await sandbox.chat()
    body = {"title": "Hub Amman", "owner": person, "people": list(others), "bots": [bot.id], "forum": True}
    group = (await sandbox.post("/groups", **body))["id"]
    await sandbox.post(f"/groups/{group}/promote", account=bot.id)
    return person, bot, group


async def test_topics_are_switched_between_and_written_into(pages: Pages, sandbox: Sandbox) -> None:
    person, bot, group = await forum(sandbox)
    made = await bot.call("createForumTopic", chat_id=group, name="Housing")
    thread = made["message_thread_id"]
    await bot.call("sendMessage", chat_id=group, text="In General")
    await bot.call("sendMessage", chat_id=group, text="About rooms", message_thread_id=thread)
    [phone] = await pages.open(person, chat=group)
    await expect(phone.bubble("In General")).to_be_visible()
    await expect(phone.bubble("About rooms")).to_have_count(0)

    tab = phone.element.locator(f'[data-topic="{thread}"]')
    await expect(tab.locator(".badge")).to_have_text("2")
    await tab.click()
    await expect(phone.bubble("About rooms")).to_be_visible()
    await expect(phone.bubble("In General")).to_have_count(0)
    await expect(tab.locator(".badge")).to_have_count(0)
    await phone.field.fill("I have one")
    await phone.field.press("Enter")
    while (message := await bot.next()).get("text") != "I have one":
        pass
    assert message["message_thread_id"] == thread
    await expect(phone.bubble("I have one")).to_be_visible()

    await bot.call("sendMessage", chat_id=group, text="Meanwhile in General")
    await expect(phone.element.locator('[data-topic="0"] .badge')).to_have_text("1")
    await bot.call("deleteForumTopic", chat_id=group, message_thread_id=thread)
    await expect(phone.bubble("Meanwhile in General")).to_be_visible()
    await expect(tab).to_have_count(0)


async def test_an_answer_quotes_the_words_that_were_selected(pages: Pages, sandbox: Sandbox) -> None:
    person, bot, group = await forum(sandbox)
    sent = await bot.call("sendMessage", chat_id=group, text="Who has a room in June?")
    [phone] = await pages.open(person, chat=group)
    await phone.menu(phone.message(sent["message_id"]), "Quote…")
    words = phone.element.locator('[data-field="quote"]')
    await words.evaluate("field => field.setSelectionRange(8, 14)")
    await phone.element.get_by_role("button", name="Quote", exact=True).click()
    await phone.field.fill("I do")
    await phone.field.press("Enter")
    while (message := await bot.next()).get("text") != "I do":
        pass
    assert message["quote"] == {"text": "a room", "position": 8, "is_manual": True}
    await expect(phone.bubble("I do").locator("[data-reply-to]")).to_contain_text("a room")


async def test_reactions(pages: Pages, sandbox: Sandbox) -> None:
    person, bot = await sandbox.chat()
    await bot.call("getUpdates", allowed_updates=["message", "message_reaction"], offset=-1)
    sent = await bot.call("sendMessage", chat_id=person, text="The flat is free")
    [phone] = await pages.open(person, chat=bot.id)
    message = phone.message(sent["message_id"])
    await message.locator(".bubble").click(button="right")
    await phone.element.locator('[data-react="🙏"]').click()
    assert (await bot.next("message_reaction"))["new_reaction"] == [{"type": "emoji", "emoji": "🙏"}]
    chip = message.locator('[data-reaction="🙏"]')
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await bot.call(
        "setMessageReaction", chat_id=person, message_id=sent["message_id"], reaction=[{"type": "emoji", "emoji": "🙏"}]
    )
    await expect(chip).to_have_text("🙏2")
    await chip.click()
    assert (await bot.next("message_reaction"))["new_reaction"] == []
    await expect(chip).to_have_text("🙏1")


async def test_a_link_into_a_group_asks_and_later_leads_in(pages: Pages, sandbox: Sandbox) -> None:
    _, bot, group = await forum(sandbox)
    lina = await sandbox.person("Lina")
    await sandbox.post(f"/people/{lina}/chats/{bot.id}/start")
    link = (await bot.call("createChatInviteLink", chat_id=group, creates_join_request=True))["invite_link"]
    keys = {"inline_keyboard": [[{"text": "Join", "url": link}]]}
    sent = await bot.call("sendMessage", chat_id=lina, text="Our group", reply_markup=keys)
    [phone] = await pages.open(lina, chat=bot.id)
    await phone.button(sent["message_id"], "0.0").click()
    await expect(phone.element.locator(f'[data-invite="{group}"]')).to_be_visible()
    await phone.element.get_by_role("button", name="Ask to join").click()
    assert (await bot.next("chat_join_request"))["from"]["id"] == lina
    await expect(phone.element.locator('[data-toast="info"]')).to_be_visible()
    await bot.call("approveChatJoinRequest", chat_id=group, user_id=lina)
    await phone.button(sent["message_id"], "0.0").click()
    await expect(phone.element.locator(f'.chat[data-chat="{group}"]')).to_be_visible()


async def test_a_message_for_one_alone_and_who_is_there(pages: Pages, sandbox: Sandbox) -> None:
    lina = await sandbox.person("Lina")
    person, bot, group = await forum(sandbox, lina)
    hers, mine = await pages.open(lina, person, chat=group)
    await bot.call("sendMessage", chat_id=group, text="Only for you", receiver_user_id=lina)
    await bot.call("sendMessage", chat_id=group, text="For everybody")
    await expect(hers.bubble("Only for you")).to_have_attribute("data-ephemeral", "")
    await expect(mine.bubble("For everybody")).to_be_visible()
    await expect(mine.bubble("Only for you")).to_have_count(0)
    texts = await hers.messages.locator(".text").all_inner_texts()
    assert ["Only for you" in texts[-2], "For everybody" in texts[-1]] == [True, True], texts
    await hers.element.locator('[data-action="members"]').click()
    await expect(hers.element.locator(f'[data-member="{bot.id}"]')).to_contain_text("administrator")
    await expect(hers.element.locator("[data-member]")).to_have_count(3)
