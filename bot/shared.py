"""The limiter of several processes on PostgreSQL: they share one budget, which stands in a row of the database.

Whoever wants something to leave holds the row for a moment: tells what left meanwhile, takes what may leave now, lets
go. A permit lapses after a short while, so that a process that was killed, or stood still, takes nothing with it and
makes up for nothing. What Telegram says about waiting stands there, too, and so outlives everybody.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from math import inf

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot import packing
from bot.budget import CHAT_BURST, Budget, share_out
from bot.clock import Clock
from bot.limiter import Taken, Waiter
from bot.permits import RANK, Chat, Permit, Want
from db.queries import allowance
from db.unit import Database

log = structlog.get_logger()

VALID_FOR = 2.0  # seconds in which a permit can be used
PATIENCE = 1.5  # seconds that the row may be held: of those who come after, nobody waits longer
TELL_WITHIN = 0.1  # seconds after which the others learn what left, if nothing else is to be asked
# When there is room may depend on what is on its way, and on others: then it is asked again and again.
UNCERTAIN, WORTH_ASKING = 0.4, 0.05  # seconds
AFTER_TROUBLE = 0.5


@dataclass(slots=True)
class _Said:
    """What is to be told to the budget: calls whose reply is here; permits given back; 429s; answers to come."""

    arrived: list[tuple[str, float, float]] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)
    refused: list[tuple[Chat, float]] = field(default_factory=list)
    expected: int = 0

    def __bool__(self) -> bool:
        return bool(self.arrived or self.news)

    @property
    def news(self) -> bool:
        """Whether it changes when there is room."""
        return bool(self.returned or self.refused or self.expected)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a look at the budget brought: keys for each that waits, and when to ask again (all by our own clock)."""

    given: list[list[tuple[int, str]]]
    ask_at: float
    lapses_at: float


