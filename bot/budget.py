"""What may leave, and when: over all, per chat, per group, by lane, and what Telegram itself says (429).

Arithmetic only, without a loop or a clock of its own. All moments are seconds of `Clock.monotonic()`: Telegram counts
real requests, whatever time it is in a sandbox.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf

from db.values import LANE_ORDER

ANSWERS = "answers"
LANES = (ANSWERS, *(str(lane) for lane in LANE_ORDER))
RANK = {lane: rank for rank, lane in enumerate(LANES)}

# A second and what may be lost on the way: calls that leave further apart than this never arrive within one second.
WINDOW = 1.03
GROUP_WINDOW = 60.5
GROUP_CALLS = 20
CHAT_BURST = 3
QUANTUM = 0.2  # bulk leaves in portions of this many seconds: an answer never stands behind a whole second's
CARRIED = 2.0
RECENT = 5.0  # seconds over which answers are counted for the reserve
NEIGHBOUR = 1.0  # a second group refused within this time means that all are meant
CUSHION = 0.1
SLOWER, FASTER, SLOWEST = 0.7, 0.01, 0.1  # after a 429; back again, a second; never less
FORGET = 10_000


@dataclass(frozen=True, slots=True)
class Pause:
    """Telegram asks for quiet: in one chat, or everywhere (None), for that many seconds."""

    chat: int | str | None
    seconds: float


@dataclass(slots=True)
class _Chat:
    # When the chat's bucket will be full again (a leaky bucket needs no more than that).
    full_at: float = 0.0
    paused_until: float = 0.0
    calls: deque[float] = field(default_factory=deque)


@dataclass(slots=True, eq=False)
class Permit:
    """The right to one call now. Say `leave` when it leaves, or give it back with `release`.

    `weight` is how many messages the call makes: an album is several.
    """

    budget: "Budget"
    lane: str
    chat: int | str | None
    wake: Callable[[], None]
    used: bool = False
    weight: int = 1

    def leave(self) -> None:
        """Count the call from this moment on."""
        if not self.used:
            self.used = True
            self.budget.leave(self)
            self.wake()

    def release(self) -> None:
        """Give back a permit that nothing was done with."""
        if not self.used:
            self.used = True
            self.budget.release(self)
            self.wake()


def is_group(chat: int | str | None) -> bool:
    """Whether a chat is a group or a channel."""
    return isinstance(chat, str) or (chat is not None and chat < 0)


class Budget:
    """What may leave, and when."""

    def __init__(self, rate: int, monotonic: Callable[[], float]) -> None:
        """Allow `rate` calls in any second over all."""
        self.rate = rate
        self._now = monotonic
        self._left: deque[float] = deque()
        self._held = 0
        self._answers: deque[float] = deque()
        self._chats: dict[int | str, _Chat] = {}
        # What is used of bulk's portion, draining with time; when it is used up, the next one is waited for whole.
        self._bulk = 0.0
        self._bulk_at = monotonic()
        self._next_portion = 0.0
        self._paused_until = 0.0
        self._factor = 1.0
        self._factor_at = monotonic()
        self._refused: tuple[int | str, float] | None = None

    def ceiling(self, now: float) -> int:
        """How many calls a second are allowed at the moment: fewer after a 429, then slowly more again."""
        factor = min(1.0, self._factor + max(0.0, now - self._factor_at) * FASTER)
        return max(1, int(self.rate * factor))

    def reserve(self, now: float) -> int:
        """How many of them only answers may use: a tenth, more while people are busy with the bot."""
        while self._answers and self._answers[0] <= now - RECENT:
            self._answers.popleft()
        ceiling = self.ceiling(now)
        a_second = len(self._answers) / RECENT
        return min(max(ceiling // 10, int(a_second * 1.5)), ceiling // 2)

    def ready_at(self, lane: str, chat: int | str | None, weight: int = 1) -> float:
        """Say when such a call may leave: now or earlier, later, or not before something else happens (inf).

        What weighs more than may ever leave at once waits until nothing else counts any more.
        """
        now = self._now()
        while self._left and self._left[0] <= now - WINDOW:
            self._left.popleft()
        allowed = self.ceiling(now) - (0 if lane == ANSWERS else self.reserve(now))
        ready = max(self._paused_until, self._room_at(allowed - (min(weight, allowed) - 1)))
        if lane != ANSWERS:
            ready = max(ready, self._next_portion)
        if chat is not None and chat in self._chats:
            ready = max(ready, self._chat_at(chat, weight))
        return ready

    def hold(self, lane: str, chat: int | str | None, weight: int = 1) -> None:
        """Set one call aside; ask `ready_at` before."""
        now = self._now()
        self._held += weight
        if lane == ANSWERS:
            self._answers.extend([now] * weight)
        else:
            self._use_portion(now, weight)
        if chat is not None:
            if len(self._chats) > FORGET:
                self._forget(now)
            known = self._chats.setdefault(chat, _Chat())
            known.full_at = max(known.full_at, now) + weight
            if is_group(chat):
                known.calls.extend([now] * weight)

    def leave(self, permit: Permit) -> None:
        """Start the second in which the call counts."""
        self._held -= permit.weight
        self._left.extend([self._now()] * permit.weight)

    def release(self, permit: Permit) -> None:
        """Undo `hold`."""
        self._held -= permit.weight
        if permit.lane != ANSWERS:
            self._bulk -= permit.weight
            self._next_portion = min(self._next_portion, self._now())
        if permit.chat is not None and (known := self._chats.get(permit.chat)):
            known.full_at -= permit.weight
            for _ in range(min(permit.weight, len(known.calls))):
                known.calls.pop()

    def refuse(self, chat: int | str | None, seconds: float) -> Pause:
        """Take a 429 to heart: everywhere, or in one group unless a second one is refused within a second."""
        now = self._now()
        everywhere = not is_group(chat)
        if is_group(chat) and chat is not None:
            other = self._refused
            everywhere = other is not None and other[0] != chat and now - other[1] <= NEIGHBOUR
            self._refused = (chat, now)
        pause = Pause(None if everywhere else chat, seconds)
        self.pause(pause)
        if everywhere:
            self._factor = max(SLOWEST, self.ceiling(now) / self.rate * SLOWER)
            self._factor_at = now + seconds
        return pause

    def pause(self, pause: Pause) -> None:
        """Let nothing leave (in that chat) for so long."""
        until = self._now() + pause.seconds + CUSHION
        if pause.chat is None:
            self._paused_until = max(self._paused_until, until)
        else:
            known = self._chats.setdefault(pause.chat, _Chat())
            known.paused_until = max(known.paused_until, until)

    def chat_wait(self, chat: int | str, weight: int = 1) -> float:
        """For how many seconds this chat alone (not the rest of the world) makes a call wait."""
        return max(0.0, self._chat_at(chat, weight) - self._now()) if chat in self._chats else 0.0

    def _room_at(self, allowed: int) -> float:
        surplus = self._held + len(self._left) - allowed
        if surplus < 0:
            return 0.0
        return self._left[surplus] + WINDOW if surplus < len(self._left) else inf

    def _use_portion(self, now: float, weight: int) -> None:
        flow = max(1, self.ceiling(now) - self.reserve(now)) / WINDOW
        # A little is carried over: whoever waits wakes a trifle late.
        self._bulk = max(-CARRIED, self._bulk - (now - self._bulk_at) * flow) + weight
        self._bulk_at = now
        if self._bulk + 1 > flow * QUANTUM:
            self._next_portion = now + self._bulk / flow

    def _chat_at(self, chat: int | str, weight: int = 1) -> float:
        known = self._chats[chat]
        ready = max(known.paused_until, known.full_at - (CHAT_BURST - min(weight, CHAT_BURST)))
        if is_group(chat):
            horizon = self._now() - GROUP_WINDOW
            while known.calls and known.calls[0] <= horizon:
                known.calls.popleft()
            surplus = len(known.calls) + min(weight, GROUP_CALLS) - GROUP_CALLS
            if surplus > 0:
                ready = max(ready, known.calls[surplus - 1] + GROUP_WINDOW)
        return ready

    def _forget(self, now: float) -> None:
        self._chats = {
            chat: known
            for chat, known in self._chats.items()
            if known.full_at > now or known.paused_until > now or (known.calls and known.calls[-1] > now - GROUP_WINDOW)
        }
