"""Hours of the day without a day: one, or a stretch from one to another."""

import re
from collections.abc import Iterator

from network.errors import N_
from network.moments import lexing
from network.moments.grammar import read
from network.moments.resolving import hour_in_parts
from network.moments.understood import NotUnderstood, UnknownWords
from network.moments.words import OWN, lexicon

NO_STRETCH = N_(
    "I did not understand these hours. Please write them like this: “21:00 – 8:00” or “from 10 pm to 7 am”."
)
LONGEST = 80
DAY = 24 * 60  # minutes

# What stands before the first hour, and between the two; the words are folded.
_FROM = {"en": "from|between", "fr": "de|entre|des", "de": "von|zwischen|ab", "ar": "من|بين"}
_TO = {
    "en": "to|till|until|and",
    "fr": "a|jusqu'?a|jusque|et|au",
    "de": "bis|und",
    "ar": "الي|حتي|و",
}


def hours(text: str, *, language: str) -> tuple[int, int]:
    """Read a stretch of hours, as quiet hours are typed: minutes after midnight where it begins and where it ends.

    It may go over midnight. Raises NotUnderstood, with an example in the sentence, for anything else.
    """
    if len(text) > LONGEST:
        raise UnknownWords(NO_STRETCH)
    normal = lexing.normal(text)
    for code in dict.fromkeys((language.partition("-")[0], *OWN)):
        for first, second in _halves(normal, code):
            begin, end = _hour(first, code), _hour(second, code)
            if begin is not None and end is not None:
                return begin, end
    raise UnknownWords(NO_STRETCH)


def _halves(text: str, code: str) -> Iterator[tuple[str, str]]:
    """Every way to cut a text in two at a dash or a word that joins hours."""
    text = re.sub(rf"^(?:{_FROM.get(code, '$')})\s+", "", text)
    for cut in re.finditer(rf"\s*-\s*|\s+(?:{_TO.get(code, '$')})\s+", text):
        yield text[: cut.start()], text[cut.end() :]


def _hour(text: str, code: str) -> int | None:
    """Minutes after midnight, by the clock's 24 hours unless a part of the day is named; None for no time of day."""
    if re.fullmatch(r"\d{1,2}", text.strip()):
        text = f"{text.strip()}:00"
    try:
        said = read(lexing.tokens(text, lexicon(code)), lexicon(code))
        at = hour_in_parts(said)
    except NotUnderstood:
        return None
    if at is None or said.has_day or said.span or said.now or said.offset is not None:
        return None
    return (at[0] * 60 + at[1]) % DAY
