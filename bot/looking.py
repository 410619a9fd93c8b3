"""Looking at the ledger: when it is asked, and ahead of time where letters leave fast."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.inhand import InHand
from bot.letters import Letter, Look, look
from bot.limiter import Gate
from handlers.kit.notices import NoticeKind
from network.work import Work

FRESH = 5.0  # real seconds that a rendered letter may wait for its permit before it is rendered anew
MOST_RENDERED = 128
MOST_WAITING = 64  # letters of one look that may still wait when the next is begun
A_MOMENT = 0.1  # real seconds for which they last, at the rate that is allowed


@dataclass(frozen=True)
class _Ahead:
    """A look that was begun while letters of the one before waited; those are `known`."""

    known: frozenset[int]
    began: float
    looking: asyncio.Task[Look]


class Looking:
    """Finds letters. Where they leave fast, the next look begins before the last of them left."""

    def __init__(
        self, hand: InHand, kinds: Mapping[str, NoticeKind], clock: Clock, limiter: Gate, again: frozenset[str]
    ) -> None:
        """`again` are the kinds whose sends are tried once more."""
        self._hand = hand
        self._kinds = kinds
        self._clock = clock
        self._limiter = limiter
        self._again = again
        self._ahead: _Ahead | None = None

    @property
    def _limit(self) -> int:
        return min(MOST_RENDERED, max(16, self._limiter.rate * 3))

    async def look(self, skip: int, *, anew: bool) -> tuple[Look, float]:
        """Return letters, and until when (real time) they are fresh; what finished is recorded meanwhile.

        Those of a look ahead, if there was one that found any; `anew` wants none of these. `skip` as open_copies.
        Raises whatever the database raises.
        """
        ahead, self._ahead = self._ahead, None
        if ahead:
            found = await ahead.looking
            letters = [letter for letter in found.letters if letter.open.copy_id not in ahead.known]
            if letters and not anew and self._clock.monotonic() < ahead.began + FRESH:
                return Look(letters, None, more=True), ahead.began + FRESH
        busy, began = frozenset(self._hand.letters), self._clock.monotonic()
        return await self._hand.unit(lambda work: self._look(work, skip, busy)), began + FRESH

    def look_ahead(self, found: Collection[Letter], waiting: Sequence[Letter], skip: int) -> None:
        """Begin to look for what comes after `found`, if only a few of it wait and there is likely to be more."""
        few = min(MOST_WAITING, int(self._limiter.rate * A_MOMENT))
        if self._ahead or len(waiting) > few or len(found) < self._limit // 2:
            return
        known = frozenset(letter.open.copy_id for letter in found) | frozenset(self._hand.letters)
        more = len(waiting) + MOST_WAITING  # those who wait, and those whose claim is not committed yet

        looking = self._hand.aside(lambda work: self._look(work, skip, known, more))
        self._ahead = _Ahead(known, self._clock.monotonic(), asyncio.create_task(looking))

    def _look(self, work: Work, skip: int, known: frozenset[int], more: int = 0) -> Look:
        self._hand.sweep(work, self._again, known)
        return look(
            work,
            self._kinds,
            self._hand.owner,
            limit=self._limit,
            per_chat=self._limiter.burst,
            skip=skip,
            without=known,
            more=more,
        )

    async def close(self) -> None:
        """Let go of a look that nobody waits for any more."""
        if self._ahead:
            await asyncio.gather(self._ahead.looking, return_exceptions=True)
            self._ahead = None
