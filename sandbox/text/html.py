"""`parse_mode=HTML`: Telegram's own small language, with its own error texts (TDLib, MessageEntity.cpp).

Offsets in errors count bytes of the UTF-8 the bot sent.
"""

import re
from dataclasses import dataclass
from typing import NoReturn

from sandbox.errors import refuse
from sandbox.text.dates import of_markup
from sandbox.text.links import checked_link, user_of_link
from sandbox.text.spans import Json, Span, code_points

STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
TAGS = frozenset({*STYLES, "a", "pre", "code", "blockquote", "tg-emoji", "tg-time"})
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|([A-Za-z]+));?")
_HALVES = re.compile("[\ud800-\udfff]")
_SPECIAL = re.compile("[<&]")
_SPACE = " \t\n\r\v\f\0"
_NAME_ENDS = re.compile("[\\s\0=>/\"']|$")
_TAG_ENDS = re.compile("[\\s\0>]|$")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


@dataclass(slots=True)
class _Open:
    """A tag whose end has not come."""

    tag: str
    extra: str
    format: str
    start: int


def parse_html(raw: str) -> tuple[str, list[Span]]:
    """Plain text and spans."""
    if "<" not in raw and "&" not in raw:
        return raw, []
    return _Reader(raw).read()


class _Reader:
    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.spans: list[Span] = []

    def read(self) -> tuple[str, list[Span]]:
        raw = self.raw
        while self.at < len(raw):
            found = _SPECIAL.search(raw, self.at)
            end = found.start() if found else len(raw)
            self._put(raw[self.at : end])
            self.at = end
            if found is None:
                break
            if found[0] == "&":
                char, self.at = _reference(raw, end)
                self._put(char)
            elif raw.startswith("</", end):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            _fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        for span in self.spans:
            if span.type == "code":
                span.extra.clear()
        return _joined("".join(self.out), self.spans)

    def _put(self, text: str) -> None:
        self.out.append(text)
        self.length += len(text)

    def _byte(self, at: int) -> int:
        return len(self.raw[:at].encode("utf-8", "surrogatepass"))

    def _skip_space(self) -> None:
        while self.at < len(self.raw) and self.raw[self.at] in _SPACE:
            self.at += 1

    def _start_tag(self) -> None:
        raw, begin = self.raw, self.at
        offset = self._byte(begin)
        self.at = _until(_TAG_ENDS, raw, begin + 1)
        if self.at >= len(raw):
            _fail(f"Unclosed start tag at byte offset {offset}")
        tag = raw[begin + 1 : self.at].lower()
        if tag not in TAGS:
            _fail(f'Unsupported start tag "{tag}" at byte offset {offset}')
        opened = _Open(tag, "", "", self.length)
        while True:
            self._skip_space()
            if self.at >= len(raw):
                _fail(f"Unclosed start tag at byte offset {offset}")
            if raw[self.at] == ">":
                break
            self._attribute(opened, offset)
        self.at += 1
        if tag == "span" and opened.extra != "spoiler":
            _fail(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
        self.open.append(opened)

    def _attribute(self, opened: _Open, offset: int) -> None:
        raw, begin = self.raw, self.at
        self.at = _until(_NAME_ENDS, raw, begin)
        name = raw[begin : self.at].lower()
        if not name:
            _fail(f'Empty attribute name in the tag "{opened.tag}" at byte offset {offset}')
        self._skip_space()
        unclosed = f'Unclosed start tag "{opened.tag}" at byte offset {offset}'
        if self.at >= len(raw):
            _fail(unclosed)
        if raw[self.at] != "=":
            if opened.tag == "blockquote" and name == "expandable":
                opened.extra = "1"
            return
        self.at += 1
        self._skip_space()
        if self.at >= len(raw):
            _fail(unclosed)
        value = self._quoted() if raw[self.at] in "'\"" else self._token()
        if self.at >= len(raw):
            _fail(f"Unclosed start tag at byte offset {offset}")
        match opened.tag, name:
            case ("a", "href") | ("tg-emoji", "emoji-id") | ("tg-time", "unix"):
                opened.extra = value
            case "tg-time", "format":
                opened.format = value
            case "code", "class" if value.startswith("language-"):
                opened.extra = value.removeprefix("language-")
            case "span", "class" if value.startswith("tg-"):
                opened.extra = value.removeprefix("tg-")
            case "blockquote", "expandable":
                opened.extra = "1"

    def _token(self) -> str:
        begin = self.at
        found = _TOKEN.match(self.raw, begin)
        self.at = found.end() if found else begin
        if self.at < len(self.raw) and self.raw[self.at] not in _SPACE + ">":
            _fail(f"Unexpected end of name token at byte offset {self._byte(begin)}")
        return self.raw[begin : self.at].lower()

    def _quoted(self) -> str:
        raw, mark = self.raw, self.raw[self.at]
        self.at += 1
        value = []
        while self.at < len(raw) and raw[self.at] != mark:
            if raw[self.at] == "&":
                char, self.at = _reference(raw, self.at)
                value.append(char)
            else:
                value.append(raw[self.at])
                self.at += 1
        self.at += 1
        return "".join(value)

    def _end_tag(self) -> None:
        raw, begin = self.raw, self.at
        offset = self._byte(begin)
        if not self.open:
            _fail(f"Unexpected end tag at byte offset {offset}")
        self.at = _until(_TAG_ENDS, raw, begin + 2)
        name = raw[begin + 2 : self.at].lower()
        self._skip_space()
        if self.at >= len(raw) or raw[self.at] != ">":
            _fail(f"Unclosed end tag at byte offset {offset}")
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            expected, got = f"</{opened.tag}>", f"</{name}>"
            _fail(f'Unmatched end tag at byte offset {offset}, expected "{expected}", found "{got}"')
        if self.length > opened.start:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        start, end = opened.start, self.length
        tag, extra = opened.tag, opened.extra
        kind, fields = STYLES.get(tag, tag), Json()
        last = self.spans[-1] if self.spans else None
        inside = last if last is not None and (last.start, last.end) == (start, end) else None
        match tag:
            case "a":
                url = extra or "".join(self.out)[start:]
                person = user_of_link(url)
                link = checked_link(url)
                if person:
                    kind, fields = "text_mention", {"user": person}
                elif link:
                    kind, fields = "text_link", {"url": link}
                else:
                    return
            case "pre" if inside is not None and inside.type == "code" and inside.extra:
                inside.type = "pre"
                return
            case "code" if inside is not None and inside.type == "pre" and extra:
                inside.extra = {"language": extra}
                return
            case "code":
                fields = {"language": extra} if extra else {}
            case "blockquote":
                kind = "expandable_blockquote" if extra else "blockquote"
            case "tg-emoji":
                if not extra.isdigit() or int(extra) == 0:
                    _fail("Invalid custom emoji identifier specified")
                kind, fields = "custom_emoji", {"custom_emoji_id": extra}
            case "tg-time":
                if not (extra.isascii() and extra.isdigit() and int(extra)):
                    _fail("Invalid date-time unix timestamp specified")
                written = of_markup(opened.format)
                if written is None:
                    _fail("Invalid date format used")
                kind, fields = "date_time", {"unix_time": int(extra), "date_time_format": written}
        self.spans.append(Span(kind, start, end, fields))


def _joined(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """References may spell a character in two halves; a half alone is an error."""
    if text.isascii() or not _HALVES.search(text):
        return text, spans
    units = [0]
    for char in text:
        units.append(units[-1] + 1 + (char > "\uffff"))
    try:
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        _fail(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    places = code_points(text)
    for span in spans:
        span.start, span.end = places[units[span.start]], places[units[span.end]]
    return text, spans


def _until(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.search(text, at)
    return found.start() if found else len(text)


def _reference(text: str, at: int) -> tuple[str, int]:
    """The character of `&lt;` and the like and where it ends; a `&` that begins none stands for itself."""
    found = _REFERENCE.match(text, at)
    if found is None:
        return "&", at + 1
    if found[3] is not None:
        char = _NAMED.get(found[3])
    else:
        number = int(found[1], 16) if found[1] is not None else int(found[2])
        char = chr(number) if 0 < number < 0x10FFFF else None
    return (char, found.end()) if char else ("&", at + 1)


def _fail(reason: str) -> NoReturn:
    refuse(f"can't parse entities: {reason}")
