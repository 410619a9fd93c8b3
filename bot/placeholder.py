"""The picture that stands where one was taken back: uploaded once, and known by Telegram's reference from then on."""

import asyncio
import struct
import zlib
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from bot.inhand import Units
from bot.telegram import Refused
from handlers.kit.answers import File
from network import notices

WIDTH, HEIGHT, BAR = 320, 180, 12
PAPER, LINE = 0xE6, 0xB8  # shades of grey
FIELD = "picture"
ATTACHED = f"attach://{FIELD}"

Put = Callable[[str, File | None], Awaitable[Any]]


class Placeholder:
    """Puts the picture in place of others; as a document where only documents may stand."""

    def __init__(self, workers: Units) -> None:
        """`workers` run the units of work in which the reference is kept."""
        self._workers = workers
        self._known: dict[str, str] = {}
        self._uploading = asyncio.Lock()

    async def put(self, kind: str, put: Put) -> None:
        """Let `put(reference, file)` make the call, with the file where Telegram does not have it yet.

        Raises what `put` raises.
        """
        async with self._uploading:
            reference = self._known.get(kind) or await self._kept(kind)
            if reference is None:
                await self._upload(kind, put)
                return
        try:
            await put(reference, None)
        except Refused as error:
            if not error.unknown_file:
                raise
            async with self._uploading:
                await self._upload(kind, put)

    async def _kept(self, kind: str) -> str | None:
        reference = await self._workers.run(lambda work: notices.placeholder(work, kind), "read")
        if reference is not None:
            self._known[kind] = reference
        return reference

    async def _upload(self, kind: str, put: Put) -> None:
        name = "taken-back.png"
        result = await put(ATTACHED, File(name, picture()))
        if reference := _reference(result, kind):
            self._known[kind] = reference
            await self._workers.run(lambda work: notices.keep_placeholder(work, kind, reference))


@cache
def picture() -> bytes:
    """Draw it: a light sheet with a bar across, in PNG. It needs no words, so it serves every language."""
    rows = b"".join(b"\0" + bytes(_shade(x, y) for x in range(WIDTH)) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND")


def _shade(x: int, y: int) -> int:
    return LINE if abs(x * HEIGHT // WIDTH - (HEIGHT - y)) < BAR else PAPER


def _chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _reference(result: Any, kind: str) -> str | None:
    """Read Telegram's reference out of the message that the call brought."""
    try:
        shown = result[kind]
        return str((shown[-1] if isinstance(shown, list) else shown)["file_id"])
    except (KeyError, IndexError, TypeError):
        return None
