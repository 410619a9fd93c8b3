"""Guidelines and privacy notice: versions in several languages, as rich text, in pages.

The files are written in a small part of Markdown: `# ` and `## ` headings, paragraphs, `- ` bullets and **bold**.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from db.values import RichText, Span
from network.charter import Charter, CharterError, DocumentEntry

PAGE = 1500  # characters: little to scroll on a small phone; Telegram would take 4,096

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_HEADING = re.compile(r"#{1,2} +")
_SENTENCE_END = re.compile(r"[.!?؟…][\"'”’»)]*\s")
_OPEN, _CLOSE = "\u2066\u2067\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a document, in every language it was written in; English is always there."""

    kind: str
    version: int
    texts: Mapping[str, str]
    changes: Mapping[str, str] = field(default_factory=dict)

    def language(self, wanted: str) -> str:
        """The language the text is shown in for a reader of `wanted`: that one, or English."""
        return wanted if wanted in self.texts else "en"

    def title(self, language: str) -> str:
        """The text's first heading."""
        return _HEADING.sub("", self.texts[self.language(language)].split("\n", 1)[0]).strip()

    def rich(self, language: str, contact: str = "") -> RichText:
        """The whole text, `{contact}` filled in."""
        return read_markdown(self.texts[self.language(language)].replace("{contact}", contact))

    def pages(self, language: str, contact: str = "", limit: int = PAGE) -> list[RichText]:
        """The whole text in pages of at most `limit` code points."""
        return paginate(self.rich(language, contact), limit)

    def what_changed(self, language: str) -> RichText | None:
        """What this version changed against the one before, if somebody wrote it down."""
        text = self.changes.get(language) or self.changes.get("en")
        return read_markdown(text) if text else None


def load_document(entry: DocumentEntry, languages: Iterable[str], version: int | None = None) -> Document:
    """Read one version (None: the one in force) in those of the languages that it exists in.

    Raises `CharterError`, with the file, when the English text is missing or a text cannot be read.
    """
    entry = DocumentEntry(entry.kind, entry.version if version is None else version, entry.folder)
    texts: dict[str, str] = {}
    changes: dict[str, str] = {}
    for language in dict.fromkeys(("en", *languages)):
        file = entry.file(language)
        if file.is_file():
            texts[language] = _read(file)
        elif language == "en":
            raise CharterError(file, None, "is missing (the English version must exist)")
        note = entry.folder / f"{entry.kind}-{entry.version}.changes.{language}.md"
        if note.is_file():
            changes[language] = _read(note)
    return Document(entry.kind, entry.version, texts, changes)


def load_documents(charter: Charter) -> dict[str, Document]:
    """The documents in force, by kind."""
    return {kind: load_document(entry, charter.languages) for kind, entry in charter.documents.items()}


def _read(file: Path) -> str:
    try:
        text = file.read_text("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CharterError(file, None, f"cannot be read as UTF-8 text: {error}") from error
    if not text:
        raise CharterError(file, None, "is empty")
    return text


def read_markdown(source: str) -> RichText:
    """Turn the small part of Markdown these documents use into plain text and spans."""
    blocks: list[RichText] = []
    for block in re.split(r"\n\s*\n", source.strip()):
        lines: list[RichText] = []
        for line in block.split("\n"):
            heading = _HEADING.match(line)
            if heading:
                title = _BOLD.sub(r"\1", line[heading.end() :]).strip()
                lines.append(RichText(title, (Span("bold", 0, len(title)),)))
            elif line.strip():
                bullet = line.startswith("- ")
                lines.append(_bold("• " if bullet else "", line[2:] if bullet else line))
        if lines:
            blocks.append(_join(lines, "\n"))
    return _join(blocks, "\n\n")


def _bold(before: str, line: str) -> RichText:
    text, spans, at = before, [], 0
    line = line.strip()
    for found in _BOLD.finditer(line):
        text += line[at : found.start()]
        spans.append(Span("bold", len(text), len(found[1])))
        text += found[1]
        at = found.end()
    return RichText(text + line[at:], tuple(spans))


def _join(parts: Iterable[RichText], glue: str) -> RichText:
    text, spans = "", []
    for at, part in enumerate(parts):
        text += glue if at else ""
        spans += [Span(span.kind, span.start + len(text), span.length, span.value) for span in part.spans]
        text += part.text
    return RichText(text, tuple(spans))


def paginate(rich: RichText, limit: int = PAGE) -> list[RichText]:
    """Cut a text into pages of at most `limit` code points, where it hurts least.

    Between paragraphs (a heading stays with what it heads), else between lines, sentences, words; inside a word only
    when the word alone is longer than a page. Spans that cross a cut go on on the next page.
    """
    if limit < 1:
        raise ValueError(limit)
    pages: list[RichText] = []
    start = _next_word(rich.text, 0)
    while len(rich.text) - start > limit:
        end = _cut(rich, start, limit)
        pages.append(_slice(rich, start, end))
        start = _next_word(rich.text, end)
    pages.append(_slice(rich, start, len(rich.text)))
    return [page for page in pages if page.text] or [RichText("")]


def _next_word(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _cut(rich: RichText, start: int, limit: int) -> int:
    window = rich.text[start : start + limit + 2]
    borders = [at.start() for at in re.finditer(r"\n\n", window) if not _ends_in_heading(rich, start, at.start())]
    lines = [at.start() for at in re.finditer(r"(?<!\n)\n(?!\n)", window)]
    sentences = [at.end() - 1 for at in _SENTENCE_END.finditer(window)]
    gaps = [at.start() for at in re.finditer(r"[^\S\n]", window)]
    words = [at.start() for at in re.finditer(r"\s", window)]
    for places in (borders, lines, sentences, gaps, words):
        # Two names between isolates must not part: the first page would lack the closing mark.
        whole = [place for place in places if 0 < place <= limit and _balanced(window[:place])]
        if whole:
            return start + whole[-1]
    return start + (max((word for word in words if 0 < word <= limit), default=limit))


def _balanced(text: str) -> bool:
    return sum(text.count(mark) for mark in _OPEN) <= text.count(_CLOSE)


def _ends_in_heading(rich: RichText, start: int, at: int) -> bool:
    """Whether the paragraph that ends here is all bold, as headings are."""
    end = start + at
    line = rich.text.rfind("\n", 0, end) + 1
    return any(span.kind == "bold" and span.start <= line and span.start + span.length >= end for span in rich.spans)


def _slice(rich: RichText, start: int, end: int) -> RichText:
    while end > start and rich.text[end - 1].isspace():
        end -= 1
    spans = []
    for span in rich.spans:
        first, last = max(span.start, start), min(span.start + span.length, end)
        if first < last:
            spans.append(Span(span.kind, first - start, last - first, span.value))
    return RichText(rich.text[start:end], tuple(spans))
