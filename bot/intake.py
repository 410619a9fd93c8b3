"""Updates come in: stored before Telegram is told that we have them. By long polling or by webhook."""

import asyncio
import hmac
import json
from typing import Any

import structlog
from aiohttp import web
from sqlalchemy.exc import DBAPIError

from bot.metrics import Metrics
from bot.telegram import CallFailed, Refused, Telegram, TooMany
from bot.workers import Workers
from db import locks
from db.queries import inbox

log = structlog.get_logger()

POLL_SECONDS = 30
LARGEST_NUMBER, LONGEST_KIND = 2**63 - 1, 32  # as the columns hold them
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name


class Unreadable(ValueError):  # noqa: N818 - reads as the sentence it is
    """What came in is no update, or none that the database can hold."""


def as_stored(update: Any) -> inbox.Stored:
    """Take an update's address off its envelope: whose it is (the person, else the chat), and its kind.

    Raises Unreadable when it is no update.
    """
    try:
        kind = next((name for name in update if name != "update_id"), "nothing")
        event = update.get(kind) or {}
        person, chat = event.get("from") or event.get("user"), event.get("chat")
        number, key = int(update["update_id"]), int((person or chat or {"id": 0})["id"])
        own = kind == "message" and chat is not None and int(chat["id"]) == key
        message = int(event.get("message_id") or 0) or None if own else None
        # Half a surrogate pair, which JSON can carry and no database takes, becomes a question mark.
        payload = json.dumps(update, ensure_ascii=False).encode("utf-8", "replace").decode()
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError):
        raise Unreadable from None
    if max(abs(number), abs(key), abs(message or 0)) > LARGEST_NUMBER or len(kind) > LONGEST_KIND:
        raise Unreadable
    return inbox.Stored(number, key, kind, payload, message)


class Store:
    """Writes updates down and wakes those who handle them."""

    def __init__(self, workers: Workers, metrics: Metrics) -> None:
        """Nothing is open yet."""
        self._workers = workers
        self._metrics = metrics

    async def put(self, updates: list[Any]) -> None:
        """Store updates so that they survive a power cut. What is none is counted and left out: it would come again.

        Raises sqlalchemy.exc.DBAPIError when the database cannot take them.
        """
        stored = []
        for update in updates:
            try:
                stored.append(as_stored(update))
            except Unreadable:
                self._metrics.failed("update")
                log.error("update.unreadable")

        def write(work: Any) -> None:
            inbox.store(work.session, work.bot_id, stored, work.now)
            work.woken.add("inbox")

        await self._workers.run(write, "durable")
        for update in stored:
            self._metrics.received(update.kind)


class Polling:
    """Long polling. On PostgreSQL the process that holds an advisory lock polls, the others stand ready."""

    def __init__(self, telegram: Telegram, store: Store, workers: Workers, kinds: list[str], metrics: Metrics) -> None:
        """`kinds` are the kinds of update to ask for."""
        self._telegram = telegram
        self._store = store
        self._workers = workers
        self._kinds = kinds
        self._metrics = metrics
        self._lead = locks.Held(workers.database, locks.POLLING)
        self.last_success: float | None = None

    @property
    def leads(self) -> bool:
        """Whether this process is the one that polls."""
        return self._lead.ours

    async def run(self) -> None:
        """Poll until cancelled."""
        offset: int | None = None
        try:
            while True:
                if not await asyncio.to_thread(self._lead.take):
                    offset, self.last_success = None, None
                    await self._workers.clock.pause(2)
                    continue
                if self.last_success is None:
                    log.info("polling.leads")
                    self.last_success = self._workers.clock.monotonic()  # from here silence counts
                offset = await self._poll(offset)
        finally:
            await asyncio.to_thread(self._lead.let_go)

    async def _poll(self, offset: int | None) -> int | None:
        params: dict[str, Any] = {"timeout": POLL_SECONDS, "allowed_updates": self._kinds}
        if offset is not None:
            params["offset"] = offset
        try:
            updates = await self._telegram.call("getUpdates", params, timeout=POLL_SECONDS + 15)
        except TooMany as error:
            await self._workers.clock.pause(error.retry_after)
            return offset
        except Refused as error:
            if error.conflict and "webhook" in error.description:
                return await self._remove_webhook(offset)
            return await self._rest(offset, error.description)
        except CallFailed as error:
            return await self._rest(offset, str(error))
        self.last_success = self._workers.clock.monotonic()
        if not updates:
            return offset
        try:
            await self._store.put(updates)
        except DBAPIError as error:
            # Not stored, so not confirmed: Telegram gives the same ones again.
            self._metrics.failed("store")
            log.error("polling.not_stored", error=type(error.orig).__name__)
            await self._workers.clock.pause(1)
            return offset
        return int(updates[-1]["update_id"]) + 1

    async def _remove_webhook(self, offset: int | None) -> int | None:
        """Long polling was chosen: a webhook of earlier settings must go."""
        try:
            await self._telegram.call("deleteWebhook", {"drop_pending_updates": False})
        except CallFailed as error:
            return await self._rest(offset, str(error))
        log.warning("polling.webhook_removed")
        return offset

    async def _rest(self, offset: int | None, why: str) -> int | None:
        self._metrics.failed("polling")
        log.warning("polling.failed", why=why)
        await self._workers.clock.pause(2)
        return offset


class Webhook:
    """The address Telegram calls. Answers only when the update is stored; otherwise Telegram comes again."""

    def __init__(self, store: Store, secret: str, metrics: Metrics) -> None:
        """`secret` is what Telegram sends along in a header."""
        self._store = store
        self._secret = secret.encode()
        self._metrics = metrics

    async def receive(self, request: web.Request) -> web.Response:
        """Take one update."""
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            self._metrics.failed("webhook secret")
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except (ValueError, RecursionError):
            # Asking for it again would bring the same again.
            self._metrics.failed("webhook body")
            return web.Response()
        try:
            await self._store.put([update])
        except DBAPIError as error:
            self._metrics.failed("store")
            log.error("webhook.not_stored", error=type(error.orig).__name__)
            return web.Response(status=503)
        return web.Response()
