"""Names of months and weekdays in any language, from CLDR; the Arabic of the Levant and of the Maghreb as well."""

from collections.abc import Iterator

from babel import Locale

from network.moments.words.tokens import MONTH, PART, WEEKDAY, Phrase, Token, merged, named
from network.places.locales import locale

# Where a language calls its months differently from one country to the next.
REGIONAL = {"ar": ("ar_JO", "ar_TN", "ar_MA", "ar_IQ")}
SHORTEST = 3  # letters; a weekday's initial says nothing, and CLDR's narrow names neither
PERIODS = {"am": "am", "pm": "pm", "noon": "noon", "midnight": "midnight"}


def names(language: str) -> dict[Phrase, tuple[Token, ...]]:
    """Every name of a month, a weekday, noon and midnight that CLDR knows in a language."""
    of = [locale(language), *(Locale.parse(each) for each in REGIONAL.get(language.partition("-")[0], ()))]
    return merged(
        named(MONTH, (each for one in of for each in _widths(one, "months"))),
        named(WEEKDAY, (each for one in of for each in _widths(one, "days"))),
        *(_periods(one) for one in of),
    )


def _widths(of: Locale, what: str) -> Iterator[tuple[int, str]]:
    for context in ("format", "stand-alone"):
        for width in ("abbreviated", "wide"):
            for number, name in getattr(of, what)[context][width].items():
                if len(name.rstrip(".")) >= SHORTEST or width == "wide":
                    yield number, name


def _periods(of: Locale) -> dict[Phrase, tuple[Token, ...]]:
    found: dict[Phrase, tuple[Token, ...]] = {}
    for width in ("abbreviated", "wide"):
        for name, written in of.day_periods.get("format", {}).get(width, {}).items():
            if name in PERIODS and (spelt := tuple(written.casefold().replace(".", " ").split())):
                found[spelt] = (Token(PART, PERIODS[name], word=True),)
    return found
