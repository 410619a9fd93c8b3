"""`parse_mode=MarkdownV2` and the older `Markdown`, with Telegram's error texts."""

import re
from typing import NoReturn

from sandbox.errors import refuse
from sandbox.text.dates import of_link, of_markup
from sandbox.text.links import checked_link, user_of_link
from sandbox.text.spans import Span

_RESERVED = set("_*[]()~`>#+-=|{}.!")
_STYLES = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
_NAMES = {"`": "Code", "```": "Pre", "[": "TextUrl", "![": "CustomEmoji"}
_LANGUAGE = re.compile(r"[^\s`]+")
_EMOJI = re.compile(r"tg://emoji\?id=(\d+)")
_NO_SIGN = "Invalid tg://emoji or tg://time URL specified"


def _fail(reason: str) -> NoReturn:
    refuse(f"can't parse entities: {reason}")


def _byte(text: str, at: int) -> int:
    return len(text[:at].encode("utf-8", "surrogatepass"))


def _link(url: str, start: int, end: int) -> Span | None:
    if person := user_of_link(url):
        return Span("text_mention", start, end, {"user": person})
    link = checked_link(url)
    return Span("text_link", start, end, {"url": link}) if link else None


class _V2:
    """Reads MarkdownV2 from left to right, as Telegram does."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.at = 0
        self.out: list[str] = []
        self.open: list[tuple[str, int, int]] = []
        self.spans: list[Span] = []
        self.quote = -1
        self.language = ""

    def read(self) -> tuple[str, list[Span]]:
        raw = self.raw
        line_start = True
        while self.at < len(raw):
            char = raw[self.at]
            if line_start:
                line_start = False
                if raw.startswith((">", "**>"), self.at) and not self._in_code():
                    self._quote_line()
                    continue
                if self.quote >= 0:
                    self._end_quote(expandable=False)
            if char == "\n":
                line_start = not self._in_code()
            if char == "\\" and self.at + 1 < len(raw) and 1 <= ord(raw[self.at + 1]) <= 126:
                self.out.append(raw[self.at + 1])
                self.at += 2
            elif self._in_code():
                self._code_char()
            elif char in _RESERVED:
                self._mark(char)
            else:
                self.out.append(char)
                self.at += 1
        if self.quote >= 0:
            self._end_quote(expandable=False)
        if self.open:
            self._unclosed()
        return "".join(self.out), self.spans

    def _unclosed(self) -> NoReturn:
        mark, _, at = self.open[-1]
        name = _NAMES.get(mark) or _STYLES[mark].capitalize()
        if mark == "```" and self.language:
            name = "PreCode"
        _fail(f"Can't find end of {name} entity at byte offset {_byte(self.raw, at)}")

    def _in_code(self) -> bool:
        return bool(self.open) and self.open[-1][0] in {"`", "```"}

    def _quote_line(self) -> None:
        if self.raw.startswith("**>", self.at):
            if self.quote >= 0:
                self._end_quote(expandable=False)
            self.at += 2
        if self.quote < 0:
            self.quote = len(self.out)
        self.at += 1

    def _end_quote(self, *, expandable: bool) -> None:
        if self.open and self.open[-1][1] >= self.quote:
            self._unclosed()
        end = len(self.out)
        if self.out and self.out[-1] == "\n" and not expandable:
            end -= 1
        kind = "expandable_blockquote" if expandable else "blockquote"
        if end > self.quote:
            self.spans.append(Span(kind, self.quote, end))
        self.quote = -1

    def _code_char(self) -> None:
        mark = self.open[-1][0]
        if self.raw.startswith(mark, self.at):
            _, start, _ = self.open.pop()
            if len(self.out) > start:
                extra = {"language": self.language} if mark == "```" and self.language else {}
                self.spans.append(Span("pre" if mark == "```" else "code", start, len(self.out), extra))
            self.at += len(mark)
        elif self.raw[self.at] == "`":
            self.open.append(("`", len(self.out), self.at))
            self.at += 1
        else:
            self.out.append(self.raw[self.at])
            self.at += 1

    def _begin_pre(self) -> None:
        """A word behind the signs is a language if space follows; a line feed is no part of the text."""
        found = _LANGUAGE.match(self.raw, self.at)
        self.language = found[0] if found and self.raw[found.end() : found.end() + 1].isspace() else ""
        self.at += len(self.language)
        for end in ("\r\n", "\n\r", "\n", "\r"):
            if self.raw.startswith(end, self.at):
                self.at += len(end)
                break

    def _mark(self, char: str) -> None:
        raw = self.raw
        for mark in ("```", "||", "__", "![", char):
            if raw.startswith(mark, self.at):
                break
        if mark == "||" and self.quote >= 0 and "||" not in [name for name, *_ in self.open]:
            after = raw[self.at + 2 : self.at + 3]
            if after in {"", "\n"}:
                self.at += 2
                self._end_quote(expandable=True)
                return
        if mark == "]" and self.open and self.open[-1][0] in {"[", "!["}:
            self._end_link()
        elif mark in _STYLES and self.open and self.open[-1][0] == mark:
            self._end_style(mark)
        elif mark in {"```", "`", "[", "![", *_STYLES}:
            self.open.append((mark, len(self.out), self.at))
            self.at += len(mark)
            if mark == "```":
                self._begin_pre()
        else:
            _fail(f"Character '{char}' is reserved and must be escaped with the preceding '\\'")

    def _end_style(self, mark: str) -> None:
        _, start, _ = self.open.pop()
        if len(self.out) > start:
            self.spans.append(Span(_STYLES[mark], start, len(self.out)))
        self.at += len(mark)

    def _end_link(self) -> None:
        mark, start, _ = self.open.pop()
        self.at += 1
        url = ""
        if self.raw.startswith("(", self.at):
            begin = self.at
            self.at += 1
            part = []
            while self.at < len(self.raw) and self.raw[self.at] != ")":
                if self.raw[self.at] == "\\" and self.at + 1 < len(self.raw):
                    self.at += 1
                part.append(self.raw[self.at])
                self.at += 1
            if self.at >= len(self.raw):
                _fail(f"Can't find end of a URL at byte offset {_byte(self.raw, begin + 1)}")
            self.at += 1
            url = "".join(part)
        elif mark == "![":
            _fail(_NO_SIGN)
        end = len(self.out)
        if mark == "![":
            self._end_sign(url, start, end)
        elif end > start and (span := _link(url or "".join(self.out[start:]), start, end)):
            self.spans.append(span)

    def _end_sign(self, url: str, start: int, end: int) -> None:
        """`![…](…)` is a custom emoji or a date."""
        if found := _EMOJI.fullmatch(url):
            self.spans.append(Span("custom_emoji", start, end, {"custom_emoji_id": found[1]}))
            return
        date = of_link(url)
        if date is None:
            _fail(_NO_SIGN)
        moment, letters = date
        written = of_markup(letters)
        if written is None:
            _fail("Invalid date format used")
        self.spans.append(Span("date_time", start, end, {"unix_time": moment, "date_time_format": written}))


def parse_markdown_v2(raw: str) -> tuple[str, list[Span]]:
    """Plain text and spans."""
    return _V2(raw).read()


def parse_markdown(raw: str) -> tuple[str, list[Span]]:
    """The older Markdown: nothing nests, and only these four signs can be escaped."""
    out: list[str] = []
    spans: list[Span] = []
    at = 0
    while at < len(raw):
        char = raw[at]
        if char == "\\" and raw[at + 1 : at + 2] in {"_", "*", "`", "["}:
            out.append(raw[at + 1])
            at += 2
            continue
        if char not in "_*`[":
            out.append(char)
            at += 1
            continue
        begin, start = at, len(out)
        mark = "```" if raw.startswith("```", at) else char
        closing = "]" if char == "[" else mark
        at += len(mark)
        end = raw.find(closing, at)
        if end < 0:
            _fail(f"Can't find end of the entity starting at byte offset {_byte(raw, begin)}")
        body, at = raw[at:end], end + len(closing)
        if char == "[" and not raw.startswith("(", at):
            out.extend(f"[{body}]")
            continue
        extra = {}
        if mark == "```":
            found = _LANGUAGE.match(body)
            if found and body[found.end() : found.end() + 1] == "\n":
                extra, body = {"language": found[0]}, body[found.end() + 1 :]
            elif body.startswith("\n"):
                body = body[1:]
        out.extend(body)
        if char == "[":
            close = raw.find(")", at)
            close = len(raw) if close < 0 else close
            url, at = raw[at + 1 : close], close + 1
            if body and (span := _link(url, start, len(out))):
                spans.append(span)
        elif body:
            kind = {"_": "italic", "*": "bold", "`": "code", "```": "pre"}[mark]
            spans.append(Span(kind, start, len(out), extra))
    return "".join(out), spans
