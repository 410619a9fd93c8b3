"""Bringing a database to this program's version, and knowing when it cannot be."""

from enum import StrEnum
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from db.unit import Database

MIGRATION_LOCK = 0x6363_626F_7401  # "ccbot" and a number of its own: no other advisory lock of ours has it


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
    config = Config()
    config.set_main_option("script_location", str(files("db") / "migrations"))
    with database.engine.begin() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        if _state(connection) is SchemaState.NEWER:
            raise RuntimeError("the database is newer than this program")
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def downgrade(database: Database, revision: str) -> None:
    """Go back to an older version; for tests and for the day a release must be taken back."""
    config = Config()
    config.set_main_option("script_location", str(files("db") / "migrations"))
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def _state(connection: Connection) -> SchemaState:
    config = Config()
    config.set_main_option("script_location", str(files("db") / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None:
        return SchemaState.EMPTY
    if current == scripts.get_current_head():
        return SchemaState.CURRENT
    known = {script.revision for script in scripts.walk_revisions()}
    return SchemaState.BEHIND if current in known else SchemaState.NEWER
