"""Inline mode from the query to the changed message, with two client libraries as they are."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.sandbox.conftest import BOT, TOKEN, Talk, soon
from tests.sandbox.inlines import KEYS, Inline, in_a_group


@pytest.fixture
async def inline(talk: Talk) -> Inline:
    return await in_a_group(talk)


async def with_aiogram(talk: Talk) -> Any:
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import (
        CallbackQuery,
        ChosenInlineResult,
        InlineKeyboardMarkup,
        InlineQuery,
        InlineQueryResultArticle,
        InputTextMessageContent,
    )

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(talk.base)))
    dispatcher = Dispatcher()
    keys = InlineKeyboardMarkup.model_validate(KEYS)

    @dispatcher.inline_query()
    async def offer(query: InlineQuery) -> None:
        content = InputTextMessageContent(message_text=f"About {query.query}")
        await query.answer([
            InlineQueryResultArticle(id="a", title="One", input_message_content=content, reply_markup=keys)
        ])  # fmt: skip

    @dispatcher.chosen_inline_result()
    async def chosen(result: ChosenInlineResult) -> None:
        await bot.edit_message_text("Chosen", inline_message_id=result.inline_message_id, reply_markup=keys)

    @dispatcher.callback_query()
    async def pressed(query: CallbackQuery) -> None:
        await bot.edit_message_text("Pressed", inline_message_id=query.inline_message_id)
        await query.answer()

    return bot, dispatcher


@pytest.mark.parametrize("library", ["aiogram", "python-telegram-bot"])
async def test_the_whole_way_with_each_library(talk: Talk, inline: Inline, library: str) -> None:
    async with AsyncExitStack() as stack:
        if library == "aiogram":
            bot, dispatcher = await with_aiogram(talk)
            polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=10))
            stack.push_async_callback(lambda: asyncio.gather(polling, return_exceptions=True))
            stack.push_async_callback(dispatcher.stop_polling)
        else:
            await with_ptb(talk, stack)
        await soon(lambda: talk.world.bots[BOT].updates.poll)
        asked = await inline.control("inline", bot=BOT, query="waste")
        query = talk.world.inline.queries[asked["query_id"]]
        await soon(lambda: query.offer)
        message = await inline.control("choose", query_id=query.id, result_id="a")
        stored = talk.world.groups[inline.group].messages[message["message"]["message_id"]]
        await soon(lambda: stored.content["text"] == "Chosen")
        await inline.control("press", message_id=stored.id, row=0, column=0)
        await soon(lambda: stored.content["text"] == "Pressed")
    assert message["message"]["text"] == "About waste"
    assert [call for call in (await talk.control("log"))["calls"] if not call["ok"]] == []


async def with_ptb(talk: Talk, stack: Any) -> None:
    from telegram import InlineKeyboardMarkup, InlineQueryResultArticle, InputTextMessageContent
    from telegram.ext import (
        ApplicationBuilder,
        CallbackQueryHandler,
        ChosenInlineResultHandler,
        ContextTypes,
        InlineQueryHandler,
    )

    keys = InlineKeyboardMarkup.de_json(KEYS, None)
    Context = ContextTypes.DEFAULT_TYPE  # noqa: N806 - the name python-telegram-bot's own examples use

    async def offer(update: Any, _: Context) -> None:
        content = InputTextMessageContent(f"About {update.inline_query.query}")
        await update.inline_query.answer([InlineQueryResultArticle("a", "One", content, reply_markup=keys)])

    async def chosen(update: Any, context: Context) -> None:
        number = update.chosen_inline_result.inline_message_id
        await context.bot.edit_message_text("Chosen", inline_message_id=number, reply_markup=keys)

    async def pressed(update: Any, _: Context) -> None:
        await update.callback_query.edit_message_text("Pressed")
        await update.callback_query.answer()

    builder = ApplicationBuilder().token(TOKEN).base_url(f"{talk.base}/bot").base_file_url(f"{talk.base}/file/bot")
    application = builder.build()
    application.add_handlers([
        InlineQueryHandler(offer), ChosenInlineResultHandler(chosen), CallbackQueryHandler(pressed)
    ])  # fmt: skip
    await application.initialize()
    await application.start()
    await application.updater.start_polling(timeout=10)  # type: ignore[union-attr]  # an application has one
    stack.push_async_callback(application.shutdown)
    stack.push_async_callback(application.stop)
    stack.push_async_callback(application.updater.stop)  # type: ignore[union-attr]  # as above
