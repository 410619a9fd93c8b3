"""Reading a call out of an HTTP request: query string, form, JSON or multipart, chunked or not."""

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from sandbox.errors import ApiError, refuse
from sandbox.params import Params, Upload

MOST_FILES = 50
MOST_BYTES = 60 << 20


async def read_params(request: web.Request) -> tuple[Params, int]:
    """The arguments and the size of the body. The query string's come first and win."""
    query = request.rel_url.raw_query_string
    values: dict[str, Any] = dict(_pairs(query)) if query else {}
    size = len(query)
    files: dict[str, Upload] = {}
    if request.can_read_body:
        try:
            found, files, length = await _read_body(request)
        except web.HTTPRequestEntityTooLarge as large:
            raise too_large() from large
        size += length
        values = {**found, **values} if values else found
    return Params(values, files), size


def too_large() -> ApiError:
    return ApiError(413, "Request Entity Too Large: the request body must be at most 60 MB")


async def _read_body(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload], int]:
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _multipart(request)
    body = await request.read()
    if kind == "application/json":
        return _json(body), {}, len(body)
    if kind == "application/x-www-form-urlencoded":
        return dict(_pairs(body.decode("utf-8", "replace"))), {}, len(body)
    return {}, {}, len(body)


def _pairs(text: str) -> list[tuple[str, str]]:
    pairs = parse_qsl(text, keep_blank_values=True, errors="replace")
    pairs.reverse()  # of several values for a name the first one counts
    return pairs


def _json(body: bytes) -> dict[str, Any]:
    if not body.strip():
        return {}
    try:
        given = json.loads(body)
    except ValueError:
        if not body.lstrip().startswith(b"{"):
            refuse("JSON object expected")
        refuse("can't parse JSON object: unexpected end or symbol")
    if not isinstance(given, dict):
        refuse("JSON object expected")
    return given


async def _multipart(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload], int]:
    values: dict[str, Any] = {}
    files: dict[str, Upload] = {}
    size = 0
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader) or not part.name:
                continue
            data = bytes(await part.read(decode=True))
            size += len(data)
            if size > MOST_BYTES:
                raise too_large()
            if part.filename is not None:
                if len(files) >= MOST_FILES:
                    refuse("too many files specified")
                files.setdefault(part.name, Upload(part.filename, data))
            else:
                values.setdefault(part.name, data.decode("utf-8", "replace"))
    except (ValueError, AssertionError, KeyError):
        refuse("can't parse multipart form data")
    return values, files, max(size, request.content_length or 0)
