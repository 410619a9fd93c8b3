"""The HTTP server: bots at one door, people and the page at the other."""

import ipaddress
import re
from functools import lru_cache

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.botapi import BotApi, not_found
from sandbox.control import (
    WORLD,
    ControlError,
    accounts,
    acts,
    answer,
    bulk,
    faults,
    forums,
    groups,
    inlines,
    invites,
    logs,
    observing,
    pages,
    reacting,
    sharing,
)
from sandbox.request import MOST_BYTES
from sandbox.world import World

PARTS = (accounts, acts, bulk, faults, forums, groups, inlines, invites, logs, observing, pages, reacting, sharing)
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:]+)(?::\d+)?")


@lru_cache(maxsize=64)
def _trusted(host: str) -> bool:
    """Names other than localhost may be made to point here by any web page, numbers may not."""
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = found[1].strip("[]").lower()
    if name == "localhost":
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _from_elsewhere(request: web.Request) -> bool:
    """Whether another web page is behind a request. Programs send none of these headers."""
    origin = request.headers.get("Origin")
    return not _trusted(request.host) or (origin is not None and origin.partition("://")[2] != request.host)


def _fetched_by_a_page(request: web.Request) -> bool:
    """A picture or a link of another page needs no Origin, and a bot's call by GET has effects all the same."""
    return request.headers.get("Sec-Fetch-Site", "none") not in {"none", "same-origin"}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keeps other web pages from steering the sandbox, and turns control errors into answers."""
    if _from_elsewhere(request):
        return _refused()
    try:
        return await handler(request)
    except ControlError as error:
        return answer({"error": str(error)}, error.status)
    except web.HTTPException as error:
        if error.status >= 400:
            return answer({"error": f"{request.method} {request.path}: {error.reason}"}, error.status)
        raise


def _refused() -> web.Response:
    return answer({"error": "the sandbox answers its own page and programs only"}, 403)


async def _stop_webhooks(app: web.Application) -> None:
    for hook in list(app[WORLD].webhooks.values()):
        await hook.stop()


def build_control(world: World) -> web.Application:
    """The control API and the page as an application of their own."""
    app = web.Application(middlewares=[guard], client_max_size=MOST_BYTES)
    app[WORLD] = world
    for part in PARTS:
        app.add_routes(part.routes)
    app.on_shutdown.append(_stop_webhooks)
    return app


def build(world: World) -> web.Application:
    """The whole server. Bots' calls go past the routes: they are many, and want to be fast."""
    app, bots = build_control(world), BotApi(world)
    control = app._handle  # noqa: SLF001

    async def handle(request: web.Request) -> web.StreamResponse:
        path = request.path
        if path.startswith(("/bot", "/file/bot")) and (_from_elsewhere(request) or _fetched_by_a_page(request)):
            return _refused()
        if path.startswith("/bot"):
            return await bots.handle(request)
        if path.startswith("/file/bot"):
            return await bots.file(request)
        if path == "/" or path.startswith("/sandbox/"):
            return await control(request)
        return not_found(request)

    app._handle = handle  # type: ignore[method-assign]  # noqa: SLF001
    return app


async def started(world: World, host: str = "127.0.0.1", port: int = 0) -> tuple[web.AppRunner, str]:
    """A running server and its address. Calls end when their client goes, so a lost long poll does not linger."""
    runner = web.AppRunner(build(world), access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    place, number, *_ = runner.addresses[0]
    return runner, f"http://{f'[{place}]' if ':' in place else place}:{number}"
