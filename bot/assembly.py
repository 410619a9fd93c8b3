"""Putting the parts together: the dispatcher with every router, and a bot that only lends its context."""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.base import BaseSession
from aiogram.methods.base import TelegramMethod
from aiogram.types import TelegramObject

import handlers
from bot.switchboard import connect
from handlers.kit.group_deeds import GroupDeed
from handlers.kit.notices import NoticeKind


class SilentSession(BaseSession):
    """A session that refuses to send: handlers return answers, the edge sends them after the commit."""

    async def close(self) -> None:
        """Nothing is open."""

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:  # noqa: ASYNC109, ARG002 - the parent's signature
        """Refuse."""
        raise RuntimeError(f"a handler tried to send {type(method).__name__}; handlers return answers")

    def stream_content(self, *_: Any, **__: Any) -> Any:
        """Refuse."""
        raise RuntimeError("a handler tried to download; handlers return answers")


def silent_bot(token: str) -> Bot:
    """Return the Bot that gives updates their context and never sends."""
    return Bot(token, session=SilentSession())


@cache
def dispatcher() -> Dispatcher:
    """Return the one dispatcher with every feature's handlers."""
    return _dispatcher(handlers.routers())


@cache
def groups() -> Dispatcher:
    """Return the dispatcher of what happens in groups."""
    return _dispatcher(handlers.group_routers())


def _dispatcher(routers: list[Router]) -> Dispatcher:
    made = Dispatcher(disable_fsm=True)
    connect(made, routers)
    for kind in made.resolve_used_update_types():
        made.observers[kind].middleware(note_handler)
    return made


async def note_handler(
    handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]], event: TelegramObject, data: dict[str, Any]
) -> Any:
    """Write down which handler took the update, for the metrics."""
    callback = data["handler"].callback
    data["seen"]["handler"] = f"{callback.__module__.split('.')[1]}.{callback.__name__}"
    return await handler(event, data)


def update_kinds() -> list[str]:
    """List the kinds of update that some handler wants; asked of Telegram by name."""
    return sorted({*dispatcher().resolve_used_update_types(), *groups().resolve_used_update_types()})


def group_deeds() -> dict[str, GroupDeed]:
    """Return everything that is done in groups, by name."""
    return handlers.group_deeds()


def notice_kinds() -> dict[str, NoticeKind]:
    """Return every kind of notice by name."""
    return handlers.notice_kinds()
