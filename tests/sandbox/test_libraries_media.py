"""Albums, edited media, copies and groups through both libraries, unmodified: what they send, what they understand."""

from typing import Any

import pytest

from tests.sandbox.conftest import BOT, TOKEN, Talk, png


async def with_aiogram(talk: Talk, group: int) -> list[Any]:
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import TelegramBadRequest, TelegramMigrateToChat, TelegramRetryAfter
    from aiogram.types import BufferedInputFile, InputMediaPhoto, InputMediaVideo

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(talk.base)))
    picture, film = BufferedInputFile(png(40, 30), "a.png"), BufferedInputFile(b"moving", "v.mp4")
    try:
        parts = [InputMediaPhoto(media=picture, caption="<b>A</b>", parse_mode="HTML"), InputMediaVideo(media=film)]
        first, second = await bot.send_media_group(talk.person, parts)  # type: ignore[arg-type]
        new = InputMediaPhoto(media=BufferedInputFile(png(9, 9), "b.png"), caption="B")
        edited = await bot.edit_message_media(new, chat_id=talk.person, message_id=second.message_id)
        copies = await bot.copy_messages(group, talk.person, [first.message_id, second.message_id])
        forward = await bot.forward_message(talk.person, talk.person, first.message_id)
        seen = [first.media_group_id == second.media_group_id, edited.caption, len(copies)]  # type: ignore[union-attr]
        seen.append(forward.forward_origin.sender_user.id)  # type: ignore[union-attr]
        await talk.control("faults", {"kind": "status", "code": 429, "lasts": 30})
        with pytest.raises(TelegramRetryAfter) as flooded:
            await bot.send_message(group, "x")
        seen.append(flooded.value.retry_after)
        await talk.control("faults", verb="DELETE")
        new_id = (await talk.control(f"groups/{group}/migrate", {}))["id"]
        with pytest.raises(TelegramMigrateToChat) as moved:
            await bot.send_message(group, "x")
        seen.append(moved.value.migrate_to_chat_id == new_id)
        await talk.act("block")
        with pytest.raises(TelegramBadRequest, match="USER_IS_BLOCKED"):
            await bot.send_media_group(talk.person, [InputMediaPhoto(media=picture), InputMediaPhoto(media=picture)])
        return seen
    finally:
        await bot.session.close()


async def with_ptb(talk: Talk, group: int) -> list[Any]:
    from telegram import Bot, InputMediaPhoto, InputMediaVideo
    from telegram.error import BadRequest, ChatMigrated, RetryAfter

    async with Bot(TOKEN, base_url=f"{talk.base}/bot", base_file_url=f"{talk.base}/file/bot") as bot:
        parts = [InputMediaPhoto(png(40, 30), caption="<b>A</b>", parse_mode="HTML"), InputMediaVideo(b"moving")]
        first, second = await bot.send_media_group(talk.person, parts)
        edited = await bot.edit_message_media(InputMediaPhoto(png(9, 9), caption="B"), talk.person, second.message_id)
        copies = await bot.copy_messages(group, talk.person, [first.message_id, second.message_id])
        forward = await bot.forward_message(talk.person, talk.person, first.message_id)
        seen = [first.media_group_id == second.media_group_id, edited.caption, len(copies)]  # type: ignore[union-attr]
        seen.append(forward.forward_origin.sender_user.id)  # type: ignore[union-attr]
        await talk.control("faults", {"kind": "status", "code": 429, "lasts": 30})
        with pytest.raises(RetryAfter) as flooded:
            await bot.send_message(group, "x")
        seen.append(int(flooded.value.retry_after.total_seconds()))  # type: ignore[union-attr]
        await talk.control("faults", verb="DELETE")
        new_id = (await talk.control(f"groups/{group}/migrate", {}))["id"]
        with pytest.raises(ChatMigrated) as moved:
            await bot.send_message(group, "x")
        seen.append(moved.value.new_chat_id == new_id)
        await talk.act("block")
        with pytest.raises(BadRequest, match=r"(?i)user_is_blocked"):
            await bot.send_media_group(talk.person, [InputMediaPhoto(png(9, 9)), InputMediaPhoto(png(9, 9))])
        return seen


@pytest.mark.parametrize("library", [with_aiogram, with_ptb])
async def test_media_and_groups_with_each_library(talk: Talk, library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # otherwise it warns of its own next version
    made = await talk.control("groups", {"title": "Hub", "owner": talk.person, "bots": [BOT], "kind": "group"})
    assert await library(talk, made["id"]) == [True, "B", 2, BOT, 30, True]
