"""Countries, time zones and spoken languages: what people write for them, and what they are called.

Names come from CLDR through Babel. What is heavy is loaded and built at the first question, not at import.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from network.places.countries import country_codes, country_name, find_country, flag
    from network.places.index import Match
    from network.places.locales import right_to_left
    from network.places.tongues import (
        Languages,
        autonym,
        find_languages,
        language_label,
        language_name,
        languages_of,
    )
    from network.places.zone_search import find_zones
    from network.places.zones import city_name, zone_label, zones_of

_ROOMS = {
    "countries": ("country_codes", "country_name", "find_country", "flag"),
    "index": ("Match",),
    "locales": ("right_to_left",),
    "tongues": ("Languages", "autonym", "find_languages", "language_label", "language_name", "languages_of"),
    "zone_search": ("find_zones",),
    "zones": ("city_name", "zone_label", "zones_of"),
}
_WHERE = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Languages",
    "Match",
    "autonym",
    "city_name",
    "country_codes",
    "country_name",
    "find_country",
    "find_languages",
    "find_zones",
    "flag",
    "language_label",
    "language_name",
    "languages_of",
    "right_to_left",
    "zone_label",
    "zones_of",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = value
    return value
