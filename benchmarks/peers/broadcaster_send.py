"""aiogram-broadcaster as it comes, and without an interval: `… broadcaster_send ADDRESS PEOPLE`."""

import asyncio
import sys

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram_broadcaster import Broadcaster
from aiogram_broadcaster.contents import TextContent

from benchmarks.peers.sending import TEXT, TOKEN, chats


async def main(address: str) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(address))
    bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    await bot.get_me()
    mailer = await Broadcaster(bot).create_mailer(chats=chats(), content=TextContent(text=TEXT))
    print("ready", flush=True)
    await mailer.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
