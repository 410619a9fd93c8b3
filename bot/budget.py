"""What may leave, and when: over all, per chat, per group, by lane, and what Telegram itself says (429).

Arithmetic only, without a loop or a clock of its own. All moments are seconds of one clock that only grows: the
process's own, or the database's where several processes share a budget. Telegram counts real requests, whatever time
it is in a sandbox.
"""

from bisect import insort
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

from bot.permits import ANSWERS, Chat, Pause, Want, is_group

# A second and a trifle. A call counts from when it may have arrived at the latest, so the way takes nothing from this.
WINDOW = 1.003
# Bulk leaves evenly and a little slower than it might, answers counted: so there is most often room for the next one.
EVENLY = 0.97
AIR = 0.4  # seconds after which a call has arrived, though its reply may take longer
GROUP_WINDOW = 60.5
GROUP_CALLS = 20
CHAT_BURST = 3
QUANTUM = 0.03  # bulk leaves in portions of this many seconds, so that room for an answer comes up all the time
CARRIED = 3.0
RECENT = 5.0  # seconds over which answers are counted for the reserve
FEW = 4
EXPECTED_FOR = 0.25  # seconds for which room is kept for an answer that is being prepared
NEIGHBOUR = 1.0  # a second group refused within this time means that all are meant
CUSHION = 0.1
SLOWER, FASTER, SLOWEST = 0.7, 0.01, 0.1  # after a 429; back again, a second; never less
FORGET = 10_000


class Held(NamedTuple):
    """A call that may leave, or is on its way; by `deadline` it has arrived, or never will."""

    want: Want
    deadline: float = inf


TRIPS = 100  # of which the quickest is known


@dataclass(slots=True)
class InChat:
    """What counts in one chat: when its bucket will be full again (a leaky bucket needs no more than that)."""

    full_at: float = 0.0
    paused_until: float = 0.0
    calls: deque[float] = field(default_factory=deque)


@dataclass(slots=True)
class State:
    """All that a budget remembers."""

    left: deque[float] = field(default_factory=deque)
    unpaid: deque[float] = field(default_factory=deque)
    held: dict[str, Held] = field(default_factory=dict)
    trips: deque[float] = field(default_factory=lambda: deque(maxlen=TRIPS))
    answers: deque[float] = field(default_factory=deque)
    expected: deque[float] = field(default_factory=deque)
    chats: dict[int | str, InChat] = field(default_factory=dict)
    # What is used of bulk's portion, draining with time; when it is used up, the next one is waited for whole.
    bulk: float = 0.0
    bulk_at: float = 0.0
    next_portion: float = 0.0
    paused_until: float = 0.0
    factor: float = 1.0
    factor_at: float = 0.0
    refused: tuple[int | str, float] | None = None


