"""What a correction changes, word by word: struck through what goes, underlined what comes."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from db.values import RichText

AROUND = 5  # words that stand round a change, so that one sees where it is
LONGEST_RUN = 60  # words of one change that are shown
LONGEST = 1500  # letters of all changes of one text
GAP = "…"
# A word, number, time or date with the marks inside it; the space between two; any other sign.
_PIECES = re.compile(r"\s+|\d+(?:[:.,/-]\d+)+|[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]|_+")


def changes(old: RichText, new: RichText, most: int = LONGEST) -> Markup | None:
    """Show where two versions of a text differ, in at most about `most` letters; None when only the formatting does."""
    if old.text == new.text:
        return None
    before, after = _PIECES.findall(old.text), _PIECES.findall(new.text)
    parts: list[Markup] = []
    room = most
    for part, length in _parts(before, after):
        if length > room:
            parts.append(escape(GAP))
            break
        parts.append(part)
        room -= length
    return Markup("").join(parts).strip()


def _parts(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Markup, int]]:
    """Yield what is shown, each with its length in letters."""
    blocks = _readable(SequenceMatcher(None, before, after, autojunk=len(before) > 1000).get_opcodes(), before)
    for place, (what, start, end, there, until) in enumerate(blocks):
        if what == "equal":
            first, last = place == 0, place == len(blocks) - 1
            yield _plain(_context(before[start:end], first=first, last=last))
        else:
            if end > start:
                yield _marked("s", before[start:end])
            if start < end and there < until:
                yield Markup(" "), 1  # or the two would read as one word
            if until > there:
                yield _marked("u", after[there:until])


def _readable(
    blocks: Sequence[tuple[str, int, int, int, int]], before: Sequence[str]
) -> list[tuple[str, int, int, int, int]]:
    """Join changes between which only a space stands: one change of three words reads better than three of one."""
    joined: list[tuple[str, int, int, int, int]] = []
    for at, block in enumerate(blocks):
        what, start, end, _, until = block
        between = 0 < at < len(blocks) - 1 and what == "equal" and not "".join(before[start:end]).strip()
        if joined and joined[-1][0] != "equal" and (between or what != "equal"):
            joined[-1] = ("replace", joined[-1][1], end, joined[-1][3], until)
        else:
            joined.append(block)
    return joined


def _context(pieces: Sequence[str], *, first: bool, last: bool) -> str:
    """Cut words that did not change to those next to what did."""
    most = 2 * AROUND
    if first and last:
        return ""
    if first:
        return "".join(pieces) if len(pieces) <= most else GAP + "".join(pieces[-most:]).lstrip()
    if last:
        return "".join(pieces) if len(pieces) <= most else "".join(pieces[:most]).rstrip() + GAP
    if len(pieces) <= 2 * most:
        return "".join(pieces)
    return f"{''.join(pieces[:most]).rstrip()} {GAP} {''.join(pieces[-most:]).lstrip()}"


def _plain(text: str) -> tuple[Markup, int]:
    return escape(text), len(text)


def _marked(tag: str, pieces: Sequence[str]) -> tuple[Markup, int]:
    text = "".join(pieces[: 2 * LONGEST_RUN]) + (GAP if len(pieces) > 2 * LONGEST_RUN else "")
    inner = text.strip() or "¶"  # a line that went or came would not be seen
    lead = text[: len(text) - len(text.lstrip())] if text.strip() else ""
    tail = text[len(text.rstrip()) :] if text.strip() else ""
    return escape(lead) + Markup("<{}>{}</{}>").format(tag, inner, tag) + escape(tail), len(text) + 2
