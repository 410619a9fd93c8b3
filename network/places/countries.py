"""Countries: which there are, what they are called, their flags, and which one a person means."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources

from babel.core import get_global

from network.places.aliases import ALIASES, CODES_THAT_ARE_WORDS, SHARED, SHOWN, UNINHABITED
from network.places.index import Index, Match, choices
from network.places.locales import LANGUAGES, locale
from network.places.spelling import key, spellings, words
from network.places.zones import city_name, zone_table

_REGIONAL_INDICATOR_A = 0x1F1E6
_FLAG = re.compile(f"[{chr(_REGIONAL_INDICATOR_A)}-{chr(_REGIONAL_INDICATOR_A + 25)}]{{2}}")
_LONGEST = 200
# Folding drops the doubling mark that tells Amman from Oman.
_AMMAN = re.compile("عم\u064e?\u0651\u064e?ان")
_LEAST = 0.7
_OTHERWISE = 0.8
# Words that may stand round a country's name without changing which one it is.
_AROUND = (
    "i am im live work come from in at my country is republic kingdom je suis viens vis habite travaille au aux "
    "en mon pays est republique royaume ich bin komme lebe wohne arbeite aus in im mein land ist republik "
    "königreich انا من في اعيش اسكن اعمل بلدي دولة جمهورية مملكة الجمهورية المملكة "
)
_FILLERS = frozenset(key(word) for word in _AROUND.split())


@cache
def country_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2 (from the time zone data) and XK, which Kosovo uses until it has a code of its own."""
    table = resources.files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text("utf-8")
    codes = (line.split("\t")[0] for line in table.splitlines() if line and not line.startswith("#"))
    return frozenset({*codes, "XK"})


def country_name(code: str, language: str) -> str:
    """A country's name from CLDR, in English where the language has none; the code itself when it is unknown."""
    code = code.upper()
    shown = SHOWN.get(code, {}).get(language.partition("-")[0])
    name = shown or locale(language).territories.get(code) or locale("en").territories.get(code)
    return str(name or code)


def flag(code: str) -> str:
    """The flag emoji of a country code: two regional indicator letters."""
    return "".join(chr(_REGIONAL_INDICATOR_A + ord(letter) - ord("A")) for letter in code.upper())


@lru_cache(maxsize=16)
def _index(languages: tuple[str, ...]) -> Index:
    index = Index()
    codes = sorted(country_codes() - UNINHABITED)
    for code in codes:
        for language in languages:
            name = locale(language).territories.get(code)
            index.add(spellings(name) if name else (), code)
        index.add(SHOWN.get(code, {}).values(), code)
        index.add(ALIASES.get(code, "").split(", "), code)
    for several, names in SHARED.items():
        for name in names.split(", "):
            # Takes the place of whatever one of them claims for itself.
            index.exact.pop(key(name), None)
            index.add((name,), *several.split())
    return index.done()


@lru_cache(maxsize=16)
def _cities(languages: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Cities that give a time zone its name: never taken for a country, but they tell which one to offer."""
    cities: dict[str, frozenset[str]] = {}
    for country, zones in zone_table().items():
        for zone in zones:
            for name in {city_name(zone, language) for language in languages}:
                cities[key(name)] = cities.get(key(name), frozenset()) | {country}
    return cities


@cache
def _alpha_3() -> dict[str, str]:
    codes = country_codes()
    return {
        old.casefold(): new[0]
        for old, new in get_global("territory_aliases").items()
        if len(old) == 3 and old.isalpha() and len(new) == 1 and new[0] in codes
    }


def _by_code(word: str) -> list[Match]:
    code = word.upper() if word.upper() in country_codes() - UNINHABITED else _alpha_3().get(word)
    return [Match(code, 1.0, certain=word not in CODES_THAT_ARE_WORDS)] if code else []


def find_country(text: str, languages: Sequence[str] = LANGUAGES) -> list[Match]:
    """Which country a person means, in any spelling of any of the languages, by code or by flag.

    One certain match when there is no doubt; otherwise up to six to choose from, best first; none when nothing is near.
    """
    text = text[:_LONGEST]
    shown = {code for code in map(_flag_code, _FLAG.findall(text)) if code}
    found = words(_FLAG.sub(" ", text))
    if not found:
        return [Match(code, 1.0, certain=len(shown) == 1) for code in sorted(shown)[:6]]
    matches = _find(found, tuple(languages), text)
    if shown and {match.code for match in matches if match.certain} != shown:
        scores = {match.code: match.score for match in matches}
        return choices(scores | dict.fromkeys(shown, 1.0))
    return matches


def _flag_code(emoji: str) -> str | None:
    code = "".join(chr(ord(letter) - _REGIONAL_INDICATOR_A + ord("A")) for letter in emoji)
    return code if code in country_codes() else None


def _find(found: list[str], languages: tuple[str, ...], text: str) -> list[Match]:
    index, cities = _index(languages), _cities(languages)
    if _AMMAN.search(text):
        return choices({"JO": 0.95, "OM": 0.9})
    exact = index.spelled(found)
    if len(exact) == 1:
        return [Match(next(iter(exact)), 1.0, certain=True)]
    if exact:
        return choices(dict.fromkeys(exact, 0.95))
    if len(found) == 1 and (coded := _by_code(found[0])):
        return coded
    whole = "".join(found)
    found = [word for word in found if word not in _FILLERS]
    if not found:
        return []
    compact = "".join(found)
    within, rest = index.within(found)
    named = frozenset[str]().union(*within)
    # `Dominica Republic` is rather a letter from another country than Dominica and a small word.
    near = {each.code: each.score for each in index.near(whole)}
    alone = len(named) == 1 and not any(score > _OTHERWISE for code, score in near.items() if code not in named)
    if alone and all(cities.get(word, frozenset()) & named for word in rest):
        return [Match(next(iter(named)), 0.98, certain=True)]
    city = cities.get(compact, frozenset())
    winner = index.clear_winner(whole) or index.clear_winner(compact)
    # Words that make another country of a name (`Guinea Bisau`, `French Guinea`) must not get lost in an error.
    if winner and not city and named <= {winner.code}:
        return [Match(winner.code, round(winner.score, 3), certain=True)]
    scores = index.partial(found)
    for code, score in (*near.items(), *((each.code, each.score) for each in index.near(compact))):
        scores[code] = max(scores.get(code, 0), score)
    for word in rest if len(found) > 1 else ():
        for each in index.near(word, 2) if len(word) > 4 else ():
            scores[each.code] = max(scores.get(each.code, 0), each.score * 0.9)
        for code in cities.get(word, ()):
            scores[code] = max(scores.get(code, 0), 0.85)
    for code in named | city:
        scores[code] = max(scores.get(code, 0), 0.92)
    return choices(scores, _LEAST)
