"""A million members on PostgreSQL: copies are made fast and in little memory, the first one leaves at once, and the
claim of the next is as fast after 900,000 as it was at the beginning.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import psutil
import pytest
from sqlalchemy import func, select, text

from bot.bell import CHANNEL
from db.models import Copy, Notice
from db.unit import Database
from db.values import CopyState
from network import ledger, notices, people
from network.announcements.kinds import ANNOUNCEMENT
from network.charter import shipped_charter
from network.ledger import Open, Outcome, Shown
from network.work import Work
from tests.announcing import BOT, announce, members
from tests.database import Templates
from tests.process.running import bot, sandbox, until

pytestmark = [pytest.mark.soak, pytest.mark.process]

T = TypeVar("T")
MANY, FIRST = 1_000_000, 100_000
THERE = 3_000  # so many of them have a phone: more than can be sent to while the copies are made
BATCH = 64
FIRST_WITHIN, ALL_WITHIN = 2.0, 60.0  # seconds
MOST_GROWTH = 60  # MB

PEOPLE = """
INSERT INTO person (id, telegram_id, status, language, zone, name, region, first_seen, joined_at, advises, weekends)
SELECT n, :first + n - 1, 'member', (ARRAY['en', 'fr', 'ar', 'de'])[1 + n % 4], 'UTC', 'Member ' || n,
  (ARRAY['mena', 'see', 'ssa'])[1 + n % 3], :now, :now, false, false
FROM generate_series(:already + 1, :count) AS n
"""
CHATS = """
INSERT INTO chat (bot_id, telegram_id, kind, person_id, language, zone)
SELECT :bot, telegram_id, 'private', id, language, zone FROM person WHERE id > :already ORDER BY id
"""


@pytest.fixture
def million(templates: Templates) -> Iterator[Database]:
    """A database with that many members, who all have a chat."""
    with templates.postgresql() as database:
        now = datetime.now(UTC)
        with database.unit() as session:
            members(session, THERE, now, first=FIRST)
            told = {"first": FIRST, "now": now, "already": THERE, "count": MANY, "bot": BOT}
            session.execute(text(PEOPLE), told)
            session.execute(text(CHATS), told)
        with database.unit() as session:
            session.execute(text("ANALYZE"))
        yield database


def test_a_million_copies_within_a_minute_and_the_first_one_at_once(million: Database, tmp_path: Path) -> None:
    address = million.url.render_as_string(hide_password=False)
    with sandbox() as town:
        town.post("/people/bulk", {"count": THERE, "bot": BOT, "first_id": FIRST})
        with bot(town, address, folder=tmp_path, part="delivery") as running:
            process = psutil.Process(running.process.pid)
            before = process.memory_info().rss
            now = datetime.fromtimestamp(town.get("/clock")["now"], UTC)
            with million.unit() as session:
                work = Work(session, now - timedelta(seconds=1), shipped_charter(), BOT)
                announce(work)
                session.execute(text("SELECT pg_notify(:channel, :name)"), {"channel": CHANNEL, "name": notices.LEDGER})
            pressed = time.monotonic()
            until(lambda: _sent(town) > 0, "the first message", every=0.05)
            first = time.monotonic() - pressed
            until(lambda: _filled(million), "all copies", patience=3 * ALL_WITHIN, every=0.5)
            took = time.monotonic() - pressed
            grown = (process.memory_info().rss - before) / 1_000_000
            sent = _sent(town)
        print(f"\nfirst after {first:.2f} s, all copies after {took:.1f} s, {grown:+.1f} MB, {sent} sent meanwhile")
        assert _copies(million) == MANY
        assert first <= FIRST_WITHIN
        assert took <= ALL_WITHIN
        assert grown <= MOST_GROWTH
        assert sent >= 10 * (took - first), "messages leave while copies are made"


def test_the_claim_is_as_fast_after_900_000(million: Database) -> None:
    charter, now = shipped_charter(), datetime.now(UTC)

    def unit(act: Callable[[Work], T]) -> T:
        with million.unit() as session:
            return act(Work(session, now, charter, BOT))

    unit(announce)
    now += timedelta(seconds=2)
    while unit(ledger.prepare):
        pass
    assert _copies(million) == MANY
    notice = unit(lambda work: work.session.scalar(select(Notice.id).where(Notice.kind == ANNOUNCEMENT)))
    audience = unit(lambda work: ledger.audiences_of(work, [notice])[notice])
    times: list[float] = []
    outcomes: list[Outcome] = []
    while len(times) * BATCH < 900_000 + 20_000:

        def turn(work: Work, done: list[Outcome] = outcomes) -> list[Outcome]:
            ledger.record(work, "growth", done)
            began = time.perf_counter()
            rows = ledger.open_copies(work, BATCH)
            claimed = ledger.claim(work, _wanted(work, rows, audience), "growth", now + timedelta(seconds=90))
            times.append(time.perf_counter() - began)
            chats = {row.id: row.chat_id for row in rows}
            return [Outcome(one, chats[one], CopyState.SENT, 1, arrived=(Shown(one + 1000),)) for one in claimed]

        outcomes = unit(turn)
        assert len(outcomes) == BATCH
    early = statistics.median(times[5 : 20_000 // BATCH])
    late = statistics.median(times[900_000 // BATCH :])
    print(f"\na claim of {BATCH}: {early * 1000:.2f} ms at the beginning, {late * 1000:.2f} ms after 900,000")
    assert late / early < 1.3


def _wanted(work: Work, rows: list[Any], audience: Any) -> list[Open]:
    found = people.readers(work, [row.person_id for row in rows])
    return [
        Open(
            row.id,
            row.person_id,
            found[row.person_id],
            row.revision,
            row.notice_state,
            row.notice_id,
            audience,
            sends=True,
        )
        for row in rows
    ]


def _sent(town: Any) -> int:
    counted = town.get("/log/counts")["counts"]
    return sum(line["count"] for line in counted if line["method"] == "sendMessage" and line["status"] == 200)


def _filled(database: Database) -> bool:
    with database.unit("read") as session:
        return session.scalar(select(Notice.filled_to).where(Notice.kind == ANNOUNCEMENT)) is None


def _copies(database: Database) -> int:
    with database.unit("read") as session:
        notice = select(Notice.id).where(Notice.kind == ANNOUNCEMENT).scalar_subquery()
        return session.scalar(select(func.count()).select_from(Copy).where(Copy.notice_id == notice)) or 0
