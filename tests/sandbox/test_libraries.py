"""Proof that the sandbox is tuned to nobody: two libraries, unmodified, each by polling and by webhook.

The same conversation must look the same on the person's phone each time, and every call is held against the API's
description in both libraries (`spec.py`, in the fixture's end).
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.sandbox.bots import COMMANDS, aiogram_bot, ptb_bot
from tests.sandbox.conftest import BOT, TOKEN, Talk, png, soon

SECRET = "s3cret-token"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def aiogram_polling(base: str) -> AsyncIterator[None]:
    bot, dispatcher = aiogram_bot(base, TOKEN)
    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, polling_timeout=10))
    yield
    await dispatcher.stop_polling()
    with suppress(asyncio.CancelledError):
        await task


@asynccontextmanager
async def aiogram_webhook(base: str) -> AsyncIterator[None]:
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application

    bot, dispatcher = aiogram_bot(base, TOKEN)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(app, path="/hook")
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await bot.set_webhook(url, secret_token=SECRET, allowed_updates=dispatcher.resolve_used_update_types())
    yield
    await bot.delete_webhook()
    await runner.cleanup()


@asynccontextmanager
async def ptb(base: str, begin: Callable[[Any], Any]) -> AsyncIterator[None]:
    application = ptb_bot(base, TOKEN)
    await application.initialize()
    await application.bot.set_my_commands(COMMANDS)
    await application.start()
    await begin(application.updater)
    yield
    await application.updater.stop()
    await application.stop()
    await application.shutdown()


def ptb_polling(base: str) -> Any:
    return ptb(base, lambda updater: updater.start_polling(timeout=10))


def ptb_webhook(base: str) -> Any:
    port = free_port()
    url = f"http://127.0.0.1:{port}/hook"
    return ptb(
        base,
        lambda updater: updater.start_webhook(
            listen="127.0.0.1", port=port, url_path="hook", webhook_url=url, secret_token=SECRET
        ),
    )


RUNS = {
    "aiogram, polling": aiogram_polling, "aiogram, webhook": aiogram_webhook,
    "python-telegram-bot, polling": ptb_polling, "python-telegram-bot, webhook": ptb_webhook,
}  # fmt: skip


async def converse(talk: Talk) -> list[Any]:
    """What a person does, and what they see."""

    async def answered(count: int) -> list[Any]:
        async def enough() -> bool:
            return sum(not message["out"] for message in await talk.see()) >= count

        for _ in range(1000):
            if await enough():
                break
            await asyncio.sleep(0.005)
        return [message for message in await talk.see() if not message["out"]]

    async def file(kind: str, name: str, data: bytes) -> None:
        form = aiohttp.FormData({"kind": kind}, quote_fields=False)
        form.add_field("file", data, filename=name)
        url = f"{talk.base}/sandbox/people/{talk.person}/chats/{BOT}/file"
        async with talk.http.post(url, data=form) as response:
            assert response.status == 200

    seen: list[Any] = []
    await talk.act("start", payload="poster")
    welcome = (await answered(1))[0]
    seen.append([welcome["text"], welcome["entities"], welcome["reply_markup"]])

    query = (await talk.act("press", message_id=welcome["message_id"], row=0, column=0))["query_id"]
    await soon(lambda: "You said yes" in [one.content.get("text") for one in chat(talk).messages.values()])
    seen += [await talk.control(f"answers/{query}"), (await answered(1))[0]["entities"]]

    await talk.act("write", text="/keys")
    asked = (await answered(2))[1]
    seen += [asked["text"], asked["reply_to_message"]["text"], (await talk.summary())["keyboard"]["keyboard"]]

    await talk.act("contact")
    seen += [(await answered(3))[2]["text"], (await talk.summary())["keyboard"]]

    await file("document", "quiet.txt", b"psst")
    loud = (await answered(4))[3]
    async with talk.http.get(talk.base + loud["document"]["url"]) as response:
        seen.append([await response.read(), loud["document"]["file_name"], loud["caption"], loud["caption_entities"]])

    await file("photo", "me.png", png(400, 200))
    await soon(lambda: "Still yours" in [one.content.get("caption") for one in chat(talk).messages.values()])
    photo = (await answered(5))[4]
    seen += [[(size["width"], size["height"]) for size in photo["photo"]], photo["caption"], photo["edited"]]

    told = (await talk.act("write", text="Delete me"))["message"]
    seen += [(await answered(6))[5]["text"], told["message_id"] in [one["message_id"] for one in await talk.see()]]

    told = (await talk.act("write", text="/keys"))["message"]
    await answered(7)
    await talk.act("edit", message_id=told["message_id"], text="/start x")
    seen.append((await answered(8))[7]["text"])
    seen.append((await talk.control(f"people/{talk.person}/chats/{BOT}/commands"))["commands"])
    return seen


def chat(talk: Talk) -> Any:
    return talk.world.private[BOT, talk.person]


EXPECTED: list[Any] = [
    ["Welcome, Amina! (poster)", [{"offset": 9, "length": 5, "type": "bold"}],
     {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}, {"text": "Site", "url": "http://example.org/"}]]}],
    {"answered": True, "text": "Good", "show_alert": True},
    [{"offset": 9, "length": 3, "type": "italic"}],
    "Your number?", "/keys", [[{"text": "Share", "request_contact": True}]],
    "Thanks, Amina", None,
    [b"PSST", "LOUD.TXT", "Louder", [{"offset": 0, "length": 6, "type": "underline"}]],
    [(90, 45), (320, 160), (400, 200)], "Still yours", True,
    "Gone, Amina Haddad", False,
    "I saw that",
    [{"command": "start", "description": "Begin"}, {"command": "keys", "description": "Keys"}],
]  # fmt: skip


@pytest.mark.parametrize("run", RUNS)
async def test_the_same_conversation_with_each_library(talk: Talk, run: str) -> None:
    async with RUNS[run](talk.base):
        await soon(lambda: talk.world.bots[BOT].updates.poll or talk.world.webhooks)
        assert await converse(talk) == EXPECTED
    assert not talk.world.gaps
    calls = (await talk.control("log"))["calls"]
    assert [call for call in calls if not call["ok"]] == []
    used = {call["method"] for call in calls}
    assert {"sendMessage", "sendDocument", "sendPhoto", "editMessageText", "answerCallbackQuery", "getFile"} <= used
