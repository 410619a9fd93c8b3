"""Bringing a database to this program's version, and knowing when it cannot be."""

from enum import StrEnum
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from db.locks import MIGRATION
from db.unit import Database

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0001"  # the newest migration; said here too, so that a start that needs none does not wait for Alembic


class SchemaState(StrEnum):
    """How a database's version relates to this program's."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    NEWER = "newer"


def schema_state(database: Database) -> SchemaState:
    """Compare the database's version with this program's.

    Raises sqlalchemy.exc.OperationalError when the database cannot be reached.
    """
    with database.engine.connect() as connection:
        return _state(connection)


def migrate(database: Database, revision: str = "head") -> None:
    """Upgrade to `revision`; several processes may try at once, one does it.

    Raises RuntimeError when the database is newer than this program.
    """
    from alembic import command  # noqa: PLC0415 - only where there is something to migrate

    config = _config()
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION})
        if _state(connection) is SchemaState.NEWER:
            raise RuntimeError("the database is newer than this program")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    """Say whether the models know something in a database: all but the indices for searching words."""
    return not (name or "").startswith({"table": "post_fts", "index": "ix_post_words_lexemes"}.get(kind, "\0"))


def downgrade(database: Database, revision: str) -> None:
    """Go back to an older version; for tests and for the day a release must be taken back."""
    from alembic import command  # noqa: PLC0415 - only where there is something to migrate

    config = _config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(files("db") / "migrations"))
    return config


def _state(connection: Connection) -> SchemaState:
    if not inspect(connection).has_table("alembic_version"):
        return SchemaState.EMPTY
    current = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if current is None:
        return SchemaState.EMPTY
    if current == HEAD:
        return SchemaState.CURRENT
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - as above

    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    return SchemaState.BEHIND if current in known else SchemaState.NEWER
