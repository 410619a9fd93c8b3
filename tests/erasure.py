"""Whether anything of a person is left: in the database, and in whatever other texts one cares to look through."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Integer,
    MetaData,
    String,
    Table,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Session

from db.models import Chat, Text
from db.models.base import UtcDateTime
from db.queries.privacy import tables_about_people
from network.people import Reader

LONG_AGO = datetime(1999, 12, 31, tzinfo=UTC)
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


class Filler:
    """Writes a row into every table about people, with values that could be nobody else's."""

    def __init__(self, session: Session, reader: Reader) -> None:
        self.session, self.reader = session, reader
        self.values: list[Any] = []
        self.numbers = count(880_001)
        self.parents: dict[str, Any] = {"person": reader.id}

    def fill(self) -> None:
        group = insert(Chat).values(bot_id=4242, telegram_id=-880_000, kind="supergroup", language="en")
        self.parents["chat"] = self.session.execute(group.returning(Chat.id)).scalar_one()
        for about in tables_about_people():
            table = about.table
            if table.name in {"person", "chat"}:
                self._complete(table, about.owner)
                continue
            row = {c.name: self._value(c, about) for c in table.columns if c.name != "id"}
            made = self.session.execute(insert(table).values(row).returning(*table.primary_key))
            self.parents[table.name] = made.one()[0]

    def _complete(self, table: Table, owner: str) -> None:
        row = {
            c.name: self._needle(c)
            for c in table.columns
            if not c.primary_key
            and not c.foreign_keys
            and c.name not in {"telegram_id", "bot_id", "kind", "status", "proof"}
        }
        self.session.execute(update(table).where(table.c[owner] == self.reader.id).values(row))

    def _value(self, column: Column, about: Any) -> Any:
        if column.name == about.owner:
            return self.reader.telegram_id if about.by_telegram_id else self.reader.id
        for key in column.foreign_keys:
            if key.column.table is Text.__table__:  # words of its own: some go with what points at them
                words = insert(Text).values(source_language="en", revision=1).returning(Text.id)
                return self.session.execute(words).scalar_one()
            return self.parents.get(key.column.table.name)
        if column.name == "bot_id":
            return 4242
        if column.info["erase"].startswith("keep"):
            emptied: Any = [] if "list" in str(column.default) else {}
            whole = {UtcDateTime: LONG_AGO, Boolean: True, Integer: 1, Float: 1.0, String: "privacy"}
            whole[JSON] = emptied
            return next(value for kind, value in whole.items() if isinstance(column.type, kind))
        return self._needle(column)

    def _needle(self, column: Column) -> Any:
        kept = column.info["erase"].startswith("keep")
        value: Any
        match column.type:
            case UtcDateTime():
                value = LONG_AGO + timedelta(minutes=next(self.numbers))
            case Boolean():
                return True
            case Integer() | BigInteger():
                value = next(self.numbers)
            case String():
                value = f"ندى{next(self.numbers)}"[: column.type.length]
                value = "ZZ" if column.type.length == 2 else value
            case JSON():
                needle = f"ندى{next(self.numbers)}"
                value = [needle] if "list" in str(column.default) else {"text": needle}
            case _:
                raise AssertionError(f"teach this test to fill a {column.type!r}")
        if not kept:
            self.values.append(value if isinstance(value, (str, int, datetime)) else needle)
        return value
