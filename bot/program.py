"""The running program: all parts, or one, from open to close."""

import asyncio
import gc
import signal
from collections.abc import Coroutine
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import DBAPIError

from bot import PARTS, assembly, web
from bot.answering import Answering
from bot.bell import Bell
from bot.clearing import Clearing
from bot.clock import Clock, SandboxClock, SystemClock
from bot.delivery import Delivery
from bot.edge import Edge
from bot.feeds import Feeds
from bot.gates import close_gate, gate, open_gate
from bot.grouping import Grouping
from bot.handling import Handling, places
from bot.inbox import Inbox
from bot.intake import Polling, Store, Webhook
from bot.introduction import Introduction
from bot.metrics import Metrics
from bot.presence import Presence
from bot.reminding import TICK, Reminding
from bot.settings import Settings, SettingsError
from bot.sweeper import Sweeper
from bot.telegram import Telegram
from bot.workers import Workers
from db.queries import inbox
from db.unit import Database
from network.charter import Charter
from network.consent import publishing

log = structlog.get_logger()

SILENT_FOR = 120  # seconds without a successful poll that make the program unwell
GRACE = 20.0  # seconds for what is in hand at a stop; what is left then goes on at the next start


class Program:
    """One process of the bot."""

    def __init__(
        self, settings: Settings, charter: Charter, database: Database, parts: tuple[str, ...] = PARTS
    ) -> None:
        """`parts` says which of PARTS this process does. The database is migrated already."""
        self._settings = settings
        self._parts = parts
        self._stop = asyncio.Event()
        self.clock: Clock = SandboxClock(settings.api_url) if settings.follow_sandbox else SystemClock()
        self.metrics = Metrics()
        self._presence = Presence(database, self.clock)
        self._owner = str(self._presence.number)
        self._limiter = gate(settings, self.clock, database, self._owner)
        self._telegram = Telegram(
            settings.known_token,
            settings.api_url,
            limiter=self._limiter,
            clock=self.clock,
            observe=self.metrics.called,
        )
        self._bell = Bell(database, self.clock)
        self._workers = Workers(
            database,
            self.clock,
            self._bell,
            charter,
            bot_id=settings.bot_id,
            owners=settings.owners,
            rate=int(settings.rate),
            public_url=settings.public_url,
        )
        self._introduction = Introduction(self._telegram, self.clock, self._stop)
        self._polling: Polling | None = None
        self._sweeper = Sweeper(self._workers, self.metrics)
        self._reminding = Reminding(self._workers, self.clock, self._bell.wait, self.metrics)
        self._tasks: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT; then finish what is in hand.

        Raises SettingsError when Telegram refuses the token or the port is taken.
        """
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_note_failure)
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stop.set)
        await self._telegram.open()
        await self._presence.begin()
        background = [asyncio.create_task(self._bell.listen()), asyncio.create_task(self._presence.keep())]
        if "clock" in self._parts:
            background.append(asyncio.create_task(self._reminding.listen()))
        if isinstance(self.clock, SandboxClock):
            await self.clock.synchronise()
            background.append(asyncio.create_task(self.clock.follow()))
        try:
            await open_gate(self._limiter, self._workers)
            me = await self._introduction.who_we_are()
            if me is not None:
                self._workers.bot_name = me["username"]
                self._workers.inline = bool(me.get("supports_inline_queries"))
                await self._workers.run(publishing.publish_documents)
                await self._work(me)
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            await self._telegram.close()
            await close_gate(self._limiter)
            await self._presence.end()
            self._workers.close()

    async def _work(self, me: dict[str, Any]) -> None:
        inbox_part, store = self._intake(me) if "intake" in self._parts else (None, None)
        webhook = None
        if store and self._settings.webhook_url and self._settings.webhook_secret:
            webhook = Webhook(store, self._settings.webhook_secret.get_secret_value(), self.metrics)
        elif store:
            self._polling = Polling(self._telegram, store, self._workers, assembly.update_kinds(), self.metrics)
        # Before anything else is begun: a port that is taken ends the program.
        feeds = Feeds(self._workers, self.clock, me["username"]) if self._settings.public_url else None
        server = await self._serve(webhook, feeds)
        scheduler = AsyncIOScheduler(timezone="UTC")
        finishing: list[Inbox | Delivery | Clearing | Grouping] = []
        polling = self._start(self._polling.run(), "polling") if self._polling else None
        try:
            if inbox_part:
                self._start(inbox_part.run(), "inbox")
                finishing.append(inbox_part)
            if "delivery" in self._parts:
                finishing.append(self._delivery())
                self._start(finishing[-1].run(), "delivery")
                finishing.append(self._clearing())
                self._start(finishing[-1].run(), "clearing")
                finishing.append(self._grouping())
                self._start(finishing[-1].run(), "grouping")
            if "clock" in self._parts:
                for tick, seconds in ((self._sweeper.tick, 1.0), (self._reminding.tick, TICK)):
                    scheduler.add_job(
                        tick, "interval", seconds=seconds, misfire_grace_time=None, coalesce=True, max_instances=1
                    )
                scheduler.start()
            await self._introduction.set_menus(self._workers)
            await self._introduction.describe(self._workers)
            if webhook and self._settings.webhook_url and self._settings.webhook_secret:
                await self._introduction.set_webhook(
                    f"{self._settings.webhook_url}{web.WEBHOOK_PATH}",
                    self._settings.webhook_secret.get_secret_value(),
                    assembly.update_kinds(),
                )
            gc.collect()
            gc.freeze()  # what is here now stays for good: the collector need not look at it again
            gc.enable()  # the command line turned it off
            host, port = server.addresses[0][:2]
            log.info("ready", bot=me["username"], parts=list(self._parts), listen=f"{host}:{port}")
            await self._stop.wait()
        finally:
            log.info("stopping")
            if scheduler.running:
                scheduler.shutdown(wait=False)
            if polling:
                polling.cancel()
            await server.cleanup()
            for part in finishing:
                part.stop()
            await self._finish()
        log.info("stopped")

    def _intake(self, me: dict[str, Any]) -> tuple[Inbox, Store]:
        bot = assembly.silent_bot(self._settings.known_token)
        edge = Edge(assembly.dispatcher(), bot, me["username"], assembly.groups())
        handling = Handling(edge, self._workers.unit)
        answering = Answering(self._telegram, self.clock, lambda method: self.metrics.failed(f"refused {method}"))
        return Inbox(self._workers, handling, answering, self.metrics, self._owner), Store(self._workers, self.metrics)

    def _delivery(self) -> Delivery:
        return Delivery(
            self._workers,
            self._telegram,
            assembly.notice_kinds(),
            self.clock,
            limiter=self._limiter,
            wait=self._bell.wait,
            count=self.metrics.copy,
            owner=self._owner,
        )

    def _clearing(self) -> Clearing:
        return Clearing(self._workers, self._telegram, self.clock, self._bell, self.metrics.failed)

    def _grouping(self) -> Grouping:
        return Grouping(
            self._workers,
            self._telegram,
            assembly.group_deeds(),
            self.clock,
            limiter=self._limiter,
            bell=self._bell,
            refused=self.metrics.failed,
        )

    def _start(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run a part; when it ends, for whatever reason, the program stops."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(lambda _: self._stop.set())
        self._tasks.append(task)
        return task

    async def _finish(self) -> None:
        """Wait for the parts to finish what is in hand, but not for ever: a service manager would kill us in the end.

        Raises what ended a part, if something did.
        """
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=GRACE)
        for task in late:
            # Nothing is lost: it is stored, and goes on at the next start.
            log.warning("stopping.left", part=task.get_name())
            task.cancel()
        results = await asyncio.gather(*self._tasks, return_exceptions=True)
        for task, result in zip(self._tasks, results, strict=True):
            if isinstance(result, Exception):
                log.error("part.failed", part=task.get_name(), error=type(result).__name__, at=places(result))
                raise result

    async def _serve(self, webhook: Webhook | None, feeds: Feeds | None) -> Any:
        try:
            return await web.serve(
                self._settings.address,
                self.metrics,
                self._health,
                webhook.receive if webhook else None,
                feeds.show if feeds else None,
            )
        except OSError as error:
            why = error.strerror or type(error).__name__
            raise SettingsError(f"CCBOT_LISTEN={self._settings.listen} cannot be used: {why}") from None

    async def _health(self) -> dict[str, Any]:
        state: dict[str, Any] = {"ok": True, "parts": list(self._parts)}
        try:
            waiting = await self._workers.run(lambda work: inbox.waiting(work.session), "read")
        except DBAPIError:
            return {"ok": False, "database": "away"}
        self.metrics.waiting(waiting)
        state |= {"database": "there", "updates_waiting": waiting}
        if self._polling:
            last = self._polling.last_success
            quiet = None if last is None else round(self.clock.monotonic() - last)
            state["seconds_since_poll"] = quiet
            if quiet is not None and quiet > SILENT_FOR and self._polling.leads:
                state |= {"ok": False, "telegram": "away"}
        return state


def _note_failure(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what nobody awaited, without its words: they could quote what somebody wrote."""
    error = context.get("exception")
    log.error("loop.failed", error=type(error).__name__, at=places(error) if error else [])
