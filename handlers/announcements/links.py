"""Link buttons as coordinators type them: a line each, words and address."""

import re
from dataclasses import dataclass

from db.values import RichText
from handlers.kit import bidi

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?:[\w-]+\.)+[A-Za-z]{2,}(?:/\S*)?", re.IGNORECASE)
# What people put between words and address
_BETWEEN = " \t-–—:|,;،؛=>→()[]<>"


@dataclass(frozen=True, slots=True)
class Lines:
    """What was read of typed lines: buttons as (words, address), and the first line that could not be read."""

    buttons: tuple[tuple[str, str], ...]
    unclear: str | None = None


def read(typed: RichText) -> Lines:
    """Read typed lines; the address may stand before or after the words, or lie behind them as a link.

    An address without its beginning gets `https://`. Whether it may be used is for the rules to say.
    """
    found: list[tuple[str, str]] = []
    start = 0
    for line in typed.text.split("\n"):
        end = start + len(line)
        if line.strip():
            button = _read_line(line) or _behind(typed, start, end)
            if button is None:
                return Lines(tuple(found), unclear=bidi.one_line(line))
            found.append(button)
        start = end + 1
    return Lines(tuple(found))


def _read_line(line: str) -> tuple[str, str] | None:
    line = bidi.one_line(line)
    addresses = list(_ADDRESS.finditer(line))
    if len(addresses) != 1:
        return None
    at = addresses[0]
    words = f"{line[: at.start()].strip(_BETWEEN)} {line[at.end() :].strip(_BETWEEN)}".strip()
    return (words, _whole(at[0])) if words else None


def _whole(address: str) -> str:
    address = address.rstrip(".,;)>]")
    return address if re.match(r"https?://", address, re.IGNORECASE) else f"https://{address}"


def _behind(typed: RichText, start: int, end: int) -> tuple[str, str] | None:
    """Words with one link behind them make a button, too."""
    links = [s for s in typed.spans if s.kind == "text_link" and start <= s.start and s.start + s.length <= end]
    words = bidi.one_line(typed.text[start:end]).strip(_BETWEEN)
    return (words, links[0].value) if len(links) == 1 and links[0].value and words else None
