"""The two databases' own ways of saying one thing."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, BigInteger, BindParameter, Boolean, Text, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

DIALECTS: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}


def is_sqlite(session: Session) -> bool:
    """Say whether this unit of work stands on SQLite, where one process is alone and writes one after the other."""
    return session.get_bind().dialect.name == "sqlite"


def insert_or(session: Session, table: type[Any]) -> Any:
    """Begin an insert that can say what a row that is there already means: `on_conflict_do_nothing`, `…_do_update`."""
    return DIALECTS[session.get_bind().dialect.name].insert(table)


class Numbers(TypeDecorator[Collection[int]]):
    """Many row numbers as one parameter, so that a statement reads the same however many there are."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        """Choose what a database takes: an array, or JSON."""
        return dialect.type_descriptor(ARRAY(BigInteger) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Collection[int] | None, dialect: Any) -> Any:
        """Write them down."""
        numbers = list(value or ())
        return numbers if dialect.name == "postgresql" else json.dumps(numbers)


class among(FunctionElement[bool]):  # noqa: N801 - reads as the operator it is
    """`among(column, numbers("ids"))`: whether a row number is one of those given when the statement is run.

    Unlike `in_`, it is the same text for any number of them: built, compiled, and on PostgreSQL planned, only once.
    """

    type = Boolean()
    name = "among"
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002 - as SQLAlchemy calls it
        """Stand in a WHERE as it is: compared with 1, as SQLite's truths are, no index would be used."""
        return self


def numbers(name: str) -> BindParameter[Collection[int]]:
    """Return the parameter of that name for `among`."""
    return bindparam(name, type_=Numbers())


@compiles(among, "postgresql")
def _among_an_array(element: Any, compiler: Any, **more: Any) -> str:
    column, given = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{column} = ANY ({given})"


@compiles(among, "sqlite")
def _among_a_list(element: Any, compiler: Any, **more: Any) -> str:
    column, given = (compiler.process(clause, **more) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({given}))"  # noqa: S608 - both are the compiler's own
