"""Arming faults: what is to go wrong with bots' calls."""

import math
from typing import Any

from aiohttp import web

from sandbox.control import WORLD, answer, body_of, number_in, seconds_in, share_in, text_in, wrong
from sandbox.faults import KINDS, MAY_ACT

Json = dict[str, Any]
LONGEST_SLOWNESS = 600.0
LONGEST = 366 * 86_400.0
routes = web.RouteTableDef()


@routes.post("/sandbox/faults")
async def arm(request: web.Request) -> web.Response:
    """Arms one fault. Several may stand at once; the first that hits a call decides what becomes of it."""
    world, body = request.app[WORLD], await body_of(request)
    kind = text_in(body, "kind", needed=True)
    if kind not in KINDS:
        wrong(f'"kind" must be one of {", ".join(KINDS)}')
    lasting = {
        "ends": _end(body, "lasts", world.clock.now()),
        "real_ends": _end(body, "lasts_real", world.clock.real()),
    }
    probability = share_in(body, "probability") if "probability" in body else 1.0
    open_ended = probability < 1 or kind == "away" or any(math.isfinite(moment) for moment in lasting.values())
    nth, times = number_in(body, "nth", 1), number_in(body, "times", 0 if open_ended else 1)
    if nth < 1 or times < 0 or (times == 0 and not open_ended):
        wrong('"nth" and "times" count from 1')
    code = number_in(body, "code", {"html": 502}.get(kind, 500))
    if not 200 <= code <= 599:
        wrong('"code" must be an HTTP status')
    acts = bool(body.get("acts"))
    if acts and kind not in MAY_ACT:
        wrong(f'"acts" belongs to {", ".join(sorted(MAY_ACT))}')
    fault = world.faults.arm(
        kind,
        method=text_in(body, "method"), bot=number_in(body, "bot", 0), chat=str(body.get("chat") or ""), nth=nth,
        times=times, probability=probability, seed=number_in(body, "seed", 0), code=code, acts=acts,
        description=text_in(body, "description"), retry_after=number_in(body, "retry_after", 0),
        seconds=seconds_in(body.get("seconds", 1 if kind == "slow" else 0), "seconds", LONGEST_SLOWNESS),
        silent=bool(body.get("silent")), **lasting,
    )  # fmt: skip
    if kind == "away" and not fault.silent and world.cut_polls is not None:
        world.cut_polls(fault.bot)
    return answer({"id": fault.id})


def _end(body: Json, name: str, now: float) -> float:
    return now + seconds_in(body[name], name, LONGEST) if body.get(name) is not None else math.inf


@routes.get("/sandbox/faults")
async def list_faults(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    return answer({"faults": [fault.shown(world.clock) for fault in world.faults.standing()]})


@routes.delete("/sandbox/faults")
async def disarm(request: web.Request) -> web.Response:
    request.app[WORLD].faults.clear()
    return answer({"faults": []})


@routes.delete(r"/sandbox/faults/{fault:\d+}")
async def disarm_one(request: web.Request) -> web.Response:
    """Disarms one, and leaves the others."""
    faults = request.app[WORLD].faults
    number = int(request.match_info["fault"])
    if all(fault.id != number for fault in faults.standing()):
        wrong(f"there is no fault {number} any more", 404)
    faults.armed[:] = [fault for fault in faults.armed if fault.id != number]
    return answer({"id": number})
