"""Advisory locks: what one process at a time does on PostgreSQL. On SQLite one process is alone, and has them all.

Every number is given out here, so that no two uses share one.
"""

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from db.dialects import is_sqlite
from db.unit import Database

# "ccbot" and a number of its own.
MIGRATION, POLLING, SWEEP, PUBLISHING, BRINGING = (0x6363_626F_7400 + number for number in range(1, 6))
# Whoever is alive holds one of two numbers: this one, and their own (bot/presence.py).
PRESENCE = 0x6362


def taken(session: Session, lock: int) -> bool:
    """Take a lock until this unit's commit if nobody has it; says whether it is ours."""
    return is_sqlite(session) or bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": lock}))


def wait_for(session: Session, lock: int) -> None:
    """Wait until nobody has a lock, and hold it until this unit's commit."""
    if not is_sqlite(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


class Held:
    """A lock that a process holds for as long as it lives, by a connection of its own."""

    def __init__(self, database: Database, lock: int) -> None:
        """Nothing is held yet."""
        self._database = database
        self._lock = lock
        self._connection: Connection | None = None

    @property
    def ours(self) -> bool:
        """Whether we had it when it was last looked at."""
        return self._database.is_sqlite or self._connection is not None

    def take(self) -> bool:
        """Take the lock if nobody has it, or see that we still do: a connection that died has lost it.

        A database that is away counts as somebody who has it.
        """
        if self._database.is_sqlite:
            return True
        try:
            if self._connection is not None:
                self._connection.execute(text("SELECT 1"))
                return True
            self._connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            taken_now = self._connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": self._lock})
        except DBAPIError:
            taken_now = False
        if not taken_now:
            self.let_go()
        return bool(taken_now)

    def let_go(self) -> None:
        """Let somebody else have it: the lock goes with its connection."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
