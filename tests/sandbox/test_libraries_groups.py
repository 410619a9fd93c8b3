"""A group with topics from asking to come in to a message for one alone, with two client libraries as they are."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.sandbox.conftest import BOT, TOKEN, Talk, soon
from tests.sandbox.test_forums import forum

RIGHTS = ["can_manage_chat", "can_manage_topics", "can_delete_messages", "can_invite_users", "can_restrict_members"]
KINDS = ["message", "chat_member", "chat_join_request", "message_reaction"]


async def with_aiogram(talk: Talk, stack: AsyncExitStack) -> None:
    from aiogram import Bot, Dispatcher
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import (
        ChatJoinRequest,
        ChatMemberUpdated,
        EphemeralMessageParameters,
        Message,
        MessageReactionUpdated,
        ReactionTypeEmoji,
    )

    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(talk.base)))
    dispatcher = Dispatcher()

    @dispatcher.chat_join_request()
    async def asked(request: ChatJoinRequest) -> None:
        await bot.send_message(request.user_chat_id, "Welcome")
        await request.approve()

    @dispatcher.chat_member()
    async def came(change: ChatMemberUpdated) -> None:
        if change.via_join_request:
            await bot.create_forum_topic(change.chat.id, f"For {change.new_chat_member.user.first_name}")

    @dispatcher.message()
    async def said(message: Message) -> None:
        if message.text and message.is_topic_message:
            await message.reply(f"Heard {message.quote.text if message.quote else message.text}")
            await message.react([ReactionTypeEmoji(emoji="👀")])

    @dispatcher.message_reaction()
    async def reacted(change: MessageReactionUpdated) -> None:
        assert change.user is not None
        to = EphemeralMessageParameters(receiver_user_id=change.user.id)
        await bot.send_message(change.chat.id, "Thank you", ephemeral_message_parameters=to)

    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, polling_timeout=10, allowed_updates=KINDS)
    )
    stack.push_async_callback(lambda: asyncio.gather(polling, return_exceptions=True))
    stack.push_async_callback(dispatcher.stop_polling)


async def with_ptb(talk: Talk, stack: AsyncExitStack) -> None:
    from telegram.ext import (
        ApplicationBuilder,
        ChatJoinRequestHandler,
        ChatMemberHandler,
        MessageHandler,
        MessageReactionHandler,
        filters,
    )

    async def asked(update: Any, context: Any) -> None:
        await context.bot.send_message(update.chat_join_request.user_chat_id, "Welcome")
        await update.chat_join_request.approve()

    async def came(update: Any, context: Any) -> None:
        change = update.chat_member
        if change.via_join_request:
            await context.bot.create_forum_topic(change.chat.id, f"For {change.new_chat_member.user.first_name}")

    async def said(update: Any, _: Any) -> None:
        message = update.message
        if message.is_topic_message:
            await message.reply_text(f"Heard {message.quote.text if message.quote else message.text}", do_quote=True)
            await message.set_reaction("👀")

    async def reacted(update: Any, context: Any) -> None:
        change = update.message_reaction
        to = {"receiver_user_id": change.user.id}  # not known to this library yet
        await context.bot.send_message(change.chat.id, "Thank you", api_kwargs=to)

    application = ApplicationBuilder().token(TOKEN).base_url(f"{talk.base}/bot").build()
    application.add_handlers([
        ChatJoinRequestHandler(asked), ChatMemberHandler(came, ChatMemberHandler.CHAT_MEMBER),
        MessageHandler(filters.TEXT, said), MessageReactionHandler(reacted),
    ])  # fmt: skip
    await application.initialize()
    await application.start()
    await application.updater.start_polling(timeout=10, allowed_updates=KINDS)  # type: ignore[union-attr]  # it has one
    stack.push_async_callback(application.shutdown)
    stack.push_async_callback(application.stop)
    stack.push_async_callback(application.updater.stop)  # type: ignore[union-attr]  # as above


@pytest.mark.parametrize("library", ["aiogram", "python-telegram-bot"])
async def test_the_whole_way_with_each_library(talk: Talk, library: str) -> None:
    lina = await talk.new_person("Lina")
    where = await forum(talk, rights=RIGHTS)
    chat = talk.world.groups[where]
    link = (await talk.control(f"groups/{where}/links", {"asks": True}))["invite_link"]
    assert chat.forum is not None
    topics = chat.forum.topics
    async with AsyncExitStack() as stack:
        await (with_aiogram if library == "aiogram" else with_ptb)(talk, stack)
        await soon(lambda: talk.world.bots[BOT].updates.poll)
        await talk.control(f"people/{lina}/join", {"link": link})
        await soon(lambda: topics)
        (thread,) = topics
        place = f"people/{lina}/chats/{where}"
        await talk.control(f"{place}/write", {"text": "Hello", "thread": thread})
        await soon(lambda: any(one.reactions for one in chat.messages.values()))
        answer = next(one for one in chat.messages.values() if one.content.get("text") == "Heard Hello")
        body = {"text": "You did", "reply_to": answer.id, "quote": "Heard"}
        await talk.control(f"{place}/write", body)
        await soon(lambda: any(one.content.get("text") == "Heard Heard" for one in chat.messages.values()))
        await talk.control(f"{place}/react", {"message_id": answer.id, "emoji": "❤"})
        await soon(lambda: any(one.receiver for one in chat.messages.values()))
    seen = (await talk.control(f"{place}/messages"))["messages"]
    assert (topics[thread].name, answer.thread) == ("For Lina", thread)
    assert (seen[-1]["text"], seen[-1]["receiver_user"]["id"]) == ("Thank you", lina)
    assert (await talk.see(lina))[0]["text"] == "Welcome"
    assert [call for call in (await talk.control("log"))["calls"] if not call["ok"]] == []
