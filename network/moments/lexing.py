"""From what somebody typed to tokens: numbers and signs by their shape, words by their language's lexicon."""

import re
import unicodedata
from collections.abc import Iterator

from network.moments.words.tokens import (
    CLOCK,
    COMPACT,
    DATE,
    HOURS,
    NUMBER,
    OFFSET,
    ORDINAL,
    PAIR,
    PART,
    UNKNOWN,
    YEAR,
    Lexicon,
    Token,
)
from network.places.spelling import ARTICLE, fold

EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
MISSPELT = 6  # letters of the shortest word in which one wrong letter is forgiven

_SHAPES = re.compile(
    r"""
      (?P<iso>(?<!\d)\d{4}(?P<i>[-/.])\d{1,2}(?P=i)\d{1,2}(?!\d))(?:t(?=\d))?
    | (?P<full>(?<!\d)\d{1,2}(?:\s?(?P<s>[./-])\s?\d{1,2}\s?(?P=s)\s?\d{4}|(?P<z>[./-])\d{1,2}(?P=z)\d{2})(?![\d:]))
    | (?P<slash>(?<!\d)\d{1,2}/\d{1,2}(?![\d/]))
    | (?P<dots>(?<!\d)\d{1,2}\.\s?\d{1,2}\.(?!\d))
    | (?P<clock>(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?:\s?h(?![^\W\d_]))?(?!\d))
    | (?P<hours>(?<!\d)\d{1,2}\s?h(?:\s?\d{2})?(?![^\W_]|[./:]\d))
    | (?P<pair>(?<!\d)\d{1,3}\.\d{1,2}(?![\d.:]))
    | (?P<ordinal>(?<!\d)\d{1,2}(?:st|nd|rd|th|er|re|eme|e|\.)(?![^\W_]))
    | (?P<number>\d+)
    | (?P<half>[ap]\.\s?m\b\.?)
    | (?P<offset>(?:utc|gmt)(?:\s?[-+\u2212]\s?\d{1,2}(?::\d{2})?(?!\d))?(?![^\W_])|z(?![^\W_]))
    | (?P<word>[^\W\d_]+)
    | (?P<gap>[\s.,;!?()'’‘`´،؛؟/-]+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_DECIMAL = re.compile(r"(?<=\d)[,٫](?=\d)")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―", "-"))
_AND, _PREFIXES = "و", ("ب", "ل", "ف")


def normal(text: str) -> str:
    """Bring a text to one spelling: folded, with plain digits whatever digits were typed, and plain dashes."""
    return _DECIMAL.sub(".", plain_digits(fold(text.translate(_DASHES)))).strip()


def plain_digits(text: str) -> str:
    """Write all digits as the Western ones, whichever script they were typed in."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """Read a normal text. What nobody knows becomes an unknown token."""
    found: list[Token] = []
    run: list[str] = []
    for match in _SHAPES.finditer(text):
        kind = match.lastgroup if match.lastgroup not in ("i", "s", "z") else None
        kind = kind or next(name for name in ("iso", "full") if match[name])
        if kind == "word":
            run.append(match[0])
        elif kind != "gap" or match[0].strip(" '’‘`´-"):  # words on both sides of a comma are no phrase
            found += _words(run, lexicon)
            run = []
            if kind != "gap":
                found.append(_shape(kind, match[0]))
    return [*found, *_words(run, lexicon)]


def _shape(kind: str, text: str) -> Token:
    numbers = [int(each) for each in re.findall(r"\d+", text)]
    match kind:
        case "iso":
            return Token(DATE, (numbers[0], numbers[1], numbers[2], ""))
        case "full":
            return Token(DATE, (_year(text, numbers[2]), numbers[1], numbers[0], "/" if "." not in text else ""))
        case "slash":
            return Token(DATE, (None, numbers[1], numbers[0], "/"))
        case "dots":
            return Token(DATE, (None, numbers[1], numbers[0], ""))
        case "clock":
            return Token(CLOCK, (numbers[0], numbers[1], text.startswith("0")))
        case "hours":
            return Token(HOURS, (numbers[0], numbers[1] if len(numbers) > 1 else 0))
        case "pair":
            return Token(PAIR, (*numbers, len(text.partition(".")[2]), text.startswith("0")))
        case "ordinal":
            return Token(ORDINAL, numbers[0], word=not text.endswith("."))
        case "half":
            return Token(PART, "am" if text.startswith("a") else "pm")
        case "offset":
            return Token(OFFSET, _offset(text, numbers))
        case "number":
            return _number(text)
    return Token(UNKNOWN, text)


def _number(digits: str) -> Token:
    value = int(digits[:12])
    if len(digits) == 4 and EARLIEST_YEAR <= value <= LATEST_YEAR:
        return Token(YEAR, value)
    return Token(COMPACT if len(digits) == 4 else NUMBER, value)


def _year(text: str, number: int) -> int:
    return number if re.search(r"\d{4}", text) else 2000 + number


def _offset(text: str, numbers: list[int]) -> int:
    minutes = numbers[0] * 60 + (numbers[1] if len(numbers) > 1 else 0) if numbers else 0
    return -minutes if "-" in text or "\u2212" in text else minutes


# Words


def _words(run: list[str], lexicon: Lexicon) -> Iterator[Token]:
    """Read a run of words: the longest phrase first."""
    words = [part for word in run for part in _parts(word, lexicon)]
    at = 0
    while at < len(words):
        for length in range(min(lexicon.longest, len(words) - at), 0, -1):
            meaning = lexicon.phrases.get(tuple(words[at : at + length]))
            if meaning is not None:
                yield from meaning
                at += length
                break
        else:
            yield Token(UNKNOWN, words[at], word=True)
            at += 1


def _parts(word: str, lexicon: Lexicon) -> list[str]:
    """A word as the lexicon spells it: Arabic's joined *and* and article apart, a slip of the finger mended."""
    known = lexicon.vocabulary
    if word in known:
        return [word]
    if lexicon.language == "ar":
        if word.startswith(_AND) and len(word) > 2 and (rest := _arabic(word[1:], known)):
            return [_AND, rest]
        if found := _arabic(word, known):
            return [found]
    if len(word) >= MISSPELT:
        from rapidfuzz.distance import OSA  # noqa: PLC0415 - some 2 MB, for whoever misspells something

        close = [each for each in known if len(each) >= MISSPELT - 1 and OSA.distance(word, each, score_cutoff=1) <= 1]
        if len(close) == 1:
            return close
    return [word]


def _arabic(word: str, known: frozenset[str]) -> str | None:
    candidates = [word, word.removeprefix(ARTICLE), ARTICLE + word]
    if word.startswith("لل"):
        candidates.append(ARTICLE + word[2:])
    if word[:1] in _PREFIXES:
        candidates += [word[1:], word[1:].removeprefix(ARTICLE)]
    return next((each for each in candidates if len(each) > 1 and each in known), None)
