"""Time zones that somebody names beside a time: “9:00 Berlin time”, “9h heure de Tunis”, “بتوقيت الرباط”, “CET”."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from network.errors import N_
from network.moments.lexing import normal
from network.moments.understood import NotUnderstood
from network.moments.words import OWN
from network.places.spelling import key

WHICH_ZONE = N_(
    "There is more than one time zone of that name: {name}. Please name a big city there, like this: “9:00 Berlin "
    "time”."
)
NO_SUCH_ZONE = N_("I do not know the clocks of {name}. Please name a big city nearby, like this: “9:00 Berlin time”.")
MOST_WORDS = 3
SHORTEST_NAME = 4  # letters; what is shorter is a country's code, in capitals only

# Written in capitals only: in small letters some of them are words.
_SHORT = {
    "CET": "Europe/Berlin", "CEST": "Europe/Berlin", "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin",
    "EET": "Europe/Athens", "EEST": "Europe/Athens", "OEZ": "Europe/Athens", "WET": "Europe/Lisbon",
    "WAT": "Africa/Lagos", "CAT": "Africa/Maputo", "EAT": "Africa/Nairobi", "SAST": "Africa/Johannesburg",
    "MSK": "Europe/Moscow", "TRT": "Europe/Istanbul", "PKT": "Asia/Karachi", "WIB": "Asia/Jakarta",
    "EST": "America/New_York", "EDT": "America/New_York", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "JST": "Asia/Tokyo", "NPT": "Asia/Kathmandu",
}  # fmt: skip
_SHARED = frozenset("IST CST BST AST GST ECT SST".split())  # noqa: SIM905
# Fixed distances that some place keeps all year; whole hours have zones of their own.
_DISTANCES = {
    210: "Asia/Tehran", 270: "Asia/Kabul", 330: "Asia/Kolkata", 345: "Asia/Kathmandu", 390: "Asia/Yangon",
    570: "Australia/Darwin",
}  # fmt: skip
_ALIASES = {
    "mitteleuropaische": "Europe/Berlin", "mitteleuropaischer": "Europe/Berlin", "deutsche": "Europe/Berlin",
    "deutscher": "Europe/Berlin", "germany": "Europe/Berlin", "bonn": "Europe/Berlin", "munich": "Europe/Berlin",
    "frankfurt": "Europe/Berlin", "geneva": "Europe/Zurich", "geneve": "Europe/Zurich", "rabat": "Africa/Casablanca",
    "ankara": "Europe/Istanbul", "ramallah": "Asia/Hebron", "abudhabi": "Asia/Dubai", "doha": "Asia/Qatar",
    "pristina": "Europe/Belgrade", "prishtina": "Europe/Belgrade", "yaounde": "Africa/Douala", "delhi": "Asia/Kolkata",
    "newdelhi": "Asia/Kolkata", "mumbai": "Asia/Kolkata", "الرباط": "Africa/Casablanca", "رباط": "Africa/Casablanca",
    "الدوحه": "Asia/Qatar", "ابوظبي": "Asia/Dubai", "رامالله": "Asia/Hebron", "قدس": "Asia/Jerusalem",
    "القدس": "Asia/Jerusalem", "oman": "Asia/Muscat", "greenwich": "UTC",
    "غرينتش": "UTC", "غرينيتش": "UTC", "جرينتش": "UTC",
}  # fmt: skip
_AMMAN_OR_OMAN = "عمان"
_DOUBLED, _U = "\u0651", "\u064f"
_BEFORE = {
    "en": ("time in",),
    "fr": ("heure de", "heure du", "heure des", "heure d", "heure a", "a l heure de", "a l heure du", "a l heure d"),
    "de": ("ortszeit", "ortszeit in", "zeit in"),
    "ar": ("بتوقيت", "توقيت", "بتوقيت مدينه"),
}
_BEHIND = {"en": "time", "de": "zeit"}
_LEADING = frozenset({"in", "nach"})
_NO_NAMES = frozenset("local my our your this that the your same any in at of a".split())  # noqa: SIM905


class Named:
    """A zone that stands in a row of words, from one word to before another; `refusal` where it is none, or several."""

    def __init__(self, begin: int, end: int, zone: str | None, refusal: NotUnderstood | None = None) -> None:
        """Keep what was found."""
        self.begin, self.end, self.zone, self.refusal = begin, end, zone, refusal


def named_zones(chunks: Sequence[str], language: str, own_zone: str, now: datetime) -> list[Named]:
    """Find the zones that a row of words names in a language. `now` is aware."""
    folded = [
        " ".join(normal(chunk).replace("'", " ").replace("’", " ").split()).strip(" .,;:!?()،؛") for chunk in chunks
    ]
    found: list[Named] = []
    at = 0
    while at < len(chunks):
        one = next(_at(at, chunks, folded, language, own_zone, now), None)
        if one:
            found = [each for each in found if each.end <= one.begin]
            found.append(one)
        at = max(at + 1, one.end if one else 0)
    return found


def _at(
    at: int, chunks: Sequence[str], folded: list[str], language: str, own_zone: str, now: datetime
) -> Iterator[Named]:
    plain = chunks[at].strip(" .,;:!?()")
    if plain in _SHARED:
        yield Named(at, at + 1, None, NotUnderstood(WHICH_ZONE, name=plain))
    if plain in _SHORT:
        yield Named(at, at + 1, _SHORT[plain])
    for opening in sorted(_BEFORE.get(language, ()), key=len, reverse=True):
        yield from _behind_opening(at, opening, chunks, folded, own_zone, now)
    if folded[at] == _BEHIND.get(language) and at:
        yield from _before_closing(at, chunks, folded, language, own_zone, now)


def _behind_opening(
    at: int, opening: str, chunks: Sequence[str], folded: list[str], own_zone: str, now: datetime
) -> Iterator[Named]:
    """A name behind its word: *heure de Tunis*, which may be joined as in *heure d'Amman*."""
    for length in range(1, len(opening.split()) + 1):
        text = " ".join(folded[at : at + length])
        if text == opening:
            first, inner = at + length, ""
        elif text.startswith(f"{opening} ") and at + length <= len(folded):
            first, inner = at + length, text.removeprefix(f"{opening} ")
        else:
            continue
        for more in range(MOST_WORDS - bool(inner), -1 if inner else 0, -1):
            if first + more > len(folded):
                continue
            name = " ".join([inner, *chunks[first : first + more]] if inner else chunks[first : first + more])
            zones = _lookup(name, own_zone, now)
            if zones:
                yield _one(at, first + more, name, zones)
                return
        name = inner or (chunks[first] if first < len(chunks) else "")
        if name and (inner or chunks[first][:1].isupper() or not chunks[first][:1].isascii()):
            yield Named(at, first + (not inner), None, NotUnderstood(NO_SUCH_ZONE, name=name.strip(" .,;:")))
        return


