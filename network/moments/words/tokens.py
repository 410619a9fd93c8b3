"""What a word about time can mean: a letter a kind, so that rules can be written as patterns over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from network.places.spelling import fold

# Kinds, one letter each:
#   n number   Y four digits that are a year   C four digits that are none   d ordinal   f number with a fraction
#   D date in digits   T time in digits   h hours as in 9h30   P two numbers and a point, which may be either
#   M month   W weekday   R day counted from today   X next or this   k next week   m a week later
#   A part of the day   z distance from UTC   j now   @ at, o'clock before the hour   K o'clock after it
#   U unit of time   I in   F from now   H half   Q quarter   q three quarters   t third
#   p past   o to   & and   l less   c the   ? unknown
# and three whose meaning depends on their neighbours:
#   G German morgen: tomorrow, or morning   y Arabic yawm: day, or nothing   S French sept: seven, or September
NUMBER, YEAR, COMPACT, ORDINAL = "n", "Y", "C", "d"
DATE, CLOCK, HOURS, PAIR = "D", "T", "h", "P"
MONTH, WEEKDAY, PART, OFFSET, UNKNOWN = "M", "W", "A", "z", "?"

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """A kind and what it carries: a number, a month, minutes of a unit … `word` says that it was not digits."""

    kind: str
    value: Any = None
    word: bool = False


@dataclass(frozen=True)
class Lexicon:
    """A language's words about time: phrases of folded words, and what they mean.

    `quarters_ahead`: *halb zehn* is 9:30 and *viertel zehn* 9:15. `twelve_hours`: a bare 3 may be 15:00.
    `week_starts` are the days (Monday is 0) on which weeks begin where the language is spoken.
    """

    language: str
    phrases: Mapping[Phrase, tuple[Token, ...]]
    quarters_ahead: bool = False
    twelve_hours: bool = False
    week_starts: tuple[int, ...] = (0,)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word that stands in any phrase."""
        return frozenset(word for each in self.phrases for word in each)

    @cached_property
    def longest(self) -> int:
        """How many words the longest phrase has."""
        return max(map(len, self.phrases))


Meanings = Mapping[str, Mapping[Any, str]]
SILENT = ""  # the kind of words that say nothing: "please", "on"


def phrase(text: str) -> Phrase:
    """Bring a phrase to the form it is looked up by."""
    return tuple(fold(text).replace("'", " ").replace("-", " ").replace(".", " ").split())


def phrases(meanings: Meanings) -> dict[Phrase, tuple[Token, ...]]:
    """Read a table of words: for each kind and value the phrases, divided by `|`."""
    return {
        phrase(each): () if kind == SILENT else (Token(kind, value, word=True),)
        for kind, values in meanings.items()
        for value, spelt in values.items()
        for each in spelt.split("|")
    }


def combined(spelt: str, *tokens: tuple[str, Any]) -> dict[Phrase, tuple[Token, ...]]:
    """Read phrases that mean several things at once, as *tonight* is a day and a part of it."""
    made = tuple(Token(kind, value, word=True) for kind, value in tokens)
    return {phrase(each): made for each in spelt.split("|")}


def numbered(kind: str, spelt: str, start: int = 1) -> dict[Phrase, tuple[Token, ...]]:
    """Read a row of words that count; a place may hold several, divided by `|`."""
    found: dict[Phrase, tuple[Token, ...]] = {}
    for value, group in enumerate(spelt.split(), start):
        for each in group.split("|"):
            found[phrase(each.replace("_", " "))] = (Token(kind, value, word=True),)
    return found


def merged(*parts: Mapping[Phrase, tuple[Token, ...]]) -> dict[Phrase, tuple[Token, ...]]:
    """Put tables together; what comes later wins."""
    found: dict[Phrase, tuple[Token, ...]] = {}
    for part in parts:
        found |= part
    return found


def named(kind: str, names: Iterable[tuple[int, str]]) -> dict[Phrase, tuple[Token, ...]]:
    """Read names that come from CLDR, each with its number."""
    return {phrase(name): (Token(kind, value, word=True),) for value, name in names if phrase(name)}
