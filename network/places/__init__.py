"""Countries, time zones and spoken languages: what people write for them, and what they are called."""

from network.places.countries import country_codes, flag

__all__ = ["country_codes", "flag"]
