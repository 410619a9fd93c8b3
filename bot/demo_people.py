"""Who is in the demo. All of them are invented."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Seed:
    """Somebody who is there already, with a phone that is set to a language and a time zone.

    `coordinates` is a region, or `network`; `joins` hands in a registration.
    """

    telegram_id: int
    first_name: str
    last_name: str
    language: str
    zone: str
    joins: dict[str, Any] | None = None
    coordinates: str | None = None
    owner: bool = False


AMINA = Seed(700_001, "أمينة", "بن يوسف", "ar", "Africa/Tunis")
KARIM = Seed(
    700_002,
    "Karim",
    "Haddad",
    "en",
    "Asia/Amman",
    {
        "name": "Karim Haddad",
        "member_group": "city_association",
        "country": "JO",
        "city": "Amman",
        "organisation": "Association of Jordanian Municipalities",
        "position": "Head of international cooperation",
        "topics": ["waste", "participation"],
        "languages": ["ar", "en"],
        "advice": "any",
    },
    coordinates="mena",
)
VERA = Seed(
    700_003,
    "Vera",
    "Lindqvist",
    "en",
    "Europe/Berlin",
    {
        "name": "Vera Lindqvist",
        "member_group": "city_association",
        "country": "DE",
        "city": "Bonn",
        "organisation": "Coordination of the regional networks",
        "position": "Network coordinator",
        "topics": ["climate", "planning"],
        "languages": ["de", "en", "fr"],
        "advice": "any",
    },
    owner=True,
)
SARA = Seed(700_007, "Sara", "Nasser", "en", "Africa/Cairo")
LEILA = Seed(
    700_006,
    "Leïla",
    "Trabelsi",
    "fr",
    "Africa/Tunis",
    {
        "name": "Leïla Trabelsi",
        "member_group": "civil_society",
        "country": "TN",
        "city": "Sfax",
        "organisation": "Association Rues Vivantes",
        "position": "Coordinatrice de projets",
        "topics": ["participation", "mobility"],
        "languages": ["ar", "fr"],
        "advice": "1",
    },
)
OTHERS = (
    Seed(
        700_004,
        "Luca",
        "Marković",
        "en",
        "Europe/Belgrade",
        {
            "name": "Luca Marković",
            "member_group": "practitioner",
            "country": "RS",
            "city": "Novi Sad",
            "organisation": "City of Novi Sad",
            "position": "Mobility planner",
            "topics": ["mobility", "climate"],
            "languages": ["sr", "en"],
            "advice": "2",
        },
    ),
    Seed(
        700_005,
        "Adjoa",
        "Mensah",
        "en",
        "Africa/Accra",
        {
            "name": "Adjoa Mensah",
            "member_group": "practitioner",
            "country": "GH",
            "city": "Kumasi",
            "organisation": "Kumasi Metropolitan Assembly",
            "position": "Sanitation engineer",
            "topics": ["water", "waste"],
            "languages": ["en"],
            "advice": "4",
        },
    ),
)
PEOPLE = (AMINA, KARIM, SARA, VERA, *OTHERS, LEILA)
