"""Waking what sleeps: within the process by events, between processes by PostgreSQL's NOTIFY."""

import asyncio
from collections import defaultdict

import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.clock import Clock
from db.unit import Database

log = structlog.get_logger()
CHANNEL = "ccbot"


class Bell:
    """Named wake-up calls. Losing one costs a look at the clock, never a row: everybody looks again after a while."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Prepare; `listen` must run for calls of other processes to arrive."""
        self._database = database
        self._clock = clock
        self._events: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def ring(self, name: str) -> None:
        """Wake whoever waits for `name` in this process."""
        self._events[name].set()

    def announce(self, session: Session, names: set[str]) -> None:
        """Wake the other processes when this unit of work commits."""
        if not self._database.is_sqlite:
            for name in sorted(names):
                session.execute(text("SELECT pg_notify(:channel, :name)"), {"channel": CHANNEL, "name": name})

    async def wait(self, name: str, seconds: float) -> bool:
        """Wait for a call, at most that many real seconds; says whether one came."""
        event = self._events[name]
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return False
        event.clear()
        return True

    async def listen(self) -> None:
        """Pass on the calls of other processes until cancelled."""
        if self._database.is_sqlite:
            return
        import psycopg  # noqa: PLC0415 - not where SQLite is used

        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._database.libpq_address, autocommit=True
                ) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    async for note in connection.notifies():
                        self.ring(note.payload)
            except psycopg.OperationalError as error:
                log.warning("bell.lost", error=type(error).__name__)
                await self._clock.sleep(1)
