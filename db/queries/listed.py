"""Rows that the program hands to a statement, as something it can select from: one parameter, however many."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, FromClause, String, bindparam, func, select
from sqlalchemy.orm import Session

from db.dialects import is_sqlite


def listed(session: Session, names: Sequence[str], rows: Iterable[Sequence[int]]) -> FromClause:
    """Return rows of whole numbers (a truth is 0 or 1) with columns of these names."""
    given = list(rows)
    if is_sqlite(session):
        return _of_json(tuple(names), given)
    columns = list(zip(*given, strict=True)) or [()] * len(names)
    arrays = [bindparam(None, list(column), type_=ARRAY(BigInteger), unique=True) for column in columns]
    return func.unnest(*arrays).table_valued(*names, name="listed").render_derived()


def _of_json(names: Sequence[str], rows: Sequence[Sequence[int]]) -> FromClause:
    each: Any = func.json_each(bindparam(None, json.dumps(rows), type_=String(), unique=True)).table_valued("value")
    columns = [
        func.json_extract(each.c.value, f"$[{place}]", type_=BigInteger()).label(name)
        for place, name in enumerate(names)
    ]
    return select(*columns).select_from(each).subquery("listed")
