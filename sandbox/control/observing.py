"""Watching and bending the sandbox: its clock, its log, its faults, its events."""

from typing import Any

from aiohttp import web

from sandbox.control import WORLD, answer, body_of, number_in, query_number, seconds_in, text_in, wrong
from sandbox.faults import KINDS
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


@routes.post("/sandbox/faults")
async def arm(request: web.Request) -> web.Response:
    body = await body_of(request)
    kind = text_in(body, "kind", needed=True)
    if kind not in KINDS:
        wrong(f'"kind" must be one of {", ".join(KINDS)}')
    nth, times = number_in(body, "nth", 1), number_in(body, "times", 1)
    if nth < 1 or times < 1:
        wrong('"nth" and "times" count from 1')
    code = number_in(body, "code", {"html": 502}.get(kind, 500))
    if not 200 <= code <= 599:
        wrong('"code" must be an HTTP status')
    fault = request.app[WORLD].faults.arm(
        kind,
        method=text_in(body, "method"), bot=number_in(body, "bot", 0), chat=str(body.get("chat") or ""), nth=nth,
        times=times, code=code, description=text_in(body, "description"), retry_after=number_in(body, "retry_after", 0),
        seconds=seconds_in(body.get("seconds", 1 if kind == "slow" else 0), "seconds", 600),
    )  # fmt: skip
    return answer({"id": fault.id})


@routes.get("/sandbox/faults")
async def list_faults(request: web.Request) -> web.Response:
    return answer({"faults": [fault.shown() for fault in request.app[WORLD].faults.armed]})


@routes.delete("/sandbox/faults")
async def disarm(request: web.Request) -> web.Response:
    request.app[WORLD].faults.clear()
    return answer({"faults": []})


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
