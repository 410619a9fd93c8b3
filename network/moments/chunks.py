"""The words of a line, as one language knows them: which of them may be about time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from network.moments import lexing
from network.moments.naming import Named, named_zones
from network.moments.whens import Here
from network.moments.words.repeats import repeating_lexicon
from network.moments.words.tokens import Lexicon, Token

MOST_WORDS = 120
_SIGNS = ':;!?()[]"“”„«»…،؛؟'

# Names of days that are also other words: they count before a time or another day, or behind a word like *on*.
_HOMOGRAPHS = {
    "en": frozenset({"sun", "sat", "mon", "wed", "mar", "may", "march", "dec", "second", "early"}),
    "fr": frozenset({"mer", "mar", "jeu", "ven", "dim", "lun", "sam", "mars", "mai", "oct"}),
    "de": frozenset({"so", "do", "di", "mi", "sa", "mo", "fr", "mai", "gleich", "früh", "fruh"}),
    "ar": frozenset({"م", "ص", "ماي", "اب", "عام", "علي", "الان"}),
}
_LEADS = {
    "en": frozenset({"on", "next", "every", "each", "this", "at", "by", "in", "coming"}),
    "fr": frozenset({"chaque", "le", "ce", "au", "en"}),
    "de": frozenset({"am", "jeden", "jeder", "nachsten", "kommenden", "im"}),
    "ar": frozenset({"يوم", "كل", "الساعه", "شهر"}),
}


_RANGE = re.compile(r"([^\W\d_]+\.?)[-–]([^\W\d_]+\.?)")
_THROUGH = {"en": "through", "fr": "au", "de": "bis", "ar": "حتى"}


@dataclass(slots=True)
class Chunk:
    """A word as it was typed, where it stands, and whether it may be about time (`kinds` of its tokens)."""

    text: str
    start: int
    end: int
    known: bool = False
    zone: Named | None = None
    kinds: str = ""


def chunks_of(text: str, code: str, here: Here) -> list[Chunk]:
    """Take a line apart into words, and say which of them may be about time in a language."""
    found = list(re.finditer(r"\S+", text))[:MOST_WORDS]
    chunks = [Chunk(m[0].strip(_SIGNS) or m[0], m.start(), m.end()) for m in found]
    words = repeating_lexicon(code)
    for chunk in chunks:
        if (
            code in _THROUGH
            and (ends := _RANGE.fullmatch(chunk.text))
            and all(_is_weekday(one, words) for one in ends.groups())
        ):
            chunk.text = f"{ends[1]} {_THROUGH[code]} {ends[2]}"  # Mon-Fri
    for chunk in chunks:
        tokens = tokens_of(chunk.text, words)
        chunk.known = bool(tokens) or _silent(chunk.text, words)
        chunk.known &= not any(token.kind == "j" for token in tokens)  # nobody needs to be reminded now
        chunk.kinds = "".join(token.kind for token in tokens)
    for before, chunk in pairwise(chunks):
        if chunk.text.casefold() == "h" and before.kinds.endswith("n"):  # 9 h 30
            chunk.known, chunk.kinds = True, "h"
    for named in named_zones([chunk.text for chunk in chunks], code, here.zone, here.now):
        for chunk in chunks[named.begin : named.end]:
            chunk.known, chunk.zone = True, named
    for at, chunk in enumerate(chunks):
        if chunk.kinds == "M" and not _dated(chunks, at):
            chunk.known = False  # a name: call April
    for at, chunk in enumerate(chunks):
        word = lexing.normal(chunk.text).strip(".,;:!?()")
        if (
            chunk.known
            and chunk.zone is None
            and word in _HOMOGRAPHS.get(code, ())
            and not _means_time(chunks, at, code)
        ):
            chunk.known = False
    return chunks


def _is_weekday(word: str, words: Lexicon) -> bool:
    return [token.kind for token in lexing.tokens(lexing.normal(word), words)] == ["W"]


def _dated(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a number stands beside the name of a month, with at most a small word between."""
    sides = (chunks[max(0, at - 2) : at][::-1], chunks[at + 1 : at + 3])
    for side in sides:
        kinds = [chunk.kinds for chunk in side if chunk.kinds.strip("c") or not chunk.known]
        if kinds and re.search("[ndMY]", kinds[0]):
            return True
    return False


def _means_time(chunks: Sequence[Chunk], at: int, code: str) -> bool:
    """Whether a name of a day or month that is another word as well stands among words about time."""
    before = lexing.normal(chunks[at - 1].text) if at else ""
    after = chunks[at + 1].kinds if at + 1 < len(chunks) else ""
    if chunks[at].kinds == "A":  # a part of the day, behind its hour
        return bool(at and chunks[at - 1].kinds[-1:] in tuple("nThRWG")) or after[:1] in tuple("n@Th")
    listed = chunks[at].text.endswith((",", ".")) and after[:1] == "W"  # Mon, Wed, Fri
    return bool(
        listed
        or before in _LEADS.get(code, ())
        or after[:1] in tuple("TnhD@CPdY")
        or (after == "&" and chunks[at + 2].kinds[:1] == "W" if at + 2 < len(chunks) else False)
        or (at and chunks[at].kinds == "M" and chunks[at - 1].kinds[-1:] in tuple("nd"))
    )


def tokens_of(text: str, words: Lexicon, *, strict: bool = True) -> list[Token]:
    """The tokens of some words; with `strict` none, if one of them is not known, even as a part of something."""
    found = lexing.tokens(lexing.normal(text), words)
    if not strict:
        return found
    for at, token in enumerate(found):
        if token.kind != "?":
            continue
        if not (token.word and token.value in words.vocabulary):
            return []
        found[at] = replace(token, kind="_")
    return found


def _silent(text: str, words: Lexicon) -> bool:
    """Whether a word is known, but says nothing by itself."""
    normal = lexing.normal(text)
    parts = re.findall(r"[^\W\d_]+", normal)
    return (
        bool(parts)
        and all(part in words.vocabulary for part in parts)
        and not re.search(r"[^\w\s.,;:!?()'’،؛-]", normal)
    )
