"""Spoken languages: what they are called, which ones a country speaks, and which ones a text names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from babel.core import get_global

from network.places.index import Index
from network.places.locales import LANGUAGES, locale
from network.places.spelling import ARTICLE, fold, spellings, words

_BETWEEN = re.compile(r"[,;/|+&\n•·،؛.:]|\b(?:and|et|und|y|sowie|plus)\b|(?<!\w)و(?!\w)", re.IGNORECASE)
_LONGEST = 500
# Spoken by so many per cent of a country, a language is offered there; by so many anywhere, typing errors are read.
_OFFICIAL = ("official", "de_facto_official")
_OFFERED, _COMMON = 20.0, 5.0
# What CLDR counts apart and people write down as one.
_COUNTED_AS = {
    **dict.fromkeys("aeb ary arz apc apd acm acw aec afb ajp arq ayl ayn ars shu".split(), "ar"),  # noqa: SIM905
    **dict.fromkeys("zgh tzm shi rif".split(), "ber"), "aln": "sq", "als": "sq",  # noqa: SIM905
    "arb": "ar", "cmn": "zh", "yue": "zh", "wuu": "zh", "hsn": "zh", "prs": "fa", "pes": "fa", "nb": "no", "nn": "no",
    "fil": "tl", "swc": "sw", "gsw": "de", "bar": "de", "nds": "de", "sr_Latn": "sr", "zh_Hant": "zh",
}  # fmt: skip
_ALIASES = {
    "am": "አማርኛ, Amharique",
    "ar": "Darija, Derja, Arabi, 3arabi, fusha, Arabic MSA, دارجة, الدارجة, الفصحى, عربية",
    "ber": "Tamazight, Amazigh, Berber, Berbère, أمازيغية, الأمازيغية",
    "bg": "Български, Balgarski",
    "bs": "Bosanski",
    "cs": "Čeština",
    "de": "Deutsch, Deutch, allemande, German language",
    "el": "Ελληνικά, Ellinika",
    "en": "Inglés, انكليزي, إنكليزية",
    "es": "Español, Castellano, Castilian",
    "fa": "Farsi, Persian, Dari, فارسی, درية",
    "fr": "Francais, Français, Frensh",
    "ha": "Hausa, Haoussa",
    "he": "Ivrit, עברית",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "it": "Italiano",
    "ku": "Kurmanji, Kurmancî, Kurdî",
    "ckb": "Sorani, Kurdish Sorani",
    "mk": "Makedonski, Македонски",
    "nl": "Nederlands, Flemish, Vlaams, Flämisch",
    "pl": "Polski",
    "pt": "Português, Portugais, Brasileiro",
    "ro": "Română, Moldovan, Moldavian, Moldawisch, Moldave",
    "ru": "Русский, Russkij",
    "sh": "Serbo-Croatian, BCMS, BCS, Serbokroatisch, naš jezik",
    "sl": "Slovenščina",
    "so": "Soomaali",
    "sq": "Shqip, Albanais",
    "sr": "Srpski, Српски",
    "sv": "Svenska",
    "sw": "Kiswahili, Swahili, Suaheli",
    "tl": "Tagalog, Filipino",
    "tr": "Türkçe, Turkce",
    "uk": "Українська, Ukrainska",
    "wo": "Wolof, Ouolof",
    "zh": "Chinese, Mandarin, Mandarin Chinese, 中文, Putonghua",
    "zu": "isiZulu",
    "xh": "isiXhosa",
    "yo": "Yorùbá",
}
# Codes that are rather an answer or a word.
_WORDS = frozenset(("no", "na", "ne", "si", "la", "jo", "my", "so", "to", "as", "do", "mi", "oj"))
_AROUND = "language languages langue langues sprache sprachen i speak je parle ich spreche اللغة لغة اتحدث "
_FILLERS = frozenset(map(fold, _AROUND.split()))


@dataclass(frozen=True, slots=True)
class Languages:
    """What a text names: language codes in its order, and the parts that nobody could read."""

    codes: tuple[str, ...]
    unclear: tuple[str, ...] = ()


def language_name(code: str, in_language: str) -> str:
    """A language's name from CLDR, in English where there is none, else the code itself."""
    known = {"ber": {"en": "Amazigh", "fr": "amazighe", "ar": "الأمازيغية", "de": "Amazigh"}}
    if code in known:
        return known[code].get(in_language, known[code]["en"])
    return str(locale(in_language).languages.get(code) or locale("en").languages.get(code) or code)


