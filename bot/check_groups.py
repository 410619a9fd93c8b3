"""`ccbot check` in the groups of hubs: whether the bot is in each, and which rights it lacks there."""

import asyncio
from collections.abc import Iterator
from typing import Any

from bot.settings import Settings
from bot.start import open_database, sqlite_file
from network.charter import load_charter
from network.hubs import groups, rights
from network.hubs.groups import Group
from network.work import Work

# What Telegram's apps call each right, and what stops working without it.
REASONS = {
    rights.INVITE: ("Invite users via link", "nobody is let in"),
    rights.RESTRICT: ("Ban users", "whoever leaves the network stays in the group"),
    rights.DELETE: ("Delete messages", "what was hidden stays there"),
    rights.INFO: ("Change group info", "the description does not say that the bot reads along"),
    rights.TOPICS: ("Manage topics", "discussions get no topics"),
}

Line = tuple[bool, str]


def group_lines(settings: Settings) -> Iterator[Line]:
    """Yield a line for each linked group: whether all is well, and what to do where it is not.

    Raises SettingsError and DBAPIError as `check` does.
    """
    linked = _linked(settings)
    if linked:
        yield from asyncio.run(_look(settings, linked))


def _linked(settings: Settings) -> list[Group]:
    from bot.clock import SystemClock  # noqa: PLC0415 - the web client is only needed here
    from db.migrate import SchemaState, schema_state  # noqa: PLC0415 - Alembic is only needed here

    file = sqlite_file(settings)
    if file and not file.exists():
        return []
    database = open_database(settings)
    try:
        if schema_state(database) is not SchemaState.CURRENT:
            return []
        with database.unit("read") as session:
            work = Work(session, SystemClock().now(), load_charter(settings.network), settings.bot_id)
            return groups.linked(work)
    finally:
        database.close()


async def _look(settings: Settings, linked: list[Group]) -> list[Line]:
    from bot.clock import SystemClock  # noqa: PLC0415 - the web client is only needed here
    from bot.limiter import Limiter  # noqa: PLC0415
    from bot.telegram import CallFailed, Telegram  # noqa: PLC0415

    clock = SystemClock()
    telegram = Telegram(settings.known_token, settings.api_url, limiter=Limiter(1, clock), clock=clock)
    await telegram.open()
    lines = []
    try:
        for group in linked:
            try:
                asked = {"chat_id": group.telegram_id, "user_id": settings.bot_id}
                lines.append(_line(group, await telegram.call("getChatMember", asked)))
            except CallFailed as error:
                lines.append(
                    (False, f"{_name(group)}: Telegram says: {error}; if the bot is out, add it and link anew")
                )
    finally:
        await telegram.close()
    return lines


def _name(group: Group) -> str:
    return f"“{group.title}” ({group.hub})"


def _line(group: Group, member: dict[str, Any]) -> Line:
    if member.get("status") in {"left", "kicked"}:
        return False, f"{_name(group)}: the bot is not in it any more: add it and link the group anew"
    if member.get("status") != "administrator":
        return False, f"{_name(group)}: the bot is no administrator: make it one, its card in the chat names the rights"
    lacks = [right for right in rights.wanted(forum=group.forum) if not member.get(right)]
    if not lacks:
        return True, f"{_name(group)}: the bot has all the rights it needs"
    named = "; ".join(f"{REASONS[right][0]} ({REASONS[right][1]})" for right in lacks)
    return False, f"{_name(group)}: the bot lacks rights: {named}"
