"""How large a picture is, read from its first bytes: enough to describe a photo without decoding it."""

import struct

LONGEST_SIDE_OF_SIZES = (90, 320, 800, 1280)


def dimensions(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, JPEG, GIF or WebP. Raises ValueError for anything else."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack(">II", data[16:24])
        if data[:6] in {b"GIF87a", b"GIF89a"}:
            return struct.unpack("<HH", data[6:10])
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data[:2] == b"\xff\xd8":
            return _jpeg(data)
    except (struct.error, IndexError) as broken:
        raise ValueError("the picture is cut off") from broken
    raise ValueError("not a picture")


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        while data[at] != 0xFF:
            at += 1
        while data[at] == 0xFF:
            at += 1
        marker, at = data[at], at + 1
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[at + 3 : at + 7])
            return width, height
        at += struct.unpack(">H", data[at : at + 2])[0]


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[26:30])
    return width & 0x3FFF, height & 0x3FFF


def scaled_sizes(data: bytes) -> list[tuple[int, int]]:
    """The sizes a photo is offered in, smallest first. All hold the same bytes here, since nothing is scaled."""
    width, height = dimensions(data)
    if not width or not height or width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise ValueError("impossible dimensions")
    sizes: list[tuple[int, int]] = []
    for side in LONGEST_SIDE_OF_SIZES:
        scale = min(1.0, side / max(width, height))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        if size not in sizes:
            sizes.append(size)
    return sizes
