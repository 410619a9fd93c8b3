"""Posting one letter: the calls it takes, and what became of it by every way a call can end."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.letters import Letter
from bot.limiter import Permit
from bot.telegram import CallFailed, NotSent, Refused, TooMany, Unknown
from db.values import CopyState
from handlers.kit.answers import message_params
from handlers.kit.notices import Message
from network import pacing
from network.ledger import AGAIN, Outcome
from network.pacing import Task

SILENCE = 20  # seconds a delivery waits for Telegram; well below a lease
AGAIN_AFTER = timedelta(seconds=5)
TOKEN_REFUSED_FOR = timedelta(minutes=1)


class Caller(Protocol):
    """Whoever can call the Bot API (bot.telegram.Telegram)."""

    async def call(
        self,
        method: str,
        params: dict[str, Any] | None = None,
        *,
        lane: str = ...,
        timeout: float = ...,  # noqa: ASYNC109 - of the connection's silence
        permit: Permit | None = None,
    ) -> Any:
        """Call a method; raises Refused, TooMany, Unknown or NotSent."""


class Poster:
    """Posts letters."""

    def __init__(self, telegram: Caller, now: Callable[[], datetime]) -> None:
        """`now` tells the aware UTC time."""
        self._telegram = telegram
        self._now = now

    async def post(self, letter: Letter, permit: Permit) -> Outcome:
        """Do what a letter asks for; its first call leaves with `permit`. Never raises for what Telegram says."""
        try:
            if letter.task is Task.SEND:
                return await self._send(letter, permit)
            return await self._change(letter, permit)
        finally:
            permit.release()

    async def _send(self, letter: Letter, permit: Permit) -> Outcome:
        try:
            result = await self._telegram.call(
                "sendMessage", _content(letter, letter.message), lane=letter.lane, timeout=SILENCE, permit=permit
            )
            arrived = int(result["message_id"])
        except Unknown as error:
            return self._perhaps(letter, str(error))
        except (KeyError, TypeError, ValueError):
            return self._perhaps(letter, "a reply without a message")
        except CallFailed as error:
            return self._failed(letter, error, CopyState.PENDING)
        return _outcome(letter, CopyState.SENT, shows=letter.open.revision, arrived=(arrived,))

    async def _change(self, letter: Letter, permit: Permit) -> Outcome:
        """Edit or take away every message that the copy is; any of them failing leaves the rest for the next time."""
        gone: list[int] = []
        for message_id, sent_at in letter.messages:
            try:
                if not await self._change_one(letter, message_id, sent_at, permit):
                    gone.append(message_id)
            except CallFailed as error:
                return self._failed(letter, error, CopyState.SENT)
        left = len(letter.messages) - len(gone)
        over = letter.task is Task.WITHDRAW
        state = CopyState.DELETED if over else CopyState.SENT if left else CopyState.GONE
        return _outcome(letter, state, shows=letter.open.revision, gone=tuple(gone))

    async def _change_one(self, letter: Letter, message_id: int, sent_at: datetime, permit: Permit) -> bool:
        """Say whether the message is still there afterwards.

        Raises CallFailed for whatever is neither success nor its absence.
        """
        message = letter.message
        if letter.task is Task.WITHDRAW:
            if pacing.deletable(sent_at, self._now()):
                try:
                    await self._call("deleteMessage", letter, {"message_id": message_id}, permit)
                except Refused as error:
                    if not error.not_deletable:
                        return self._still_there(error)
                else:
                    return False
            message = letter.withdrawn
        try:
            await self._call("editMessageText", letter, {**_content(letter, message), "message_id": message_id}, permit)
        except Refused as error:
            return self._still_there(error)
        return True

    async def _call(self, method: str, letter: Letter, params: dict[str, Any], permit: Permit) -> None:
        own = None if permit.used else permit
        await self._telegram.call(
            method, {"chat_id": letter.telegram_id, **params}, lane=letter.lane, timeout=SILENCE, permit=own
        )

    @staticmethod
    def _still_there(error: Refused) -> bool:
        if error.not_modified:
            return True
        if error.message_gone:
            return False
        raise error

    def _perhaps(self, letter: Letter, why: str) -> Outcome:
        if letter.kind.again and letter.error != AGAIN:
            return _outcome(letter, CopyState.PENDING, error=AGAIN, retry_at=self._now() + AGAIN_AFTER)
        return _outcome(letter, CopyState.MAYBE, error=why)

    def _failed(self, letter: Letter, error: CallFailed, state: CopyState) -> Outcome:
        """Decide by what kind of failure it was; `state` is where the copy stays when it is tried once more."""
        again = AGAIN if letter.error == AGAIN else None
        match error:
            case TooMany():
                wait = timedelta(seconds=error.retry_after)
                return _outcome(letter, state, error=again, retry_at=self._now() + wait)
            case Refused() if error.migrate_to is not None:
                return _outcome(letter, state, error=again, retry_at=self._now(), migrated_to=error.migrate_to)
            case Refused() if error.token_refused:
                return _outcome(letter, state, error=again, retry_at=self._now() + TOKEN_REFUSED_FOR)
            case Refused() if error.blocked:
                unreachable = CopyState.UNREACHABLE if state is CopyState.PENDING else state
                return _outcome(letter, unreachable, error=str(error), given_up=True, unreachable=True)
            case NotSent() | Unknown() if letter.attempts + 1 < pacing.MOST_ATTEMPTS:
                wait = pacing.back_off(letter.attempts)
                return _outcome(
                    letter, state, error=again or str(error), retry_at=self._now() + wait, attempts=letter.attempts + 1
                )
        return _outcome(
            letter, CopyState.FAILED if state is CopyState.PENDING else state, error=str(error), given_up=True
        )


def _outcome(letter: Letter, state: CopyState, *, shows: int | None = None, **more: Any) -> Outcome:
    return Outcome(letter.open.copy_id, letter.chat_id, state, letter.shows if shows is None else shows, **more)


def _content(letter: Letter, message: Message | None) -> dict[str, Any]:
    assert message is not None, "a letter that is sent or edited shows something"
    params = message_params(letter.telegram_id, message.html, message.keyboard)
    if letter.thread_id is not None and letter.task is Task.SEND:
        params["message_thread_id"] = letter.thread_id
    return params
