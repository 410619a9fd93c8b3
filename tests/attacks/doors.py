"""Every way into the bot, read from the handlers that are registered: commands, buttons and what they do, deep links.

A button's press names a room (its prefix) and mostly what it does there (`act`); which acts a room knows is read from
its handler's own source: the cases of its `match`, the keys of the table it looks them up in, or what it compares with.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any, NamedTuple

from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters import Command, CommandStart
from aiogram.filters.callback_data import CallbackData, CallbackQueryFilter

from handlers import group_routers, routers

ACT_FIELDS = ("act", "do")
IN_GROUPS = "in groups"


class Door(NamedTuple):
    """A way in: its kind and its name.

    `command` (`/team`), `button` (`a:y`), `message` (what is written or opened without naming a command of its own, by
    the handler that takes it: `events.links.follow`), `update` (any other kind, and whatever happens in groups, by its
    handler, too).
    """

    kind: str
    name: str


def handlers() -> Iterator[tuple[str, HandlerObject]]:
    """Every registered handler, with the kind of update it takes; what happens in groups is a kind of its own."""
    for where, roots in ((None, routers()), (IN_GROUPS, group_routers())):
        for router in (router for root in roots for router in root.chain_tail):
            for kind, observer in router.observers.items():
                for handler in observer.handlers:
                    yield where or kind, handler


def doors() -> dict[Door, str]:
    """Every door, with the module that answers it."""
    found: dict[Door, str] = {}
    for kind, handler in handlers():
        where = handler.callback.__module__
        filters = [each.callback for each in handler.filters or ()]
        name = f"{where.removeprefix('handlers.')}.{inspect.unwrap(handler.callback).__name__}"
        if kind == IN_GROUPS:
            found[Door("update", name)] = where
            continue
        links = any(isinstance(each, CommandStart) and each.deep_link for each in filters)
        if not links and (named := [name for each in filters if isinstance(each, Command) for name in each.commands]):
            found |= {Door("command", f"/{name}"): where for name in named}
        elif press := next((each.callback_data for each in filters if isinstance(each, CallbackQueryFilter)), None):
            found |= {Door("button", name): where for name in _buttons(press, handler)}
        else:
            found[Door("message" if kind == "message" else "update", name)] = where
    return found


def _buttons(press: type[CallbackData], handler: HandlerObject) -> list[str]:
    prefix = press.__prefix__
    field = next((name for name in ACT_FIELDS if name in press.model_fields), None)
    if field is None:
        return [prefix]
    acts = _acts(handler.callback, field)
    if not acts:
        raise AssertionError(f"what the buttons “{prefix}:…” do cannot be read from {handler.callback.__module__}")
    return [f"{prefix}:{act}" for act in sorted(acts)]


def _acts(function: Any, field: str) -> set[str]:
    """What a handler compares its press's act with."""
    function = inspect.unwrap(function)
    names = dict(inspect.getclosurevars(function).globals) | vars(inspect.getmodule(function))
    found: set[str] = set()

    def take(node: ast.expr) -> None:
        try:
            value = eval(compile(ast.Expression(node), "acts", "eval"), names)
        except NameError:
            return
        found.update([value] if isinstance(value, str) else [one for one in value if isinstance(one, str)])

    def is_act(node: ast.AST) -> bool:
        return isinstance(node, ast.Attribute) and node.attr == field

    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if isinstance(node, ast.Match) and is_act(node.subject):
            for case in node.cases:
                for part in ast.walk(case.pattern):
                    if isinstance(part, ast.MatchValue):
                        take(part.value)
        elif isinstance(node, ast.Compare) and is_act(node.left):
            take(node.comparators[0])
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
            and node.args
            and is_act(node.args[0])
        ):
            take(node.func.value)
    return found
