"""Time zones: which ones a country has that differ, and what they are called."""

from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from babel.core import get_global

from network.places.locales import isolated, locale

# Where the table's order is geographical, the zones most people of a large country live in.
_FIRST = (
    "America/New_York America/Chicago America/Denver America/Los_Angeles America/Toronto America/Vancouver "
    "America/Edmonton America/Winnipeg America/Halifax America/Mexico_City America/Tijuana America/Sao_Paulo "
    "America/Manaus America/Santiago America/Argentina/Buenos_Aires America/Guayaquil America/Nuuk Europe/Moscow "
    "Asia/Yekaterinburg Asia/Novosibirsk Asia/Vladivostok Europe/Lisbon Europe/Madrid Europe/Kyiv Africa/Kinshasa "
    "Asia/Jakarta Asia/Almaty Asia/Tashkent Asia/Shanghai Asia/Ulaanbaatar Australia/Sydney Australia/Perth "
    "Australia/Brisbane Australia/Adelaide Pacific/Auckland Pacific/Port_Moresby "
)
# The table has no row for Kosovo, whose clocks are Central Europe's; no neighbour's capital should stand for it.
_ADDED = {"XK": ("CET",)}
# Listed for two countries; in its own right Ukraine has one time.
_DROPPED = {("UA", "Europe/Simferopol")}
_AHEAD = timedelta(days=730)


@cache
def zone_table() -> dict[str, tuple[str, ...]]:
    """Every country's zones, the most important first (from the time zone database's zone.tab)."""
    rows: dict[str, list[str]] = {}
    for line in resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            if (country, zone) not in _DROPPED:
                rows.setdefault(country, []).append(zone)
    rank = {zone: at for at, zone in enumerate(_FIRST.split())}
    ordered = {code: tuple(sorted(zones, key=lambda zone: rank.get(zone, len(rank)))) for code, zones in rows.items()}
    return ordered | _ADDED


def zones_of(country: str, at: datetime) -> list[str]:
    """A country's time zones that differ at some time in the two years from `at`, the most important first.

    Empty for a territory without any. `at` is aware.
    """
    return list(_zones_of(country.upper(), at.replace(hour=0, minute=0, second=0, microsecond=0)))


@lru_cache(maxsize=512)
def _zones_of(country: str, day: datetime) -> tuple[str, ...]:
    zones = zone_table().get(country, ())
    if len(zones) < 2:
        return zones
    days = [day + timedelta(days=count) for count in range(_AHEAD.days)]
    told: dict[tuple[timedelta | None, ...], str] = {}
    for zone in zones:
        info = ZoneInfo(zone)
        told.setdefault(tuple(each.astimezone(info).utcoffset() for each in days), zone)
    return tuple(told.values())


def city_name(zone: str, language: str) -> str:
    """The city a zone is named after, in this language."""
    known = locale(language).time_zones
    canonical = get_global("zone_aliases").get(zone, zone)
    city = known.get(zone, {}).get("city") or known.get(canonical, {}).get("city")
    return str(city or zone.rpartition("/")[2].replace("_", " "))


def zone_label(zone: str, language: str, at: datetime) -> str:
    """`Tunis (UTC+1)`: the zone's city and its offset at this aware time. Raises ZoneInfoNotFoundError."""
    offset = at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()
    minutes = int(offset.total_seconds() // 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "\u2212" if minutes < 0 else "+"
    shift = (f"{sign}{hours}:{rest:02}" if rest else f"{sign}{hours}") if minutes else ""
    name = city_name(zone, language) if "/" in zone else _zone_name(zone, language)
    return f"{name} ({isolated(f'UTC{shift}', language)})"


def _zone_name(zone: str, language: str) -> str:
    """A zone that no city names: `Central European Time`."""
    metas = {"CET": "Europe_Central"}
    long = locale(language).meta_zones.get(metas.get(zone, ""), {}).get("long", {})
    return str(long.get("generic") or long.get("standard") or zone)
