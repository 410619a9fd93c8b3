"""Being there: each process on PostgreSQL holds an advisory lock, which goes when the process does, however it ends.

So the leases of a process that was killed are taken over at once, without waiting for them to run out.
"""

import secrets

import psycopg
import structlog

from bot.clock import Clock
from db.queries.inbox import PRESENCE
from db.unit import Database

log = structlog.get_logger()
LOOK = 5.0


class Presence:
    """The number of this process, and the lock that says that it lives."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Choose a number; nothing is held yet."""
        self._database = database
        self._clock = clock
        self.number = secrets.randbelow(2**31 - 1) + 1
        self._connection: psycopg.AsyncConnection | None = None

    async def begin(self) -> None:
        """Take the lock. Nothing to do on SQLite, where one process is alone.

        Raises psycopg.OperationalError when the database cannot be reached.
        """
        if not self._database.is_sqlite:
            self._connection = await psycopg.AsyncConnection.connect(self._database.libpq_address, autocommit=True)
            await self._connection.execute("SELECT pg_advisory_lock(%s, %s)", (PRESENCE, self.number))

    async def keep(self) -> None:
        """Take the lock again whenever its connection was lost, until cancelled."""
        while self._connection is not None:
            await self._clock.pause(LOOK)
            try:
                await self._connection.execute("SELECT 1")
            except psycopg.Error as error:
                log.warning("presence.lost", error=type(error).__name__)
                await self._again()

    async def _again(self) -> None:
        try:
            await self.begin()
        except psycopg.Error:
            log.warning("presence.away")

    async def end(self) -> None:
        """Let the lock go."""
        if self._connection is not None:
            await self._connection.close()
