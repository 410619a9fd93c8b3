"""Being there: each process on PostgreSQL holds an advisory lock, which goes when the process does, however it ends.

So the leases of a process that was killed are taken over at once, without waiting for them to run out.
"""

import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from bot.clock import Clock
from bot.settings import SettingsError
from db.locks import PRESENCE
from db.unit import Database

if TYPE_CHECKING:
    import psycopg

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

        Raises SettingsError when the database cannot be reached.
        """
        if self._database.is_sqlite:
            return
        import psycopg  # noqa: PLC0415 - not where SQLite is used

        try:
            self._connection = await psycopg.AsyncConnection.connect(self._database.libpq_address, autocommit=True)
            await self._connection.execute("SELECT pg_advisory_lock(%s, %s)", (PRESENCE, self.number))
        except psycopg.Error as error:
            raise SettingsError(f"the database cannot be used: {str(error).strip().splitlines()[0]}") from None

    async def keep(self) -> None:
        """Take the lock again whenever its connection was lost, until cancelled."""
        if self._connection is None:
            return
        import psycopg  # noqa: PLC0415 - as above

        while True:
            await self._clock.pause(LOOK)
            try:
                await self._connection.execute("SELECT 1")
            except psycopg.Error as error:
                log.warning("presence.lost", error=type(error).__name__)
                with suppress(SettingsError):  # still away: looked for again
                    await self.begin()

    async def end(self) -> None:
        """Let the lock go."""
        if self._connection is not None:
            await self._connection.close()
