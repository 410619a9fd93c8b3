"""Stretches of a line that say when: words about time side by side, as one language reads them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from network.moments import lexing, whens
from network.moments.chunks import chunks_of, tokens_of
from network.moments.resolving import WHAT_TIME
from network.moments.said import TWO_TIMES
from network.moments.understood import NOT_UNDERSTOOD, NotUnderstood
from network.moments.whens import Here, When
from network.moments.words.repeats import repeating_lexicon
from network.moments.words.tokens import Token

LONGEST_RUN = 18  # words about time that may stand side by side

# Kinds that are about time whatever stands beside them; what is left over of a stretch must hold none of them.
_STRONG = re.compile(r"[WMRDThPjkmAzEewZB!GK]|@[nd]|I[nfHQq]*U")
_BARE_JOINTS = frozenset({"&", "o", "p", "l"})
_OR = frozenset({"or", "ou", "oder", "او"})
# What stands before a time by which something is to be done, or for which it is.
_LIMITS = frozenset(
    {"before", "until", "till", "vor", "bis", "avant", "d'ici", "d’ici", "ici", "jusqu'a", "قبل", "حتي"}
)
_FOR_WORDS = frozenset({"for", "fur", "ل"})
_FOR = {"fr": ("pour",), "ar": ("لي", "لل")}
_BETWEEN = frozenset({"between", "from", "entre", "de", "zwischen", "von", "بين", "من"})
# What makes an afternoon of an hour that could be one: three o'clock, 3 Uhr, 3h.
AFTERNOON = {"en": "pm", "fr": "de l'après-midi", "de": "nachmittags", "ar": "بعد الظهر"}
SMALL_HOURS = range(1, 6)
MIDNIGHT = 24
# Words before an ordinal that make a day of it: on the third.
_ON = frozenset({"on", "am", "يوم"})
# Words that say nothing at the end of a stretch.
_TRIMMED = frozenset({"", "c", "&", "@", "o", "p", "l", "_"})
# *The meeting of Monday* says which meeting, and perhaps not when.
_BELONGING = {
    "en": frozenset({"of", "the"}),
    "fr": frozenset({"de", "du", "des"}),
    "de": frozenset({"vom", "des", "der"}),
    "ar": frozenset({"من"}),
}


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


class PartAlone(NotUnderstood):
    """A part of the day without day and hour: in the evening."""


class Reading:
    """A line as one language reads it: stretches that say when, and refusals with the words they stand for."""

    def __init__(self, text: str, code: str, here: Here, *, whole: bool = False) -> None:
        """Read a text; `whole`: only its words, for `read`."""
        self.text, self.code, self.here = text, code, here
        self.lexicon = repeating_lexicon(code)
        self.chunks = chunks_of(text, code, here)
        self.refusals: list[tuple[int, NotUnderstood]] = []
        self.stretches: list[Stretch] = []
        if whole:
            return
        for begin, end in self._runs():
            self._read_run(begin, end)

    @property
    def length(self) -> int:
        """How many words this language takes for words about time."""
        read = sum(each.end - each.begin for each in self.stretches)
        return max([read, *(length for length, _ in self.refusals)])

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
        found = whens.read(self._text(begin, end), self.code, self.here, zone.zone if zone else None)
        if zone and zone.refusal:
            raise zone.refusal
        self._require_meant(begin, end)
        if found.first.date_given is False and found.first.time_given is False:
            raise PartAlone(WHAT_TIME)
        return found

    def _require_meant(self, begin: int, end: int) -> None:
        """Refuse what is rather a number of things than a day: the 3 reports, the third draft."""
        kinds = self._kinds(begin, end)
        counted = self.code == "en" and kinds in {"cn", "cnA"}
        ordinal = kinds in {"d", "cd"} and lexing.normal(self.chunks[begin].text) not in _ON
        if counted or ordinal:
            raise NotUnderstood(NOT_UNDERSTOOD)

    def _tried(self, begin: int, end: int) -> When | None:
        try:
            return self.read(begin, end)
        except NotUnderstood:
            return None

    def _read_run(self, begin: int, end: int) -> None:
        if end - begin > LONGEST_RUN:
            self.refusals.append((LONGEST_RUN, NotUnderstood(NOT_UNDERSTOOD)))
            return
        for length in range(end - begin, 0, -1):
            for first in range(begin, end - length + 1):
                try:
                    found = self.read(first, first + length)
                except PartAlone as no:
                    self.refusals.append((length, no))
                    return
                except NotUnderstood:
                    continue
                if self._begins_well(first):
                    self._accept(begin, end, first, first + length, found)
                    return
        self._refuse(begin, end)

    def _begins_well(self, first: int) -> bool:
        """Whether a stretch does not begin with an *and* that joins it to what stands before."""
        return not self.chunks[first].kinds.startswith(("&", "p", "o", "u")) or "E" in self.chunks[first].kinds

    def _refuse(self, begin: int, end: int) -> None:
        """Remember why words about time mean nothing, if they are about time at all."""
        kinds = self._kinds(begin, end)
        zones = [chunk.zone.refusal for chunk in self.chunks[begin:end] if chunk.zone and chunk.zone.refusal]
        timed = re.search("[TDhRWBGKk!]|[Ee].*[nOdyUAwZ]|@n|[nd]M|M[nd]|I[nfHQq]*U", kinds)
        if zones and timed:
            self.refusals.append((end - begin, zones[0]))
            return
        while end > begin and self.chunks[end - 1].kinds in _BARE_JOINTS and not self.chunks[end - 1].zone:
            end -= 1
        while end > begin and self.chunks[begin].kinds in _BARE_JOINTS and not self.chunks[begin].zone:
            begin += 1
        if end <= begin or not timed:
            return
        try:
            self.read(begin, end)
        except NotUnderstood as no:
            self.refusals.append((end - begin, no))

    def _kinds(self, begin: int, end: int) -> str:
        text = self._text(begin, end)
        return "".join(_kind(token, text) for token in tokens_of(text, self.lexicon, strict=False))

    def _accept(self, low: int, high: int, begin: int, end: int, found: When) -> None:
        """Take a stretch without the words at its end that say nothing, unless what is left over is about time too."""
        while end - 1 > begin and self.chunks[end - 1].kinds in _TRIMMED and not self.chunks[end - 1].zone:
            if self.chunks[end - 1].text == "time":  # in five minutes' time
                break
            if self._tried(begin, end - 1) != found:
                break
            end -= 1
        left = (self._kinds(low, begin), self._kinds(end, high))
        beside = [*self.chunks[low:begin], *self.chunks[end:high]]
        refused = any(chunk.zone and chunk.zone.refusal for chunk in beside)
        if refused or any(_STRONG.search(kinds) for kinds in left) or self._goes_on(low, high, begin, end, found):
            refusals = len(self.refusals)
            self._refuse(low, high)
            if len(self.refusals) == refusals:
                self.refusals.append((high - low, NotUnderstood(TWO_TIMES)))
            return
        stretch = Stretch(begin, end, found)
        self._doubt(stretch)
        self.stretches.append(stretch)

    def _doubt(self, stretch: Stretch) -> None:
        """Find out whether a stretch could be read otherwise, or is perhaps none."""
        begin, end = stretch.begin, stretch.end
        last, other = self.chunks[end - 1], self.chunks[end - 2]
        if end < len(self.chunks) and end - 1 > begin and last.kinds == "n" and other.kinds[-1:] not in {"@", "h"}:
            self._bare(stretch, begin, end - 1)
        if begin > 0 and self.chunks[begin].kinds == "n" and begin + 1 < end:
            self._bare(stretch, begin + 1, end)
        if not stretch.bare and (noon := self.afternoon(begin, end, stretch.when)):
            stretch.bare.append(Stretch(begin, end, noon))
        kinds = self._kinds(begin, end)
        before = lexing.normal(self.chunks[begin - 1].text) if begin else ""
        for_it = lexing.normal(self.chunks[begin].text).startswith(_FOR.get(self.code, ("for ",)))
        belongs = lexing.normal(self.chunks[begin].text) in _BELONGING.get(self.code, ())
        sundays = self.code == "ar" and kinds == "W"  # Sunday's meeting is written like the meeting on Sunday
        stretch.perhaps |= kinds == "e" or before in _LIMITS
        stretch.perhaps |= begin > 0 and (belongs or sundays or for_it or before in _FOR_WORDS) and not stretch.full

    def afternoon(self, begin: int, end: int, found: When) -> When | None:
        """Another reading of three o'clock, where it was taken for the night and nothing says so."""
        kinds = self._kinds(begin, end)
        unsaid = self.code in AFTERNOON and "A" not in kinds and found.wall.at.hour in SMALL_HOURS
        if found.elapsed or not unsaid:
            return None
        if any(token.kind == "T" and token.value[2] for token in tokens_of(self._text(begin, end), self.lexicon)):
            return None  # 03:00 says it
        words = [chunk.zone.zone for chunk in self.chunks[begin:end] if chunk.zone]
        text = f"{self._text(begin, end)} {AFTERNOON[self.code]}"
        try:
            return whens.read(text, self.code, self.here, words[0] if words else None)
        except NotUnderstood:
            return None

    def _text(self, begin: int, end: int) -> str:
        return " ".join(chunk.text for chunk in self.chunks[begin:end] if not chunk.zone)

    def _goes_on(self, low: int, high: int, begin: int, end: int, found: When) -> bool:
        """Whether a time goes on beside a stretch in a way that is not understood: from 10 to 12, 10 or 11."""
        after = [lexing.normal(chunk.text) for chunk in self.chunks[end : end + 2]]
        if len(after) > 1 and after[0] in _OR and self.chunks[end + 1].kinds[:1] in tuple("nTh@W"):
            return True
        if re.search("[nd]&$|Us$", self._kinds(low, begin)) or re.match("&@?[nd]", self._kinds(end, high)):
            return True
        if found.first.time_given:
            return False
        if len(after) > 1 and after[0] in _BETWEEN and re.match("@?[nTh]", self.chunks[end + 1].kinds):
            return True
        beside = [*self.chunks[low:begin], *self.chunks[end:high]]
        numbers = [token for chunk in beside for token in tokens_of(chunk.text, self.lexicon) if token.kind == "n"]
        return any(token.value <= MIDNIGHT and not token.word for token in numbers)

    def _bare(self, stretch: Stretch, begin: int, end: int) -> None:
        """“Room 5 tomorrow”, “tomorrow 9 people come”: a number that may be an hour or belong to its neighbour."""
        if other := self._tried(begin, end):
            stretch.bare.append(Stretch(begin, end, other))
        elif begin > stretch.begin and re.match("[RW]", self.chunks[begin].kinds):
            stretch.perhaps = True  # school 4 today


def _kind(token: Token, text: str) -> str:
    """A token's kind; an ordinal in digits is about a day, one in words perhaps about a second draft."""
    if token.kind == "d" and not token.word:
        return "D"
    return "D" if token.kind == "d" and re.search(r"\d", text) else token.kind
