"""Rich text from Telegram's entities, and to Telegram's HTML. Nothing else in the program knows either.

Telegram counts entities in UTF-16 units, we in code points. What comes in is brought to one form: cleaned, trimmed, its
spans nested as Telegram nests them; written as HTML and read back it is the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from aiogram.types import Message, MessageEntity
from markupsafe import Markup, escape

from db.values import RichText, Span
from handlers.kit import bidi

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES = ("blockquote", "expandable_blockquote")
CODE = ("pre", "code")
LINKS = ("text_link", "date_time")
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "text_link": "a",
    "date_time": "tg-time",
}
# Which of two spans over the same letters lies outside.
_ORDER = {kind: number for number, kind in enumerate((*QUOTES, *CODE, *LINKS, *STYLES))}
_ADDRESS = re.compile(r"(https?://|tg://(?!user\b))\S+", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z0-9_.+#-]{1,30}")
_MARKS = "\u200e\u200f"
_DROPPED = re.compile("[\u202a-\u202e\u0000-\u0008\u000b-\u001f]")


# In


def of_message(message: Message) -> RichText | None:
    """Read what a message says: its text, or the caption of its picture; None when it says nothing."""
    if message.text is not None:
        return from_entities(message.text, message.entities or ())
    if message.caption is not None:
        return from_entities(message.caption, message.caption_entities or ())
    return None


def from_entities(text: str, entities: Iterable[MessageEntity]) -> RichText:
    """Take a text with Telegram's entities over.

    Kept are styles, quotes, code, links and dates. Mentions, hashtags and addresses Telegram finds again by itself; a
    mention of somebody without a name becomes plain, a custom emoji the plain one that stands for it.
    """
    units = _units(text)
    spans = []
    for entity in entities:
        if (value := _value(entity)) is None:
            continue
        start, end = (units[max(0, min(at, len(units) - 1))] for at in (entity.offset, entity.offset + entity.length))
        spans.append(Span(entity.type, start, end - start, value or None))
    clean, starts, ends = _cleaned(text)
    moved = [_between(span, starts[span.start], ends[_end(span)]) for span in spans]
    # What is cut may leave a piece that only blanks stand in.
    pieces = _nested(_shown(moved, clean))
    return RichText(clean, tuple(_shown(pieces, clean)))


def _shown(spans: Iterable[Span], text: str) -> list[Span]:
    """Those of which anything is seen."""
    return [span for span in spans if text[span.start : _end(span)].strip()]


def _value(entity: MessageEntity) -> str | None:
    """What a span of this entity carries, "" for nothing; None when the entity is not kept."""
    match entity.type:
        case "text_link":
            return entity.url if entity.url and _ADDRESS.fullmatch(entity.url) else None
        case "pre":
            return entity.language if entity.language and _LANGUAGE.fullmatch(entity.language) else ""
        case "date_time" if isinstance(entity.unix_time, int):
            return f"{entity.unix_time}:{entity.date_time_format or ''}"
        case "date_time":
            return None
        case kind if kind in _TAGS:
            return ""
    return None


def _units(text: str) -> list[int]:
    """For each UTF-16 unit of a text, and its end, the code point it lies in."""
    units: list[int] = []
    for number, letter in enumerate(text):
        units += [number, number] if letter > "\uffff" else [number]
    return [*units, len(text)]


def _cleaned(text: str) -> tuple[str, list[int], list[int]]:
    """Clean a text as `bidi.body` does, and trim it.

    Also where a span that begins, or ends, at each of its code points begins or ends now.
    """
    kept: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    depth = 0
    for start, end in pairwise(_clusters(text)):
        # A span that begins or ends amid a letter and its marks takes all of it in.
        starts += [len(kept)] * (end - start)
        ends.append(len(kept))
        for letter in unicodedata.normalize("NFC", text[start:end]):
            if _DROPPED.match(letter) or (letter == bidi.PDI and not depth):
                continue
            depth += (letter in "\u2066\u2067\u2068") - (letter == bidi.PDI)
            if letter in _MARKS and kept and kept[-1] in _MARKS:
                kept[-1] = letter  # of several marks Telegram leaves the last one
            else:
                kept.append(letter)
        ends += [len(kept)] * (end - start - 1)
    starts.append(len(kept))
    ends.append(len(kept))
    whole = "".join(kept).rstrip()
    left = len(whole) - len(whole.lstrip())
    length = len(whole) - left
    starts, ends = ([min(max(place - left, 0), length) for place in places] for places in (starts, ends))
    return whole[left:] + bidi.PDI * depth, starts, ends


def _clusters(text: str) -> Sequence[int]:
    """Borders over which normalising joins nothing: a letter and its marks stand between two of them."""
    if unicodedata.is_normalized("NFC", text):
        return range(len(text) + 1)
    borders = [0]
    for at in range(1, len(text)):
        before, letter = text[borders[-1] : at], text[at]
        apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", letter)
        if not unicodedata.combining(letter) and unicodedata.normalize("NFC", before + letter) == apart:
            borders.append(at)
    return [*borders, len(text)] if text else [0]


def _between(span: Span, start: int, end: int) -> Span:
    return Span(span.kind, start, end - start, span.value)


def _nested(spans: Sequence[Span]) -> list[Span]:
    """Bring spans to a form in which they nest, as Telegram does.

    Quotes lie in nothing, code and links in quotes only; styles are joined, and cut where they would cross something.
    """
    quotes = _apart([span for span in spans if span.kind in QUOTES], [], [])
    code = _apart([span for span in spans if span.kind in CODE], [], quotes)
    links = _apart([span for span in spans if span.kind in LINKS], code, quotes)
    kept = [*quotes, *code, *links]
    for kind in STYLES:
        borders = sorted({border for span in kept for border in (span.start, _end(span))})
        for start, end in _without(_joined([span for span in spans if span.kind == kind]), code):
            cuts = [border for border in borders if start < border < end and _crossed(start, end, border, kept)]
            kept += [Span(kind, *(a, b - a)) for a, b in pairwise([start, *cuts, end])]
    return sorted(kept, key=_outermost_first)


def _apart(spans: Sequence[Span], taken: Sequence[Span], around: Sequence[Span]) -> list[Span]:
    """Those that overlap nothing that is taken nor one another, and lie in one of `around` or beside them all."""
    kept: list[Span] = []
    for span in sorted(spans, key=_outermost_first):
        beside = not any(_overlap(span, other) for other in (*taken, *kept))
        if beside and all(_inside(span, other) or not _overlap(span, other) for other in around):
            kept.append(span)
    return kept


def _joined(spans: Sequence[Span]) -> list[tuple[int, int]]:
    """Stretches of one style; those that overlap or touch are one."""
    found: list[tuple[int, int]] = []
    for span in sorted(spans, key=_outermost_first):
        if found and span.start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], _end(span)))
        else:
            found.append((span.start, _end(span)))
    return found


def _without(stretches: Iterable[tuple[int, int]], code: Sequence[Span]) -> list[tuple[int, int]]:
    """What is left of stretches outside code, which takes no style."""
    left = []
    for start, end in stretches:
        at = start
        for span in sorted(code, key=_outermost_first):
            if at < min(span.start, end):
                left.append((at, min(span.start, end)))
                at = min(span.start, end)
            at = max(at, min(_end(span), end)) if span.start < end and _end(span) > start else at
        if at < end:
            left.append((at, end))
    return left


def _crossed(start: int, end: int, border: int, kept: Sequence[Span]) -> bool:
    """Whether a span that begins or ends at this border lies half in the stretch and half outside."""
    return any(border in {span.start, _end(span)} and not (start <= span.start and _end(span) <= end) for span in kept)


def _end(span: Span) -> int:
    return span.start + span.length


def _overlap(one: Span, other: Span) -> bool:
    return one.start < _end(other) and other.start < _end(one)


def _inside(span: Span, other: Span) -> bool:
    return other.start <= span.start and _end(span) <= _end(other)


def _outermost_first(span: Span) -> tuple[int, int, int]:
    return span.start, -span.length, _ORDER[span.kind]


# Out


def to_html(rich: RichText) -> Markup:
    """Write rich text as HTML; spans that cross one another are closed and opened again, unknown ones left out."""
    spans = sorted((span for span in rich.spans if span.kind in _TAGS and span.length > 0), key=_outermost_first)
    borders = sorted({0, len(rich.text), *(s.start for s in spans), *(_end(s) for s in spans)})
    html: list[str] = []
    open_spans: list[Span] = []
    for at, border in enumerate(borders):
        ended = [span for span in open_spans if _end(span) <= border]
        while ended:
            closed = open_spans.pop()
            html.append(_closing(closed))
            if closed in ended:
                ended.remove(closed)
        # Whatever had to be closed on the way is opened again, before what begins here.
        for span in spans:
            if span.start <= border < _end(span) and span not in open_spans:
                html.append(_opening(span))
                open_spans.append(span)
        if at + 1 < len(borders):
            html.append(str(escape(rich.text[border : borders[at + 1]])))
    return Markup("".join(html))  # noqa: S704 - the text is escaped above


def _opening(span: Span) -> str:
    value = str(escape(span.value or ""))
    match span.kind:
        case "text_link":
            return f'<a href="{value}">'
        case "expandable_blockquote":
            return "<blockquote expandable>"
        case "pre" if value:
            return f'<pre><code class="language-{value}">'
        case "date_time":
            unix, _, format_ = value.partition(":")
            return f'<tg-time unix="{unix}" format="{format_}">' if format_ else f'<tg-time unix="{unix}">'
    return f"<{_TAGS[span.kind]}>"


def _closing(span: Span) -> str:
    return "</code></pre>" if span.kind == "pre" and span.value else f"</{_TAGS[span.kind]}>"


def cut(rich: RichText, most: int) -> RichText:
    """Return the beginning of a text that is longer than `most` characters, with an ellipsis; cut between words."""
    if len(rich.text) <= most:
        return rich
    at = max(rich.text.rfind(" ", most // 2, most - 1), rich.text.rfind("\n", most // 2, most - 1))
    kept = rich.text[: at if at > 0 else most - 1]
    opened = sum(letter in "\u2066\u2067\u2068" for letter in kept) - kept.count(bidi.PDI)
    spans = (
        Span(s.kind, s.start, min(s.length, len(kept) - s.start), s.value) for s in rich.spans if s.start < len(kept)
    )
    return RichText(kept + "…" + bidi.PDI * max(opened, 0), tuple(spans))
