"""Whether Telegram can be reached: after a call that brought no word from it, nothing is sent until it answers again.

A send that was cut off may have arrived, and nobody may repeat it. So what is in hand when Telegram goes away can
become doubtful, but not all that waits, one after another.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import structlog

from bot.clock import Clock
from bot.posting import SILENCE, Caller
from bot.telegram import CallFailed, NotSent, Unknown
from db.values import AGAIN, CopyState
from network.ledger import Outcome

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0  # seconds of real time: the question harms nobody
LONGEST_BEFORE_ONE = 5.0  # and while Telegram answers it, and only letters fail


class Outage:
    """Asks Telegram something harmless when a letter's call failed; when it answers, one letter goes ahead alone."""

    def __init__(self, telegram: Caller, clock: Clock, ended: Callable[[], None]) -> None:
        """`ended` is told when there is an answer."""
        self._telegram = telegram
        self._clock = clock
        self._ended = ended
        self._asking: asyncio.Task[None] | None = None
        self._pausing = False
        self._changed = asyncio.Event()
        self._failures = 0
        self._careful = False
        self._answered = 0  # how often Telegram answered when it was asked
        self._out = 0  # letters that left since then and are not back

    @property
    def lasts(self) -> bool:
        """Whether nothing may be sent now."""
        return self._asking is not None

    def room(self, most: int) -> int:
        """How many more letters may leave, `most` when all is well."""
        return min(most, 1 - self._out) if self._careful else most

    def leaves(self) -> int:
        """Note that a letter leaves; returns what to say when it is back."""
        self._out += 1
        return self._answered

    def back(self, left: int, *, reached: bool) -> None:
        """Heed the outcome of a letter: Telegram said something about it, or not.

        `left` is what `leaves` said. What left before Telegram was asked tells nothing new afterwards.
        """
        if left != self._answered:
            return
        self._out -= 1
        if self._asking is not None:
            return
        if reached:
            self._failures, self._careful = 0, False
            return
        self._failures += 1
        self._careful = True
        self._asking = asyncio.create_task(self._ask())

    async def asked(self) -> None:
        """Wait for an answer that is on its way, but not for time to pass."""
        while self._asking is not None and not self._pausing:
            self._changed.clear()
            await self._changed.wait()

    async def stop(self) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await self._asking

    async def _ask(self) -> None:
        # The first time at once: most often it was just one connection.
        if self._failures > 1:
            await self._pause(LONGEST_BEFORE_ONE)
        away = False
        while (error := await self._silence()) is not None:
            if not away:
                log.warning("delivery.telegram_away", error=error)
            away = True
            self._failures += 1
            await self._pause(LONGEST_PAUSE)
        if away:
            log.info("delivery.telegram_answers")
        self._asking = None
        self._answered, self._out = self._answered + 1, 0
        self._changed.set()
        self._ended()

    async def _pause(self, longest: float) -> None:
        self._pausing = True
        self._changed.set()
        await self._clock.pause(min(longest, FIRST_PAUSE * 2 ** min(self._failures - 2, 10)))
        self._pausing = False

    async def _silence(self) -> str | None:
        """Ask, and say what came instead of an answer; None when there is one."""
        try:
            await self._telegram.call("getMe", timeout=SILENCE)
        except (NotSent, Unknown) as error:
            return str(error)
        except CallFailed:
            pass  # it says no, but it is there
        return None


def without_a_word(outcome: Outcome) -> bool:
    """Whether a letter's call failed without a word of Telegram's about this letter."""
    if outcome.state is CopyState.MAYBE:
        return True
    backs_off = outcome.attempts > 0 or outcome.error == AGAIN
    return backs_off and outcome.retry_at is not None and outcome.migrated_to is None
