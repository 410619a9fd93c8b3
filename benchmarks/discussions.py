"""A post in a discussion that 10,000 people follow: when its author sees it, and when all its copies are written.

Beside it the same with 100 followers. And the digests of a million members: how long each chunk holds up others.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import func, insert, select, text, update

from benchmarks.running import FailedError, Figure, Rounds
from db.models import Chat, Copy, Discussion, Following, Notice, Person, PersonTopic, Post
from db.unit import Database
from network.charter import shipped_charter
from network.discussions import bringing, bundles
from network.work import Work
from tests.database import Templates
from tests.talk import BOT_ID, Talker, Town

NOW = datetime(2027, 3, 2, 10, tzinfo=UTC)  # a Tuesday: outside everybody's quiet hours
CHARTER = replace(shipped_charter(), hours=())
AUTHOR = 10**9 + 1  # Telegram's id of the first member
FEW, MANY = 100, 10_000
MILLION, MEASURED = 1_000_000, 20  # members, and chunks of their digests that are measured
SAID_BEFORE = 300  # posts a digest chooses from
ROUNDS = 5
BATCH = 20_000
TOPICS = ("waste", "water", "energy", "mobility", "housing", "finance")
T = TypeVar("T")


def figures() -> Iterator[Figure]:
    """Measure each database in turn, few and many followers side by side."""
    with tempfile.TemporaryDirectory() as folder:
        templates = Templates(Path(folder))
        try:
            for label, lend, bar in (("PostgreSQL", templates.postgresql, 2.0), ("SQLite", templates.sqlite, None)):
                with lend() as few, lend() as many:
                    yield from _posted(label, few, many, bar)
                with lend() as database:
                    yield from _digests(label, database)
        finally:
            templates.close()


def _posted(label: str, few: Database, many: Database, bar: float | None) -> Iterator[Figure]:
    seconds = Rounds()
    discussions = {
        name: (_author(database), _followed(database, count))
        for name, database, count in (
            ("few", few, FEW),
            ("many", many, MANY),
        )
    }
    for round_ in range(ROUNDS + 1):
        for name, (author, discussion) in discussions.items():
            _left(author.town.database)
            accepted, written = _post(author, discussion, round_, {"few": FEW, "many": MANY}[name])
            if round_:  # the first one builds statements
                seconds.add(f"{name} accepted", accepted)
                seconds.add(f"{name} written", written)
    for name, count in (("many", MANY), ("few", FEW)):
        about = f"{label}: a post with {count:,} followers"
        accepted, written = (seconds.median(f"{name} {what}") for what in ("accepted", "written"))
        yield Figure(f"{about}: accepted", accepted * 1000, 200 if name == "many" else None, unit=" ms", at_least=False)
        yield Figure(f"{about}: copies", written, bar if name == "many" else None, unit=" s", at_least=False)


def _post(author: Talker, discussion: int, number: int, followers: int) -> tuple[float, float]:
    """Answer once; returns the seconds until its author sees it, and until every follower has a copy then."""
    database = author.town.database
    before = unit(database, _copies)
    town = author.town
    town.now = NOW + timedelta(minutes=2 * number)
    author.says(f"/start d{discussion}")
    card = {"message_id": author.last.id, "date": int(town.now.timestamp()), "chat": {"id": AUTHOR, "type": "private"}}
    card["from"] = {"id": BOT_ID, "is_bot": True, "first_name": "Bot"}
    began = time.perf_counter()
    author.says(f"Who has turned waste into compost? ({number})", reply_to_message=card)
    accepted = time.perf_counter()
    if "Posted" not in author.everything:
        raise FailedError(f"the author sees {author.sees!r}")
    while unit(database, bringing.bring_some, minutes=number * 2):
        pass
    written = time.perf_counter()
    if (found := unit(database, _copies) - before) != followers:
        raise FailedError(f"{found} copies for {followers} followers")
    return accepted - began, written - accepted


def _author(database: Database) -> Talker:
    return Town(database, charter=CHARTER, now=NOW).person("Mona", telegram_id=AUTHOR)


def _copies(work: Work) -> int:
    brought = select(func.count()).select_from(Copy).join(Notice, Notice.id == Copy.notice_id)
    return work.session.scalar(brought.where(Notice.kind == bundles.BUNDLE)) or 0


def _left(database: Database) -> None:
    """Let everything that was written have been sent, so that the next post begins new messages."""
    unit(database, lambda work: work.session.execute(update(Copy).values(state="sent", revision=1, open=False)))


def _followed(database: Database, count: int) -> int:
    """Write a discussion with so many followers, amid other members; returns its row number."""
    _members(database, count + 1)

    def begin(work: Work) -> int:
        times = {"created_at": NOW, "active_at": NOW, "published_at": NOW}
        made = work.session.execute(
            insert(Discussion)
            .values(author_id=1, state="open", title="Compost", topic="waste", language="en", posts=0, **times)
            .returning(Discussion.id)
        ).scalar_one()
        rows = [
            {"discussion_id": made, "person_id": one, "state": "follows", "since": NOW} for one in range(2, count + 2)
        ]
        work.session.execute(insert(Following), rows)
        return made

    discussion = unit(database, begin)
    _analyze(database)
    return discussion


def _digests(label: str, database: Database) -> Iterator[Figure]:
    """Let a million digests be due in one minute, and see how long others wait for each chunk."""
    _members(database, MILLION)
    unit(database, _said)
    _analyze(database)
    seconds = Rounds()
    for number in range(MEASURED + 1):
        began = time.perf_counter()
        unit(database, bringing.bring_some)
        if number:
            seconds.add("a chunk", time.perf_counter() - began)
    made = unit(database, _copies)
    began = time.perf_counter()
    unit(database, bringing.next_due)
    asked = time.perf_counter() - began
    slowest = max(seconds.values["a chunk"])
    name = f"{label}: digests of {MILLION:,} members"
    yield Figure(f"{name}: the slowest chunk", slowest, 1.0, at_least=False, unit=" s")
    yield Figure(f"{name}: made a second", made / sum(seconds.values["a chunk"]), unit="/s")
    yield Figure(f"{name}: a look at when the next is due", asked * 1000, unit=" ms")


def _said(work: Work) -> None:
    """Write what the digests choose from."""
    for number in range(SAID_BEFORE):
        at = NOW - timedelta(minutes=number)
        row = {"topic": TOPICS[number % len(TOPICS)], "region": ("mena", "see", "ssa", None)[number % 4]}
        discussion = work.session.execute(
            insert(Discussion)
            .values(
                author_id=1, state="open", title="Compost", language="en", posts=1, created_at=at, active_at=at, **row
            )
            .returning(Discussion.id)
        ).scalar_one()
        said = {"text": {"text": "Who has done it?"}, "language": "en", "posted_at": at}
        work.session.execute(insert(Post).values(discussion_id=discussion, number=1, author_id=1, **said))


def _members(database: Database, count: int) -> None:
    same = {
        "language": "en",
        "status": "member",
        "name": "Mona",
        "first_seen": NOW,
        "joined_at": NOW - timedelta(days=90),
    }
    due = {"digest_at": NOW, "digest_from": NOW - timedelta(days=1)}
    for first in range(1, count + 1, BATCH):
        ids = range(first, min(first + BATCH, count + 1))
        regions = ("mena", "see", "ssa")
        rows = [{"id": one, "telegram_id": 10**9 + one, "region": regions[one % 3], **same, **due} for one in ids]
        chats = [{"bot_id": BOT_ID, "telegram_id": 10**9 + one, "kind": "private", "person_id": one} for one in ids]
        topics = [{"person_id": one, "topic": TOPICS[(one + more) % len(TOPICS)]} for one in ids for more in (0, 1)]

        for table, values in ((Person, rows), (Chat, chats), (PersonTopic, topics)):
            unit(database, partial(_write, table, values))
    if count < MILLION:
        unit(database, lambda work: work.session.execute(update(Person).values(digest_at=None)))


def _write(table: type[Any], rows: list[dict[str, Any]], work: Work) -> None:
    work.session.execute(insert(table), rows)


def _analyze(database: Database) -> None:
    unit(database, lambda work: work.session.execute(text("ANALYZE")))


def unit(database: Database, act: Callable[[Work], T], *, minutes: int = 0) -> T:
    """Do something in a unit of work of its own."""
    with database.unit() as session:
        return act(Work(session, NOW + timedelta(minutes=minutes), CHARTER, BOT_ID))
