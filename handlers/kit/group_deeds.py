"""What is done in groups beside messages: letting somebody in, removing them, a description, a topic.

A task is a row (network/hubs/tasks.py), written in the transaction that causes it. A worker (bot/grouping.py) asks the
deed of its kind for one call after the other, and has it write down what came of them in the unit of work that ends the
task. A process that is killed in between does the calls once more: a deed takes "done already" for done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from network.hubs.tasks import Task
from network.work import Work


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Bot API; the group's `chat_id` is put in by whoever makes it."""

    method: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """What Telegram said: the results of the calls that were done, in order, and why the one after them was refused.

    `code` is 0 where nothing was refused. `unknown` says that nobody knows whether the last call was done (only where
    a deed does not `repeat`).
    """

    results: Sequence[Any] = ()
    code: int = 0
    description: str = ""
    unknown: bool = False

    @property
    def done(self) -> bool:
        """Whether all calls were done."""
        return self.code == 0 and not self.unknown

    def says(self, *pieces: str) -> bool:
        """Whether a refusal has one of these pieces (lower case) in it: whole sentences differ by version."""
        lowered = self.description.lower()
        return any(piece in lowered for piece in pieces)

    @property
    def lacks_right(self) -> bool:
        """Whether the bot was refused because it is no administrator there, or lacks a right."""
        return self.code == 400 and self.says(
            "not enough rights",
            "chat_admin_required",
            "need administrator rights",
            "admin_required",
            "must be an administrator",
        )


@dataclass(frozen=True, slots=True)
class GroupDeed:
    """One kind of task.

    `call` says what to ask of Telegram next, given the results so far, each time in a unit of work; None: that is all.
    `settle` writes down what came of it, and returns when to try again (aware UTC), or None when the task is over.
    Floods, outages, moved groups and groups that are gone never reach it.
    `repeats` says that a call whose outcome is unknown is simply made again.
    """

    name: str
    call: Callable[[Work, Task, Sequence[Any]], Call | None]
    settle: Callable[[Work, Task, Said], datetime | None] | None = None
    repeats: bool = True
