"""Searching 1,000,000 posts, beside 10,000: newest first, and best first, for words that are everywhere or nowhere."""

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from benchmarks.running import Figure, Rounds
from db.models import Discussion, Post, PostWords, Word
from db.queries import discussion_search
from db.unit import Database
from network.discussions import listing
from network.discussions.listing import Wanted, Which
from tests.database import Templates
from tests.people import joins, reader_of
from tests.talk import Talker, Town

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SMALL, LARGE = 10_000, 1_000_000  # posts
TO_A_DISCUSSION = 10
ROUNDS, ASKED = 5, 3
BAR = 100  # ms
BATCH = 20_000
WORDS, IN_A_POST = 50_000, 30
SYLLABLES = ["wa", "ter", "ci", "ty", "bu", "dget", "ro", "ad", "me", "tro", "pla", "no", "ga", "li", "sol", "ar", "ba"]
# By how often a word is used (as in any language, the n-th a n-th as often as the first): see `vocabulary`.
SEARCHES: dict[str, Wanted] = {
    "a word that is everywhere": Wanted(Which.FOUND, "w0"),
    "the same, best first": Wanted(Which.BEST, "w0"),
    "two common words": Wanted(Which.BEST, "w3 w9"),
    "two words that seldom meet": Wanted(Which.FOUND, "w900 w1100"),
    "a rare word": Wanted(Which.FOUND, "w40000"),
    "the beginning of many words": Wanted(Which.BEST, "be"),
    "a word that is nowhere": Wanted(Which.FOUND, "nowhere"),
}


def figures() -> Iterator[Figure]:
    """Ask both networks in turn, round by round, on both databases."""
    with tempfile.TemporaryDirectory() as folder:
        templates = Templates(Path(folder))
        try:
            for name, lend in (("sqlite", templates.sqlite), ("postgresql", templates.postgresql)):
                with lend() as small, lend() as large:
                    readers = {"small": filled(small, SMALL), "large": filled(large, LARGE)}
                    taken = {asked: Rounds() for asked in SEARCHES}
                    for round_ in range(ROUNDS + 1):
                        for size, reader in readers.items():
                            for asked, wanted in SEARCHES.items():
                                seconds = min(timed(reader, wanted) for _ in range(ASKED))
                                if round_:  # the first one fills caches
                                    taken[asked].add(size, seconds)
                    for asked, rounds in taken.items():
                        large_ms, small_ms = rounds.median("large") * 1000, rounds.median("small") * 1000
                        yield Figure(f"{name}: {asked}", large_ms, BAR, unit=" ms", at_least=False)
                        yield Figure(f"{name}: the same among {SMALL:,} posts", small_ms, unit=" ms")
        finally:
            templates.close()


def timed(reader: Talker, wanted: Wanted) -> float:
    """Return how many seconds a page of hits took, with everything it shows."""

    def ask(work: Any) -> None:
        listing.listing(work, reader_of(work, reader), wanted)

    began = time.perf_counter()
    reader.town.run(ask)
    return time.perf_counter() - began


def vocabulary() -> list[str]:
    """The words, the most used first; w0, w1 … can be told from all others, the rest begin as words do."""
    chance = random.Random(7)
    made = {f"w{number}": None for number in (0, 3, 9, 900, 1100, 40_000)}
    others: dict[str, None] = {}
    while len(others) < WORDS:
        others["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5)))] = None
        if len(others) % 7 == 0:
            others["be" + "".join(chance.choices(SYLLABLES, k=3))] = None
    words = list(islice(others, WORDS))
    for word in made:
        words[int(word[1:])] = word
    return words


def posts(many: int) -> Iterator[tuple[int, list[str]]]:
    """The words of each post, by its row number."""
    chance, words = random.Random(11), vocabulary()
    weights = list(accumulate(1 / (number + 1) for number in range(WORDS)))
    for number in range(1, many + 1):
        yield number, list(dict.fromkeys(chance.choices(words, cum_weights=weights, k=IN_A_POST)))


def filled(database: Database, many: int) -> Talker:
    """Fill a network with posts; returns a member."""
    town = Town(database, now=NOW)
    reader = town.person("Mona", telegram_id=77)
    joins(reader)
    author, began = town.run(lambda work: reader_of(work, reader)).id, NOW - timedelta(days=400)
    sqlite = database.is_sqlite
    with database.unit() as session:
        session.execute(insert(Word), [{"word": word} for word in vocabulary()])
    every = posts(many)
    while part := list(islice(every, BATCH)):
        threads, rows, found = [], [], []
        for number, words in part:
            discussion, place = divmod(number - 1, TO_A_DISCUSSION)
            at = began + timedelta(seconds=number * 30)
            common: dict[str, Any] = {"author_id": author, "language": "en"}
            if place == 0:
                threads.append({
                    "id": discussion + 1, "state": "open", "title": " ".join(words[:6]), "topic": "waste", "posts": 10,
                    "version": 1, "created_at": at, "published_at": at, "active_at": at, **common,
                })  # fmt: skip
            rows.append({"id": number, "discussion_id": discussion + 1, "number": place + 1, "posted_at": at, **common})
            marked = " ".join([*words, discussion_search.mark(number // discussion_search.STRETCH)])
            found.append({"post_id": number, "discussion_id": discussion + 1, "words": marked})
        with database.unit() as session:
            session.execute(insert(Discussion), threads)
            session.execute(insert(Post), rows)
            session.execute(insert(PostWords), found)
            if sqlite:
                session.execute(text("INSERT INTO post_fts (rowid, words) VALUES (:post_id, :words)"), found)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if sqlite else "VACUUM ANALYZE"))
    return reader
