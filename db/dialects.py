"""The two databases' own ways of saying one thing."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

DIALECTS: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}


def is_sqlite(session: Session) -> bool:
    """Say whether this unit of work stands on SQLite, where one process is alone and writes one after the other."""
    return session.get_bind().dialect.name == "sqlite"


def insert_or(session: Session, table: type[Any]) -> Any:
    """Begin an insert that can say what a row that is there already means: `on_conflict_do_nothing`, `…_do_update`."""
    return DIALECTS[session.get_bind().dialect.name].insert(table)
