"""Starting to talk with Telegram: who we are, our command menus, and where updates are to be sent."""

import asyncio
import hashlib
import json
from collections.abc import Coroutine
from typing import Any

import structlog

from bot.clock import Clock
from bot.settings import SettingsError
from bot.telegram import CallFailed, Refused, Telegram
from bot.workers import Workers
from db.queries import house
from handlers.joining.view import described
from handlers.kit.bidi import shorten
from handlers.kit.menu import commands
from handlers.kit.speech import speech

log = structlog.get_logger()
MENU, DESCRIPTION = "menu", "description"
LONGEST_DESCRIPTION, LONGEST_SHORT = 512, 120  # characters
LONGEST_PAUSE = 30.0


class Introduction:
    """The calls at the start. Telegram may be away: it is asked again until it answers or the program is stopped."""

    def __init__(self, telegram: Telegram, clock: Clock, stop: asyncio.Event) -> None:
        """`stop` ends every wait at once."""
        self._telegram = telegram
        self._clock = clock
        self._stop = stop

    async def who_we_are(self) -> dict[str, Any] | None:
        """Ask Telegram who we are; None when we were stopped meanwhile.

        Raises SettingsError when the token is refused.
        """
        try:
            me: dict[str, Any] | None = await self._insist("getMe")
        except Refused:
            raise SettingsError("CCBOT_TOKEN is refused by Telegram: compare it with BotFather's") from None
        return me

    async def set_webhook(self, url: str, secret: str, kinds: list[str]) -> None:
        """Tell Telegram where to send updates of these kinds, and the secret to send along.

        Raises SettingsError with Telegram's words when it does not take the address.
        """
        params = {"url": url, "secret_token": secret, "allowed_updates": kinds, "drop_pending_updates": False}
        try:
            await self._insist("setWebhook", params)
        except Refused as error:
            raise SettingsError(f"CCBOT_WEBHOOK_URL is refused by Telegram: {error.description}") from None

    async def set_menus(self, workers: Workers) -> None:
        """Tell Telegram the command menu of every language, if it changed since last told. Failing does no harm."""
        wanted: list[dict[str, Any]] = [{"commands": commands(speech("en"))}]
        wanted += [
            {"commands": commands(speech(language)), "language_code": language}
            for language in workers.charter.languages
            if len(language) == 2
        ]
        mark = _mark(wanted)
        if await workers.run(lambda work: house.kept(work.session, MENU), "read") == mark:
            return
        try:
            for params in wanted:
                await self._telegram.call("setMyCommands", {**params, "scope": {"type": "all_private_chats"}})
        except CallFailed as error:
            log.warning("menu.not_set", why=str(error))
            return
        await workers.run(lambda work: house.keep(work.session, MENU, mark))

    async def describe(self, workers: Workers) -> None:
        """Tell Telegram in every language what the bot is, where that differs from what it shows. Failing does no harm.

        Nothing is asked while our texts are those last told: what somebody has since told BotFather instead stays.
        """
        wanted: list[tuple[str, str, str, str]] = []
        for language in workers.charter.languages:
            if len(language) == 2:
                long, short = described(speech(language), workers.charter)
                code = "" if language == "en" else language  # English stands in for every other language
                wanted += [
                    ("Description", "description", code, shorten(long, LONGEST_DESCRIPTION)),
                    ("ShortDescription", "short_description", code, shorten(short, LONGEST_SHORT)),
                ]
        mark = _mark(wanted)
        if await workers.run(lambda work: house.kept(work.session, DESCRIPTION), "read") == mark:
            return
        try:
            for method, field, code, words in wanted:
                if (await self._telegram.call(f"getMy{method}", {"language_code": code})).get(field) != words:
                    await self._telegram.call(f"setMy{method}", {field: words, "language_code": code})
        except CallFailed as error:
            log.warning("description.not_set", why=str(error))
            return
        await workers.run(lambda work: house.keep(work.session, DESCRIPTION, mark))

    async def _insist(self, method: str, params: dict[str, Any] | None = None) -> Any:
        """Call until Telegram answers; None when we were stopped meanwhile.

        Raises Refused for an answer that asking again would not change.
        """
        pause = 1.0
        while not self._stop.is_set():
            try:
                return await self._unless_stopped(self._telegram.call(method, params))
            except CallFailed as error:
                if isinstance(error, Refused) and (error.token_refused or error.code == 400):
                    raise
                log.warning("telegram.away", method=method, why=str(error))
            await self._unless_stopped(self._clock.pause(pause))
            pause = min(pause * 2, LONGEST_PAUSE)
        return None

    async def _unless_stopped(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Wait for `work`, but no longer than until the program is stopped; None then."""
        working, stopped = asyncio.ensure_future(work), asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else None
        finally:
            for task in (working, stopped):
                task.cancel()
            await asyncio.gather(working, stopped, return_exceptions=True)


def _mark(told: Any) -> str:
    """What stands for something that was told to Telegram, so that it is told again only when it has changed."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
