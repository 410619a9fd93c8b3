"""Rich text as Telegram's HTML. Nothing else in the program knows Telegram's entities."""

from markupsafe import Markup, escape

from db.values import RichText, Span

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
    "text_link": "a",
}


def to_html(rich: RichText) -> Markup:
    """Write rich text as HTML; spans that cross one another are closed and opened again, unknown ones left out."""
    spans = [span for span in rich.spans if span.kind in _TAGS and span.length > 0]
    borders = sorted({0, len(rich.text), *(s.start for s in spans), *(s.start + s.length for s in spans)})
    html: list[str] = []
    open_spans: list[Span] = []
    for at, border in enumerate(borders):
        ended = [span for span in open_spans if span.start + span.length <= border]
        while ended:
            closed = open_spans.pop()
            html.append(f"</{_TAGS[closed.kind]}>")
            if closed in ended:
                ended.remove(closed)
        # Whatever had to be closed on the way is opened again, before what begins here.
        standing = [span for span in spans if span.start <= border < span.start + span.length]
        for span in sorted(standing, key=lambda span: (span.start, -span.length)):
            if span not in open_spans:
                html.append(_opened(span))
                open_spans.append(span)
        if at + 1 < len(borders):
            html.append(str(escape(rich.text[border : borders[at + 1]])))
    return Markup("".join(html))  # noqa: S704 - the text is escaped above


def _opened(span: Span) -> str:
    if span.kind == "text_link":
        return f'<a href="{escape(span.value or "")}">'
    return f"<{_TAGS[span.kind]}>"
