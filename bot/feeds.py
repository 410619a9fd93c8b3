"""Calendars that are fetched: `GET /calendar/<key>.ics`, for whoever knows the key, and for nobody else."""

import asyncio
import hashlib
from collections import OrderedDict

from aiohttp import web

from bot.clock import Clock
from bot.workers import Workers
from handlers.events import calendar_words
from handlers.kit.speech import speech
from network import calendar
from network.calendar import Entry
from network.work import Work

PATH = "/calendar/{key}.ics"
FRESH = 900  # seconds that a calendar program may keep what it fetched
MOST, WITHIN = 30, 600.0  # fetches of one address within so many seconds; programs ask every hour or so
MOST_ADDRESSES = 10_000  # whose last fetches are remembered
MOST_WRONG, WRONG_WITHIN = 300, 60.0  # wrong addresses, of all together: somebody is guessing
GUESSES = "guesses"

# Whatever is answered: nobody on the way keeps it, no search engine lists it, no page learns where it was.
PRIVATE = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


class Pace:
    """So many within so many seconds, for each name; the names seen longest ago are forgotten."""

    def __init__(self, most: int, within: float, names: int) -> None:
        self._most, self._within, self._names = most, within, names
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def early(self, name: str, now: float) -> float:
        """Say how many seconds too early one more would be, 0 where it would not."""
        began, count = self._seen.get(name, (now, 0))
        return began + self._within - now if count >= self._most and now - began < self._within else 0.0

    def count(self, name: str, now: float) -> None:
        """Count one more."""
        began, count = self._seen.get(name, (now, 0))
        self._seen[name] = (began, count + 1) if now - began < self._within else (now, 1)
        self._seen.move_to_end(name)
        while len(self._seen) > self._names:
            self._seen.popitem(last=False)

    def __contains__(self, name: str) -> bool:
        """Whether any was counted under this name, as far as it is remembered."""
        return name in self._seen


class Feeds:
    """Answers calendar programs."""

    def __init__(self, workers: Workers, clock: Clock, bot_name: str) -> None:
        """`bot_name` is the bot's @name, for links that lead back into Telegram."""
        self._workers, self._clock, self._bot_name = workers, clock, bot_name
        self._one, self._wrong = Pace(MOST, WITHIN, MOST_ADDRESSES), Pace(MOST_WRONG, WRONG_WITHIN, 1)

    async def show(self, request: web.Request) -> web.Response:
        """Answer with a calendar, with "nothing new", with "too often", or as if there were no such address."""
        key = request.match_info["key"]
        # The key itself is kept nowhere, not in memory either.
        name, now = hashlib.sha256(key.encode()).hexdigest(), self._clock.monotonic()
        # While somebody guesses, only addresses that were right before are looked up.
        early = self._one.early(name, now) if name in self._one else self._wrong.early(GUESSES, now)
        if early:
            return self._too_often(early)
        found = await self._workers.run(lambda work: self._found(work, key), "read")
        if found is None:
            self._wrong.count(GUESSES, now)
            return web.Response(status=404, headers={**PRIVATE, "Cache-Control": "no-store"})
        self._one.count(name, now)
        entries, title = found
        # Beside the thread of units of work: a year of a full calendar takes its time.
        body = await asyncio.to_thread(calendar.document, entries, name=title)
        etag = hashlib.sha256(body).hexdigest()[:32]
        headers = {**PRIVATE, "Cache-Control": f"private, max-age={FRESH}", "ETag": f'"{etag}"'}
        if any(tag.value in {etag, "*"} for tag in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        headers["Content-Disposition"] = 'inline; filename="events.ics"'
        return web.Response(body=body, headers=headers, content_type="text/calendar", charset="utf-8")

    def _found(self, work: Work, key: str) -> tuple[list[Entry], str] | None:
        reader = calendar.holder(work, key)
        if reader is None:
            return None
        return calendar_words.feed(work, speech(reader.language), reader, self._bot_name)

    @staticmethod
    def _too_often(early: float) -> web.Response:
        return web.Response(
            status=429, headers={**PRIVATE, "Cache-Control": "no-store", "Retry-After": str(int(early) + 1)}
        )
