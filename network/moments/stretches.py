"""Stretches of a line that say when: words about time side by side, as one language reads them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from network.moments import lexing, whens
from network.moments.naming import Named, named_zones
from network.moments.understood import NOT_UNDERSTOOD, NotUnderstood
from network.moments.whens import Here, When
from network.moments.words.repeats import repeating_lexicon
from network.moments.words.tokens import Lexicon, Token

LONGEST_RUN = 14  # words about time that may stand side by side
MOST_WORDS = 120

# Kinds that are about time whatever stands beside them; what is left over of a stretch must hold none of them.
_STRONG = re.compile(r"[WMRDThPjkmAzEewZB!GK]|@[nd]|I[nfHQq]*U")
# Words that say nothing at the end of a stretch.
_TRIMMED = frozenset({"", "c", "&", "@", "o", "p", "l", "_"})
# Names of days that are also other words: they count before a time or another day, or behind a word like *on*.
_HOMOGRAPHS = {
    "en": frozenset({"sun", "sat", "mon", "wed", "mar", "may", "march", "dec", "second", "early"}),
    "fr": frozenset({"mer", "mar", "jeu", "ven", "dim", "lun", "sam", "mars", "mai", "oct", "an", "ans"}),
    "de": frozenset({"so", "do", "di", "mi", "sa", "mo", "fr", "mai", "gleich", "früh", "fruh"}),
    "ar": frozenset({"م", "ص", "ماي", "اب", "عام", "علي", "الان"}),
}
_LEADS = {
    "en": frozenset({"on", "next", "every", "each", "this", "at", "by", "in", "coming"}),
    "fr": frozenset({"chaque", "le", "ce", "au", "en"}),
    "de": frozenset({"am", "jeden", "jeder", "nachsten", "kommenden", "im"}),
    "ar": frozenset({"يوم", "كل", "الساعه", "شهر"}),
}
# *The meeting of Monday* says which meeting, and perhaps not when.
_BELONGING = {
    "en": frozenset({"of", "the"}),
    "fr": frozenset({"de", "du", "des"}),
    "de": frozenset({"vom", "des", "der"}),
    "ar": frozenset({"من"}),
}


@dataclass(slots=True)
class Chunk:
    """A word as it was typed, where it stands, and whether it may be about time (`kinds` of its tokens)."""

    text: str
    start: int
    end: int
    known: bool = False
    zone: Named | None = None
    kinds: str = ""


@dataclass(slots=True)
class Stretch:
    """Words side by side that say when. `bare`: a number at its edge may belong to what stands beside it."""

    begin: int
    end: int
    when: When
    bare: "list[Stretch]" = field(default_factory=list)
    perhaps: bool = False

    @property
    def has_day(self) -> bool:
        """Whether it names a day."""
        return self.when.first.date_given

    @property
    def has_time(self) -> bool:
        """Whether it names a time of day."""
        return self.when.first.time_given

    @property
    def full(self) -> bool:
        """Whether it says all there is to say."""
        return (self.has_day and self.has_time) or self.when.rule is not None


class Reading:
    """A line as one language reads it: stretches that say when, and refusals with the words they stand for."""

    def __init__(self, text: str, code: str, here: Here, *, whole: bool = False) -> None:
        """Read a text; `whole`: only its words, for `read`."""
        self.text, self.code, self.here = text, code, here
        self.lexicon = repeating_lexicon(code)
        self.chunks = [Chunk(m[0], m.start(), m.end()) for m in re.finditer(r"\S+", text)][:MOST_WORDS]
        self.refusals: list[tuple[int, NotUnderstood]] = []
        self.stretches: list[Stretch] = []
        self._know()
        if whole:
            return
        for begin, end in self._runs():
            self._read_run(begin, end)

    @property
    def length(self) -> int:
        """How many words this language takes for words about time."""
        read = sum(each.end - each.begin for each in self.stretches)
        return max([read, *(length for length, _ in self.refusals)])

    # Which words may be about time

    def _know(self) -> None:
        for chunk in self.chunks:
            tokens = _tokens(chunk.text, self.lexicon)
            chunk.known = bool(tokens) or _silent(chunk.text, self.lexicon)
            chunk.known &= not any(token.kind == "j" for token in tokens)  # nobody needs to be reminded now
            chunk.kinds = "".join(token.kind for token in tokens)
        for named in named_zones([chunk.text for chunk in self.chunks], self.code, self.here.zone, self.here.now):
            for chunk in self.chunks[named.begin : named.end]:
                chunk.known, chunk.zone = True, named
        for at, chunk in enumerate(self.chunks):
            word = lexing.normal(chunk.text).strip(".,;:!?()")
            if (
                chunk.known
                and chunk.zone is None
                and word in _HOMOGRAPHS.get(self.code, ())
                and not self._means_time(at)
            ):
                chunk.known = False

    def _means_time(self, at: int) -> bool:
        """Whether a name of a day or month that is another word as well stands among words about time."""
        before = lexing.normal(self.chunks[at - 1].text) if at else ""
        after = self.chunks[at + 1].kinds if at + 1 < len(self.chunks) else ""
        if self.chunks[at].kinds == "A":  # a part of the day, behind its hour
            return bool(at and self.chunks[at - 1].kinds[-1:] in tuple("nThRWG")) or after[:1] in tuple("n@Th")
        return bool(
            before in _LEADS.get(self.code, ())
            or after[:1] in tuple("TnhD@CPdWY")
            or (after == "&" and self.chunks[at + 2].kinds[:1] == "W" if at + 2 < len(self.chunks) else False)
            or (at and self.chunks[at].kinds == "M" and self.chunks[at - 1].kinds[-1:] in tuple("nd"))
        )

    def _runs(self) -> Iterator[tuple[int, int]]:
        begin = 0
        for at in range(len(self.chunks) + 1):
            if at == len(self.chunks) or not self.chunks[at].known:
                if at > begin:
                    yield begin, at
                begin = at + 1

    # Reading words side by side

    def read(self, begin: int, end: int) -> When:
        """Read some words side by side. Raises NotUnderstood where they do not say when."""
        zones = {id(chunk.zone): chunk.zone for chunk in self.chunks[begin:end] if chunk.zone}
        if len(zones) > 1:
            raise NotUnderstood(NOT_UNDERSTOOD)
        zone = next(iter(zones.values()), None)
        if zone and (zone.begin < begin or zone.end > end):
            raise NotUnderstood(NOT_UNDERSTOOD)
        text = " ".join(chunk.text for chunk in self.chunks[begin:end] if not chunk.zone)
        found = whens.read(text, self.code, self.here, zone.zone if zone else None)
        if zone and zone.refusal:
            raise zone.refusal
        if found.first.date_given is False and found.first.time_given is False:
            raise NotUnderstood(NOT_UNDERSTOOD)  # “in the evening” alone
        return found

    def _tried(self, begin: int, end: int) -> When | None:
        try:
            return self.read(begin, end)
        except NotUnderstood:
            return None

    def _read_run(self, begin: int, end: int) -> None:
        end_ = min(end, begin + LONGEST_RUN)
        for length in range(end_ - begin, 0, -1):
            for first in range(begin, end_ - length + 1):
                found = self._tried(first, first + length)
                if found and self._begins_well(first):
                    self._accept(begin, end_, first, first + length, found)
                    return
        self._refuse(begin, end_)

    def _begins_well(self, first: int) -> bool:
        """Whether a stretch does not begin with an *and* that joins it to what stands before."""
        return not self.chunks[first].kinds.startswith(("&", "p", "o", "u")) or "E" in self.chunks[first].kinds

    def _refuse(self, begin: int, end: int) -> None:
        """Remember why words about time mean nothing, if they are about time at all."""
        kinds = self._kinds(begin, end)
        zones = [chunk.zone.refusal for chunk in self.chunks[begin:end] if chunk.zone and chunk.zone.refusal]
        timed = re.search("[TDhRWEewzBGKk]|@n|[nd]M|M[nd]|I[nfHQq]*U", kinds)
        if zones and timed:
            self.refusals.append((end - begin, zones[0]))
            return
        while end > begin and self.chunks[end - 1].kinds in _TRIMMED and not self.chunks[end - 1].zone:
            end -= 1
        while end > begin and self.chunks[begin].kinds in _TRIMMED and not self.chunks[begin].zone:
            begin += 1
        if end <= begin or not timed:
            return
        try:
            self.read(begin, end)
        except NotUnderstood as no:
            self.refusals.append((end - begin, no))

    def _kinds(self, begin: int, end: int) -> str:
        text = " ".join(chunk.text for chunk in self.chunks[begin:end] if not chunk.zone)
        return "".join(_kind(token, text) for token in _tokens(text, self.lexicon, strict=False))

    def _accept(self, low: int, high: int, begin: int, end: int, found: When) -> None:
        """Take a stretch without the words at its end that say nothing, unless what is left over is about time too."""
        while end - 1 > begin and self.chunks[end - 1].kinds in _TRIMMED and not self.chunks[end - 1].zone:
            if self._tried(begin, end - 1) != found:
                break
            end -= 1
        left = (self._kinds(low, begin), self._kinds(end, high))
        beside = [*self.chunks[low:begin], *self.chunks[end:high]]
        refused = any(chunk.zone and chunk.zone.refusal for chunk in beside)
        if refused or any(_STRONG.search(kinds) for kinds in left):
            self._refuse(low, high)
            if self.refusals:
                return
        stretch = Stretch(begin, end, found)
        if (
            end < len(self.chunks)
            and end - 1 > begin
            and self.chunks[end - 1].kinds == "n"
            and self.chunks[end - 2].kinds[-1:] != "@"
        ):
            self._bare(stretch, begin, end - 1)
        if begin > 0 and self.chunks[begin].kinds == "n" and begin + 1 < end:
            self._bare(stretch, begin + 1, end)
        words = lexing.normal(self.chunks[begin].text)
        if begin > 0 and words in _BELONGING.get(self.code, ()) and not stretch.full:
            stretch.perhaps = True
        self.stretches.append(stretch)

    def _bare(self, stretch: Stretch, begin: int, end: int) -> None:
        """“Room 5 tomorrow”, “tomorrow 9 people come”: a number that may be an hour or belong to its neighbour."""
        if other := self._tried(begin, end):
            stretch.bare.append(Stretch(begin, end, other))


def _tokens(text: str, words: Lexicon, *, strict: bool = True) -> list[Token]:
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


def _kind(token: Token, text: str) -> str:
    """A token's kind; an ordinal in digits is about a day, one in words perhaps about a second draft."""
    if token.kind == "d" and not token.word:
        return "D"
    return "D" if token.kind == "d" and re.search(r"\d", text) else token.kind
