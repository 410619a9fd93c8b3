"""What all tables share: names, types, and what each column says about privacy."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Integer, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The mother of all models."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time on every database; SQLite keeps it naive, so the zone is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse naive times: nobody would know which zone they mean."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value!r}")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 - the parent's signature
        """Give the zone back."""
        return value if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Telegram's ids need 52 bits; SQLite's own row ids only grow by themselves when the type is INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB, "postgresql")


# How a column is exported and what becomes of it when its person is erased. Default-deny: a column that says nothing
# fails a test (tests/network/test_privacy.py). Read by db/queries/privacy.py.
def exported(*, erase: str) -> dict[str, Any]:
    """Tag a column that its person receives in an export. `erase`: `clear`, `with row`, or `keep: why`."""
    return {"export": True, "erase": erase}


def internal(why: str, *, erase: str = "with row") -> dict[str, Any]:
    """Tag a column that no export shows; `why` says why it may be left out."""
    return {"export": False, "why": why, "erase": erase}


def rows(owner: str | None, on_erase: str, *, export_as: str | None = None) -> dict[str, Any]:
    """Tag a table: the column that names the person, what becomes of their rows (`delete`, `keep`), its export name."""
    return {"owner": owner, "on_erase": on_erase, "export_as": export_as}
