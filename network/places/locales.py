"""CLDR's data for a language, through Babel."""

from functools import cache

from babel import Locale, UnknownLocaleError

LANGUAGES = ("en", "fr", "ar", "de")  # in which names are read where nobody says which
# As CLDR has it for a language alone; told here too, so that a start need not read megabytes for four small answers.
RIGHT_TO_LEFT = frozenset(
    {"apc", "ar", "bal", "bgn", "ckb", "dv", "fa", "he", "ks", "lrc", "mzn", "nqo", "ps", "rhg", "sd", "sdh", "skr"}
    | {"syr", "trw", "ug", "ur", "yi"}
)
ISOLATE, END = "\u2068", "\u2069"


@cache
def locale(language: str) -> Locale:
    """The locale of a language code (`pt-BR`, `pt`), English when CLDR has none."""
    code = language.replace("_", "-")
    for each in (code, code.partition("-")[0]):
        try:
            return Locale.parse(each, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse("en")


def right_to_left(language: str) -> bool:
    """Whether the language is written from right to left."""
    return language in RIGHT_TO_LEFT if language.isalpha() else locale(language).text_direction == "rtl"


def isolated(text: str, language: str) -> str:
    """Text for a place in a right-to-left line, where Latin words and numbers would pull the line out of order."""
    return f"{ISOLATE}{text}{END}" if right_to_left(language) else text
