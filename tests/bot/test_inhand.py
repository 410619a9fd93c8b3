"""What a worker has in hand: when a claim may be one statement, which needs no transaction round it."""

from datetime import UTC, datetime

import pytest

from bot.inhand import InHand
from db.unit import Mode
from db.values import CopyState
from network.ledger import Outcome, Shown
from tests.bot.clocks import HandClock

UNTIL = datetime(2027, 3, 1, 10, 0, tzinfo=UTC)
SENT = Outcome(1, 1, CopyState.SENT, 1, arrived=(Shown(7),))
OTHERS = {
    "nothing arrived": [Outcome(2, 2, CopyState.UNREACHABLE, 0, error="blocked", unreachable=True)],
    "one did not": [SENT, Outcome(2, 2, CopyState.PENDING, 0, 1, "away", retry_at=UNTIL)],
    "one was tried before": [SENT, Outcome(2, 2, CopyState.SENT, 1, 1, arrived=(Shown(8),))],
    "its group is another now": [Outcome(2, 2, CopyState.SENT, 1, arrived=(Shown(8),), migrated_to=-100)],
    "an old message is gone": [Outcome(2, 2, CopyState.SENT, 1, arrived=(Shown(8),), gone=(5,))],
}


class Noting:
    """Runs nothing, and notes how it was to be run."""

    def __init__(self) -> None:
        self.modes: list[Mode] = []

    async def run(self, _function: object, mode: Mode = "write") -> set[int]:
        self.modes.append(mode)
        return set()


async def mode(finished: list[Outcome], unclaimed: set[int]) -> Mode:
    units = Noting()
    hand = InHand(units, HandClock(), "me", None)
    hand.finished, hand.unclaimed = finished, unclaimed
    await hand.claim((), UNTIL)
    assert not hand.finished
    return units.modes[0]


async def test_what_arrived_alike_is_recorded_in_the_statement_that_claims() -> None:
    assert await mode([SENT, Outcome(2, 2, CopyState.SENT, 1, arrived=(Shown(8), Shown(9, 1)))], set()) == "single"
    assert await mode([], set()) == "single"


@pytest.mark.parametrize("finished", OTHERS.values(), ids=OTHERS)
async def test_all_else_is_recorded_in_a_transaction(finished: list[Outcome]) -> None:
    assert await mode(list(finished), set()) == "write"


async def test_what_is_to_be_given_back_is_so_in_the_transaction_that_claims() -> None:
    assert await mode([SENT], {3}) == "write"
