"""`/events` with 100,000 events and 1,000,000 members, beside the same with 100 and 1,000: each list, and a search."""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from benchmarks.handled import LANGUAGES
from benchmarks.running import FailedError, Figure, Rounds
from db.models import Event, EventRegion, EventTopic, Text, TextVersion
from db.unit import Database
from handlers.events import listing_view
from network.events import finding
from tests.database import Templates
from tests.people import joins
from tests.talk import BOT_ID, Talker, Town

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SMALL, LARGE = (100, 1_000), (100_000, 1_000_000)  # events, members
ROUNDS, PRESSES = 5, 10
BAR = 1.5
BATCH = 5_000
AUTHOR = 2  # the first member below; the reader comes first
REGIONS, TOPICS = ("mena", "see", "ssa", "all"), ("waste", "water", "mobility", "climate")
THEMES = ("Compost", "Landfill", "Sewage", "Buses", "Trees", "Roofs", "Budgets", "Schools", "Markets", "Rivers")
# Each n once, in both databases.
EACH = "WITH RECURSIVE each(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM each WHERE n < {many})"
PEOPLE = (
    (
        "INSERT INTO person (id, telegram_id, status, language, zone, name, region, advises, first_seen) {each}"
        " SELECT n + 1, 1000000 + n, 'member', 'en', 'Africa/Cairo', 'Member ' || n, 'mena', {no},"
        " '2027-01-01 00:00:00' FROM each"
    ),
    (
        "INSERT INTO chat (bot_id, telegram_id, kind, person_id, language) {each}"
        " SELECT {bot}, 1000000 + n, 'private', n + 1, 'en' FROM each"
    ),
    "INSERT INTO person_topic (person_id, topic, admitted) {each} SELECT n + 1, 'waste', {yes} FROM each",
)
# Everybody answered to one event, and the reader to ten of those that come.
ANSWERS = (
    (
        "INSERT INTO attendance (event_id, person_id, state, gave_up, answered_at) {each}"
        " SELECT 1 + n % {events}, n + 1, 'going', {no}, '2027-01-01 00:00:00' FROM each"
    ),
    (
        "INSERT INTO attendance (event_id, person_id, state, gave_up, answered_at)"
        " SELECT id, 1, 'going', {no}, '2027-01-01 00:00:00' FROM event"
        " WHERE starts_at > '2027-03-01' ORDER BY id LIMIT 10"
    ),
)
LATER = listing_view.packed(finding.Mark(NOW + timedelta(days=100), 1), later=True)
# A search looks through so many events at a press, more than the smaller network has: for comparison only.
SEARCHES = ("a search", "a search for nothing")
LISTS: dict[str, Callable[[Talker], Any]] = {
    "/events": lambda reader: reader.says("/events"),
    "all": lambda reader: reader.presses(data="el:l:a:::"),
    "a later page": lambda reader: reader.presses(data=f"el:l:a:::{LATER}"),
    "mine": lambda reader: reader.presses(data="el:l:m:::"),
    "a region": lambda reader: reader.presses(data="el:l:r:ssa::"),
    "a topic": lambda reader: reader.presses(data="el:l:t:water::"),
    "a month": lambda reader: reader.presses(data="el:l:a::2027-09:"),
    "a search": lambda reader: reader.says("/events sewage 7"),
    "a search for nothing": lambda reader: reader.says("/events sewage compost"),
}


def figures() -> Iterator[Figure]:
    """Ask both networks in turn, round by round, on both databases."""
    with tempfile.TemporaryDirectory() as folder:
        templates = Templates(Path(folder))
        try:
            for name, lend in (("sqlite", templates.sqlite), ("postgresql", templates.postgresql)):
                with lend() as small, lend() as large:
                    readers = {"small": filled(small, *SMALL), "large": filled(large, *LARGE)}
                    taken = {asked: Rounds() for asked in LISTS}
                    for round_ in range(ROUNDS + 1):
                        for size, reader in readers.items():
                            for asked, ask in LISTS.items():
                                seconds = min(timed(reader, ask) for _ in range(PRESSES))
                                if round_:  # the first one fills caches
                                    taken[asked].add(size, seconds)
                    for asked, rounds in taken.items():
                        yield Figure(f"{name}: {asked}", rounds.median("large") * 1000, unit=" ms")
                        yield Figure(
                            f"{name}: {asked}, of the same with {SMALL[0]} events",
                            rounds.ratio("large", "small"),
                            None if asked in SEARCHES else BAR,
                            at_least=False,
                        )
        finally:
            templates.close()


def timed(reader: Talker, ask: Callable[[Talker], Any]) -> float:
    """Let somebody ask; returns how many seconds the handling took, from the claimed update to the stored answer."""
    town, began = reader.town, time.perf_counter()
    del reader.messages[:-1]
    ask(reader)
    taken = time.perf_counter() - began
    if town.handlers[-1] in {"refused", "set aside"} or not reader.buttons:
        raise FailedError(f"not answered: {reader.sees}")
    return taken


def filled(database: Database, events: int, members: int) -> Talker:
    """Fill a network; returns a member of MENA who works on waste and water."""
    town = Town(database, now=NOW)
    reader = town.person("Mona", telegram_id=77)
    joins(reader)
    postgresql = database.engine.dialect.name == "postgresql"
    words = {
        "each": EACH.format(many=members),
        "bot": BOT_ID,
        "events": events,
        "yes": "true" if postgresql else "1",
        "no": "false" if postgresql else "0",
    }
    with database.unit() as session:
        for statement in PEOPLE:
            session.execute(text(statement.format(**words)))
    for first in range(1, events + 1, BATCH):
        with database.unit() as session:
            for table, rows in batch(range(first, min(first + BATCH, events + 1)), events).items():
                session.execute(insert(table), rows)
    with database.unit() as session:
        for statement in ANSWERS:
            session.execute(text(statement.format(**words)))
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE" if postgresql else "ANALYZE"))
    return reader


def batch(numbers: range, events: int) -> dict[Any, list[dict[str, Any]]]:
    """The rows of these events, spread over a year back and a year ahead."""
    made: dict[Any, list[dict[str, Any]]] = {table: [] for table in (Text, TextVersion, Event, EventRegion, EventTopic)}
    for number in numbers:
        # By chance as it were, so that neighbours in time are none in the table.
        starts_at = NOW + timedelta(days=730) * ((number * 7919 % events) / events - 0.5)
        region, topic = REGIONS[number % 4], TOPICS[number % 3 if number % 5 else 3]
        title = f"{THEMES[number % len(THEMES)]} {number}: what cities learnt"
        made[Text].append({"id": 10_000 + number, "source_language": LANGUAGES[number % 4], "revision": 1})
        made[TextVersion].append(
            {"text_id": 10_000 + number, "language": LANGUAGES[number % 4], "of_revision": 1, "body": {"text": title}}
        )
        made[Event].append(
            {
                "id": number,
                "author_id": AUTHOR,
                "state": "published",
                "title_id": 10_000 + number,
                "zone": "Africa/Cairo",
                "starts_local": "2027-03-01T09:00",
                "starts_at": starts_at,
                "minutes": 90,
                "topics": [topic],
                "regions": [] if region == "all" else [region],
                "folded": "".join(f" {word}" for word in finding.spelled(title)),
                "created_at": NOW,
                "updated_at": NOW,
                "published_at": NOW,
            }
        )
        made[EventRegion].append({"event_id": number, "region": region, "starts_at": starts_at})
        made[EventTopic].append({"event_id": number, "topic": topic, "starts_at": starts_at})
    return made
