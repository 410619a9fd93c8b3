"""A million members on PostgreSQL: copies are made fast and in little memory, the first one leaves at once, and the
claim of the next is as fast after 900,000 as it was at the beginning.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
BATCH, TURNS = 64, 400
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


@contextmanager
def lent(templates: Templates) -> Iterator[Database]:
    """Lend a database with that many members, who all have a chat."""
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


@pytest.fixture
def million(templates: Templates) -> Iterator[Database]:
    """One such database."""
    with lent(templates) as database:
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


def test_the_claim_is_as_fast_after_900_000(templates: Templates) -> None:
    """Two databases side by side: one is sent through, the other stands at the beginning; then both in turn."""
    with lent(templates) as worn, lent(templates) as fresh:
        late, early = Sender(worn), Sender(fresh)
        while late.sent < 900_000:
            late.turn()
        pairs = [(early.turn(), late.turn()) for _ in range(TURNS)]
    first, last = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"\na claim of {BATCH}: {first * 1000:.2f} ms, after 900,000 {last * 1000:.2f} ms, ratio {ratio:.2f}")
    assert ratio < 1.3


class Sender:
    """Claims and records an announcement to everybody, and sends nothing."""

    def __init__(self, database: Database) -> None:
        """Announce, and make all copies."""
        self._database = database
        self._now = datetime(2027, 3, 1, 9, tzinfo=UTC)  # nobody sleeps at that hour
        self._outcomes: list[Outcome] = []
        self.sent = 0
        self._unit(announce)
        self._now += timedelta(seconds=2)
        while self._unit(ledger.prepare):
            pass
        assert _copies(database) == MANY
        notice = self._unit(lambda work: work.session.scalar(select(Notice.id).where(Notice.kind == ANNOUNCEMENT)))
        self._audience = self._unit(lambda work: ledger.audiences_of(work, [notice])[notice])

    def turn(self) -> float:
        """Record what was claimed before, claim the next; returns the seconds that looking and claiming took."""
        took, self._outcomes = self._unit(self._turn)
        assert len(self._outcomes) == BATCH
        self.sent += BATCH
        return took

    def _turn(self, work: Work) -> tuple[float, list[Outcome]]:
        ledger.record(work, "growth", self._outcomes)
        began = time.perf_counter()
        rows = ledger.open_copies(work, BATCH)
        until = self._now + timedelta(seconds=90)
        claimed = ledger.claim(work, _wanted(work, rows, self._audience), "growth", until)
        took = time.perf_counter() - began
        chats = {row.id: row.chat_id for row in rows}
        return took, [Outcome(one, chats[one], CopyState.SENT, 1, arrived=(Shown(one + 1000),)) for one in claimed]

    def _unit(self, act: Callable[[Work], T]) -> T:
        with self._database.unit() as session:
            return act(Work(session, self._now, shipped_charter(), BOT))


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
