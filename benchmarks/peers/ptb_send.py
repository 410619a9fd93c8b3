"""python-telegram-bot with its AIORateLimiter, not limited over all: `… ptb_send ADDRESS PEOPLE`."""

import asyncio
import sys

from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from benchmarks.peers.sending import CONCURRENCY, TEXT, TOKEN, chats


async def main(address: str) -> None:
    limiter = AIORateLimiter(overall_max_rate=0, group_max_rate=0)
    request = HTTPXRequest(connection_pool_size=CONCURRENCY, pool_timeout=60)
    async with ExtBot(TOKEN, base_url=f"{address}/bot", request=request, rate_limiter=limiter) as bot:
        print("ready", flush=True)
        left = iter(chats())

        async def send() -> None:
            for chat in left:
                await bot.send_message(chat, TEXT, parse_mode="HTML")

        await asyncio.gather(*(send() for _ in range(CONCURRENCY)))
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
