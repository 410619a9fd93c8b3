"""The inbox at work: claims stored updates by key, has them handled, sends the answers, and finishes them."""

import asyncio
from collections import defaultdict, deque
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

from bot.answering import Adopted, Answering, Arrived, Blocked
from bot.handling import Handling, Lost
from bot.metrics import Metrics
from bot.workers import Workers
from db.queries import inbox
from db.queries import people as people_queries
from network import clearing, notices
from network.work import Work

log = structlog.get_logger()

IN_HAND = 64  # keys one process handles side by side
SPARE = 16  # of them, for those who do not flood
LEASE = timedelta(seconds=60)
RENEWAL = 5.0
LOOK = 1.0  # seconds after which a process looks even when nobody rang


class Inbox:
    """One process's share of the handling. Keys side by side, the rows of one key one after the other."""

    def __init__(
        self, workers: Workers, handling: Handling, answering: Answering, metrics: Metrics, owner: str
    ) -> None:
        """`owner` is this process's name on leases."""
        self._workers = workers
        self._handling = handling
        self._answering = answering
        self._metrics = metrics
        self._owner = owner
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._finished: list[tuple[int, int]] = []
        self._adopted: list[Adopted] = []
        self._arrived: list[Arrived] = []
        self._unreachable: list[int] = []
        self._returned: list[tuple[int, int, int]] = []
        self._recent: dict[int, deque[float]] = defaultdict(deque)
        self._stopping = False
        self._begun = False

    async def run(self) -> None:
        """Work until `stop` is called; then finish what is in hand."""
        await self._workers.run(self._drop_leases)
        renewal = asyncio.create_task(self._renew())
        try:
            while not self._stopping or self._in_hand or self._finished or self._returned:
                turned = await self._turn()
                if not turned:
                    await self._workers.bell.wait("inbox", LOOK)
        finally:
            for task in (renewal, *self._in_hand.values()):
                task.cancel()

    def stop(self) -> None:
        """Claim nothing more; `run` ends when what is in hand is finished."""
        self._stopping = True
        self._workers.bell.ring("inbox")

    async def _turn(self) -> bool:
        """Finish what was answered and claim what may be, in one unit of work. Says whether there was anything."""
        finished, self._finished = self._finished, []
        adopted, self._adopted = self._adopted, []
        arrived, self._arrived = self._arrived, []
        unreachable, self._unreachable = self._unreachable, []
        returned, self._returned = self._returned, []
        room = 0 if self._stopping else IN_HAND - len(self._in_hand)
        busy = list(self._in_hand)

        def turn(work: Work) -> list[Any]:
            wall = self._workers.clock.wall()
            for one in adopted:
                notices.adopt(work, one.notice, one.chat, one.message, one.revision, one.media)
            for key in unreachable:
                people_queries.mark_unreachable(work.session, work.bot_id, key, work.now)
            clearing.remember(work, arrived, [row_id for row_id, _ in finished])
            inbox.finish(work.session, self._owner, finished, work.now)
            inbox.give_back(work.session, self._owner, returned)
            open_to_all = max(room - SPARE, 0)
            rows = inbox.claim(work.session, self._owner, wall, wall + LEASE, open_to_all, busy) if open_to_all else []
            if room > 0 and len(rows) == open_to_all:
                others = [*busy, *(row.key for row in rows), *self._flooding()]
                rows += inbox.claim(work.session, self._owner, wall, wall + LEASE, min(room, SPARE), others)
            return rows

        try:
            rows = await self._workers.run(turn)
        except DBAPIError as error:
            # The database is away or full: keep everything and try again; nothing is lost, it is only late.
            self._finished = finished + self._finished
            self._adopted = adopted + self._adopted
            self._arrived = arrived + self._arrived
            self._unreachable = unreachable + self._unreachable
            self._returned = returned + self._returned
            log.error("inbox.database", error=type(error.orig).__name__)
            await self._workers.clock.sleep(1)
            return True
        for row in rows:
            self._in_hand[row.key] = asyncio.create_task(self._serve(row))
        return bool(rows or finished or returned)

    async def _serve(self, row: Any) -> None:
        started = self._workers.clock.monotonic()
        handler = "failed"
        arrived: list[Arrived] = []
        try:
            await self._slow_down(row.key)
            self._answering.expect()
            loop = asyncio.get_running_loop()
            answers, handler, woken = await loop.run_in_executor(self._workers.threads, self._handling.handle, row)
            for name in woken:
                self._workers.bell.ring(name)
            self._metrics.handled(handler, self._workers.clock.monotonic() - started)
            sent_before = row.answered if handler == "again" else 0
            self._adopted += await self._answering.send_all(
                answers, lambda count: self._progress(row.id, sent_before + count, arrived), arrived
            )
            self._finished.append((row.id, row.key))
        except Blocked:
            self._unreachable.append(row.key)
            self._finished.append((row.id, row.key))
        except Lost:
            log.warning("inbox.lost_lease", update=row.update_id)
        except DBAPIError as error:
            # What was not committed is done again, what was not noted as sent is sent again.
            log.error("inbox.database", error=type(error.orig).__name__, update=row.update_id)
            self._metrics.failed("inbox")
            await self._workers.clock.pause(1)
            self._returned.append((row.id, row.key, row.attempts))
        except Exception as error:  # noqa: BLE001 - a bug of ours must not keep this person waiting for ever
            log.error("inbox.answers_lost", error=type(error).__name__, update=row.update_id)
            self._metrics.failed("inbox")
            self._finished.append((row.id, row.key))
        finally:
            self._arrived += arrived
            self._in_hand.pop(row.key, None)
            self._workers.bell.ring("inbox")

    async def _progress(self, row_id: int, count: int, arrived: list[Arrived]) -> None:
        def note(work: Work) -> None:
            inbox.answered(work.session, row_id, count)
            clearing.remember(work, arrived, ())

        await self._workers.run(note)
        arrived.clear()

    async def _slow_down(self, key: int) -> None:
        """Let one person have only so many updates handled in a while; the others never notice."""
        flood = self._workers.charter.limits.flood
        now, recent = self._workers.clock.monotonic(), self._recent[key]
        while recent and recent[0] <= now - flood.seconds:
            recent.popleft()
        if len(recent) >= flood.updates:
            wait = recent[0] + flood.seconds - now
            self._metrics.slowed()
            await self._workers.clock.pause(wait)
        recent.append(self._workers.clock.monotonic())
        if len(self._recent) > 10_000:
            self._recent = defaultdict(
                deque, {k: r for k, r in self._recent.items() if r and r[-1] > now - flood.seconds}
            )

    def _flooding(self) -> list[int]:
        """Whoever had half of what is allowed in a while: they keep a place busy until Telegram takes each answer."""
        flood = self._workers.charter.limits.flood
        since, many = self._workers.clock.monotonic() - flood.seconds, max(1, flood.updates // 2)
        return [key for key, recent in self._recent.items() if len(recent) >= many and recent[-many] > since]

    async def _renew(self) -> None:
        while True:
            await self._workers.clock.pause(RENEWAL)
            try:
                keys = [*self._in_hand, *(key for _, key in self._finished)]
                await self._workers.run(partial(self._hold_longer, keys=keys))
                if await self._workers.run(self._drop_leases):
                    self._workers.bell.ring("inbox")
            except DBAPIError as error:
                log.error("inbox.database", error=type(error.orig).__name__)

    def _drop_leases(self, work: Work) -> int:
        """Take over from the dead at once. Where one process is alone, all that is leased at its start is theirs."""
        if not self._workers.database.is_sqlite:
            return inbox.drop_leases_of_the_dead(work.session)
        if not self._begun:
            inbox.drop_leases(work.session)
        self._begun = True
        return 0

    def _hold_longer(self, work: Work, keys: list[int]) -> None:
        inbox.renew(work.session, self._owner, keys, self._workers.clock.wall() + LEASE)
