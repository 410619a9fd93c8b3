"""The control API under `/sandbox`, as `sandbox/README.md` describes it."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from aiohttp import web

from sandbox.wire import dumps
from sandbox.world import World

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
WORLD: web.AppKey[World] = web.AppKey("world", World)


class ControlError(Exception):
    """A request that cannot be done, in one clear sentence."""

    def __init__(self, text: str, status: int = 400) -> None:
        super().__init__(text)
        self.status = status


def wrong(text: str, status: int = 400) -> NoReturn:
    raise ControlError(text, status)


def answer(body: Json, status: int = 200) -> web.Response:
    return web.Response(body=dumps(body).encode(), status=status, content_type="application/json")


async def body_of(request: web.Request) -> Json:
    """The JSON object of a request; an empty body counts as an empty one."""
    text = await request.text()
    if not text.strip():
        return {}
    try:
        given = json.loads(text)
    except ValueError:
        wrong("the body is not JSON")
    if not isinstance(given, dict):
        wrong("the body must be a JSON object")
    return given


def text_in(body: Json, name: str, *, needed: bool = False, limit: int = 0) -> str:
    """A string of the body."""
    value = body.get(name)
    if value is None or value == "":
        if needed:
            wrong(f'"{name}" is missing')
        return ""
    if not isinstance(value, str):
        wrong(f'"{name}" must be a string')
    if limit and len(value) > limit:
        wrong(f'"{name}" must be at most {limit} characters')
    return value


def number_in(body: Json, name: str, default: int | None = None) -> int:
    """A whole number of the body."""
    value = body.get(name, default)
    if value is None:
        wrong(f'"{name}" is missing')
    if isinstance(value, bool) or not isinstance(value, int):
        wrong(f'"{name}" must be a whole number')
    return value


def seconds_in(given: Any, name: str, most: float) -> float:
    """A span of time, from a body or a query."""
    try:
        value = float(given)
    except (TypeError, ValueError):
        wrong(f'"{name}" must be a number of seconds')
    if not 0 <= value <= most:
        wrong(f'"{name}" must be between 0 and {most:g} seconds')
    return value


def share_in(body: Json, name: str) -> float:
    """A part of the whole, between 0 and 1; nothing where it is missing."""
    value = body.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        wrong(f'"{name}" must be between 0 and 1')
    return float(value)


def query_number(request: web.Request, name: str, default: int = 0) -> int:
    value = request.query.get(name, "")
    if not value:
        return default
    if not value.lstrip("-").isdigit():
        wrong(f'"{name}" must be a whole number')
    return int(value)
