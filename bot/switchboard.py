"""One table of all handlers instead of a tree of routers: an update is put only to those that may want it.

Asking every router in turn costs more with each feature. A command's name and a button's prefix say beforehand who
cannot want it; those that may are asked in the routers' order, and their filters still decide.
"""

from collections.abc import Iterable
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackQueryFilter
from aiogram.types import CallbackQuery, Message, TelegramObject

ANYTHING = ""  # the name of what is neither a command nor a button that somebody knows


class Switchboard(TelegramEventObserver):
    """The handlers of one kind of update, by the names they answer to."""

    def __init__(self, router: Router, event_name: str, handlers: Iterable[HandlerObject]) -> None:
        """Take over handlers in the order in which they are to be asked."""
        super().__init__(router, event_name)
        self.handlers.extend(handlers)
        named = [(handler, _names(handler)) for handler in self.handlers]
        known = {ANYTHING}.union(*(names for _, names in named if names))
        self._tables = {
            name: self._table(handler for handler, names in named if names is None or name in names) for name in known
        }

    def _table(self, handlers: Iterable[HandlerObject]) -> TelegramEventObserver:
        made = TelegramEventObserver(self.router, self.event_name)
        made.handlers.extend(handlers)
        made.middleware = self.middleware
        return made

    async def trigger(self, event: TelegramObject, **kwargs: Any) -> Any:
        """Put an update to whoever may want it; the first whose filters say yes has it."""
        table = self._tables.get(_name(event)) or self._tables[ANYTHING]
        return await table.trigger(event, **kwargs)


def connect(dispatcher: Dispatcher, routers: Iterable[Router]) -> None:
    """Put the handlers of all routers into the dispatcher's own tables.

    Raises ValueError for a router with filters or middlewares of its own: they would be forgotten.
    """
    every = [router for root in routers for router in root.chain_tail]
    for kind in [kind for kind in dispatcher.observers if kind not in {"update", "error"}]:
        theirs = [router.observers[kind] for router in every]
        if any(observer._handler.filters or list(observer.middleware) for observer in theirs):  # noqa: SLF001 - aiogram shows them nowhere else
            raise ValueError(f"a router has filters or middlewares of its own for {kind}")
        if handlers := [handler for observer in theirs for handler in observer.handlers]:
            board = Switchboard(dispatcher, kind, handlers)
            dispatcher.observers[kind] = board
            setattr(dispatcher, kind, board)


def _names(handler: HandlerObject) -> frozenset[str] | None:
    """Say which commands or prefixes a handler answers to; None where nobody can say beforehand."""
    for one in handler.filters or ():
        if isinstance(one.callback, CallbackQueryFilter) and one.callback.callback_data.__separator__ == ":":
            return frozenset({one.callback.callback_data.__prefix__})
        if isinstance(one.callback, Command) and one.callback.prefix == "/" and not one.callback.ignore_case:
            names = frozenset(name for name in one.callback.commands if isinstance(name, str))
            return names if len(names) == len(one.callback.commands) else None
    return None


def _name(event: TelegramObject) -> str:
    if isinstance(event, CallbackQuery):
        return (event.data or "").partition(":")[0]
    if isinstance(event, Message):
        first, *_ = (event.text or event.caption or "").split(maxsplit=1) or ("",)
        return first[1:].partition("@")[0] if first.startswith("/") else ANYTHING
    return ANYTHING
