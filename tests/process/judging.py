"""Comparing what the chats hold, by the sandbox's word, with what the ledger says of an announcement that is over."""

from bot.delivery import CONCURRENCY
from db.values import AnnouncementState, CopyState
from tests.process.crowd import Crowd
from tests.process.running import Sandbox, until


def judge(people: Crowd, kills: int) -> None:
    """After that many kills nobody was missed without a word, and nobody has it twice."""
    arrived, doubtful = people.arrived(), people.of_state(CopyState.MAYBE)
    assert not {chat: n for chat, n in arrived.items() if n > 1}, "nobody has it twice"
    missed = people.of_state(CopyState.SENT) - arrived.keys()
    assert not missed, "whoever is said to have it has it"
    assert people.everybody - arrived.keys() <= doubtful | people.unreachable, "nobody is missed without a word"
    assert len(doubtful) <= kills * CONCURRENCY


def send_again(people: Crowd, town: Sandbox) -> None:
    """After the coordinator's word everybody has it, and only those who were in doubt may have it twice."""
    doubtful = people.of_state(CopyState.MAYBE)
    assert people.send_again_to_maybe() == len(doubtful)
    town.skip(seconds=60)  # nobody rang: another process wrote it
    until(lambda: people.arrived().keys() >= doubtful, "those who may not have had it", every=0.3)
    until(people.is_done, "the announcement to be done", every=0.3)
    arrived = people.arrived()
    assert arrived.keys() == people.everybody - people.unreachable
    assert {chat for chat, n in arrived.items() if n > 1} <= doubtful


def settled(people: Crowd, *, doubtful: set[int] | None = None, failed: set[int] = frozenset()) -> None:
    """The run is over, and everybody has it once but for those of whose message nobody knows, and the unreachable.

    `doubtful` are those who may be in doubt, by default whoever the sandbox lost the last message of.
    """
    arrived = people.arrived()
    assert set(arrived.values()) <= {1}, "nobody has it twice"
    maybe = people.of_state(CopyState.MAYBE)
    assert maybe == (people.lost() if doubtful is None else doubtful & maybe)
    unreachable = set(people.unreachable) - maybe
    has_it = people.everybody - maybe - unreachable - failed
    assert people.of_state(CopyState.UNREACHABLE) == unreachable
    assert people.of_state(CopyState.FAILED) == failed
    assert people.of_state(CopyState.SENT) == has_it
    assert has_it <= arrived.keys() <= has_it | maybe
    card = people.figures()
    assert card.state is AnnouncementState.DONE
    assert (card.total, card.pending, card.skipped) == (people.count, 0, 0)
    assert (card.sent, card.maybe, card.unreachable) == (len(has_it), len(maybe), len(unreachable))
