"""Watching the sandbox and its clock: answers, gaps, events."""

from typing import Any

from aiohttp import web

from sandbox.control import WORLD, answer, body_of, query_number, seconds_in, wrong
from sandbox.wire import dumps

Json = dict[str, Any]
LONGEST_WAIT = 50.0
FARTHEST = 100 * 366 * 86_400.0
HEARTBEAT = 15.0
routes = web.RouteTableDef()


def _time(request: web.Request) -> Json:
    clock = request.app[WORLD].clock
    return {"now": clock.now(), "offset": clock.offset}


@routes.get("/sandbox/clock")
async def read_clock(request: web.Request) -> web.Response:
    seen = request.query.get("seen")
    if seen is not None:
        try:
            known = float(seen)
        except ValueError:
            wrong('"seen" must be an offset')
        wait = seconds_in(request.query.get("wait", LONGEST_WAIT), "wait", LONGEST_WAIT)
        await request.app[WORLD].clock.moved(known, wait)
    return answer(_time(request))


@routes.post("/sandbox/clock")
async def advance(request: web.Request) -> web.Response:
    world, body = request.app[WORLD], await body_of(request)
    world.clock.advance(seconds_in(body.get("advance"), "advance", FARTHEST))
    told = _time(request)
    world.tell_all("clock", lambda: told)
    return answer(told)


@routes.get("/sandbox/answers/{query}")
async def read_answer(request: web.Request) -> web.Response:
    query = request.app[WORLD].queries.get(request.match_info["query"])
    if query is None:
        wrong("there was no such press", 404)
    return answer({"answered": query.answer is not None, **(query.answer or {})})


@routes.get("/sandbox/gaps")
async def read_gaps(request: web.Request) -> web.Response:
    return answer({"gaps": dict(request.app[WORLD].gaps)})


@routes.get("/sandbox/health")
async def health(_: web.Request) -> web.Response:
    return answer({"ok": True})


@routes.get("/sandbox/events")
async def events(request: web.Request) -> web.StreamResponse:
    """Server-sent events: from `after` (or where a browser lost the thread) on, else what happens from now on."""
    feed = request.app[WORLD].feed
    lost = request.headers.get("Last-Event-ID", "")
    seq = int(lost) if lost.isdigit() else query_number(request, "after", feed.seq)
    seq = min(seq, feed.seq)  # a higher one is out of an earlier life of the sandbox
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
    await response.prepare(request)
    await response.write(b"retry: 1000\n\n")
    while True:
        if not await feed.newer(seq, HEARTBEAT):
            await response.write(b": still here\n\n")
            continue
        lines = []
        for number, event in feed.after(seq):
            seq = number
            lines.append(f"id: {number}\ndata: {dumps(event)}\n\n")
        await response.write("".join(lines).encode())
