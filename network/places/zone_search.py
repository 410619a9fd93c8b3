"""Finding a time zone by what somebody calls its city or country."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from network.places.countries import find_country
from network.places.spelling import key
from network.places.zones import city_name, zone_table, zones_of

MOST = 8
SHORTEST = 3  # letters from which the beginning of a name is enough


def find_zones(text: str, languages: Sequence[str], at: datetime) -> list[str]:
    """List the zones somebody may mean by a city or a country, in any of the languages; the likeliest first.

    `at` is aware: of a country's zones only those are listed that differ from then on.
    """
    wanted = key(text)
    if not wanted:
        return []
    cities = _cities(tuple(languages))
    found = list(cities.get(wanted, ()))
    if not found:
        for match in find_country(text, languages):
            found += zones_of(match.code, at)
    if not found and len(wanted) >= SHORTEST:
        found = [zone for name, zones in cities.items() if name.startswith(wanted) for zone in zones]
    return list(dict.fromkeys(found))[:MOST]


@lru_cache(maxsize=8)
def _cities(languages: tuple[str, ...]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for zone in dict.fromkeys(zone for zones in zone_table().values() for zone in zones):
        spelt = {key(city_name(zone, language)) for language in languages} | {key(zone), key(zone.rpartition("/")[2])}
        for name in spelt:
            names.setdefault(name, []).append(zone)
    return names | {"utc": ["UTC"], "gmt": ["UTC"]}
