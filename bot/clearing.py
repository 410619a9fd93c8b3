"""Clearing the private chats of people who erased themselves: what Telegram still deletes goes, the rest is edited.

What is to be done stands in rows that were written with the erasure, so it outlives the process. Every call may be
repeated: a process that dies half way leaves nothing but work to be done once more.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

from bot.bell import Bell
from bot.clock import Clock
from bot.handling import places
from bot.inhand import Units
from bot.placeholder import FIELD, Placeholder
from bot.posting import Caller
from bot.telegram import NotSent, Refused, TooMany, Unknown
from handlers.kit.answers import File, message_params
from handlers.kit.notices import taken_back
from handlers.kit.speech import speech
from network import clearing, pacing
from network.clearing import Chat, Cleared, Standing

log = structlog.get_logger()
LOOK = 30.0  # real seconds after which a process looks even when nobody rang
ONE_BY_ONE = 10  # calls in a chat at a time, so that one long history does not hold up everybody else's
LANE = "personal"
TOKEN_REFUSED_FOR = timedelta(minutes=1)
AFTER_A_BUG = timedelta(hours=1)


class Clearing:
    """One process's share of the clearing."""

    def __init__(
        self, workers: Units, telegram: Caller, clock: Clock, bell: Bell | None, refused: Callable[[str], None]
    ) -> None:
        """`bell` wakes it after an erasure; `refused` counts what Telegram did not do, by method."""
        self._workers = workers
        self._telegram = telegram
        self._clock = clock
        self._bell = bell
        self._refused = refused
        self._placeholder = Placeholder(workers)
        self._stopping = False

    async def run(self) -> None:
        """Work until `stop` is called; then finish the calls that are under way."""
        begun = False
        while not self._stopping:
            try:
                if not begun:
                    await self._workers.run(clearing.take_up)
                begun = True
                if await self._turn() or self._bell is None:
                    continue
                await self._bell.wait(clearing.CLEARING, LOOK)
            except DBAPIError as error:
                log.error("clearing.database", error=type(error.orig).__name__)
                await self._clock.pause(1)

    def stop(self) -> None:
        """Begin nothing more; what is left goes on at the next start."""
        self._stopping = True
        if self._bell is not None:
            self._bell.ring(clearing.CLEARING)

    async def settle(self) -> None:
        """Do all that is due now."""
        while await self._turn():
            pass

    async def _turn(self) -> bool:
        """Take some chats in hand and clear them side by side. Says whether there were any."""
        chats = await self._workers.run(clearing.take)
        results = await asyncio.gather(*(self._clear(chat) for chat in chats))
        if results:
            await self._workers.run(lambda work: clearing.record(work, results))
        return bool(results)

    async def _clear(self, chat: Chat) -> Cleared:
        done: list[int] = []
        try:
            await self._work_off(chat, done)
        except TooMany as error:
            return Cleared(chat, done, self._in(timedelta(seconds=error.retry_after)))
        except Refused as error:
            if error.token_refused:
                return Cleared(chat, done, self._in(TOKEN_REFUSED_FOR))
            # They blocked the bot or left Telegram: nothing in that chat is within reach any more.
            return Cleared(chat, done, over=True)
        except (NotSent, Unknown):
            return Cleared(chat, done, self._in(pacing.back_off(chat.attempts + 1)))
        except Exception as error:  # noqa: BLE001 - a bug of ours must not end the program, nor be tried every second
            self._refused("clearing")
            log.error("clearing.failed", error=type(error).__name__, at=places(error))
            return Cleared(chat, done, self._in(AFTER_A_BUG))
        return Cleared(chat, done)

    async def _work_off(self, chat: Chat, done: list[int]) -> None:
        """Delete at once what can be deleted, then see to the others; `done` gathers what needs no further call."""
        deletable = [message.message_id for message in chat.messages if message.deletable]
        one_by_one = [message for message in chat.messages if not message.deletable]
        if deletable and await self._deleted_at_once(chat, deletable):
            done += deletable
        elif deletable:
            one_by_one = list(chat.messages)
        for message in one_by_one[:ONE_BY_ONE]:
            if self._stopping:
                return
            await self._clear_one(chat, message)
            done.append(message.message_id)

    async def _deleted_at_once(self, chat: Chat, message_ids: list[int]) -> bool:
        """Delete up to 100 messages. One that may not be deleted, or a server that cannot do that, fails it whole."""
        try:
            await self._call("deleteMessages", chat, message_ids=message_ids)
        except Refused as error:
            if _ends_it(error) and "method not found" not in error.description.lower():
                raise
            return False
        return True

    async def _clear_one(self, chat: Chat, message: Standing) -> None:
        """Delete a message, or edit it to say that it was taken back. What neither is possible with is left."""
        if message.deletable:
            try:
                await self._call("deleteMessage", chat, message_id=message.message_id)
            except Refused as error:
                if _ends_it(error):
                    raise
                if error.message_gone:
                    return
            else:
                return
        if not message.ours:
            return
        try:
            await self._edit(chat, message.message_id)
        except Refused as error:
            if _ends_it(error):
                raise
            if not error.not_modified and not error.message_gone:
                self._refused("clearing")
                log.error("clearing.refused", code=error.code, why=error.description)

    async def _edit(self, chat: Chat, message_id: int) -> None:
        line = taken_back(speech(chat.language)).html
        words = message_params(chat.telegram_id, line)
        del words["chat_id"]
        try:
            await self._call("editMessageText", chat, message_id=message_id, **words)
        except Refused as error:
            if "no text in the message" not in error.description.lower():
                raise
        else:
            return
        caption = {"caption": words["text"], "parse_mode": words["parse_mode"]}

        async def put(kind: str, reference: str, file: File | None) -> Any:
            media = {"type": kind, "media": reference, **caption}
            return await self._call("editMessageMedia", chat, file, message_id=message_id, media=media)

        try:
            await self._placeholder.put("document", partial(put, "document"))
        except Refused as error:
            if _ends_it(error) or error.not_modified or error.message_gone:
                raise
            await self._placeholder.put("photo", partial(put, "photo"))  # among pictures only pictures may stand

    async def _call(self, method: str, chat: Chat, file: File | None = None, **params: Any) -> Any:
        more: dict[str, Any] = {"file": file, "field": FIELD} if file else {}
        return await self._telegram.call(method, {"chat_id": chat.telegram_id, **params}, lane=LANE, **more)

    def _in(self, span: timedelta) -> datetime:
        return self._clock.now() + span


def _ends_it(error: Refused) -> bool:
    """Whether the next call in this chat would meet the same refusal."""
    return isinstance(error, TooMany) or error.blocked or error.token_refused
