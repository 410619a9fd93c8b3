"""A loopback Bot API that only serves prepared updates and counts what is sent: as cheap as it can be.

`python -m benchmarks.server UPDATES PEOPLE` prints its address; `GET /report` tells how many answers came, and how many
seconds passed between the first update that was fetched and the last answer.
"""

import asyncio
import itertools
import json
import sys
import time
from typing import Any

from aiohttp import web

BOT = {"id": 4242, "is_bot": True, "first_name": "Bench", "username": "bench_bot", "can_join_groups": True}
BOT |= {"can_read_all_group_messages": False, "supports_inline_queries": False, "can_connect_to_business": False}
BOT |= {"has_main_web_app": False}
FIRST_PERSON = 100_000
COUNTED = ("sendmessage", "editmessagetext")


def update(number: int, people: int) -> dict[str, Any]:
    """The command `/help` from one of the people, in turn."""
    person = FIRST_PERSON + number % people
    chat = {"id": person, "type": "private", "first_name": "Mona"}
    sender = {
        "id": person,
        "is_bot": False,
        "first_name": "Mona",
        "language_code": ("en", "fr", "ar", "de")[person % 4],
    }
    entity = {"type": "bot_command", "offset": 0, "length": 5}
    return {
        "update_id": 1 + number,
        "message": {
            "message_id": number + 1,
            "date": 1_800_000_000,
            "chat": chat,
            "from": sender,
            "text": "/help",
            "entities": [entity],
        },
    }


class Server:
    """Serves each update once and notes the moments."""

    def __init__(self, updates: int, people: int) -> None:
        self.updates = [json.dumps(update(number, people)) for number in range(updates)]
        self.answered = 0
        self.first: float | None = None
        self.last: float | None = None
        self.methods: dict[str, int] = {}
        self.bytes = 0
        self.released = asyncio.Event()
        self.numbers = itertools.count(10_000)

    async def call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"].lower()
        self.methods[method] = self.methods.get(method, 0) + 1
        body = await request.read()
        if method == "getupdates":
            return await self._updates(request, body)
        if method == "getme":
            return _ok(json.dumps(BOT))
        if method in COUNTED:
            self.answered += 1
            self.bytes += len(body)
            if self.answered == len(self.updates):
                self.last = time.monotonic()
            number = next(self.numbers)
            return _ok(
                f'{{"message_id":{number},"date":1800000000,"chat":{{"id":{FIRST_PERSON},"type":"private","first_name":"Mona"}},'
                f'"from":{json.dumps(BOT)},"text":"answered"}}'
            )
        return _ok("{}" if method.startswith("get") else "true")

    async def _updates(self, request: web.Request, body: bytes) -> web.Response:
        await self.released.wait()
        params = await _params(request, body)
        start = max(int(params.get("offset") or 1), 1) - 1
        served = self.updates[start : start + 100]
        if not served:
            await asyncio.sleep(0.05 if self.last is None else 5)
            return _ok("[]")
        if self.first is None:
            self.first = time.monotonic()
        return _ok(f"[{','.join(served)}]")

    async def release(self, _: web.Request) -> web.Response:
        self.released.set()
        return web.json_response({})

    async def report(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "answered": self.answered,
                "seconds": self.last - self.first if self.last and self.first else None,
                "methods": self.methods,
                "bytes": self.bytes,
            }
        )


def _ok(result: str) -> web.Response:
    return web.Response(text=f'{{"ok":true,"result":{result}}}', content_type="application/json")


async def _params(request: web.Request, body: bytes) -> dict[str, Any]:
    if request.content_type == "application/json":
        return json.loads(body) if body else {}
    if request.content_type.startswith("multipart"):
        text = body.decode("utf-8", "replace")
        found = text.partition('name="offset"')[2].strip().split("\r\n")
        return {"offset": found[0].strip()} if found and found[0].strip().isdigit() else {}
    pairs = dict(pair.partition("=")[::2] for pair in body.decode().split("&") if pair)
    return {**dict(request.query), **pairs}


def main() -> None:
    server = Server(int(sys.argv[1]), int(sys.argv[2]))
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", server.call)
    app.router.add_get("/report", server.report)
    app.router.add_post("/release", server.release)

    async def serve() -> None:
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(f"http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
        await asyncio.Event().wait()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