class SharedLimiter:
    """Lets calls wait for their turn, together with all processes of this bot on one PostgreSQL database."""

    burst = CHAT_BURST

    def __init__(
        self, rate: int, clock: Clock, database: Database, bot_id: int, process: str, *, free: int | None = None
    ) -> None:
        """Let `rate` calls of the bot leave in any second; `process` is a name nobody else has.

        Where some are paid for, only `free` of those leave that are not.
        """
        self._rate = rate
        self._free = free
        self.paid = free is not None
        self._clock = clock
        self._database = database
        self._bot_id = bot_id
        self._process = process
        self._number = 0
        self._waiting: list[Waiter] = []
        self._came = 0  # how many ever waited
        self._said = _Said()
        self._seen: Budget | None = None  # as it was at the last look
        self._offsets: deque[float] = deque(maxlen=20)  # of the database's clock from ours
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="limiter")
        self._connection: Connection | None = None
        self._stir = asyncio.Event()
        self._asking: asyncio.Task[None] | None = None

    @property
    def rate(self) -> int:
        """How many calls a second were allowed at the last look."""
        return self._seen.ceiling(self._clock.monotonic() + min(self._offsets)) if self._seen else self._rate

    def too_many(self, chat: Chat, retry_after: float) -> None:
        """Obey a 429, and let all others obey."""
        self._said.refused.append((packing.disguised(chat), retry_after))
        self._go()

    def expect(self) -> None:
        """Keep room for an answer that is being prepared, for a moment."""
        self._said.expected += 1
        self._go()

    def chat_wait(self, want: Want) -> float:
        """For how many seconds its chat alone makes a call wait, as far as was known at the last look."""
        return self._seen.chat_wait(_disguised(want)) if self._seen else 0.0

    def take_now(self, wants: Sequence[Want]) -> Taken:  # noqa: ARG002 - as every gate
        """Take nothing: nobody here knows what the others do."""
        return []

    async def take(self, lane: str, chat: Chat, weight: int = 1) -> Permit:
        """Wait for a permit for a call that makes `weight` messages."""
        return (await self.take_some([Want(lane, chat, weight)]))[0][1]

    async def take_some(self, wants: Sequence[Want]) -> Taken:
        """Wait until at least one of several calls may leave, most urgent first; returns all that may."""
        waiter = Waiter(wants, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        self._came += 1
        self._go()
        try:
            return await waiter.granted
        except asyncio.CancelledError:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
            if waiter.granted.done() and not waiter.granted.cancelled():
                for _, permit in waiter.granted.result():
                    permit.release()
            raise

    def left(self, permit: Permit) -> None:
        """Note nothing: the others learn when it has arrived."""

    def arrived(self, permit: Permit) -> None:
        """Count a call."""
        now = self._clock.monotonic()
        self._said.arrived.append((permit.key, now, now - (now if permit.left_at is None else permit.left_at)))
        self._go()

    def returned(self, permit: Permit) -> None:
        """Give back what nothing was done with."""
        self._said.returned.append(permit.key)
        self._go()

    async def close(self) -> None:
        """Tell the others what left, and let go of the connection."""
        if self._asking:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        loop = asyncio.get_running_loop()
        if self._said:
            await asyncio.gather(loop.run_in_executor(self._thread, self._look, self._said, []), return_exceptions=True)
        await loop.run_in_executor(self._thread, self._let_go)
        self._thread.shutdown()

    # --- asking ---------------------------------------------------------------------------------------------------
    def _go(self) -> None:
        self._stir.set()
        if self._asking is None or self._asking.done():
            self._asking = asyncio.get_running_loop().create_task(self._ask())
            self._asking.add_done_callback(self._ended)

    def _ended(self, asking: "asyncio.Task[None]") -> None:
        """Let nobody wait for ever for what a bug ended."""
        error = None if asking.cancelled() else asking.exception()
        waiting, self._waiting = (self._waiting, []) if error else ([], self._waiting)
        for waiter in waiting:
            if error and not waiter.granted.done():
                waiter.granted.set_exception(error)

    async def _ask(self) -> None:
        """Ask as long as somebody waits or something is to be told."""
        ask_at, known = 0.0, self._came
        while self._waiting or self._said:
            await self._wait_until(ask_at if self._waiting else self._clock.monotonic() + TELL_WITHIN, known)
            # Whoever comes while we ask is new at the next time.
            known = self._came
            try:
                ask_at = await self._ask_once()
            except SQLAlchemyError as error:
                log.error("limiter.database", error=type(getattr(error, "orig", None) or error).__name__)
                await self._clock.pause(AFTER_TROUBLE)
                ask_at = 0.0

    async def _wait_until(self, moment: float, known: int) -> None:
        """Wait, unless somebody new waits, who may be more urgent, or there is news that changes when there is room.

        `known` is how many had ever come when it was last asked.
        """
        while (left := moment - self._clock.monotonic()) > 0:
            if self._came > known or self._said.news:
                return
            self._stir.clear()
            pausing = asyncio.ensure_future(self._clock.pause(left))
            stirred = asyncio.ensure_future(self._stir.wait())
            try:
                await asyncio.wait({pausing, stirred}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in (pausing, stirred):
                    task.cancel()
                await asyncio.gather(pausing, stirred, return_exceptions=True)

    async def _ask_once(self) -> float:
        """Look once; returns when to look again for those who still wait."""
        said, self._said = self._said, _Said()
        waiters = sorted(self._waiting, key=lambda waiter: RANK[waiter.wants[0].lane])
        wants = [[_disguised(want) for want in waiter.wants] for waiter in waiters]
        try:
            look = asyncio.get_running_loop().run_in_executor(self._thread, self._look, said, wants)
            answer = await asyncio.shield(look)
        except SQLAlchemyError:
            # All of it can be said again: what the budget knows already does not count twice.
            now = self._said
            self._said = _Said(said.arrived + now.arrived, said.returned + now.returned, said.refused + now.refused)
            raise
        for waiter, mine in zip(waiters, answer.given, strict=True):
            permits = [
                (place, Permit(self, key, waiter.wants[place], self._clock.monotonic, answer.lapses_at))
                for place, key in mine
            ]
            if waiter.granted.done():  # they gave up meanwhile
                for _, permit in permits:
                    permit.release()
            elif permits:
                waiter.granted.set_result(permits)
                self._waiting.remove(waiter)
        return answer.ask_at

    # --- in the thread --------------------------------------------------------------------------------------------
    def _look(self, said: _Said, waiting: Sequence[Sequence[Want]]) -> _Answer:
        try:
            return self._look_at(self._connect(), said, waiting)
        except SQLAlchemyError:
            self._let_go()
            raise

    def _look_at(self, connection: Connection, said: _Said, waiting: Sequence[Sequence[Want]]) -> _Answer:
        with connection.begin():
            before = self._clock.monotonic()
            state, now = allowance.hold(connection, self._bot_id)
            # Each is a trifle too large, so what left is counted from then or a little later; the least is the best.
            self._offsets.append(now - before)
            offset = min(self._offsets)
            kept = packing.unpacked(state, now) if state else None
            budget = Budget(self._rate, lambda: now, kept, free=self._free)
            for key, moment, trip in said.arrived:
                budget.land(key, moment + offset, trip)
            for key in said.returned:
                budget.release(key)
            for _ in range(said.expected):
                budget.expect()
            for chat, seconds in said.refused:
                budget.refuse(chat, seconds)
            given, earliest = share_out(budget, waiting, self._new_key, now, now + VALID_FOR)
            allowance.keep(connection, self._bot_id, packing.packed(budget.state, now))
        self._seen = Budget(self._rate, lambda: self._clock.monotonic() + offset, budget.state, free=self._free)
        ask_at = inf if earliest == inf else max(earliest - offset, before)
        if earliest - now > UNCERTAIN and budget.state.held:
            ask_at = min(ask_at, self._clock.monotonic() + WORTH_ASKING)
        return _Answer(given, ask_at, before + VALID_FOR)

    def _new_key(self) -> str:
        self._number += 1
        return f"{self._process}.{self._number}"

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self._database.engine.connect()
            allowance.prepare(self._connection, PATIENCE)
        return self._connection

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


def _disguised(want: Want) -> Want:
    return want._replace(chat=packing.disguised(want.chat))
