"""`ccbot check`: a line each for settings, network, database and Telegram, with what to do about what is wrong."""

import asyncio
import os
from collections.abc import Callable, Iterator

from sqlalchemy.exc import DBAPIError

from bot.settings import Settings, SettingsError, load_settings
from bot.start import open_database, reason, sqlite_file
from network.charter import CharterError, load_charter

GOOD, WRONG, NOTE = "ok   ", "wrong", "note "
PLACEHOLDER = "example.org"


def check() -> int:
    """Print the lines; returns 0 when all is well, otherwise 1. Changes nothing."""
    all_good = True
    for good, what, words in _lines():
        mark = NOTE if good is None else GOOD if good else WRONG
        print(f"{mark}  {what:<9} {words}")  # noqa: T201 - a command's answer
        all_good = all_good and good is not False
    return 0 if all_good else 1


def _lines() -> Iterator[tuple[bool | None, str, str]]:
    """Yield the lines: True is good, False is wrong, None is a note."""
    try:
        settings = load_settings()
    except SettingsError as error:
        yield False, "settings", str(error)
        return
    yield _told("settings", lambda: f"a token for bot {settings.bot_id}, {len(settings.owners)} owner(s)")
    yield _told("network", lambda: _network(settings))
    yield from _notes(settings)
    yield _told("database", lambda: _database(settings))
    if settings.token:
        yield _told("Telegram", lambda: asyncio.run(_telegram(settings)))
        yield from _groups(settings)


def _groups(settings: Settings) -> Iterator[tuple[bool, str, str]]:
    from bot.check_groups import group_lines  # noqa: PLC0415 - the rules of groups are only needed here

    try:
        for good, words in group_lines(settings):
            yield good, "group", words
    except (SettingsError, CharterError, DBAPIError):
        return  # the lines above have said so


def _told(what: str, look: Callable[[], str]) -> tuple[bool, str, str]:
    try:
        return True, what, look()
    except (SettingsError, CharterError) as error:
        return False, what, str(error)
    except DBAPIError as error:
        return False, what, f"it can be reached, but not read: {reason(error)}"


def _notes(settings: Settings) -> Iterator[tuple[None, str, str]]:
    """Remind of what a network must say for itself before anybody joins."""
    try:
        charter = load_charter(settings.network)
    except CharterError:
        return
    if PLACEHOLDER in charter.contact("en"):
        yield None, "contact", "a placeholder: name who answers for the data in `run_by` of a network.toml of your own"


def _network(settings: Settings) -> str:
    charter = load_charter(settings.network)
    return (
        f"{charter.file.name}: {len(charter.regions)} regions, {len(charter.topics)} topics, "
        f"{len(charter.member_groups)} member groups, languages {', '.join(charter.languages)}"
    )


def _database(settings: Settings) -> str:
    from db.migrate import SchemaState, schema_state  # noqa: PLC0415 - Alembic is only needed here

    file = sqlite_file(settings)
    if file and not file.exists():
        if not os.access(file.parent, os.W_OK):
            raise SettingsError(f"{file.parent} cannot be written; the database is to be made there")
        return f"sqlite file {file} is not there yet; the first start makes it"
    database = open_database(settings)
    state = schema_state(database)
    database.close()
    if state is SchemaState.NEWER:
        raise SettingsError("the database is newer than this program: install the newer version of the bot")
    words = {
        SchemaState.CURRENT: "is at this program's version",
        SchemaState.BEHIND: "is older; `ccbot migrate` or the next start brings it to this version",
        SchemaState.EMPTY: "is empty; `ccbot migrate` or the first start makes the tables",
    }
    return f"{database.url.get_backend_name()} {words[state]}"


async def _telegram(settings: Settings) -> str:
    from bot.clock import SystemClock  # noqa: PLC0415 - the web client is only needed here
    from bot.limiter import Limiter  # noqa: PLC0415
    from bot.telegram import CallFailed, Refused, Telegram  # noqa: PLC0415

    clock = SystemClock()
    telegram = Telegram(settings.known_token, settings.api_url, limiter=Limiter(1, clock), clock=clock)
    await telegram.open()
    try:
        me = await telegram.call("getMe")
        hook = await telegram.call("getWebhookInfo")
    except Refused as error:
        if error.token_refused:
            raise SettingsError("the token is refused: compare CCBOT_TOKEN with BotFather's") from None
        raise SettingsError(f"Telegram says: {error.description}") from None
    except CallFailed as error:
        raise SettingsError(f"{settings.api_url} cannot be reached ({error}); is this machine online?") from None
    finally:
        await telegram.close()
    waiting = hook.get("pending_update_count", 0)
    if hook.get("last_error_message"):
        raise SettingsError(f"@{me['username']}: the webhook fails: {hook['last_error_message']}; {waiting} waiting")
    well = f"@{me['username']} answers; {waiting} update(s) waiting there"
    if me.get("supports_inline_queries"):
        return well
    return (
        f"{well}; inline mode is off: /setinline and /setinlinefeedback at BotFather let events be posted in any chat"
    )
