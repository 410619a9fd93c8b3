"""Events for the page. They are kept as recipes and written when someone reads them, so they cost next to nothing."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Event = tuple[int, str, int | None, int | None, Callable[[], Json]]
KEPT = 20_000


class Feed:
    """The newest events by number."""

    def __init__(self) -> None:
        self.seq = 0
        self.events: deque[Event] = deque(maxlen=KEPT)
        self._waiting: set[asyncio.Event] = set()

    def emit(self, kind: str, person: int | None, chat: int | None, make: Callable[[], Json]) -> None:
        """Adds an event; `person` and `chat` as that person sees them, None for what concerns all."""
        self.seq += 1
        self.events.append((self.seq, kind, person, chat, make))
        for waiter in self._waiting:
            waiter.set()

    def after(self, seq: int) -> list[tuple[int, Json]]:
        """Events later than a number, as the page gets them."""
        if seq >= self.seq:
            return []
        newer: list[Event] = []
        for event in reversed(self.events):
            if event[0] <= seq:
                break
            newer.append(event)
        newer.reverse()
        return [(number, self._written(kind, person, chat, make)) for number, kind, person, chat, make in newer]

    @staticmethod
    def _written(kind: str, person: int | None, chat: int | None, make: Callable[[], Json]) -> Json:
        event: Json = {"type": kind}
        if person is not None:
            event["person"] = person
        if chat is not None:
            event["chat"] = chat
        return {**event, **make()}

    async def newer(self, seq: int, wait: float) -> bool:
        """Whether there is more than `seq`, waiting at most so many real seconds."""
        if self.seq > seq:
            return True
        waiter = asyncio.Event()
        self._waiting.add(waiter)
        try:
            await asyncio.wait_for(waiter.wait(), wait)
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(waiter)
        return True
