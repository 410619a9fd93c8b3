"""The delivery worker: brings every copy to the state its notice asks for.

Look (render first), take the limiter's permits, claim and commit only what these permits send now, send, record in
batches. What is claimed and not yet recorded is never more than CONCURRENCY: so many copies can become *maybe*.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock, within
from bot.filler import Filler
from bot.inhand import LOOK, InHand, Units
from bot.letters import Letter, Look, one_a_chat
from bot.limiter import Gate, Permit
from bot.looking import FRESH, Looking
from bot.outage import Outage, without_a_word
from bot.placeholder import Placeholder
from bot.posting import Caller, Poster
from db.values import CopyState
from handlers.kit.notices import NoticeKind
from network import ledger, notices
from network.ledger import Outcome

log = structlog.get_logger()
T = TypeVar("T")

CONCURRENCY = 64
LEASE = timedelta(seconds=90)  # more than a call may last
RECORDED_WITHIN = 0.25  # real seconds that a result may wait for the next claim to be recorded with
AHEAD, MOST_AHEAD = 256, 16 * 256
LONGEST_REST = 30.0
LISTEN = 60.0
SOON = 2.0  # seconds
PORTION, GATHER = 8, 0.001  # how many finished copies a claim waits for when all hands are full, and for how long
BREATHER = 0.5  # real seconds between two interruptions of a batch by something more urgent


class Delivery:
    """One process's share of the delivering; several share the work through claims in the database."""

    def __init__(
        self,
        workers: Units,
        telegram: Caller,
        kinds: Mapping[str, NoticeKind],
        clock: Clock,
        *,
        limiter: Gate,
        wait: Callable[[str, float], Awaitable[bool]] | None = None,
        count: Callable[[str], None] | None = None,
        owner: str | None = None,
    ) -> None:
        """`limiter` is the one that the calls of `telegram` pass.

        `wait(name, seconds)` waits for a call by another part or process (Bell.wait); `count` is told the state that a
        copy reached; `owner` is this worker's name on leases, its process's number where that holds a lock.
        """
        self._clock = clock
        self._limiter = limiter
        self._poster = Poster(telegram, clock.now, Placeholder(workers), paid=limiter.paid)
        self._wait = wait
        self._hand = InHand(workers, clock, owner or f"delivery-{secrets.token_hex(6)}", count)
        self._filler = Filler(workers, clock, self._stir_up)
        self._again = frozenset(name for name, kind in kinds.items() if kind.again)
        self._looking = Looking(self._hand, kinds, clock, limiter, self._again)
        self._tasks: set[asyncio.Task[None]] = set()
        self._stir = asyncio.Event()  # something finished, or somebody rang
        self._ring = asyncio.Event()  # somebody rang
        self._rung = False
        self._stopping = False
        self._heeded_at = 0.0
        # Several processes look at the same copies: whoever comes too late for them takes others, further on.
        self._skip = 0
        self._outrun = False
        self._cut_short = False  # whether letters were left when something else went first
        self._outage = Outage(telegram, clock, self._stir_up)

    async def run(self) -> None:
        """Deliver until `stop` is called; then finish what is in hand."""
        listening = asyncio.create_task(self._listen())
        filling = asyncio.create_task(self._filler.run())
        try:
            await self._persist(lambda: self._hand.recover(self._again))
            while not self._stopping:
                found = await self._persist(self._turn)
                if found is not None and not found.letters and not found.more and not self._hand.finished:
                    await self._rest(found.next_due)
            while self._hand:
                await self._persist(self._settle_some)
            await filling
        finally:
            listening.cancel()
            filling.cancel()
            await self._outage.stop()
            await self._looking.close()
            await asyncio.gather(listening, filling, return_exceptions=True)

    def stop(self) -> None:
        """Claim nothing more; `run` ends when what is in hand is finished and recorded."""
        self._stopping = True
        self._filler.stop()
        self._stir.set()
        self._ring.set()

    def wake(self) -> None:
        """Look at once: something was posted, revised or retracted."""
        self._filler.wake()
        self._rung = True
        self._stir.set()
        self._ring.set()

    async def settle(self) -> None:
        """Do all that is due now, and come back when nothing is left that could be done before time passes."""
        more = True
        while more and not self._outage.lasts:
            more = await self._filler.settle()
            found = await self._turn()
            while self._hand.letters:
                await self._settle_some()
            await self._outage.asked()
            more = more or found.more or bool(found.letters)

    # --- one turn -----------------------------------------------------------------------------------------------
    async def _turn(self) -> Look:
        """Record what finished, look, and work off what was found."""
        rung, self._rung = self._rung, False
        self._stir.clear()
        self._ring.clear()
        if self._outage.lasts:
            await self._hand.record()
            return Look([], None, more=False)
        skip = self._skip
        found, fresh_until = await self._looking.look(skip, anew=rung or self._cut_short)
        if not found.letters and skip:
            self._skip = 0
            return replace(found, more=True)
        self._outrun = False
        letters = [letter for letter in found.letters if not self._put_off(letter)]
        self._cut_short = bool(await self._work_off(letters, fresh_until))
        return found

    async def _work_off(self, letters: Sequence[Letter], fresh_until: float) -> Sequence[Letter]:
        """Send them; returns those that were not come to, because something else goes first."""
        waiting = list(letters)
        while waiting and not (self._stopping or self._outage.lasts or self._outrun):
            if self._clock.monotonic() >= fresh_until or self._interrupted(waiting):
                break
            self._looking.look_ahead(letters, waiting, self._skip)
            busy = {letter.chat_id for letter in self._hand.letters.values()}
            # What finished is recorded in the commit that claims others in its place.
            choices = one_a_chat(waiting, busy, self._outage.room(CONCURRENCY - self._hand.unrecorded))
            taken = self._take_now(choices) if choices else []
            if choices and not taken:
                taken = await self._take_next(choices, RECORDED_WITHIN if self._hand.letters else FRESH)
            if not taken:
                if self._hand.finished:
                    await self._hand.record()
                elif not choices:
                    await self._some_finished()  # all that may be in hand is in hand
                continue
            await self._claim_and_send(taken)
            tried = {letter.open.copy_id for letter, _ in taken}
            waiting = [letter for letter in waiting if letter.open.copy_id not in tried]
        return waiting

    async def _some_finished(self) -> None:
        """Wait until something in hand finished, and a moment longer for others: fewer commits carry more then."""
        await self._stir.wait()
        self._stir.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(GATHER):
                while len(self._hand.finished) < PORTION and not self._stopping:
                    await self._stir.wait()
                    self._stir.clear()

    def _take_now(self, choices: Sequence[Letter]) -> list[tuple[Letter, Permit]]:
        taken = self._limiter.take_now([letter.want(paid=self._limiter.paid) for letter in choices])
        return [(choices[place], permit) for place, permit in taken]

    async def _take_next(self, choices: Sequence[Letter], seconds: float) -> list[tuple[Letter, Permit]]:
        """Wait for permits for some of these, that long or until somebody rings."""
        rung = asyncio.ensure_future(self._ring.wait())
        taking = asyncio.ensure_future(
            self._limiter.take_some([letter.want(paid=self._limiter.paid) for letter in choices])
        )
        waits: set[asyncio.Future[Any]] = {rung, taking}
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        rung.cancel()
        self._ring.clear()
        if not taking.done():
            taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)
            return []
        return [(choices[place], permit) for place, permit in taking.result()]

    async def _claim_and_send(self, taken: Sequence[tuple[Letter, Permit]]) -> None:
        wanted = [letter.open for letter, _ in taken]
        until = self._clock.wall() + LEASE
        try:
            claimed = await self._hand.unit(lambda work: ledger.claim(work, wanted, self._hand.owner, until))
        except BaseException:
            for _, permit in taken:
                permit.release()
            self._hand.unclaimed |= {copy.copy_id for copy in wanted}
            raise
        if len(claimed) * 2 < len(wanted) and not self._hand.alone:
            self._outrun = True
            self._skip = min(self._skip + AHEAD, MOST_AHEAD)
        if self._outage.lasts:  # since we asked for permits: what has not left yet waits
            for _, permit in taken:
                permit.release()
            self._hand.unclaimed |= claimed
            return
        for letter, permit in taken:
            if letter.open.copy_id not in claimed:
                permit.release()
                continue
            self._hand.letters[letter.open.copy_id] = letter
            task = asyncio.create_task(self._post(letter, permit, self._outage.leaves()))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _post(self, letter: Letter, permit: Permit, left: int) -> None:
        try:
            outcome = await self._poster.post(letter, permit)
        except Exception as error:  # noqa: BLE001 - a bug of ours must not leave a copy in hand for ever
            log.error("delivery.failed", kind=letter.kind.name, error=type(error).__name__)
            state = CopyState.MAYBE if letter.open.sends else letter.state
            why = type(error).__name__
            outcome = Outcome(letter.open.copy_id, letter.chat_id, state, letter.shows, error=why, given_up=True)
        self._outage.back(left, reached=not without_a_word(outcome))
        self._hand.finished.append(outcome)
        self._stir.set()

    # --- what is kept -------------------------------------------------------------------------------------------
    async def _settle_some(self) -> None:
        """Wait for something in hand to finish, and record it."""
        if not self._hand.finished and self._hand.letters:
            await self._stir.wait()
        self._stir.clear()
        await self._hand.record()

    async def _persist(self, act: Callable[[], Awaitable[T]]) -> T | None:
        """Do something with the database, which may be away or full: what finished is kept, and tried again."""
        try:
            return await act()
        except DBAPIError as error:
            log.error("delivery.database", error=type(error.orig).__name__)
            await self._clock.pause(1)
            return None

    # --- when ---------------------------------------------------------------------------------------------------
    async def _rest(self, next_due: datetime | None) -> None:
        """Sleep until something is due, finishes, or rings."""
        seconds = LONGEST_REST if self._hand.alone else LOOK
        if next_due is not None:
            seconds = min(seconds, (next_due - self._clock.now()).total_seconds())
        await within(self._clock, max(seconds, 0.01), self._stir.wait())

    async def _listen(self) -> None:
        while self._wait is not None:
            if await self._wait(notices.LEDGER, LISTEN):
                self.wake()

    def _stir_up(self) -> None:
        self._stir.set()

    def _put_off(self, letter: Letter) -> bool:
        """Put off what a slow chat would only hold up the others with."""
        wait = self._limiter.chat_wait(letter.want(paid=self._limiter.paid))
        if wait <= SOON:
            return False
        self._hand.put_off(letter, wait)
        return True

    def _interrupted(self, waiting: Sequence[Letter]) -> bool:
        """Say whether something more urgent may have come: not for every ring, a look costs more than a letter."""
        if not self._rung or waiting[0].lane == waiting[-1].lane == "personal":
            return False
        now = self._clock.monotonic()
        if now - self._heeded_at < BREATHER:
            return False
        self._heeded_at = now
        return True
