"""Faults armed by the control API: which calls fail, how, how often and for how long.

A fault hits the n-th matching call and so many more, or all that match for a while, or some of them by chance. Chance
is a hash of the seed and of the call's place among those to its chat, so a run meets the same faults whatever the order
in which its calls happen to arrive.
"""

import math
from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from hashlib import blake2s
from typing import Any

from sandbox.clock import Clock

Json = dict[str, Any]
KINDS = ("status", "html", "truncate", "timeout", "cut_before", "cut_after", "slow", "away")
ALWAYS_ACT = {"truncate", "cut_after", "slow"}
MAY_ACT = {"status", "html", "timeout"}


@dataclass(slots=True)
class Fault:
    """What fails, and how. `seen` counts the matching calls so far, `hits` those that failed.

    `times` 0 is any number. `ends` is a moment of the sandbox's time, `real_ends` one of the real clock. `acts` says
    that the call does its work before it fails; `silent` belongs to `away` and means no answer instead of a cut.
    """

    id: int
    kind: str
    method: str = ""
    bot: int = 0
    chat: str = ""
    nth: int = 1
    times: int = 1
    probability: float = 1.0
    seed: int = 0
    ends: float = math.inf
    real_ends: float = math.inf
    code: int = 500
    description: str = ""
    retry_after: int = 0
    seconds: float = 0.0
    acts: bool = False
    silent: bool = False
    seen: int = 0
    hits: int = 0
    _places: Counter[tuple[str, str]] = field(default_factory=Counter)

    def over(self, clock: Clock) -> bool:
        return clock.now() >= self.ends or clock.real() >= self.real_ends or 0 < self.times <= self.hits

    def left(self, clock: Clock) -> float:
        """Seconds until it is over; endless for what ends by number."""
        return min(self.ends - clock.now(), self.real_ends - clock.real())

    def matches(self, method: str, bot: int, chat: str) -> bool:
        return (
            (not self.method or fnmatchcase(method.lower(), self.method.lower()))
            and (not self.bot or self.bot == bot)
            and (not self.chat or self.chat == chat)
        )

    def strikes(self, method: str, chat: str) -> bool:
        """Counts a matching call, and says whether it is hit."""
        self.seen += 1
        if self.seen < self.nth:
            return False
        if self.probability >= 1:
            return True
        place = (method.lower(), chat)
        self._places[place] += 1
        drawn = blake2s(f"{self.seed}:{place}:{self._places[place]}".encode(), digest_size=8).digest()
        return int.from_bytes(drawn) < self.probability * 2**64

    def shown(self, clock: Clock) -> Json:
        line: Json = {"id": self.id, "kind": self.kind, "nth": self.nth, "seen": self.seen, "hits": self.hits}
        if self.times:
            line["times"] = self.times
        for name in ("method", "bot", "chat", "description", "retry_after", "seconds", "acts", "silent"):
            if value := getattr(self, name):
                line[name] = value
        if self.probability < 1:
            line |= {"probability": self.probability, "seed": self.seed}
        if math.isfinite(left := self.left(clock)):
            line["left"] = round(left, 3)
        if self.kind in {"status", "html"}:
            line["code"] = self.code
        return line


class Faults:
    """All that is armed."""

    def __init__(self, clock: Clock) -> None:
        self.armed: list[Fault] = []
        self._clock = clock
        self._last_id = 0

    def arm(self, kind: str, **wanted: Any) -> Fault:
        self._last_id += 1
        fault = Fault(self._last_id, kind, **wanted)
        self.armed.append(fault)
        return fault

    def clear(self) -> None:
        self.armed.clear()

    def standing(self) -> list[Fault]:
        """What is armed still; what is over is forgotten."""
        if any(fault.over(self._clock) for fault in self.armed):
            self.armed[:] = [fault for fault in self.armed if not fault.over(self._clock)]
        return self.armed

    def strikes(self, method: str, bot: int, chat: str) -> Fault | None:
        """Counts a call for every fault that matches it, and gives the first that hits."""
        struck = None
        for fault in list(self.standing()):
            if fault.kind == "away" or not fault.matches(method, bot, chat):
                continue
            if fault.strikes(method, chat) and struck is None:
                struck = fault
                fault.hits += 1
        self.standing()
        return struck

    def away(self, bot: int) -> Fault | None:
        """The fault by which this bot cannot reach its Telegram at all."""
        if not self.armed:
            return None
        return next((one for one in self.standing() if one.kind == "away" and one.bot in {0, bot}), None)
