"""Bare aiogram, as many at once as the ledger sends: `python -m benchmarks.peers.aiogram_send ADDRESS PEOPLE`."""

import asyncio
import sys

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from benchmarks.peers.sending import CONCURRENCY, TEXT, TOKEN, chats


async def main(address: str) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(address))
    bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    await bot.get_me()
    print("ready", flush=True)
    left = iter(chats())

    async def send() -> None:
        for chat in left:
            await bot.send_message(chat, TEXT)

    await asyncio.gather(*(send() for _ in range(CONCURRENCY)))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
