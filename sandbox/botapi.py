"""The door bots come through: tokens, methods, limits, faults and the log around every call."""

import asyncio
import inspect
import logging
import re

from aiohttp import web

from sandbox.errors import ApiError, flooded
from sandbox.faults import Fault
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
        world.answered = self.answered_by_webhook

    # HTTP

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Any call."""
        token, _, name = request.path[4:].partition("/")
        try:
            bot = self._bot(token)
            params, size = await read_params(request)
        except ApiError as error:
            return _respond(error.code, failure(error), error)
        name = name.removeprefix("test/").rstrip("/") or params.text("method")
        return await self._logged(request, bot, name, params, size)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes, for the bot that got its path."""
        token, _, path = request.path[9:].partition("/")
        try:
            self._bot(token)
        except ApiError as error:
            return _respond(error.code, failure(error), error)
        file = self.world.files.by_path(path)
        if file is None:
            return not_found(request)
        return web.Response(body=file.data, content_type="application/octet-stream")

    def _bot(self, token: str) -> Bot:
        """Whose token it is (facts §1.3, first rows)."""
        if ":" not in token or token.startswith("0") or len(token) > 80:
            raise ApiError(401, "Unauthorized: invalid token specified")
        if not _TOKEN.fullmatch(token):
            raise ApiError(421, "Misdirected Request: unallowed token specified")
        if self.world.tokens and token not in self.world.tokens:
            raise ApiError(401, "Unauthorized")
        return self.world.meet_bot(token)

    # Calls

    async def _logged(self, request: web.Request, bot: Bot, name: str, params: Params, size: int) -> web.StreamResponse:
        fault = self.world.faults.strikes(name, bot.id, params.text("chat_id")) if self.world.faults.armed else None
        if fault is not None:
            return await self._faulty(request, bot, name, params, size, fault)
        status, body, error = await self.call(bot, name, params)
        self._log(bot, name, params, size, status, body)
        return _respond(status, body, error)

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
                wait = world.limits.wait(bot.id, params.text("chat_id"), world.clock.real(), count)
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

    async def _faulty(
        self, request: web.Request, bot: Bot, name: str, params: Params, size: int, fault: Fault
    ) -> web.StreamResponse:
        """A call that goes wrong as the control API asked. Only some of them act."""
        error: ApiError | None = None
        status, body = 0, b""
        match fault.kind:
            case "status":
                if fault.retry_after or fault.code == 429:
                    error = flooded(fault.retry_after or 1)
                    error.code = fault.code
                else:
                    error = ApiError(fault.code, fault.description or "Internal Server Error")
                if fault.description:
                    error.description = fault.description
                status, body = fault.code, failure(error)
            case "html":
                status, body = fault.code, HTML_PAGE.format(code=fault.code).encode()
            case "slow":
                await self.world.clock.nap(fault.seconds)
                status, body, error = await self.call(bot, name, params)
            case "cut_after" | "truncate":
                status, body, error = await self.call(bot, name, params)
        self._log(bot, name, params, size, status, body, fault.kind)
        if fault.kind == "timeout":
            await asyncio.get_running_loop().create_future()
        if fault.kind in {"cut_before", "cut_after"}:
            if request.transport is not None:
                request.transport.abort()
            raise asyncio.CancelledError
        if fault.kind == "html":
            return web.Response(status=status, body=body, content_type="text/html")
        if fault.kind == "truncate":
            body = body[: len(body) // 2]
        return _respond(status, body, error)


def _respond(status: int, body: bytes, error: ApiError | None) -> web.Response:
    headers = None
    if error is not None and error.parameters and "retry_after" in error.parameters:
        headers = {"Retry-After": str(error.parameters["retry_after"])}
    return web.Response(status=status, body=body, headers=headers, content_type="application/json")


def not_found(_: web.Request) -> web.Response:
    """Telegram's answer to any other address."""
    error = ApiError(404, "Not Found")
    return _respond(404, failure(error), error)
