"""Whether anything of a person is left: in the database, and in whatever other texts one cares to look through."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

SHORTEST = 3  # shorter values are found everywhere by chance


def everything_stored(session: Session) -> Iterator[str]:
    """Every value of every table as text, as `table.column: value`; the tables are the database's, not the models'."""
    found = MetaData()
    found.reflect(session.connection())
    for table in found.sorted_tables:
        for row in session.execute(select(table)).mappings():
            for column, value in row.items():
                if value is not None:
                    yield f"{table.name}.{column}: {_as_text(value)}"


def traces(values: Iterable[Any], texts: Iterable[str]) -> list[str]:
    """Those of the texts in which one of a person's values stands, in whatever letter case.

    Give it what a database stores, or what phones show after an erasure.
    """
    wanted = [text for value in values if len(text := _as_text(value).casefold()) >= SHORTEST]
    return [text for text in texts if any(value in text.casefold() for value in wanted)]


def _as_text(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).replace(tzinfo=None).isoformat()
    return str(value)
