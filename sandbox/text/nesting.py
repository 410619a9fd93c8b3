"""How entities may lie within each other: bad combinations are split or dropped, never refused.

As on the Bot API page under Formatting options.
"""

from itertools import pairwise

from sandbox.text.spans import PRE, QUOTES, SPLITTABLE, Span


def nested(spans: list[Span]) -> list[Span]:
    """The spans in Telegram's order, made to nest."""
    spans = sorted(spans, key=Span.order)
    if len(spans) < 2 or _nests(spans):
        return spans
    quotes = _apart([span for span in spans if span.type in QUOTES], [])
    pre = [span for span in spans if span.type in PRE]
    others = [span for span in spans if span.type not in PRE | QUOTES | SPLITTABLE]
    pre = _apart([span for span in pre if not _crosses_any(span, quotes)], [])
    others = _apart([span for span in others if not _crosses_any(span, quotes)], pre)
    kept = quotes + pre + others
    cuts = sorted({edge for span in spans for edge in (span.start, span.end)})
    for kind in sorted(SPLITTABLE):
        kept += _split(kind, spans, pre, kept, cuts)
    return sorted(kept, key=Span.order)


def _nests(spans: list[Span]) -> bool:
    stack: list[Span] = []
    for span in spans:
        while stack and span.start >= stack[-1].end:
            stack.pop()
        if stack:
            above = {outer.type for outer in stack}
            alone = span.type not in SPLITTABLE
            if (
                span.end > stack[-1].end
                or span.type in above
                or above & PRE
                or (span.type in PRE and above - QUOTES)
                or (span.type in QUOTES and above & QUOTES)
                or (alone and above - SPLITTABLE - QUOTES)
                or (span.type in QUOTES and above - SPLITTABLE)
            ):
                return False
        stack.append(span)
    return True


def _overlaps(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _crosses_any(span: Span, quotes: list[Span]) -> bool:
    """Overlaps a quote without lying in it."""
    return any(_overlaps(span, quote) and not (quote.start <= span.start and span.end <= quote.end) for quote in quotes)


def _apart(spans: list[Span], taken: list[Span]) -> list[Span]:
    """Those that overlap neither what is taken nor an earlier one."""
    kept: list[Span] = []
    for span in spans:
        if not any(_overlaps(span, other) for other in (*taken, *kept)):
            kept.append(span)
    return kept


def _split(kind: str, spans: list[Span], pre: list[Span], kept: list[Span], cuts: list[int]) -> list[Span]:
    """One style as pieces outside code that cross no other span; touching pieces are joined where they may be."""
    mine = [span for span in spans if span.type == kind]
    pieces: list[Span] = []
    for start, end in pairwise(cuts):
        piece = Span(kind, start, end)
        if not any(span.start <= start and end <= span.end for span in mine) or any(_overlaps(piece, no) for no in pre):
            continue
        if pieces and pieces[-1].end == start:
            joined = Span(kind, pieces[-1].start, end)
            if not any(_half(joined, other) for other in kept):
                pieces[-1] = joined
                continue
        pieces.append(piece)
    return pieces


def _half(one: Span, other: Span) -> bool:
    """Overlap without either holding the other."""
    if not _overlaps(one, other):
        return False
    inside = other.start <= one.start and one.end <= other.end
    around = one.start <= other.start and other.end <= one.end
    return not inside and not around