@cache
def autonym(code: str) -> str:
    """What a language calls itself, with a capital; its English name where CLDR does not know."""
    own = locale(code)
    name = own.languages.get(code) if own.language == code.partition("-")[0] else None
    name = str(name or language_name(code, "en"))
    return name[:1].upper() + name[1:]


def language_label(code: str, in_language: str) -> str:
    """A language's name for a button or a list, with a capital; in the reader's language only.

    Its own name beside it would put several scripts into one line, and be cut off on a phone.
    """
    name = language_name(code, in_language)
    return name[:1].upper() + name[1:]


def languages_of(country: str) -> list[str]:
    """The languages to offer for a country, official or widely spoken, most spoken first (CLDR)."""
    shares: dict[str, tuple[bool, float]] = {}
    for code, about in get_global("territory_languages").get(country.upper(), {}).items():
        official = about.get("official_status") in _OFFICIAL
        share = float(about.get("population_percent") or 0)
        if language_name(_counted_as(code), "en") == _counted_as(code):
            continue  # CLDR counts its speakers and has no name for it
        code = _counted_as(code)  # noqa: PLW2901
        before = shares.get(code, (False, 0.0))
        shares[code] = (before[0] or official, max(before[1], share))
    offered = [(share, code) for code, (official, share) in shares.items() if official or share >= _OFFERED]
    return [code for _, code in sorted(offered, key=lambda it: (-it[0], it[1]))]


def _counted_as(code: str) -> str:
    return _COUNTED_AS.get(code) or _COUNTED_AS.get(code.partition("_")[0]) or code.partition("_")[0]


@lru_cache(maxsize=16)
def _indexes(languages: tuple[str, ...]) -> tuple[Index, Index]:
    """All names CLDR has, and those whose typing errors are looked for: spoken widely somewhere."""
    every, common = Index(), Index()
    widely = {
        _counted_as(code)
        for territory in get_global("territory_languages").values()
        for code, about in territory.items()
        if about.get("official_status") in _OFFICIAL or float(about.get("population_percent") or 0) >= _COMMON
    }
    names: dict[str, list[str]] = {code: aliases.split(", ") for code, aliases in _ALIASES.items()}
    for language in languages:
        for code, name in locale(language).languages.items():
            if "_" not in code and code not in {"und", "mul", "zxx"}:
                counted = _counted_as(code)
                spelled = spellings(str(name)) if counted == code else []
                names.setdefault(counted, []).extend(each for one in spelled for each in _forms(one))
    for code, spelled in names.items():
        every.add(spelled, code)
        if code in widely or code in _ALIASES:
            common.add(spelled, code)
    # Where a small language shares a name with a large one (Dari, Frankish), the large one is meant.
    for name, codes in common.exact.items():
        every.exact[name] = codes
    return every.done(), common.done()


def _forms(name: str) -> list[str]:
    """An Arabic language's name without article, and as a masculine: العربية, عربية, عربي."""
    if not name.startswith(ARTICLE):
        return [name]
    bare = name.removeprefix(ARTICLE)
    return [name, bare, bare.removesuffix("ة")]


def find_languages(text: str, languages: Sequence[str] = LANGUAGES) -> Languages:
    """Read a list such as `Arabic, french et allemand`, in any of the languages, small typing errors included."""
    codes: list[str] = []
    unclear: list[str] = []
    for part in _BETWEEN.split(text[:_LONGEST]):
        found = [word for word in words(part) if word not in _FILLERS]
        whole = _read(found, tuple(languages)) or _by_code(found)
        if whole or not found:
            codes += whole
            continue
        each = [(word, _read([word], tuple(languages))) for word in found] if len(found) > 1 else []
        codes += [code for _, read in each for code in read]
        left = [word for word, read in each if not read] if any(read for _, read in each) else [part.strip()]
        unclear += [" ".join(left)] if left else []
    return Languages(tuple(dict.fromkeys(codes)), tuple(unclear))


def _read(found: list[str], languages: tuple[str, ...]) -> list[str]:
    if not found:
        return []
    every, common = _indexes(languages)
    exact = every.get(found)
    if not exact and len(found) == 1 and len(found[0]) > 3:
        # The Arabic *and* is written in one with what follows: والفرنسية.
        exact = every.get([found[0].removeprefix("و")])
    if len(exact) == 1:
        return list(exact)
    winner = common.clear_winner("".join(found))
    return [winner.code] if winner else []


def _by_code(found: list[str]) -> list[str]:
    """`en fr`: nothing but codes of two letters, and none that is a word."""
    known = locale("en").languages
    codes = [code for code in found if len(code) == 2 and code in known and code not in _WORDS]
    return [_counted_as(code) for code in codes] if len(codes) == len(found) else []
