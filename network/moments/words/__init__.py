"""What words about time mean, a module a language. A language without one has the names that CLDR knows."""

from functools import cache
from importlib import import_module

from network.moments.words import cldr
from network.moments.words.tokens import Lexicon, merged

OWN = ("en", "fr", "ar", "de")


@cache
def lexicon(language: str) -> Lexicon:
    """Return a language's words, collected once."""
    code = language.partition("-")[0]
    if code not in OWN:
        return Lexicon(code, cldr.names(language))
    own: Lexicon = import_module(f"network.moments.words.{code}").lexicon()
    return Lexicon(
        code, merged(cldr.names(language), own.phrases), own.quarters_ahead, own.twelve_hours, own.week_starts
    )
