"""What callers ask the limiter for, and what they are given."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import NamedTuple, Protocol

from db.values import LANE_ORDER

ANSWERS = "answers"
LANES = (ANSWERS, *(str(lane) for lane in LANE_ORDER))
RANK = {lane: rank for rank, lane in enumerate(LANES)}

Chat = int | str | None


class Want(NamedTuple):
    """A call that somebody wants to make. `weight` is how many messages it makes: an album is several.

    `paid` calls may pass the rate that costs nothing, where the settings allow that.
    """

    lane: str
    chat: Chat = None
    weight: int = 1
    paid: bool = False


class Pause(NamedTuple):
    """Telegram asks for quiet: in one chat, or everywhere (None), for that many seconds."""

    chat: Chat
    seconds: float


class Keeper(Protocol):
    """Whoever gave a permit out, and counts what becomes of it."""

    def left(self, permit: "Permit") -> None:
        """Note that a call is on its way."""

    def arrived(self, permit: "Permit") -> None:
        """Count a call: the reply is here, or nobody waits for it any more."""

    def returned(self, permit: "Permit") -> None:
        """Give back what nothing was done with."""


@dataclass(slots=True, eq=False)
class Permit:
    """The right to one call now. Say `leave` when it leaves and `arrive` when the reply is here, or `release` it.

    It ends at `lapses_at`, by the monotonic clock: a process that slept must not make up for it all at once.
    """

    keeper: Keeper
    key: str
    want: Want
    monotonic: Callable[[], float]
    lapses_at: float = inf
    used: bool = False
    left_at: float | None = None

    def leave(self) -> bool:
        """Let the call go; False when the permit has lapsed, and another one is needed."""
        if self.used:
            return True
        self.used = True
        self.left_at = self.monotonic()
        if self.left_at >= self.lapses_at:
            return False
        self.keeper.left(self)
        return True

    def arrive(self) -> None:
        """Note that the reply is here: by now Telegram has counted the call, too."""
        if self.left_at is not None:
            self.keeper.arrived(self)
            self.left_at = None

    def release(self) -> None:
        """Give back a permit that nothing was done with."""
        if not self.used:
            self.used = True
            self.keeper.returned(self)


def is_group(chat: Chat) -> bool:
    """Whether a chat is a group or a channel."""
    return isinstance(chat, str) or (chat is not None and chat < 0)
