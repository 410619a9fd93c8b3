"""Posting one letter: the calls it takes, and what became of it by every way a call can end."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.letters import Letter
from bot.limiter import Permit
from bot.placeholder import FIELD, Placeholder
from bot.telegram import CallFailed, NotSent, Refused, TooMany, Unknown
from db.values import AGAIN, CopyState
from handlers.kit import shapes
from handlers.kit.answers import File
from handlers.kit.notices import Message
from network import outcomes, pacing
from network.ledger import Outcome, Shown, Standing
from network.outcomes import Failure
from network.pacing import Task

TOPIC_AGAIN = timedelta(seconds=30)
SILENCE = 20  # seconds a delivery waits for Telegram; well below a lease


class Caller(Protocol):
    """Whoever can call the Bot API (bot.telegram.Telegram)."""

    async def call(
        self,
        method: str,
        params: dict[str, Any] | None = None,
        *,
        lane: str = ...,
        file: File | None = ...,
        field: str = ...,
        timeout: float = ...,  # noqa: ASYNC109 - of the connection's silence
        permit: Permit | None = None,
    ) -> Any:
        """Call a method; raises Refused, TooMany, Unknown or NotSent."""


class _Gone(Exception):  # noqa: N818 - reads as the sentence it is
    """The message is there no more."""


class Poster:
    """Posts letters."""

    def __init__(
        self, telegram: Caller, now: Callable[[], datetime], placeholder: Placeholder, *, paid: bool = False
    ) -> None:
        """`now` tells the aware UTC time; `placeholder` stands where a picture was taken back.

        `paid` lets what is sent pass the rate that costs nothing.
        """
        self._telegram = telegram
        self._now = now
        self._placeholder = placeholder
        self._paid = paid

    async def post(self, letter: Letter, permit: Permit) -> Outcome:
        """Do what a letter asks for; its first call leaves with `permit`. Never raises for what Telegram says."""
        try:
            if letter.task is Task.SEND:
                return await self._send(letter, permit)
            return await self._change(letter, permit)
        finally:
            permit.release()

    async def _send(self, letter: Letter, permit: Permit) -> Outcome:
        assert letter.message is not None, "a letter that is sent shows something"
        method, params = shapes.sending(letter.telegram_id, letter.message)
        if letter.thread_id is not None:
            params["message_thread_id"] = letter.thread_id
        if self._paid:
            params["allow_paid_broadcast"] = True
        if letter.reply_to is not None:
            # It may have been deleted meanwhile: then it is no reply.
            params["reply_parameters"] = {"message_id": letter.reply_to, "allow_sending_without_reply": True}
        try:
            result = await self._telegram.call(method, params, lane=letter.lane, timeout=SILENCE, permit=permit)
            sent = [int(message["message_id"]) for message in (result if isinstance(result, list) else [result])]
            shown = zip(sent, shapes.marks(letter.message), strict=True)
            arrived = tuple(Shown(message, place, media) for place, (message, media) in enumerate(shown))
        except CallFailed as error:
            return self._failed(letter, error)
        except (KeyError, TypeError, ValueError):
            return self._failed(letter, Unknown("a reply without a message"))
        return _outcome(letter, CopyState.SENT, shows=letter.open.revision, arrived=arrived)

    async def _change(self, letter: Letter, permit: Permit) -> Outcome:
        """Edit or take away every message that the copy is; any of them failing leaves the rest for the next time."""
        gone: list[int] = []
        changed: list[Shown] = []
        try:
            if letter.task is Task.WITHDRAW and await self._deleted_at_once(letter, permit):
                gone = [standing.message_id for standing in letter.messages]
                return _outcome(letter, CopyState.DELETED, shows=letter.open.revision, gone=tuple(gone))
        except CallFailed as error:
            return self._failed(letter, error)
        for standing in letter.messages:
            try:
                await self._change_one(letter, standing, permit, changed)
            except _Gone:
                gone.append(standing.message_id)
            except CallFailed as error:
                return self._failed(letter, error, gone=tuple(gone), changed=tuple(changed))
        left = len(letter.messages) - len(gone)
        over = letter.task is Task.WITHDRAW
        state = CopyState.DELETED if over else CopyState.SENT if left else CopyState.GONE
        return _outcome(letter, state, shows=letter.open.revision, gone=tuple(gone), changed=tuple(changed))

    async def _change_one(self, letter: Letter, standing: Standing, permit: Permit, changed: list[Shown]) -> None:
        """Bring one message to what it should show, or take it away.

        Raises _Gone when it is there no more, and CallFailed for whatever is neither that nor success.
        """
        message = None if letter.task is Task.WITHDRAW else letter.message
        if message is None:
            await self._delete(letter, standing, permit)
            await self._replace(letter, standing, letter.withdrawn, permit, changed)
        elif shapes.fits(message, standing.place, standing.media):
            if call := shapes.correcting(message, standing.place, standing.media):
                await self._edit(letter, standing, call, permit)
            if (shows := shapes.marks(message)[standing.place if message.media else 0]) != standing.media:
                changed.append(Shown(standing.message_id, standing.place, shows))
        else:
            if standing.place > 0:
                await self._delete(letter, standing, permit)
            await self._replace(letter, standing, message, permit, changed)

    async def _deleted_at_once(self, letter: Letter, permit: Permit) -> bool:
        """Delete an album in one call; says whether that was possible. What its reader deleted does not matter.

        Raises CallFailed.
        """
        ids = [standing.message_id for standing in letter.messages]
        if len(ids) < 2 or not all(pacing.deletable(standing.sent_at, self._now()) for standing in letter.messages):
            return False
        try:
            await self._call("deleteMessages", letter, {"message_ids": ids}, permit)
        except Refused as error:
            if error.not_deletable or error.message_gone:
                return False  # one by one, then
            raise
        return True

    async def _delete(self, letter: Letter, standing: Standing, permit: Permit) -> None:
        """Delete a message, if that is still possible.

        Raises _Gone when it is there no more, and CallFailed.
        """
        if letter.inline_id is not None or not pacing.deletable(standing.sent_at, self._now()):
            return  # what somebody else posted is theirs to delete
        try:
            await self._call("deleteMessage", letter, {"message_id": standing.message_id}, permit)
        except Refused as error:
            if error.not_deletable:
                return
            if not error.message_gone:
                raise
        raise _Gone

    async def _replace(
        self, letter: Letter, standing: Standing, left: Message, permit: Permit, changed: list[Shown]
    ) -> None:
        """Leave only words of a message; a picture cannot go, so the placeholder stands above them.

        Raises _Gone when it is there no more, and CallFailed.
        """
        if standing.media is None:
            call = shapes.correcting(replace(left, media=()), 0, None)
            assert call, "a text can be edited"
            await self._edit(letter, standing, call, permit)
            return
        kind = "document" if standing.media.startswith("document") else "photo"
        caption = left.html if standing.place == 0 else ""

        async def put(reference: str, file: File | None) -> Any:
            return await self._edit(letter, standing, shapes.replacing(reference, kind, caption), permit, file)

        await self._placeholder.put(kind, put)
        changed.append(Shown(standing.message_id, standing.place, f"{kind}:withdrawn"))

    async def _edit(
        self, letter: Letter, standing: Standing, call: shapes.Call, permit: Permit, file: File | None = None
    ) -> Any:
        """Edit a message; one that is so already is right.

        Raises _Gone when it is there no more, and CallFailed.
        """
        method, params = call
        try:
            return await self._call(method, letter, {**params, "message_id": standing.message_id}, permit, file)
        except Refused as error:
            if error.message_gone:
                raise _Gone from None
            if not error.not_modified:
                raise

    async def _call(
        self, method: str, letter: Letter, params: dict[str, Any], permit: Permit, file: File | None = None
    ) -> Any:
        if letter.inline_id is not None:
            where: dict[str, Any] = {"inline_message_id": letter.inline_id}
            params = {name: value for name, value in params.items() if name != "message_id"}
        else:
            where = {"chat_id": letter.telegram_id}
        return await self._telegram.call(
            method,
            {**where, **params},
            lane=letter.lane,
            file=file,
            field=FIELD,
            timeout=SILENCE,
            permit=None if permit.used else permit,
        )

    def _failed(self, letter: Letter, error: CallFailed, **so_far: Any) -> Outcome:
        """Take a failure to the rules, and write down what they say."""
        if letter.thread_id is not None and isinstance(error, Refused) and (error.topic_gone or error.topic_closed):
            lost, closed = (letter.thread_id, None) if error.topic_gone else (None, letter.thread_id)
            again = self._now() + TOPIC_AGAIN
            return _outcome(
                letter, CopyState.PENDING, error=str(error), retry_at=again, lost_thread=lost, closed_thread=closed
            )
        wait = timedelta(seconds=error.retry_after) if isinstance(error, TooMany) else timedelta(0)
        verdict = outcomes.after(
            failure_of(error),
            CopyState.PENDING if letter.task is Task.SEND else CopyState.SENT,
            why=str(error),
            attempts=letter.attempts,
            marked_again=letter.error == AGAIN,
            repeatable=letter.kind.again,
            wait=wait,
        )
        return _outcome(
            letter,
            verdict.state,
            error=verdict.error,
            attempts=verdict.attempts,
            retry_at=None if verdict.retry_in is None else self._now() + verdict.retry_in,
            given_up=verdict.given_up,
            unreachable=verdict.unreachable,
            migrated_to=error.migrate_to if isinstance(error, Refused) else None,
            **so_far,
        )


def failure_of(error: CallFailed) -> Failure:
    """Say which of the ways to fail a call took."""
    match error:
        case TooMany():
            return Failure.TOO_MANY
        case NotSent():
            return Failure.NOT_SENT
        case Refused() if error.migrate_to is not None:
            return Failure.MIGRATED
        case Refused() if error.token_refused:
            return Failure.TOKEN_REFUSED
        case Refused() if error.blocked:
            return Failure.BLOCKED
        case Refused():
            return Failure.REFUSED
    return Failure.UNKNOWN


def _outcome(letter: Letter, state: CopyState, *, shows: int | None = None, **more: Any) -> Outcome:
    shows = letter.shows if shows is None else shows
    return Outcome(letter.open.copy_id, letter.chat_id, state, shows, telegram_id=letter.telegram_id, **more)
