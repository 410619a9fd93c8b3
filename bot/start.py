"""Starting: from settings to an open, migrated database, and from there to the running program."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from bot.settings import Settings, SettingsError, load_settings
from db.unit import Database

if TYPE_CHECKING:
    from db.migrate import SchemaState


def open_database(settings: Settings) -> Database:
    """Open the database that the settings name, without migrating it.

    Raises SettingsError with one clear line when it cannot be reached or understood.
    """
    try:
        database = Database(settings.database_url)
        with database.engine.connect():
            return database
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError):
        raise SettingsError(
            "CCBOT_DATABASE_URL is no database address: sqlite:///file.db or postgresql+psycopg://name:password@host/database"
        ) from None
    except DBAPIError as error:
        raise SettingsError(f"the database cannot be reached: {reason(error)}") from None


def sqlite_file(settings: Settings) -> Path | None:
    """Return where the SQLite file stands or will stand; None for another database or one in memory."""
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        return None
    named = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    return Path(url.database).absolute() if named and url.database else None


def ensure_schema(database: Database) -> "SchemaState":
    """Migrate the database if it is empty or behind; returns what it was.

    Raises SettingsError when it is newer than this program, or cannot be written.
    """
    from db.migrate import SchemaState, migrate, schema_state  # noqa: PLC0415 - Alembic is only needed here

    try:
        state = schema_state(database)
        if state is SchemaState.NEWER:
            raise SettingsError("the database is newer than this program: install the newer version of the bot")
        if state is not SchemaState.CURRENT:
            migrate(database)
    except DBAPIError as error:
        raise SettingsError(f"the database cannot be brought to this version: {reason(error)}") from None
    return state


def reason(error: BaseException) -> str:
    """Say in one line what the database complained about, without statements or values."""
    orig = getattr(error, "orig", None) or error
    lines = str(orig).strip().splitlines() or [type(orig).__name__]
    return lines[0]


def migrate_database() -> int:
    """`ccbot migrate`."""
    database = open_database(load_settings())
    state = ensure_schema(database)
    print(f"The database was {state.value} and is at this program's version now.")  # noqa: T201 - a command's answer
    return 0


def run(parts: tuple[str, ...]) -> int:
    """`ccbot run`: migrate if needed, then work until stopped."""
    settings = load_settings()
    settings.known_token  # noqa: B018 - a missing token must be said before anything else is touched
    from bot.logs import set_up  # noqa: PLC0415 - a wrong setting is said before anything heavy is imported
    from network.charter import CharterError, load_charter  # noqa: PLC0415

    set_up(settings.log)
    charter = load_charter(settings.network)
    database = open_database(settings)
    ensure_schema(database)
    import structlog  # noqa: PLC0415

    from bot.frugally import import_aiogram  # noqa: PLC0415

    import_aiogram()  # before anything else that does
    from bot.handling import places  # noqa: PLC0415
    from bot.program import Program  # noqa: PLC0415

    async def work() -> None:
        await Program(settings, charter, database, parts).run()

    try:
        asyncio.run(work())
    except (SettingsError, CharterError):
        raise
    except Exception as error:  # noqa: BLE001 - a traceback could quote what somebody wrote
        if isinstance(error, DBAPIError) or type(error).__module__.startswith("psycopg"):
            raise SettingsError(f"the database cannot be used: {reason(error)}") from None
        structlog.get_logger().error("program.failed", error=type(error).__name__, at=places(error))
        return 1
    finally:
        database.close()
    return 0
