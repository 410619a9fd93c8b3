"""Looking and acting in the running program's database, and taking it away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import psycopg
from sqlalchemy import func, make_url, select
from sqlalchemy.orm import Session

from bot.demo import seed_network
from bot.demo_people import Seed
from db.migrate import migrate
from db.models import Inbox
from db.unit import Database, Mode
from network.charter import shipped_charter
from network.work import Work
from tests.people import ANSWERS
from tests.process.running import BOT, Phone, Sandbox

T = TypeVar("T")


def looked(address: str, question: Callable[[Session], T]) -> T:
    """Ask the database something."""
    database = Database(address)
    try:
        with database.unit("read") as session:
            return question(session)
    finally:
        database.close()


def now(town: Sandbox) -> datetime:
    """The sandbox's time, aware UTC."""
    return datetime.fromtimestamp(town.get("/clock")["now"], UTC)


def acted(town: Sandbox, address: str, act: Callable[[Work], T], mode: Mode = "write") -> T:
    """Do something by the rules, at the sandbox's time, as another process would; nobody is rung for."""
    database = Database(address)
    try:
        with database.unit(mode) as session:
            return act(Work(session, now(town), shipped_charter(), BOT))
    finally:
        database.close()


def known(
    town: Sandbox, address: str, *people: tuple[Phone, dict[str, Any]], coordinators: frozenset[int] = frozenset()
) -> None:
    """Let these have joined before the program starts; a dictionary changes single ones of `ANSWERS`.

    `coordinators` of the whole network are named by Telegram id.
    """
    database = Database(address)
    seeds = [Seed(phone.id, "", "", "en", "", joins=ANSWERS | answers) for phone, answers in people]
    try:
        migrate(database)
        seed_network(database, shipped_charter(), coordinators, now(town), *seeds)
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
