"""The running program: all parts, or one, from open to close."""

import asyncio
import gc
import hashlib
import json
import signal
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import DBAPIError

from bot import assembly, web
from bot.answering import Answering
from bot.bell import Bell
from bot.clock import Clock, SandboxClock, SystemClock
from bot.delivery import Delivery
from bot.edge import Edge
from bot.handling import Handling
from bot.inbox import Inbox
from bot.intake import Polling, Store, Webhook
from bot.limiter import Limiter, Pause
from bot.metrics import Metrics
from bot.presence import Presence
from bot.settings import Settings, SettingsError
from bot.telegram import NotSent, Refused, Telegram
from bot.workers import Workers
from db.queries import house, inbox
from db.unit import Database
from handlers.kit.menu import commands
from handlers.kit.speech import speech
from network import housekeeping, notices
from network.charter import Charter
from network.consent import publishing

log = structlog.get_logger()

PARTS = ("intake", "delivery", "clock")
SWEEP_EVERY = 60  # seconds of the program's clock
SWEEP_LOCK = 0x6363_626F_7403
SILENT_FOR = 120  # seconds without a successful poll that make the program unwell
MENU = "menu"


class Program:
    """One process of the bot."""

    def __init__(
        self, settings: Settings, charter: Charter, database: Database, parts: tuple[str, ...] = PARTS
    ) -> None:
        """`parts` says which of PARTS this process does. The database is migrated already."""
        self._settings = settings
        self._charter = charter
        self._database = database
        self._parts = parts
        self._stop = asyncio.Event()
        self.clock: Clock = SandboxClock(settings.api_url) if settings.follow_sandbox else SystemClock()
        self.metrics = Metrics()
        self._limiter = Limiter(int(settings.rate), self.clock)
        self._telegram = Telegram(
            settings.known_token,
            settings.api_url,
            limiter=self._limiter,
            clock=self.clock,
            observe=self.metrics.called,
        )
        self._bell = Bell(database, self.clock)
        self._workers = Workers(
            database, self.clock, self._bell, charter, bot_id=settings.bot_id, owners=settings.owners
        )
        self._presence = Presence(database, self.clock)
        self._owner = str(self._presence.number)
        self._polling: Polling | None = None
        self._last_sweep = 0.0
        self._keeping: set[asyncio.Future[None]] = set()

    async def run(self) -> None:
        """Run until SIGTERM or SIGINT; then finish what is in hand.

        Raises SettingsError when Telegram refuses the token or the port is taken.
        """
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stop.set)
        await self._telegram.open()
        await self._presence.begin()
        background = [asyncio.create_task(self._bell.listen()), asyncio.create_task(self._presence.keep())]
        if isinstance(self.clock, SandboxClock):
            background.append(asyncio.create_task(self.clock.follow()))
        try:
            me = await self._introduce()
            if me is not None:
                await self._workers.run(publishing.publish_documents)
                await self._work(me)
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
            await self._telegram.close()
            await self._presence.end()
            self._workers.close()

    async def _introduce(self) -> dict[str, Any] | None:
        """Ask Telegram who we are, for as long as it takes; None when we were stopped meanwhile.

        Raises SettingsError when the token is refused.
        """
        pause = 1.0
        while not self._stop.is_set():
            try:
                me: dict[str, Any] = await self._telegram.call("getMe")
            except Refused as error:
                if error.token_refused:
                    raise SettingsError("CCBOT_TOKEN is refused by Telegram: compare it with BotFather's") from None
                log.warning("telegram.away", why=error.description)
            except Exception as error:  # noqa: BLE001 - whatever it is, Telegram is not there yet
                log.warning("telegram.away", why=str(error) if isinstance(error, NotSent) else type(error).__name__)
            else:
                return me
            await self._unless_stopped(pause)
            pause = min(pause * 2, 30)
        return None

    async def _work(self, me: dict[str, Any]) -> None:
        tasks: list[asyncio.Task[None]] = []
        finishing: list[Any] = []
        webhook: Webhook | None = None

        def start(work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
            task = asyncio.create_task(work, name=name)
            task.add_done_callback(lambda _: self._stop.set())
            tasks.append(task)
            return task

        intake: asyncio.Task[None] | None = None
        if "intake" in self._parts:
            edge = Edge(assembly.dispatcher(), assembly.silent_bot(self._settings.known_token), me["username"])
            handling = Handling(
                self._database,
                edge,
                self._charter,
                bot_id=self._settings.bot_id,
                owners=self._settings.owners,
                now=self.clock.now,
                announce=self._bell.announce,
            )
            answering = Answering(self._telegram, self.clock, lambda method: self.metrics.failed(f"refused {method}"))
            handler = Inbox(self._workers, handling, answering, self.metrics, self._owner)
            store = Store(self._workers, self.metrics)
            if self._settings.webhook_url and self._settings.webhook_secret:
                webhook = Webhook(store, self._settings.webhook_secret.get_secret_value(), self.metrics)
            else:
                self._polling = Polling(self._telegram, store, self._workers, assembly.update_kinds(), self.metrics)
                intake = start(self._polling.run(), "polling")
            start(handler.run(), "inbox")
            finishing.append(handler)
        if "delivery" in self._parts:
            delivery = Delivery(
                self._workers,
                self._telegram,
                assembly.notice_kinds(),
                self.clock,
                wait=self._bell.wait,
                count=self.metrics.copy,
            )
            start(delivery.run(), "delivery")
            finishing.append(delivery)
        else:
            await self._heed_pauses()  # with delivery, it sees to that
        scheduler = AsyncIOScheduler(timezone="UTC")
        if "clock" in self._parts:
            scheduler.add_job(
                self._tick, "interval", seconds=1, misfire_grace_time=None, coalesce=True, max_instances=1
            )
            scheduler.start()
        server = await self._serve(webhook)
        try:
            await self._set_menus()
            if webhook:
                await self._set_webhook()
            gc.collect()
            gc.freeze()  # what is here now stays for good: the collector need not look at it again
            host, port = server.addresses[0][:2]
            log.info("ready", bot=me["username"], parts=list(self._parts), listen=f"{host}:{port}")
            await self._stop.wait()
        finally:
            log.info("stopping")
            if scheduler.running:
                scheduler.shutdown(wait=False)
            if intake:
                intake.cancel()
            await server.cleanup()
            for part in finishing:
                part.stop()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        for task, result in zip(tasks, results, strict=True):
            if isinstance(result, Exception) and not isinstance(result, asyncio.CancelledError):
                log.error("part.failed", part=task.get_name(), error=type(result).__name__)
                raise result
        log.info("stopped")

    async def _heed_pauses(self) -> None:
        """Keep what Telegram says about waiting for after a restart, and heed what it said before."""
        wall = self.clock.wall()
        for chat, until in (await self._workers.run(lambda work: notices.pauses(work, wall), "read")).items():
            self._limiter.pause(Pause(chat, (until - wall).total_seconds()))

        def keep(pause: Pause) -> None:
            if isinstance(pause.chat, str):
                return
            chat, until = pause.chat, self.clock.wall() + timedelta(seconds=pause.seconds)
            keeping = asyncio.ensure_future(self._workers.run(lambda work: notices.keep_pause(work, chat, until)))
            self._keeping.add(keeping)
            keeping.add_done_callback(self._keeping.discard)

        self._limiter.on_pause(keep)

    async def _serve(self, webhook: Webhook | None) -> Any:
        try:
            return await web.serve(
                self._settings.address, self.metrics, self._health, webhook.receive if webhook else None
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

    async def _tick(self) -> None:
        """Sweep when it is time on the program's clock, which may have been skipped."""
        now = self.clock.now().timestamp()
        if now - self._last_sweep < SWEEP_EVERY:
            return
        self._last_sweep = now

        def sweep(work: Any) -> dict[str, int]:
            return housekeeping.sweep(work) if house.alone(work.session, SWEEP_LOCK) else {}

        try:
            done = await self._workers.run(sweep)
        except DBAPIError as error:
            self.metrics.failed("sweep")
            log.error("sweep.database", error=type(error.orig).__name__)
            return
        if any(done.values()):
            log.info("swept", **{name: count for name, count in done.items() if count})

    async def _set_menus(self) -> None:
        """Tell Telegram the command menu of every language, if it changed since last told."""
        wanted: list[dict[str, Any]] = [{"commands": commands(speech("en"))}]
        wanted += [
            {"commands": commands(speech(language)), "language_code": language}
            for language in self._charter.languages
            if len(language) == 2
        ]
        mark = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest()
        if await self._workers.run(lambda work: house.kept(work.session, MENU), "read") == mark:
            return
        try:
            for params in wanted:
                await self._telegram.call("setMyCommands", {**params, "scope": {"type": "all_private_chats"}})
        except (Refused, NotSent) as error:
            log.warning("menu.not_set", why=str(error))
            return
        await self._workers.run(lambda work: house.keep(work.session, MENU, mark))

    async def _set_webhook(self) -> None:
        assert self._settings.webhook_secret
        await self._telegram.call(
            "setWebhook",
            {
                "url": f"{self._settings.webhook_url}{web.WEBHOOK_PATH}",
                "secret_token": self._settings.webhook_secret.get_secret_value(),
                "allowed_updates": assembly.update_kinds(),
                "drop_pending_updates": False,
            },
        )

    async def _unless_stopped(self, seconds: float) -> None:
        waiting = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait({waiting}, timeout=seconds)
        waiting.cancel()
