"""What is talked about in the demo. All of it is invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo_people import OTHERS, VERA, Seed
from db.unit import Database
from db.values import RichText
from network import people
from network.charter import Charter
from network.discussions import drafts, posting, publishing
from network.people import Reader
from network.work import Work

LUCA, ADJOA = OTHERS


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: who wrote it, and how many hours after the discussion began."""

    author: Seed
    hours: int
    words: str


@dataclass(frozen=True, slots=True)
class Talked:
    """A discussion that stands from the beginning. `region` None: it is brought to everyone. It began `days` ago."""

    author: Seed
    days: int
    topic: str
    region: str | None
    title: str
    words: str
    answers: Sequence[Said] = ()


DISCUSSIONS = (
    Talked(
        ADJOA,
        3,
        "water",
        None,
        "How do you find leaks before the street is wet?",
        "In Kumasi a third of the water never arrives. We repair what people report, and by then it has run for weeks."
        " Who listens to pipes at night, or compares meters, and does it pay for a city of our size?",
        (
            Said(
                LUCA,
                5,
                "We close one district after the other at three in the morning and read its one meter. What still flows"
                " is lost. Two people, one van, no software.",
            ),
            Said(
                VERA,
                22,
                "À Sfax et à Bonn, les villes ont commencé par les vieilles conduites : la moitié des pertes dans un"
                " dixième du réseau. Je peux vous mettre en contact avec les deux équipes.",
            ),
            Said(ADJOA, 26, "One district at a time is something we can begin next week. Thank you both!"),
        ),
    ),
    Talked(
        LUCA,
        2,
        "mobility",
        "see",
        "Bus lanes where streets are too narrow for them",
        "Three of our lines stand in the same queue as all cars, and there is no room for a lane. Did anybody give"
        " buses the green light first, and what did the drivers say?",
        (
            Said(
                VERA,
                7,
                "Start with the two worst crossings, and count minutes before and after. Minutes convince a council,"
                " plans do not.",
            ),
        ),
    ),
    Talked(
        VERA,
        1,
        "participation",
        None,
        "When always the same ten people come to your meetings",
        "We invite everybody and meet the same ten. Where do you go instead: markets, schools, mosques, football"
        " grounds? Please tell what you tried once and never again, too.",
    ),
)


def seed_discussions(database: Database, charter: Charter, owners: frozenset[int], now: datetime, bot_id: int) -> None:
    """Let these discussions begin and be answered, by the network's own rules. `now` is aware UTC."""
    for talked in DISCUSSIONS:
        began = now - timedelta(days=talked.days)
        with database.unit() as session:
            discussion_id = _publish(Work(session, began, charter, bot_id, owners), talked)
        for said in talked.answers:
            with database.unit() as session:
                work = Work(session, began + timedelta(hours=said.hours), charter, bot_id, owners)
                posting.add(work, _reader(work, said.author), discussion_id, RichText(said.words))


def _publish(work: Work, talked: Talked) -> int:
    author = _reader(work, talked.author)
    made = drafts.begin(work, author)
    drafts.set_topic(work, author, made, talked.topic)
    drafts.set_region(work, author, made, talked.region)
    drafts.set_title(work, author, made, talked.title)
    ready = drafts.set_text(work, author, made, RichText(talked.words))
    return publishing.publish(work, author, made, ready.version).id


def _reader(work: Work, seed: Seed) -> Reader:
    return people.meet(work, seed.telegram_id, seed.telegram_id, seed.language).reader