def _before_closing(
    at: int, chunks: Sequence[str], folded: list[str], language: str, own_zone: str, now: datetime
) -> Iterator[Named]:
    """A name before its word: *Berlin time*, *Berliner Zeit*."""
    for length in range(MOST_WORDS, 0, -1):
        first = at - length
        if first < 0 or folded[first] in _NO_NAMES:
            continue
        name = " ".join(chunks[first:at])
        for spelt in _stems(name) if language == "de" else (name,):
            if zones := _lookup(spelt, own_zone, now):
                if first and folded[first - 1] in _LEADING:
                    first -= 1
                yield _one(first, at + 1, name, zones)
                return
    word = chunks[at - 1]
    named = word[:1].isupper() and word.isalpha() and folded[at - 1] not in _NO_NAMES
    if named and (language == "en" or word.casefold().endswith("er")):
        yield Named(at - 1, at + 1, None, NotUnderstood(NO_SUCH_ZONE, name=word))


def _stems(name: str) -> Iterator[str]:
    yield name
    for ending in ("er", "r"):
        if name.endswith(ending):
            yield name.removesuffix(ending)


def _one(begin: int, end: int, name: str, zones: frozenset[str]) -> Named:
    if len(zones) > 1:
        return Named(begin, end, None, NotUnderstood(WHICH_ZONE, name=name))
    return Named(begin, end, next(iter(zones)))


def _lookup(name: str, own_zone: str, now: datetime) -> frozenset[str]:
    """The zones of that name: a city's, or those that a country has."""
    from network.places.countries import find_country  # noqa: PLC0415 - names of all countries, for who names a zone
    from network.places.zones import zones_of  # noqa: PLC0415 - likewise

    name = name.strip(" .,;:!?()،؛")
    spelt = key(name)
    if not spelt or spelt.isdigit():
        return frozenset()
    if spelt == _AMMAN_OR_OMAN:
        return _amman_or_oman(name, own_zone)
    if spelt in _ALIASES:
        return frozenset({_ALIASES[spelt]})
    if found := _cities().get(spelt):
        return found
    exact = [match for match in find_country(name) if match.certain and match.score == 1]
    if len(exact) != 1 or (len(spelt) < SHORTEST_NAME and not name.isupper()):
        return frozenset()
    return frozenset(zones_of(exact[0].code, now))


def _amman_or_oman(name: str, own_zone: str) -> frozenset[str]:
    """Without its marks the name is Jordan's capital or a country; whoever lives in one of them means that."""
    if _DOUBLED in name:
        return frozenset({"Asia/Amman"})
    if _U in name:
        return frozenset({"Asia/Muscat"})
    both = frozenset({"Asia/Amman", "Asia/Muscat"})
    return both & {own_zone} or both


@lru_cache(maxsize=1)
def _cities() -> dict[str, frozenset[str]]:
    from network.places.zones import city_name, zone_table  # noqa: PLC0415 - as above

    found: dict[str, frozenset[str]] = {}
    for zone in sorted({zone for zones in zone_table().values() for zone in zones}):
        for name in {*(city_name(zone, language) for language in OWN), zone.rpartition("/")[2].replace("_", " ")}:
            found[key(name)] = found.get(key(name), frozenset()) | {zone}
    return found


def zone_at(offset: int) -> str:
    """Return a zone that is always so many minutes from UTC. Raises NotUnderstood where there is none."""
    if offset == 0:
        return "UTC"
    hours, rest = divmod(offset, 60)
    if not rest:
        return f"Etc/GMT{-hours:+d}"
    if offset not in _DISTANCES:
        shown = timedelta(minutes=abs(offset))
        raise NotUnderstood(NO_SUCH_ZONE, name=f"UTC{'-' if offset < 0 else '+'}{str(shown)[:-3]}")
    return _DISTANCES[offset]
