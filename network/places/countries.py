"""Countries: which there are, what they are called, and their flags."""

from functools import cache
from importlib import resources

_REGIONAL_INDICATOR_A = 0x1F1E6


@cache
def country_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2 (from the time zone data) and XK, which Kosovo uses until it has a code of its own."""
    table = resources.files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text("utf-8")
    codes = (line.split("\t")[0] for line in table.splitlines() if line and not line.startswith("#"))
    return frozenset({*codes, "XK"})


def flag(code: str) -> str:
    """The flag emoji of a country code: two regional indicator letters."""
    return "".join(chr(_REGIONAL_INDICATOR_A + ord(letter) - ord("A")) for letter in code.upper())
