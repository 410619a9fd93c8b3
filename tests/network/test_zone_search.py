"""Time zones by what people call their cities and countries."""

from datetime import UTC, datetime

import pytest

from network.places import find_zones

NOW = datetime(2027, 3, 1, tzinfo=UTC)
LANGUAGES = ("en", "fr", "ar", "de")


@pytest.mark.parametrize(
    ("typed", "zones"),
    [
        ("Amman", ["Asia/Amman"]),
        ("عمّان", ["Asia/Amman"]),
        ("Le Caire", ["Africa/Cairo"]),
        ("Kairo", ["Africa/Cairo"]),
        ("Nepal", ["Asia/Kathmandu"]),
        ("kath", ["Asia/Kathmandu"]),
        ("Europe/Berlin", ["Europe/Berlin"]),
        ("UTC", ["UTC"]),
        ("Deutschland", ["Europe/Berlin"]),
        ("nowhere at all", []),
        ("", []),
    ],
)
def test_a_zone_is_found(typed, zones):
    assert find_zones(typed, LANGUAGES, NOW) == zones


def test_a_country_with_several_offers_them():
    assert find_zones("Portugal", LANGUAGES, NOW)[0] == "Europe/Lisbon"
    assert len(find_zones("Brazil", LANGUAGES, NOW)) > 1
