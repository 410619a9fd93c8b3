"""The door bots come through: tokens, methods, limits, faults and the log around every call."""

import asyncio
import inspect
import logging
import math
import re

from aiohttp import web

from sandbox.errors import ApiError, flooded
from sandbox.faults import ALWAYS_ACT, Fault
from sandbox.methods import Call
from sandbox.methods.table import TABLE
from sandbox.model.people import Bot
from sandbox.params import Params
from sandbox.request import read_params
from sandbox.wire import failure, success
from sandbox.world import World

LOG = logging.getLogger(__name__)
_TOKEN = re.compile(r"[1-9]\d{0,15}:[^/]+")
HTML_PAGE = (
    "<html>\r\n<head><title>{code}</title></head>\r\n"
    "<body>\r\n<center><h1>{code}</h1></center>\r\n</body>\r\n</html>\r\n"
)


class BotApi:
    """`/bot<token>/<method>` and `/file/bot<token>/<path>`."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._polls: list[tuple[int, asyncio.Transport | None]] = []
        world.answered = self.answered_by_webhook
        world.cut_polls = self.cut_polls

    # HTTP

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Any call."""
        token, _, name = request.path[4:].partition("/")
        try:
            bot = self._bot(token)
            if (away := self.world.faults.away(bot.id)) is not None:
                return await self._away(request, bot, name, away)
            params, size = await read_params(request)
        except ApiError as error:
            return _respond(error.code, failure(error), error)
        name = name.removeprefix("test/").rstrip("/") or params.text("method")
        return await self._logged(request, bot, name, params, size)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes, for the bot that got its path."""
        token, _, path = request.path[9:].partition("/")
        try:
            bot = self._bot(token)
        except ApiError as error:
            return _respond(error.code, failure(error), error)
        if (away := self.world.faults.away(bot.id)) is not None:
            return await self._lost(request, away)
        file = self.world.files.by_path(path)
        if file is None:
            return not_found(request)
        return web.Response(body=file.data, content_type="application/octet-stream")

    def _bot(self, token: str) -> Bot:
        """Whose token it is; what cannot be one is refused in the words of ClientManager.cpp."""
        if ":" not in token or token.startswith("0") or len(token) > 80:
            raise ApiError(401, "Unauthorized: invalid token specified")
        if not _TOKEN.fullmatch(token):
            raise ApiError(421, "Misdirected Request: unallowed token specified")
        if self.world.tokens and token not in self.world.tokens:
            raise ApiError(401, "Unauthorized")
        return self.world.meet_bot(token)

    # Calls

    async def _logged(self, request: web.Request, bot: Bot, name: str, params: Params, size: int) -> web.StreamResponse:
        faults = self.world.faults
        fault = faults.strikes(name, bot.id, params.text("chat_id")) if faults.armed else None
        if fault is not None:
            return await self._faulty(request, bot, name, params, size, fault)
        if name.lower() == "getupdates":
            return await self._polled(request, bot, name, params, size)
        status, body, error = await self.call(bot, name, params)
        self._log(bot, name, params, size, status, body)
        return _respond(status, body, error)

    async def _polled(self, request: web.Request, bot: Bot, name: str, params: Params, size: int) -> web.StreamResponse:
        """A long poll, which ends without an answer when its bot's Telegram goes away meanwhile."""
        poll = (bot.id, request.transport)
        self._polls.append(poll)
        try:
            status, body, error = await self.call(bot, name, params)
        finally:
            self._polls.remove(poll)
        away = self.world.faults.away(bot.id)
        if away is not None:
            return await self._lost(request, away)
        self._log(bot, name, params, size, status, body)
        return _respond(status, body, error)

    def cut_polls(self, bot: int) -> None:
        """Cuts the long polls of one bot, or of all."""
        for owner, transport in self._polls:
            if bot in {0, owner} and transport is not None:
                transport.abort()

    @staticmethod
    async def _lost(request: web.Request, fault: Fault) -> web.StreamResponse:
        """No answer, for as long as the client cares to wait, or a cut connection."""
        if fault.silent or fault.kind == "timeout":
            await asyncio.get_running_loop().create_future()
        if request.transport is not None:
            request.transport.abort()
        raise asyncio.CancelledError

    def _log(
        self,
        bot: Bot,
        name: str,
        params: Params,
        size: int,
        status: int,
        body: bytes,
        fault: str = "",
        source: str = "call",
    ) -> None:
        known = TABLE.get(name.lower())
        if known is not None and known.name == "getUpdates" and body == b'{"ok":true,"result":[]}' and not fault:
            return
        self.world.log.add(
            self.world.clock.now(), bot.id, known.name if known else name, params, status, body, size, fault, source
        )

    async def call(
        self, bot: Bot, name: str, params: Params, *, by_webhook: bool = False
    ) -> tuple[int, bytes, ApiError | None]:
        """Runs a method: the status, the envelope, and the error if it is one."""
        world = self.world
        try:
            known = TABLE.get(name.lower())
            if known is None:
                world.gap(name)
                raise ApiError(404, "Not Found: method not found")  # noqa: TRY301
            if world.strict and known.counts:
                count = known.counts if isinstance(known.counts, int) else known.counts(params)
                wait = world.limits.wait(bot.id, _place(params), world.clock.real(), count)
                if wait:
                    raise flooded(wait)  # noqa: TRY301
            result = known.run(Call(world, bot, params, by_webhook))
            if inspect.isawaitable(result):
                result = await result
            return 200, success(result), None
        except ApiError as error:
            return error.code, failure(error), error
        except Exception:
            LOG.exception("%s failed inside the sandbox with %s", name, params.values)
            broken = ApiError(500, "Internal Server Error")
            return 500, failure(broken), broken

    async def answered_by_webhook(self, bot: Bot, name: str, params: Params, size: int) -> None:
        """A call that came as the answer to a webhook."""
        status, body, _ = await self.call(bot, name, params, by_webhook=True)
        self._log(bot, name, params, size, status, body, source="webhook")

    # Faults

    async def _away(self, request: web.Request, bot: Bot, name: str, fault: Fault) -> web.StreamResponse:
        """A call that reaches nobody. What it wanted is not even read."""
        fault.seen += 1
        self._log(bot, name.rstrip("/"), Params({}), 0, 0, b"", "away")
        return await self._lost(request, fault)

    async def _faulty(
        self, request: web.Request, bot: Bot, name: str, params: Params, size: int, fault: Fault
    ) -> web.StreamResponse:
        """A call that goes wrong as the control API asked. Some of them act before."""
        error: ApiError | None = None
        status, body = 0, b""
        if fault.kind == "slow":
            await self.world.clock.nap(fault.seconds)
        if fault.acts or fault.kind in ALWAYS_ACT:
            status, body, error = await self.call(bot, name, params)
        if fault.kind == "status":
            error = self._error(fault)
            status, body = fault.code, failure(error)
        elif fault.kind == "html":
            status, body = fault.code, HTML_PAGE.format(code=fault.code).encode()
        self._log(bot, name, params, size, status, body, fault.kind)
        match fault.kind:
            case "timeout" | "cut_before" | "cut_after":
                return await self._lost(request, fault)
            case "html":
                return web.Response(status=status, body=body, content_type="text/html")
            case "truncate":
                body = body[: len(body) // 2]
        return _respond(status, body, error)

    def _error(self, fault: Fault) -> ApiError:
        """The answer of a `status` fault. A 429 that lasts says how long it will."""
        if fault.retry_after or fault.code == 429:
            left = fault.left(self.world.clock)
            error = flooded(fault.retry_after or (max(1, math.ceil(left)) if math.isfinite(left) else 1))
            error.code = fault.code
        else:
            error = ApiError(fault.code, fault.description or "Internal Server Error")
        if fault.description:
            error.description = fault.description
        return error


def _respond(status: int, body: bytes, error: ApiError | None) -> web.Response:
    headers = None
    if error is not None and error.parameters and "retry_after" in error.parameters:
        headers = {"Retry-After": str(error.parameters["retry_after"])}
    return web.Response(status=status, body=body, headers=headers, content_type="application/json")


def _place(params: Params) -> str:
    """What a chat's own limits are counted by."""
    return params.text("chat_id") or params.text("inline_message_id")


def not_found(_: web.Request) -> web.Response:
    """Telegram's answer to any other address."""
    error = ApiError(404, "Not Found")
    return _respond(404, failure(error), error)
