"""Entities as spans of code points, and their way from and to Telegram's UTF-16 offsets."""

from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

Json = dict[str, Any]

PRE = frozenset({"pre", "code"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
# In the order Telegram lists entities that cover the same text.
PRIORITY = {
    "blockquote": 0, "expandable_blockquote": 0, "pre": 11, "code": 20, "text_link": 49, "text_mention": 49,
    "bold": 90, "italic": 91, "underline": 92, "strikethrough": 93, "spoiler": 94, "custom_emoji": 99,
}  # fmt: skip


@dataclass(slots=True)
class Span:
    """An entity over `start:end` of the text's code points; `extra` holds fields such as `url`."""

    type: str
    start: int
    end: int
    extra: Json = field(default_factory=dict)

    def order(self) -> tuple[int, int, int]:
        return self.start, -self.end, PRIORITY.get(self.type, 50)


def _astral(text: str) -> bool:
    return not text.isascii() and max(text, default="") > "\uffff"


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def to_entities(text: str, spans: list[Span]) -> list[Json]:
    """Telegram's MessageEntity objects."""
    if not _astral(text):
        return [
            {"offset": span.start, "length": span.end - span.start, "type": span.type, **span.extra} for span in spans
        ]
    units = list(accumulate((2 if char > "\uffff" else 1 for char in text), initial=0))
    return [
        {
            "offset": units[span.start],
            "length": units[span.end] - units[span.start],
            "type": span.type,
            **span.extra,
        }
        for span in spans
    ]


def code_points(text: str) -> list[int]:
    """For each UTF-16 unit of the text (and its end), the code point it lies in."""
    places = []
    for number, char in enumerate(text):
        places.append(number)
        if char > "\uffff":
            places.append(number)
    places.append(len(text))
    return places
