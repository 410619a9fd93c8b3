"""Sending the answers of one handled update, in order, through the one limiter."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, NamedTuple

import structlog

from bot.clock import Clock
from bot.telegram import NotSent, Refused, Telegram, TooMany, Unknown
from handlers.kit import shapes
from handlers.kit.answers import Answer

log = structlog.get_logger()
PATIENCE = 300  # seconds that an answer waits for Telegram to come back before it is given up


class Blocked(Exception):  # noqa: N818 - reads as the sentence it is
    """The person cannot be reached any more; the remaining answers make no sense."""


class Adopted(NamedTuple):
    """A message that became a copy of a notice, as it was at that revision; chat and message by Telegram's ids.

    `media` is the mark of the picture or file that it shows now, where the answer put one there.
    """

    notice: int
    revision: int | None
    chat: int
    message: int
    media: str | None


class Arrived(NamedTuple):
    """A new message of ours that is no copy; chat and message by Telegram's ids."""

    chat: int
    message: int


class Answering:
    """Sends answers. Nothing here raises but Blocked: an answer that Telegram refuses is logged and counted."""

    def __init__(self, telegram: Telegram, clock: Clock, refused: Callable[[str], None]) -> None:
        """`refused` counts what Telegram did not take, by method."""
        self._telegram = telegram
        self._clock = clock
        self._refused = refused

    def expect(self) -> None:
        """Let room be kept for an answer that is being prepared."""
        self._telegram.limiter.expect()

    async def send_all(
        self, answers: list[Answer], progress: Callable[[int], Awaitable[None]], arrived: list[Arrived]
    ) -> list[Adopted]:
        """Send the answers in order; after each but the last, `progress` remembers how many left.

        Returns those whose message becomes a copy. Other new messages are put into `arrived` as they arrive.
        Raises Blocked when the person blocked the bot.
        """
        adopted = []
        for number, answer in enumerate(answers, 1):
            result = await self._send(answer)
            if isinstance(result, dict) and "message_id" in result:
                chat, message = int(answer.params["chat_id"]), int(result["message_id"])
                if answer.notice:
                    shows = shapes.shown_by(answer.method, answer.params)
                    adopted.append(Adopted(answer.notice, answer.revision, chat, message, shows))
                elif message != answer.params.get("message_id"):
                    arrived.append(Arrived(chat, message))
            # A press that is answered again does no harm, so it needs no row of its own.
            if number < len(answers) and answer.method != "answerCallbackQuery":
                await progress(number)
        return adopted

    async def _send(self, answer: Answer) -> Any:
        waited, pause, repeated = 0.0, 0.5, False
        while True:
            try:
                return await self._telegram.call(
                    answer.method, answer.params, lane="answers", file=answer.file, field=answer.field
                )
            except TooMany as error:
                # The limiter holds everybody back by now; this answer only asks again.
                waited += error.retry_after
            except NotSent:
                await self._clock.sleep(pause)
                waited, pause = waited + pause, min(pause * 2, 15)
            except Unknown:
                if repeated:
                    self._refused(answer.method)
                    log.error("answer.unknown", method=answer.method)
                    return None
                repeated = True
                await self._clock.sleep(1)
            except Refused as error:
                # A call about somebody else (their command menu, a group) says nothing about the person answered.
                if error.blocked and int(answer.params.get("chat_id", 0)) > 0:
                    raise Blocked from None
                if answer.method == "editMessageText" and not error.not_modified:
                    fresh = {name: value for name, value in answer.params.items() if name != "message_id"}
                    answer = replace(answer, method="sendMessage", params=fresh)
                    continue
                if not error.not_modified and not error.query_expired:
                    self._refused(answer.method)
                    log.error("answer.refused", method=answer.method, code=error.code, why=error.description)
                return {"message_id": answer.params["message_id"]} if error.not_modified else None
            if waited > PATIENCE:
                self._refused(answer.method)
                log.error("answer.given_up", method=answer.method, seconds=waited)
                return None
