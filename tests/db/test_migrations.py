"""Migrations: up, down and up again; the models say the same as the migrations; newer and older databases are known."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from db import migrate
from db.migrate import SchemaState, schema_state
from db.models import Base
from db.unit import Database


def test_up_down_and_up_again(database: Database) -> None:
    assert schema_state(database) is SchemaState.CURRENT
    migrate.downgrade(database, "base")
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}
    assert schema_state(database) is SchemaState.EMPTY
    migrate.migrate(database)
    assert schema_state(database) is SchemaState.CURRENT


def test_the_models_say_what_the_migrations_made(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": migrate.is_modelled}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_the_newest_migration_is_named_where_starts_look() -> None:
    config = Config()
    config.set_main_option("script_location", "db/migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == migrate.HEAD


def test_a_newer_database_is_left_alone(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert schema_state(database) is SchemaState.NEWER
    with pytest.raises(RuntimeError, match="newer"):
        migrate.migrate(database)
