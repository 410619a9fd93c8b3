"""What is coming up in the demo. All of it is invented."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.demo_people import KARIM, VERA, Seed
from db.unit import Database
from db.values import RichText
from network import people
from network.charter import Charter
from network.events import drafts, fields, publishing
from network.work import Work


@dataclass(frozen=True, slots=True)
class Coming:
    """An event that stands from the beginning. Words by language, the first of them its author's own."""

    author: Seed
    region: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    days: int
    at: time
    zone: str
    minutes: int
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    form: str = "virtual"
    link: str | None = None
    place: str | None = None
    spot: tuple[float, float] | None = None
    capacity: int | None = None


EVENTS = (
    Coming(
        KARIM,
        "mena",
        {
            "en": "Waste figures: what cities count, and how",
            "ar": "أرقام النفايات: ماذا تحصي المدن وكيف",
            "fr": "Les chiffres des déchets : ce que comptent les villes",
            "de": "Abfallzahlen: was Städte zählen, und wie",
        },
        {
            "en": "Three cities show their figures, then we compare ours. Bring what you have.",
            "ar": "تعرض ثلاث مدن أرقامها، ثم نقارن أرقامنا. أحضروا ما لديكم.",
            "fr": "Trois villes montrent leurs chiffres, puis nous comparons les nôtres. Apportez ce que vous avez.",
            "de": "Drei Städte zeigen ihre Zahlen, dann vergleichen wir unsere. Bringen Sie mit, was Sie haben.",
        },
        8,
        time(10, 0),
        "Asia/Amman",
        90,
        ("ar", "en"),
        ("waste",),
        link="https://meet.example.org/waste-figures",
        capacity=40,
    ),
    Coming(
        VERA,
        "see",
        {"en": "Walking through Novi Sad: streets for everybody", "fr": "Novi Sad à pied : des rues pour tous"},
        {"en": "We walk through three streets that were rebuilt, and talk with those who planned them."},
        15,
        time(9, 30),
        "Europe/Belgrade",
        240,
        ("en", "sr"),
        ("mobility", "planning"),
        form="on_site",
        place="City Hall, Trg slobode 1, Novi Sad",
        spot=(45.2551, 19.8452),
        capacity=12,
    ),
    Coming(
        VERA,
        "ssa",
        {"en": "Safe water in growing towns", "fr": "De l’eau saine dans les villes qui grandissent"},
        {
            "en": "Kumasi and Kisumu tell how they plan ahead. On site in Accra, and by video for all others.",
            "fr": "Kumasi et Kisumu racontent leur planification. Sur place à Accra, et en vidéo pour les autres.",
        },
        22,
        time(14, 0),
        "Africa/Accra",
        120,
        ("en", "fr"),
        ("water",),
        form="hybrid",
        link="https://meet.example.org/safe-water",
        place="Accra Metropolitan Assembly",
        spot=(5.5571, -0.2012),
    ),
)


def seed_events(database: Database, charter: Charter, owners: frozenset[int], now: datetime, bot_id: int) -> None:
    """Let these events be made and published, by the network's own rules. `now` is aware UTC."""
    for coming in EVENTS:
        with database.unit() as session:
            _publish(Work(session, now, charter, bot_id, owners), coming)


def _publish(work: Work, coming: Coming) -> None:
    author = people.meet(work, coming.author.telegram_id, coming.author.telegram_id, coming.author.language).reader
    event = drafts.begin(work, author)
    own, *others = coming.titles
    drafts.set_title(work, author, event, RichText(coming.titles[own]))
    drafts.set_description(work, author, event, RichText(coming.descriptions[own]))
    for language in others:
        drafts.set_version(work, author, event, fields.TITLE, language, RichText(coming.titles[language]))
        if language in coming.descriptions:
            body = RichText(coming.descriptions[language])
            drafts.set_version(work, author, event, fields.DESCRIPTION, language, body)
    drafts.set_format(work, author, event, coming.form)
    if coming.link:
        drafts.set_link(work, author, event, coming.link)
    if coming.place:
        drafts.set_place(work, author, event, coming.place, coming.spot)
    local = datetime.combine(work.now.date() + timedelta(days=coming.days), coming.at)
    drafts.set_start(work, author, event, local, coming.zone)
    drafts.set_languages(work, author, event, coming.languages)
    drafts.set_topics(work, author, event, coming.topics)
    drafts.set_regions(work, author, event, [coming.region])
    drafts.set_capacity(work, author, event, coming.capacity)
    ready = drafts.set_minutes(work, author, event, coming.minutes)
    publishing.submit(work, author, event, ready.version)
