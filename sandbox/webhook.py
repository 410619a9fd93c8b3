"""Delivering updates to a webhook as Telegram does (Bot API server, WebhookActor.cpp).

Each chat and each pressing person is a queue of its own with one update in flight; queues run side by side up to
`max_connections`. A failing update holds up its own queue only: it is tried again at once, then after 2, 4, 8… seconds
of the sandbox's time, until it is taken or too old. Loopback addresses may use plain HTTP and any port, which Telegram
would refuse; for all others its rules stand.
"""

import asyncio
import json
import re
import secrets
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp

from sandbox.errors import refuse
from sandbox.fetch import LOOPBACK
from sandbox.model.people import Bot
from sandbox.model.updates import Update
from sandbox.params import Params, Upload

if TYPE_CHECKING:
    from sandbox.world import World

PORTS = {80, 88, 443, 8443}
SECRET = re.compile(r"[A-Za-z0-9_-]*")
ANSWER_SECONDS = 60.0
LONGEST_RETRY_AFTER = 3600
WHILE_AWAY = 0.05
# Answers to a webhook that would be pointless or dangerous are not taken as calls.
IGNORED = {"deletewebhook", "setwebhook", "close", "logout"}


def checked_secret(secret: str) -> str:
    if len(secret) > 256:
        refuse("secret token is too long")
    if not SECRET.fullmatch(secret):
        refuse("secret token contains unallowed characters")
    return secret


def checked_url(url: str) -> None:
    """Telegram's rules for an address, but for loopback."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        refuse("invalid webhook URL specified")
    if not host or parts.scheme not in {"http", "https"}:
        refuse(
            "invalid webhook URL specified" if not host else "bad webhook: An HTTPS URL must be provided for webhook"
        )
    if host in LOOPBACK:
        return
    if parts.scheme != "https":
        refuse("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in PORTS:
        refuse("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    refuse("bad webhook: Failed to resolve host: the sandbox delivers to loopback addresses only")


class Webhook:
    """One bot's webhook while it is set."""

    def __init__(self, world: "World", bot: Bot, url: str, secret: str, most: int, certificate: bool) -> None:
        self.world, self.bot = world, bot
        self.url, self.secret, self.most, self.certificate = url, secret, most, certificate
        self.settings = (url, secret, most, certificate)
        self.last_error_date = 0
        self.last_error_message = ""
        self.ip_address = "127.0.0.1"
        self._lanes: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(most)
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Takes over what is pending, and whatever comes."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        connector = aiohttp.TCPConnector(limit=self.most, ssl=False)
        headers = {"Content-Type": "application/json", "Accept-Encoding": "gzip, deflate"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        self._session = aiohttp.ClientSession(timeout=timeout, connector=connector, headers=headers)
        self.bot.updates.push = self._push
        for update in list(self.bot.updates.pending.values()):
            self._push(update)

    async def stop(self) -> None:
        """Lets go of the updates, which stay pending. What is being delivered may come again, as with Telegram."""
        self.bot.updates.push = None
        tasks = [task for task in self._tasks if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _push(self, update: Update) -> None:
        lane = self._lanes.get(update.key)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.key] = deque([update])
        task = asyncio.get_running_loop().create_task(self._drain(update.key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, key: int) -> None:
        lane = self._lanes[key]
        while lane:
            await self._deliver(lane[0])
            lane.popleft()
        del self._lanes[key]

    async def _deliver(self, update: Update) -> None:
        """Returns when the update was taken, dropped, or forgotten by `drop_pending_updates`."""
        clock, pending = self.world.clock, self.bot.updates.pending
        tries, cap = 0, 60.0 + secrets.randbelow(61)
        while update.id in pending:
            if update.expires <= clock.now():
                pending.pop(update.id, None)
                return
            while self.world.faults.away(self.bot.id) is not None:
                await clock.nap(WHILE_AWAY)
            async with self._places:
                wait = await self._attempt(update)
            if wait is None:
                pending.pop(update.id, None)
                return
            if wait == 0 and tries:
                wait = min(2.0**tries, cap)
            tries += 1
            due = clock.now() + wait
            if due >= update.expires:
                pending.pop(update.id, None)
                return
            await clock.until(due)

    async def _attempt(self, update: Update) -> float | None:
        """One delivery: None when it was taken, else the seconds the receiver asks for (0: none)."""
        if self._session is None:
            return 0.0
        try:
            async with self._session.post(self.url, data=update.body, allow_redirects=False) as response:
                body = await response.read()
                if 200 <= response.status < 300:
                    await self._reply(response.content_type, body)
                    return None
                self._failed(f"Wrong response from the webhook: {response.status} {response.reason}")
                after = response.headers.get("Retry-After", "")
                return float(min(int(after), LONGEST_RETRY_AFTER)) if after.isdigit() else 0.0
        except TimeoutError:
            self._failed("Read timeout expired")
        except aiohttp.ClientConnectorError:
            self._failed("Connection refused")
        except aiohttp.ClientError:
            self._failed("Connection was closed by the webhook")
        return 0.0

    def _failed(self, message: str) -> None:
        self.last_error_date = int(self.world.clock.now())
        self.last_error_message = message

    async def _reply(self, content_type: str, body: bytes) -> None:
        """A method call instead of an empty answer. Nobody learns its result."""
        if not body.strip():
            return
        values: dict[str, Any] = {}
        files: dict[str, Upload] = {}
        with suppress(ValueError):
            if content_type == "application/json":
                given = json.loads(body)
                values = given if isinstance(given, dict) else {}
            elif content_type == "application/x-www-form-urlencoded":
                values = dict(parse_qsl(body.decode(), keep_blank_values=True))
        name = str(values.pop("method", ""))
        if name and name.lower() not in IGNORED and not name.lower().startswith("get") and self.world.answered:
            await self.world.answered(self.bot, name, Params(values, files), len(body))
