"""Small things the browser tests share: a picture, a keyboard, and where something stands on the page."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.async_api import Locator


def png(width: int, height: int) -> bytes:
    """A plain picture, without needing an imaging library for it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\x2a\x9d\x8f" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def inline(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


async def box(locator: Locator) -> dict[str, float]:
    found = await locator.bounding_box()
    assert found, "not on the page"
    return {**found, "right": found["x"] + found["width"], "bottom": found["y"] + found["height"]}


async def line_edges(text: Locator, needle: str) -> tuple[float, float, float, float]:
    """Where the words `needle` stand, and the edges of the text around them: left, right, outer left, outer right."""
    return await text.evaluate(
        """(element, needle) => {
            const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(needle);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(node, at);
                range.setEnd(node, at + needle.length);
                const inner = range.getBoundingClientRect();
                const outer = element.getBoundingClientRect();
                return [inner.left, inner.right, outer.left, outer.right];
            }
            return null;
        }""",
        needle,
    )
