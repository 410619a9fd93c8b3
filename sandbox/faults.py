"""Faults armed by the control API: the n-th matching call fails in a chosen way, and so do the next ones if asked."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
KINDS = ("status", "html", "truncate", "timeout", "cut_before", "cut_after", "slow")


@dataclass(slots=True)
class Fault:
    """What fails, and how. `seen` counts the matching calls so far."""

    id: int
    kind: str
    method: str = ""
    bot: int = 0
    chat: str = ""
    nth: int = 1
    times: int = 1
    code: int = 500
    description: str = ""
    retry_after: int = 0
    seconds: float = 0.0
    seen: int = field(default=0)

    def shown(self) -> Json:
        line: Json = {"id": self.id, "kind": self.kind, "nth": self.nth, "times": self.times, "seen": self.seen}
        for name in ("method", "bot", "chat"):
            if value := getattr(self, name):
                line[name] = value
        if self.kind in {"status", "html"}:
            line["code"] = self.code
        for name in ("description", "retry_after", "seconds"):
            if value := getattr(self, name):
                line[name] = value
        return line


class Faults:
    """All that is armed."""

    def __init__(self) -> None:
        self.armed: list[Fault] = []
        self._last_id = 0

    def arm(self, kind: str, **wanted: Any) -> Fault:
        self._last_id += 1
        fault = Fault(self._last_id, kind, **wanted)
        self.armed.append(fault)
        return fault

    def clear(self) -> None:
        self.armed.clear()

    def strikes(self, method: str, bot: int, chat: str) -> Fault | None:
        """Counts a call, and gives the fault that hits it. A fault that hit often enough is disarmed."""
        struck = None
        for fault in list(self.armed):
            if (
                (fault.method and fault.method.lower() != method.lower())
                or (fault.bot and fault.bot != bot)
                or (fault.chat and fault.chat != chat)
            ):
                continue
            fault.seen += 1
            if fault.seen >= fault.nth + fault.times - 1:
                self.armed.remove(fault)
            if fault.seen >= fault.nth and struck is None:
                struck = fault
        return struck
