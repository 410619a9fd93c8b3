"""Reading the log: whole calls, or a line of figures for each, a page at a time."""

import json
from contextlib import suppress
from typing import Any

from aiohttp import web

from sandbox.control import WORLD, answer, query_number, wrong
from sandbox.control.bulk import hash_of
from sandbox.log import Entry

Json = dict[str, Any]
COLUMNS = ("seq", "at", "method", "chat", "status", "fault", "message_ids", "hash")
routes = web.RouteTableDef()


@routes.get("/sandbox/log")
async def read_log(request: web.Request) -> web.Response:
    """Calls after a number. `next` is what to ask after for the page that follows, null on the last one."""
    log = request.app[WORLD].log
    limit = query_number(request, "limit")
    if limit < 0:
        wrong('"limit" must be at least 1')
    found = list(log.after(query_number(request, "after"), request.query.get("method", ""), limit))
    following = found[-1].seq if limit and len(found) == limit and found[-1].seq < log.seq else None
    if request.query.get("compact"):
        return answer({"columns": COLUMNS, "calls": [_line(entry) for entry in found], "next": following})
    return answer({"calls": [entry.shown() for entry in found], "next": following})


@routes.get("/sandbox/log/counts")
async def count_calls(request: web.Request) -> web.Response:
    """How many calls of each method got which status, and by which fault, since the sandbox began."""
    counts = request.app[WORLD].log.counts
    lines = [
        {"method": method, "status": status, "count": count} | ({"fault": fault} if fault else {})
        for (method, status, fault), count in sorted(counts.items())
    ]
    return answer({"counts": lines})


def _line(entry: Entry) -> list[Any]:
    """A call in the order of COLUMNS: whose messages it was about, and what the (first) one says now."""
    result: Any = None
    with suppress(ValueError):
        result = json.loads(entry.answer).get("result")
    shown = result if isinstance(result, list) else [result]
    made = [one for one in shown if isinstance(one, dict) and "message_id" in one]
    ids = [one["message_id"] for one in made] or _asked(entry)
    said = next((one.get("text") or one.get("caption") for one in made), None)
    digest = hash_of(said) if said else ""
    chat = entry.params.integer("chat_id")
    return [entry.seq, entry.at, entry.method, chat, entry.status, entry.fault, ids, digest]


def _asked(entry: Entry) -> list[int]:
    """The messages a call named where its answer names none."""
    if entry.params.has("message_id"):
        return [entry.params.integer("message_id")]
    with suppress(ValueError):
        given = entry.params.json("message_ids")
        if isinstance(given, list):
            return [one for one in given if isinstance(one, int)]
    return []
