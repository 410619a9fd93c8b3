"""One claimed update, from claim to stored answers. Synchronous; runs in a worker thread."""

import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import structlog

from bot.edge import Edge, Handled
from db.queries import inbox
from db.trouble import is_trouble
from db.values import InboxState
from handlers.kit.answers import Answer
from network.errors import NetworkError
from network.work import Work

log = structlog.get_logger()
MOST_ATTEMPTS = 3  # a step that ended the process twice is not tried a third time


class Lost(Exception):  # noqa: N818 - reads as the sentence it is
    """Another process took this key over; nothing was kept here."""


class Handling:
    """Turns claimed rows into effects and stored answers. A failure is tried once more, then set aside."""

    def __init__(self, edge: Edge, unit: Callable[[], AbstractContextManager[Work]]) -> None:
        """`unit` opens a unit of work and commits it (bot.workers.Workers.unit)."""
        self._edge = edge
        self._open = unit

    def handle(self, row: Any) -> tuple[list[Answer], str, set[str]]:
        """Handle a row of `db.queries.inbox.claim`; returns what is to be sent, the handler's name, and whom to wake.

        Raises Lost when the key belongs to another process by now, and sqlalchemy.exc.DBAPIError when the database is
        in trouble: nothing was kept then, and nothing is held against the update.
        """
        if row.state == InboxState.ANSWERING:
            return [Answer.from_json(a) for a in row.answers[row.answered :]], "again", set()
        if row.attempts >= MOST_ATTEMPTS:
            log.error("inbox.set_aside", update=row.update_id, why="the process ended while handling it")
            return self._unit(row, lambda work: self._edge.give_up(work, row.payload))
        try:
            return self._step(row)
        except Exception as error:  # noqa: BLE001 - this is the one place where a handler's failure is caught
            _raise_if_not_the_handlers(error)
            log.warning("inbox.failed_once", update=row.update_id, error=type(error).__name__)
        try:
            return self._step(row)
        except Exception as error:  # noqa: BLE001 - as above
            _raise_if_not_the_handlers(error)
            where = places(error)
            return self._unit(row, lambda work: self._edge.give_up(work, row.payload), log_as=(error, where))

    def _step(self, row: Any) -> tuple[list[Answer], str, set[str]]:
        """Handle the update, or say kindly what a rule said no to."""
        try:
            return self._unit(row, lambda work: self._edge.handle(work, row.payload))
        except NetworkError as error:
            refusal = error
        return self._unit(row, lambda work: self._edge.refuse(work, row.payload, refusal))

    def _unit(
        self,
        row: Any,
        step: Callable[[Work], Handled],
        log_as: tuple[Exception, list[str]] | None = None,
    ) -> tuple[list[Answer], str, set[str]]:
        with self._open() as work:
            handled = step(work)
            answers = [answer.to_json() for answer in handled.answers]
            work.session.flush()
            if not inbox.keep_answers(work.session, row.id, row.attempts, answers, handled.reference):
                raise Lost
        if log_as:
            # Names of the error and the places only: its words could quote what the person wrote.
            log.error(
                "inbox.set_aside",
                reference=handled.reference,
                update=row.update_id,
                kind=row.kind,
                error=type(log_as[0]).__name__,
                at=log_as[1],
            )
        return handled.answers, handled.handler, work.woken


def places(error: BaseException) -> list[str]:
    """Where an error came from: files, lines and functions, nothing that could quote anybody."""
    frames = list(traceback.extract_tb(error.__traceback__))[-6:]
    return [f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} {frame.name}" for frame in frames]


def _raise_if_not_the_handlers(error: Exception) -> None:
    """Let pass what is no failure of a handler: a lost lease, or a database that is away or full."""
    if isinstance(error, Lost) or is_trouble(error):
        raise error
