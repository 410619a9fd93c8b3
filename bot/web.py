"""The small web server: health, metrics, calendars, and the webhook where one is set."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot import feeds
from bot.metrics import Metrics

WEBHOOK_PATH = "/telegram"
SHUTDOWN = 10.0  # seconds that requests in hand get at a stop
# What a request may be at most; Telegram's stay far below.
LARGEST = 1024 * 1024  # bytes of the body
LONGEST_LINE, MOST_HEADERS = 4096, 64  # bytes of a header or of the first line
SLOWEST = 30.0  # seconds from the headers to the answer, the body's arrival included
IDLE = 75.0  # seconds that a connection is kept for the next request
LINGER = 2.0  # seconds that the rest of a body nobody wants is read, so that its sender sees the answer


async def serve(
    address: tuple[str, int],
    metrics: Metrics,
    health: Callable[[], Awaitable[dict[str, Any]]],
    webhook: Callable[[web.Request], Awaitable[web.StreamResponse]] | None,
    feed: Callable[[web.Request], Awaitable[web.StreamResponse]] | None = None,
) -> web.AppRunner:
    """Listen on `address`; the caller cleans the runner up.

    Raises OSError when the port is taken.
    """
    app = web.Application(client_max_size=LARGEST, middlewares=[_in_time])

    async def healthz(_: web.Request) -> web.Response:
        state = await health()
        return web.json_response(state, status=200 if state["ok"] else 503)

    async def show_metrics(_: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", show_metrics)
    if webhook:
        app.router.add_post(WEBHOOK_PATH, webhook)
    if feed:
        app.router.add_get(feeds.PATH, feed)
    runner = web.AppRunner(
        app,
        access_log=None,
        shutdown_timeout=SHUTDOWN,
        keepalive_timeout=IDLE,
        lingering_time=LINGER,
        max_line_size=LONGEST_LINE,
        max_field_size=LONGEST_LINE,
        max_headers=MOST_HEADERS,
        auto_decompress=False,  # Telegram sends plain JSON; nobody else may send a little that becomes much
    )
    await runner.setup()
    site = web.TCPSite(runner, *address)
    try:
        await site.start()
    except OSError:
        await runner.cleanup()
        raise
    return runner


@web.middleware
async def _in_time(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Give up on a request that takes too long: its sender drips, or the database is busy. Telegram comes again."""
    try:
        async with asyncio.timeout(SLOWEST):
            return await handler(request)
    except TimeoutError:
        late = web.Response(status=503)
        late.force_close()
        return late
