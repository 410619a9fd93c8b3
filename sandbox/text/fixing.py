"""What Telegram does with a text and its entities before it stores them: cleaning, trimming, nesting.

As in TDLib's misc.cpp and MessageEntity.cpp.
"""

import re
from typing import Any, NamedTuple

from sandbox.errors import refuse
from sandbox.text.detect import detect
from sandbox.text.entities import given_spans
from sandbox.text.html import parse_html
from sandbox.text.markdown import parse_markdown, parse_markdown_v2
from sandbox.text.nesting import nested
from sandbox.text.spans import Json, Span, to_entities

_UNCLEAN = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u030a\u0333\u033f]|[\u200e\u200f]{2,}")
_TO_SPACE = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
# Characters that show nothing: a text of these only counts as empty.
_INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u1680\u180e\u2000-\u200f\u202f\u205f-\u206f\u2800\u3000\ufe00-\ufe0f\ufeff\ufffc]*"
)
_MODES = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}


class Formatted(NamedTuple):
    """A stored text with its entities in Telegram's form."""

    text: str
    entities: list[Json]


def parsed(text: str, parse_mode: str = "", entities: Any = None) -> tuple[str, list[Span]]:
    """What a bot sent, out of its markup. These checks come before Telegram looks at the chat."""
    if len(text) > 8192 and len(text.encode("utf-8", "surrogatepass")) > 32768:
        refuse("text is too long")
    mode = parse_mode.lower()
    if mode and mode != "none":
        parse = _MODES.get(mode)
        if parse is None:
            refuse("unsupported parse_mode")
        return parse(text)
    return text, given_spans(text, entities) if entities else []


def fixed(text: str, spans: list[Span], *, allow_empty: bool = False) -> Formatted:
    """Cleaned, trimmed, with well-nested entities and those Telegram finds by itself."""
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        refuse("strings must be encoded in UTF-8")
    spans = nested([span for span in spans if span.start < span.end])
    if _UNCLEAN.search(text):
        text = _cleaned(text, spans)
    spans = [span for span in spans if text[span.start : span.end].strip(" \n")]
    if _INVISIBLE.fullmatch(text):
        if allow_empty:
            return Formatted("", [])
        refuse("text must be non-empty")
    text = _trimmed(text, spans)
    if found := detect(text, spans):
        spans = nested([*spans, *found])
    return Formatted(text, to_entities(text, spans) if spans else [])


def _cleaned(text: str, spans: list[Span]) -> str:
    """Control characters become spaces; carriage returns, U+2028–U+202E and three marks go; entities move along."""
    out: list[str] = []
    places = [0]
    for number, char in enumerate(text):
        if _TO_SPACE.match(char):
            out.append(" ")
        elif char in "\u200e\u200f" and text[number + 1 : number + 2] in {"\u200e", "\u200f"}:
            out.append("\u200c")
        elif not _UNCLEAN.match(char):
            out.append(char)
        places.append(len(out))
    for span in spans:
        span.start, span.end = places[span.start], places[span.end]
    return "".join(out)


def _trimmed(text: str, spans: list[Span]) -> str:
    """Spaces and line feeds around the text go; entities are cut to what is left."""
    right = text.rstrip(" \n")
    left = len(right) - len(right.lstrip(" \n"))
    if left or len(right) < len(text):
        for span in spans:
            span.start, span.end = max(0, span.start - left), max(0, min(span.end, len(right)) - left)
        text = right[left:]
    return text
