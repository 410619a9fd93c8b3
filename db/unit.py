"""The database and its units of work. Plain synchronous SQLAlchemy; asyncio never comes down here."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import OperationalError, PendingRollbackError
from sqlalchemy.orm import Session

Mode = Literal["read", "write", "durable"]
_MODES: dict[Mode, dict[str, Mode]] = {mode: {"ccbot_mode": mode} for mode in ("read", "write", "durable")}


class Database:
    """One database: SQLite in a file, or PostgreSQL through psycopg 3."""

    def __init__(self, url: str, *, pool_size: int = 6) -> None:
        """Prepare the engine; nothing is opened yet. `url` is an SQLAlchemy address.

        Raises sqlalchemy.exc.ArgumentError when the address cannot be understood.
        """
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        options: dict[str, Any] = {"hide_parameters": True}  # errors must not quote what somebody wrote
        if self.is_sqlite:
            # isolation_level None: we begin ourselves, so that writers begin IMMEDIATE and never fail half way.
            options["connect_args"] = {"check_same_thread": False, "isolation_level": None, "timeout": 30}
        else:
            options |= {"pool_size": pool_size, "max_overflow": 4, "pool_pre_ping": False, "pool_recycle": 1800}
        self.engine: Engine = create_engine(self.url, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @property
    def threads(self) -> int:
        """How many units of work may run side by side: SQLite has one writer."""
        return 1 if self.is_sqlite else 4

    @property
    def libpq_address(self) -> str:
        """The address as PostgreSQL's own library takes it, for a connection beside the pool."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @contextmanager
    def unit(self, mode: Mode = "write") -> Iterator[Session]:
        """Open one unit of work and commit it at the end; any exception rolls all of it back.

        `durable` makes SQLite wait for the disk, for what must survive a power cut; the others survive a kill.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            session.connection(execution_options=_MODES[mode])
            try:
                yield session
                session.commit()
            except PendingRollbackError as error:
                # The connection was lost before, and whoever heard of it went on: it is the database's trouble still.
                raise OperationalError("the connection was lost", None, error, connection_invalidated=True) from error

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA secure_delete=ON")  # what was erased is not left lying in free pages
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    mode = connection.get_execution_options().get("ccbot_mode", "write")
    cursor = connection.connection.cursor()
    durable = connection.info.get("ccbot_durable", False)
    if durable != (mode == "durable"):
        cursor.execute(f"PRAGMA synchronous={'FULL' if mode == 'durable' else 'NORMAL'}")
        connection.info["ccbot_durable"] = mode == "durable"
    cursor.execute("BEGIN" if mode == "read" else "BEGIN IMMEDIATE")
    cursor.close()
