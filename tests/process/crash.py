"""`python -m tests.process.crash run`: the program, unchanged, but killed (SIGKILL) at the point CRASH_AT names.

`point` or `point:n`: the n-th time that point is reached. Points: before_store, after_store, while_handling,
before_answer, between_answers, before_finish; of the delivery: before_claim, before_send, after_send, before_record;
of the clock: while_reminding (written, not committed), between_reminding; of the bringing of posts: while_bringing
(written, not committed), between_bringing.
"""

import os
import signal
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import bot.answering
import bot.clearing
import bot.edge
import bot.posting
import bot.telegram
import db.queries.inbox
import network.discussions.bringing
import network.ledger
import network.reminders.due
from bot.cli import main

point, _, number = os.environ["CRASH_AT"].partition(":")
left = iter(range(int(number or 1) - 1, -1, -1))


def die() -> None:
    """End this process at once, as a power cut would, when it is time."""
    if next(left) == 0:
        os.kill(os.getpid(), signal.SIGKILL)


def before(function: Callable[..., Any]) -> Callable[..., Any]:
    """Die instead of calling."""

    @wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        die()
        return function(*args, **kwargs)

    return wrapped


def after(function: Callable[..., Any]) -> Callable[..., Any]:
    """Call, then die."""

    @wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        die()
        return result

    return wrapped


def finishing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Die only where something is finished: the loop also turns with nothing in hand."""

    @wraps(function)
    def wrapped(session: Any, owner: str, rows: Any, now: Any) -> Any:
        if rows:
            die()
        return function(session, owner, rows, now)

    return wrapped


def after_sends(call: Callable[..., Any]) -> Callable[..., Any]:
    """Die when Telegram has said that a message arrived, before anybody here knows."""

    @wraps(call)
    async def wrapped(self: Any, method: str, *args: Any, **kwargs: Any) -> Any:
        result = await call(self, method, *args, **kwargs)
        if method.startswith("send"):
            die()
        return result

    return wrapped


def recording(function: Callable[..., Any]) -> Callable[..., Any]:
    """Die only where something arrived: most records are of nothing."""

    @wraps(function)
    def wrapped(work: Any, owner: str, outcomes: Any) -> Any:
        if any(outcome.arrived for outcome in outcomes):
            die()
        return function(work, owner, outcomes)

    return wrapped


def firing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Die only where something was due: most looks find nothing."""

    @wraps(function)
    def wrapped(work: Any) -> Any:
        found = function(work)
        if found.count:
            die()
        return found

    return wrapped


def bringing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Die only where something was brought: most looks find nothing."""

    @wraps(function)
    def wrapped(work: Any) -> Any:
        found = function(work)
        if found:
            die()
        return found

    return wrapped


if point.endswith("bringing"):
    network.discussions.bringing.CHUNK = network.discussions.bringing.SQLITE_CHUNK
inbox, edge, answering = db.queries.inbox, bot.edge.Edge, bot.answering.Answering
match point:
    case "before_store":
        inbox.store = before(inbox.store)
    case "after_store":
        # The next claim comes after the store's commit.
        inner = inbox.claim
        inbox.claim = lambda session, *args: (die() if inbox.waiting(session) else None, inner(session, *args))[1]
    case "while_handling":
        edge.handle = after(edge.handle)  # type: ignore[method-assign]
    case "before_answer":
        answering.send_all = before(answering.send_all)  # type: ignore[method-assign]
    case "between_answers":
        answering._send = before(answering._send)  # type: ignore[method-assign]
    case "before_finish":
        inbox.finish = finishing(inbox.finish)
    case "while_clearing":
        bot.clearing.Clearing._deleted_at_once = before(bot.clearing.Clearing._deleted_at_once)  # type: ignore[method-assign]
    case "before_claim":
        network.ledger.claim = before(network.ledger.claim)
    case "before_send":
        bot.posting.Poster.post = before(bot.posting.Poster.post)  # type: ignore[method-assign]
    case "after_send":
        bot.telegram.Telegram.call = after_sends(bot.telegram.Telegram.call)  # type: ignore[method-assign]
    case "before_record":
        network.ledger.record = recording(network.ledger.record)
    case "while_reminding":
        network.reminders.due.fire = firing(network.reminders.due.fire)
    case "between_reminding":
        network.reminders.due.fire = before(network.reminders.due.fire)
    case "while_bringing":
        network.discussions.bringing.bring_some = bringing(network.discussions.bringing.bring_some)
    case "between_bringing":
        network.discussions.bringing.bring_some = before(network.discussions.bringing.bring_some)
    case _:
        sys.exit(f"unknown point {point}")

raise SystemExit(main())