class Budget:
    """What may leave, and when."""

    def __init__(
        self, rate: int, now: Callable[[], float], state: State | None = None, *, free: int | None = None
    ) -> None:
        """Allow `rate` calls in any second over all; where some are paid for, only `free` of those that are not."""
        self.rate = rate
        self.free = free
        self._now = now
        self.state = state or State(bulk_at=now(), factor_at=now())

    def ceiling(self, now: float) -> int:
        """How many calls a second are allowed at the moment: fewer after a 429, then slowly more again."""
        factor = min(1.0, self.state.factor + max(0.0, now - self.state.factor_at) * FASTER)
        return max(1, int(self.rate * factor))

    def reserve(self, now: float) -> int:
        """How many of them only answers may use, at most half: those that are expected, and more where many come.

        With few answers there is room for the next one in time; many of them come in waves.
        """
        answers, expected = self.state.answers, self.state.expected
        while answers and answers[0] <= now - RECENT:
            answers.popleft()
        while expected and expected[0] <= now - EXPECTED_FOR:
            expected.popleft()
        ceiling = self.ceiling(now)
        a_second = len(answers) / RECENT
        return min(max(0, int(a_second * 1.5) - FEW) + len(expected), ceiling // 2)

    def ready_at(self, want: Want) -> float:
        """Say when such a call may leave: now or earlier, later, or not before something else happens (inf).

        What weighs more than may ever leave at once waits until nothing else counts any more.
        """
        now, state = self._now(), self.state
        self._forget_lapsed(now)
        for window in (state.left, state.unpaid):
            while window and window[0] <= now - WINDOW:
                window.popleft()
        ceiling = self.ceiling(now)
        allowed = ceiling - (0 if want.lane == ANSWERS else self.reserve(now))
        held = sum(one.want.weight for one in state.held.values())
        ready = max(state.paused_until, self._room_at(state.left, held, allowed, want.weight))
        if not want.paid and self.free is not None:
            unpaid = sum(one.want.weight for one in state.held.values() if not one.want.paid)
            ready = max(ready, self._room_at(state.unpaid, unpaid, self.free, want.weight))
        if want.lane != ANSWERS:
            ready = max(ready, state.next_portion)
        return max(ready, self._chat_at(want)) if want.chat in state.chats else ready

    def expect(self) -> None:
        """Keep room for an answer that is being prepared."""
        self.state.expected.append(self._now())

    def hold(self, key: str, want: Want, deadline: float = inf) -> None:
        """Set one call aside; ask `ready_at` before."""
        now, state = self._now(), self.state
        state.held[key] = Held(want, deadline)
        if want.lane == ANSWERS:
            state.answers.extend([now] * want.weight)
            if state.expected:
                state.expected.popleft()
        else:
            self._use_portion(now, want.weight)
        if want.chat is not None:
            if len(state.chats) > FORGET:
                self.forget(now)
            known = state.chats.setdefault(want.chat, InChat())
            known.full_at = max(known.full_at, now) + want.weight
            if is_group(want.chat):
                known.calls.extend([now] * want.weight)

    def fly(self, key: str) -> None:
        """Note that a call is on its way, and soon there."""
        if held := self.state.held.get(key):
            self.state.held[key] = Held(held.want, min(held.deadline, self._now() + AIR))

    def land(self, key: str, replied_at: float, trip: float = 0.0) -> None:
        """Start the second in which a call counts: when it arrived at the latest. Its reply took `trip` seconds.

        What the reply took longer than the quickest may all have been lost on the way there. A call that is not held
        any more counts already.
        """
        self.state.trips.append(trip)
        held = self.state.held.pop(key, None)
        if held is not None:
            self._count(held.want, min(replied_at, self._now()) - min(self.state.trips))

    def release(self, key: str) -> None:
        """Undo `hold`, unless the call counts already."""
        held = self.state.held.pop(key, None)
        if held is None:
            return
        want, state = held.want, self.state
        if want.lane != ANSWERS:
            state.bulk -= want.weight
            state.next_portion = min(state.next_portion, self._now())
        if want.chat is not None and (known := state.chats.get(want.chat)):
            known.full_at -= want.weight
            for _ in range(min(want.weight, len(known.calls))):
                known.calls.pop()

    def refuse(self, chat: Chat, seconds: float) -> Pause:
        """Take a 429 to heart: everywhere, or in one group unless a second one is refused within a second."""
        now, state = self._now(), self.state
        everywhere, known = not is_group(chat), now < state.paused_until
        if is_group(chat) and chat is not None:
            other = state.refused
            everywhere = other is not None and other[0] != chat and now - other[1] <= NEIGHBOUR
            state.refused = (chat, now)
        pause = Pause(None if everywhere else chat, seconds)
        self.pause(pause)
        if everywhere and not known:  # whatever was on its way is refused for the same reason
            state.factor = max(SLOWEST, self.ceiling(now) / self.rate * SLOWER)
            state.factor_at = now + seconds
        return pause

    def pause(self, pause: Pause) -> None:
        """Let nothing leave (in that chat) for so long."""
        until = self._now() + pause.seconds + CUSHION
        if pause.chat is None:
            self.state.paused_until = max(self.state.paused_until, until)
        else:
            known = self.state.chats.setdefault(pause.chat, InChat())
            known.paused_until = max(known.paused_until, until)

    def chat_wait(self, want: Want) -> float:
        """For how many seconds its chat alone (not the rest of the world) makes a call wait."""
        return max(0.0, self._chat_at(want) - self._now()) if want.chat in self.state.chats else 0.0

    def forget(self, now: float) -> None:
        """Forget the chats in which nothing counts any more."""
        self.state.chats = {
            chat: known
            for chat, known in self.state.chats.items()
            if known.full_at > now or known.paused_until > now or (known.calls and known.calls[-1] > now - GROUP_WINDOW)
        }

    def _count(self, want: Want, at: float) -> None:
        for window in (self.state.left,) if want.paid else (self.state.left, self.state.unpaid):
            for _ in range(want.weight):
                insort(window, at)

    def _forget_lapsed(self, now: float) -> None:
        """Count as gone, at the last moment at which they may have, calls that nobody told the end of."""
        for key in [key for key, held in self.state.held.items() if held.deadline <= now]:
            held = self.state.held.pop(key)
            self._count(held.want, held.deadline)

    def _room_at(self, window: Sequence[float], held: int, allowed: int, weight: int) -> float:
        surplus = held + len(window) - allowed + min(weight, allowed) - 1
        if surplus < 0:
            return 0.0
        if surplus < len(window):
            return window[surplus] + WINDOW
        return min((one.deadline for one in self.state.held.values()), default=inf) + WINDOW

    def _use_portion(self, now: float, weight: int) -> None:
        state = self.state
        flow = max(1.0, self.ceiling(now) * EVENLY - len(state.answers) / RECENT)
        # A little is carried over: whoever waits wakes a trifle late.
        state.bulk = max(-CARRIED, state.bulk - (now - state.bulk_at) * flow) + weight
        state.bulk_at = now
        if state.bulk + 1 > flow * QUANTUM:
            state.next_portion = now + state.bulk / flow

    def _chat_at(self, want: Want) -> float:
        assert want.chat is not None, "asked only of chats that are known"
        known = self.state.chats[want.chat]
        ready = max(known.paused_until, known.full_at - (CHAT_BURST - min(want.weight, CHAT_BURST)))
        if is_group(want.chat):
            horizon = self._now() - GROUP_WINDOW
            while known.calls and known.calls[0] <= horizon:
                known.calls.popleft()
            surplus = len(known.calls) + min(want.weight, GROUP_CALLS) - GROUP_CALLS
            if surplus > 0:
                ready = max(ready, known.calls[surplus - 1] + GROUP_WINDOW)
        return ready


def share_out(
    budget: Budget, waiters: Iterable[Sequence[Want]], new_key: Callable[[], str], now: float, deadline: float = inf
) -> tuple[list[list[tuple[int, str]]], float]:
    """Give everybody who waits what may leave now; the most urgent stand first.

    Returns for each the places of what they were given, with keys, and when it is worth asking again. Whatever waits
    for its chat alone holds up nobody; whatever waits for room is not overtaken by what weighs less.
    """
    given: list[list[tuple[int, str]]] = []
    earliest, full = inf, False
    for wants in waiters:
        mine: list[tuple[int, str]] = []
        given.append(mine)
        for place, want in enumerate(() if full else wants):
            ready = budget.ready_at(want)
            if ready <= now:
                key = new_key()
                budget.hold(key, want, deadline)
                mine.append((place, key))
                continue
            earliest = min(earliest, ready)
            if budget.chat_wait(want) <= 0:
                full = True
                break
    return given, earliest
