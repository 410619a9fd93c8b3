"""aiogram-broadcast as it comes, its people in memory: `… broadcast_send ADDRESS PEOPLE [unpaced]`.

`unpaced` takes its pause between two messages away, so that only its way of working is compared.
"""

import asyncio
import sys
from collections.abc import AsyncIterator

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram_broadcast import BroadcastService, Subscriber, SubscriberState
from aiogram_broadcast.storage.base import BaseBroadcastStorage

from benchmarks.peers.sending import TEXT, TOKEN, chats


class InMemory(BaseBroadcastStorage):
    """The cheapest storage there can be."""

    def __init__(self, ids: list[int]) -> None:
        self.people = {number: Subscriber(id=number, full_name="Mona") for number in ids}

    async def add_subscriber(self, subscriber: Subscriber) -> None:
        self.people[subscriber.id] = subscriber

    async def get_subscriber(self, user_id: int) -> Subscriber | None:
        return self.people.get(user_id)

    async def update_subscriber(self, subscriber: Subscriber) -> None:
        self.people[subscriber.id] = subscriber

    async def delete_subscriber(self, user_id: int) -> bool:
        return self.people.pop(user_id, None) is not None

    async def get_all_subscriber_ids(self, state: SubscriberState | None = None) -> list[int]:
        return list(self.people)

    async def get_subscribers_count(self, state: SubscriberState | None = None) -> int:
        return len(self.people)

    async def iter_subscribers(
        self, state: SubscriberState | None = None, batch_size: int = 100
    ) -> AsyncIterator[Subscriber]:
        for person in list(self.people.values()):
            yield person


async def main(address: str) -> None:
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(address)))
    await bot.get_me()
    pace = {"rate_limit": 0.0} if "unpaced" in sys.argv else {}
    service = BroadcastService(bot, InMemory(chats()), **pace)
    print("ready", flush=True)
    await service.broadcast_text(TEXT, parse_mode="HTML")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
