"""What a delivery worker has in hand: claimed copies, and finished ones that wait to be recorded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol, TypeVar

from bot.clock import Clock
from bot.letters import Letter
from db.dialects import is_sqlite
from db.unit import Mode
from network import ledger
from network.ledger import Outcome
from network.work import Work

T = TypeVar("T")

LOOK = 5.0  # real seconds between two looks for processes that ended


class Units(Protocol):
    """Whoever runs units of work (bot.workers.Workers)."""

    async def run(self, function: Callable[[Work], T], mode: Mode = ...) -> T:
        """Run a function in a thread, in a unit of work of its own."""


class InHand:
    """The worker's memory between units of work; nothing is forgotten before it is committed."""

    def __init__(self, workers: Units, clock: Clock, owner: str, count: Callable[[str], None] | None) -> None:
        """`owner` is the worker's name on leases; `count` is told the state that a copy reached."""
        self._workers = workers
        self._clock = clock
        self._count = count
        self.owner = owner
        self.letters: dict[int, Letter] = {}
        self.finished: list[Outcome] = []
        # Whether their claim was committed is not known; that nothing of them left is.
        self.unclaimed: set[int] = set()
        self.alone = False  # whether nobody else can deliver from this database
        self._look_at = clock.monotonic()

    def __bool__(self) -> bool:
        """Whether anything is in hand or not recorded yet."""
        return bool(self.letters or self.finished or self.unclaimed)

    @property
    def unrecorded(self) -> int:
        """How many copies are in hand beside those that the next unit of work records."""
        return len(self.letters) - sum(outcome.copy_id in self.letters for outcome in self.finished)

    async def unit(self, function: Callable[[Work], T]) -> T:
        """Run a function in a unit of work that first records what finished meanwhile.

        Raises whatever the database raises; everything is kept then.
        """
        outcomes, self.finished = self.finished, []
        unclaimed, self.unclaimed = self.unclaimed, set()

        def unit(work: Work) -> T:
            ledger.give_back(work, self.owner, unclaimed)
            ledger.record(work, self.owner, outcomes)
            return function(work)

        try:
            result = await self._workers.run(unit, "write")
        except BaseException:
            self.finished = outcomes + self.finished
            self.unclaimed |= unclaimed
            raise
        for outcome in outcomes:
            self.letters.pop(outcome.copy_id, None)
            if outcome.retry_at is None and self._count:
                self._count(outcome.state.value)
        return result

    async def aside(self, function: Callable[[Work], T]) -> T:
        """Run a function in a unit of work beside those that record.

        Raises whatever the database raises.
        """
        return await self._workers.run(function, "write")

    async def record(self) -> None:
        """Record what finished."""
        await self.unit(lambda _work: None)

    async def recover(self, again: frozenset[str]) -> None:
        """Take up what an earlier life had in hand. Sends of the kinds in `again` are tried once more."""
        wall = self._clock.wall()

        def recover(work: Work) -> None:
            # One process at most delivers from a SQLite file: whatever is leased there died with its worker.
            self.alone = is_sqlite(work.session)
            ledger.end_leases_of_the_dead(work, self.owner, wall)
            ledger.sweep(work, before=None if self.alone else wall, again=again, in_hand=())

        await self.unit(recover)

    def sweep(self, work: Work, again: frozenset[str], busy: frozenset[int]) -> None:
        """Take back what died in other hands: at once where their process ended, else when their leases run out.

        `busy` are the copies in hand here.
        """
        if self._clock.monotonic() < self._look_at:
            return
        self._look_at = self._clock.monotonic() + LOOK
        wall = self._clock.wall()
        ledger.end_leases_of_the_dead(work, self.owner, wall)
        ledger.sweep(work, before=wall, again=again, in_hand=busy)

    def put_off(self, letter: Letter, seconds: float) -> None:
        """Let a letter that nobody claimed wait."""
        self.finished.append(
            Outcome(
                letter.open.copy_id,
                letter.chat_id,
                letter.state,
                letter.shows,
                letter.attempts,
                letter.error,
                retry_at=self._clock.now() + timedelta(seconds=seconds),
            )
        )
