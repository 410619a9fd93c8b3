"""The Bot API's methods, one small function each.

A module here registers what it has with `@method("sendMessage")`; importing it in `sandbox/methods/table.py` is all it
takes. A method gets a `Call` and returns what stands under `result`; it refuses with `sandbox.errors.refuse`. What can
wait is a coroutine, all others are plain functions.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.model.people import Bot
from sandbox.params import Params
from sandbox.world import World


@dataclass(slots=True)
class Call:
    """One call of one bot. `by_webhook` marks an answer to a webhook, which is handled like any call."""

    world: World
    bot: Bot
    params: Params
    by_webhook: bool = False


Handler = Callable[[Call], Any | Awaitable[Any]]
Weight = int | Callable[[Params], int]


@dataclass(frozen=True, slots=True)
class Method:
    """A method under its proper name; `counts` says for how many messages the limits take a call of it."""

    name: str
    run: Handler
    counts: Weight


TABLE: dict[str, Method] = {}


def method(name: str, *, counts: Weight = 0) -> Callable[[Handler], Handler]:
    """Registers a function as a method of the Bot API. Names are found in any case."""

    def register(run: Handler) -> Handler:
        TABLE[name.lower()] = Method(name, run, counts)
        return run

    return register
