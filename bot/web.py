"""The small web server: health, metrics, and the webhook where one is set."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.metrics import Metrics

WEBHOOK_PATH = "/telegram"
SHUTDOWN = 10.0  # seconds that requests in hand get at a stop
LARGEST = 4 * 1024 * 1024  # bytes; Telegram's updates stay far below


async def serve(
    address: tuple[str, int],
    metrics: Metrics,
    health: Callable[[], Awaitable[dict[str, Any]]],
    webhook: Callable[[web.Request], Awaitable[web.StreamResponse]] | None,
) -> web.AppRunner:
    """Listen on `address`; the caller cleans the runner up.

    Raises OSError when the port is taken.
    """
    app = web.Application(client_max_size=LARGEST)

    async def healthz(_: web.Request) -> web.Response:
        state = await health()
        return web.json_response(state, status=200 if state["ok"] else 503)

    async def show_metrics(_: web.Request) -> web.Response:
        return web.Response(body=metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", show_metrics)
    if webhook:
        app.router.add_post(WEBHOOK_PATH, webhook)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN)
    await runner.setup()
    site = web.TCPSite(runner, *address)
    try:
        await site.start()
    except OSError:
        await runner.cleanup()
        raise
    return runner
