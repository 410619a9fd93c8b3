"""One line that says when and what: “tomorrow at 9 send the waste figures to Amman”, taken apart.

The words about time stand at the beginning, at the end, or (alone) in the middle. What could be cut in more than one
way, or only perhaps says when, is not decided here: all cuts are returned, to be asked back.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from network.moments import whens
from network.moments.reading import understand
from network.moments.stretches import AFTERNOON, Reading, Stretch
from network.moments.understood import NotUnderstood, UnknownWords
from network.moments.whens import Here, When
from network.moments.words import OWN

MOST_CUTS = 3
_CALLS = re.compile(
    r"^\s*(?:(?:please|bitte|svp)\s+)?(?:remind\s+me(?:\s+(?:to|that|about|of))?|rappel(?:le|ez)[\s-]moi(?:\s+(?:de|que))?|"
    r"erinner[ne]?\s+mich(?:\s+(?:bitte|an|daran|dran))?|ذك[ّ]?رني(?:\s+(?:أن|ان|ب))?)"
    r"(?:(?=[\s:,،]|$)[\s:,،]*(?:d['’])?)",
    re.IGNORECASE,
)
_EDGES = " \t\n\r,;:،؛–—-|"
_JOINS = re.compile(r"^(?:(?:to|that|about|dass|daran|an|zu|أن|ان|que|de)[,:]?\s+|d['’])(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cut:
    """One way to read a line: when, and what is left of it (empty, where nothing is)."""

    when: When
    what: str


@dataclass(frozen=True, slots=True)
class Line:
    """What a line may mean: no cut where it does not say when, several (or one that is not `sure`) to be asked back."""

    what: str
    cuts: tuple[Cut, ...] = ()
    sure: bool = True


@dataclass(slots=True)
class _Pair:
    first: Stretch
    second: Stretch
    when: When


def take_apart(text: str, here: Here) -> Line:
    """Take a line apart into when and what.

    Raises NotUnderstood, with an example in the sentence, where its words about time are no time, or several.
    """
    called = _CALLS.match(text)
    line = text[called.end() :] if called else text
    own = here.language.partition("-")[0]
    readings = [Reading(line, code, here) for code in dict.fromkeys((own, *OWN))]
    best = max(readings, key=lambda reading: reading.length)  # of equals the first: the reader's own
    decided = _Deciding(best, asked=bool(called)).decide()
    if decided.sure and decided.cuts and not decided.cuts[0].when.first.date_given:
        # A day in another language, “lundi at 9”: which one is meant must not be lost in silence.
        return replace(decided, sure=not any(_elsewhere(best, other) for other in readings))
    return decided


def _elsewhere(best: Reading, other: Reading) -> bool:
    """Whether another language finds a day where the best one finds nothing."""
    taken = {at for each in best.stretches for at in range(each.begin, each.end)}
    return any(each.has_day and not taken.issuperset(range(each.begin, each.end)) for each in other.stretches)


def when_alone(text: str, here: Here) -> When:
    """Read a text that says when and nothing else, in the reader's language or another one of the network's.

    Raises NotUnderstood, with an example in the sentence, for anything else.
    """
    return _alone(text, here)[0]


def other_half(text: str, here: Here) -> str | None:
    """Say the afternoon of a time that was read as one in the night (3 Uhr), so that it can be asked back; else None.

    Raises as `when_alone`.
    """
    found, reading = _alone(text, here)
    if reading is None or not reading.afternoon(0, len(reading.chunks), found):
        return None
    return f"{text} {AFTERNOON[reading.code]}"


def _alone(text: str, here: Here) -> tuple[When, Reading | None]:
    own = here.language.partition("-")[0]
    for code in dict.fromkeys((own, *OWN)):
        reading = Reading(text, code, here, whole=True)
        try:
            if reading.chunks:
                return reading.read(0, len(reading.chunks)), reading
        except UnknownWords:
            continue
    found = understand(text, language=here.language, zone=here.zone, now=here.now, usual=here.usual)
    return When(found, here.zone), None


class _Deciding:
    """Which cuts a line has, once its stretches are read."""

    def __init__(self, reading: Reading, *, asked: bool) -> None:
        self.reading, self.asked = reading, asked
        self.text, self.chunks = reading.text, reading.chunks

    def decide(self) -> Line:
        """Say which cuts there are.

        Raises NotUnderstood where the words about time mean nothing.
        """
        found = self.reading.stretches
        edges = [each for each in found if each.begin == 0 or each.end == len(self.chunks)]
        full = [each for each in found if each.full]
        if self.reading.refusals and not (len(full) == 1 and full[0] in edges):
            raise self.reading.refusals[0][1]
        if not found:
            return Line(self._tidy(self.text))
        others = [each for each in found if each is not full[0]] if len(full) == 1 else []
        rival = [each for each in others if each in edges and each.has_day]
        timed = [each for each in others if each.has_time and not full[0].has_time]
        if len(full) == 1 and full[0] in edges and not rival and not timed:
            return self._line([full[0], *full[0].bare])
        if len(found) == 1:
            return self._line([found[0], *found[0].bare])
        if len(found) == 2 and len(edges) == 2 and (both := self._joined(*found)):
            alone = [each for each in found if each.bare]
            return self._line([both, *(one for each in alone for one in each.bare)])
        pairs = [both for first, second in pairwise(found) if (both := self._joined(first, second))]
        options: list[Stretch | _Pair] = [*pairs, *(each for each in found if each.has_day or len(found) > 1)]
        return self._line(options, sure=False)

    def _joined(self, first: Stretch, second: Stretch) -> "_Pair | None":
        """A day at one place and a time of day at another: “Monday call the mayor at 10”."""
        if first.has_day == second.has_day or first.has_time == second.has_time:
            return None
        text = " ".join(
            chunk.text for each in (first, second) for chunk in self.chunks[each.begin : each.end] if not chunk.zone
        )
        zones = {c.zone.zone for each in (first, second) for c in self.chunks[each.begin : each.end] if c.zone}
        try:
            both = whens.read(text, self.reading.code, self.reading.here, next(iter(zones), None))
        except NotUnderstood:
            return None
        return _Pair(first, second, both)

    def _line(self, options: "Sequence[Stretch | _Pair]", *, sure: bool = True) -> Line:
        cuts = [Cut(each.when, self._without(each)) for each in options][:MOST_CUTS]
        perhaps = any(isinstance(each, Stretch) and each.perhaps for each in options[:1])
        return Line(self._tidy(self.text), tuple(cuts), sure and len(cuts) == 1 and not perhaps)

    def _without(self, each: "Stretch | _Pair") -> str:
        gone = [(one.begin, one.end) for one in ((each.first, each.second) if isinstance(each, _Pair) else (each,))]
        pieces, at = [], 0
        for begin, end in gone:
            pieces.append(self.text[at : self.chunks[begin].start].strip(_EDGES))
            at = self.chunks[end - 1].end
        pieces.append(self.text[at:].strip(_EDGES))
        leads = gone[0][0] == 0
        return self._tidy(" ".join(piece for piece in pieces if piece), leads=leads)

    def _tidy(self, text: str, *, leads: bool = False) -> str:
        text = _CALLS.sub("", text.strip(_EDGES))
        return _JOINS.sub("", text).strip(_EDGES) if self.asked or leads else text
