"""Looking into the running program's database, and taking it away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import psycopg
from sqlalchemy import func, make_url, select
from sqlalchemy.orm import Session

from db.models import Inbox
from db.unit import Database

T = TypeVar("T")


def looked(address: str, question: Callable[[Session], T]) -> T:
    """Ask the database something."""
    database = Database(address)
    try:
        with database.unit("read") as session:
            return question(session)
    finally:
        database.close()


def states(address: str) -> dict[str, int]:
    """How many updates are in which state."""
    counted = select(Inbox.state, func.count()).group_by(Inbox.state)
    return looked(address, lambda session: dict(session.execute(counted).all()))


@contextmanager
def away(address: str) -> Iterator[None]:
    """Let PostgreSQL refuse that database, and cut every connection to it, for a while."""
    url = make_url(address)
    server = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false")
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (url.database,))
        try:
            yield
        finally:
            admin.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")
