"""Looking ahead: what comes next is found while letters wait, and nobody is found twice."""

from collections.abc import Callable
from typing import TypeVar

from bot.inhand import InHand
from bot.limiter import Limiter
from bot.looking import FRESH, MOST_RENDERED, Looking
from db.unit import Mode
from network import filling
from network.work import Work
from tests.bot.office import Office, Units

T = TypeVar("T")
MANY = MOST_RENDERED * 2 + 20


class Counted(Units):
    """Counts the units of work."""

    ran = 0

    async def run(self, function: Callable[[Work], T], mode: Mode = "write") -> T:
        self.ran += 1
        return await super().run(function, mode)


def lookout(office: Office, units: Units | None = None) -> Looking:
    """A worker's look at an office's ledger, with nothing in hand."""
    hand = InHand(units or Units(office), office.clock, "me", None)
    return Looking(hand, office.kinds, office.clock, Limiter(office.rate, office.clock), frozenset())


def filled(office: Office, count: int) -> Office:
    """Let something be due to that many people."""
    office.people(count)
    office.post("one")
    while office.run(filling.prepare):
        pass
    return office


async def test_what_is_looked_at_ahead_comes_after_what_waits(office: Office) -> None:
    looking = lookout(filled(office, MANY))
    first, _ = await looking.look(0, anew=True)
    looking.look_ahead(first.letters, first.letters[-10:], 0)
    second, _ = await looking.look(0, anew=False)
    assert len(first.letters) == MOST_RENDERED
    assert len(second.letters) <= MOST_RENDERED
    known = {letter.telegram_id for letter in first.letters}
    assert known.isdisjoint({letter.telegram_id for letter in second.letters})
    assert second.more, "whoever finds something looks again"


async def test_nobody_looks_ahead_while_many_wait_or_when_that_was_all(office: Office) -> None:
    units = Counted(filled(office, 30))
    looking = lookout(office, units)
    found, _ = await looking.look(0, anew=True)
    looking.look_ahead(found.letters, found.letters[-1:], 0)
    await looking.close()
    assert units.ran == 1


async def test_a_call_or_time_makes_a_look_ahead_worthless(office: Office) -> None:
    looking = lookout(filled(office, MANY))
    first, _ = await looking.look(0, anew=True)
    looking.look_ahead(first.letters, first.letters[-10:], 0)
    called, _ = await looking.look(0, anew=True)
    assert called.letters == first.letters, "nothing of it was claimed"
    looking.look_ahead(first.letters, first.letters[-10:], 0)
    office.clock.turn(FRESH + 1)
    late, fresh_until = await looking.look(0, anew=False)
    assert [letter.telegram_id for letter in late.letters] == [letter.telegram_id for letter in first.letters]
    assert fresh_until == office.clock.monotonic() + FRESH


async def test_everybody_has_it_once_however_many_looks_it_takes(office: Office) -> None:
    office.people(MANY)
    office.post("one")
    await office.deliver()
    assert office.api.sent() == dict.fromkeys(range(1, MANY + 1), 1)
