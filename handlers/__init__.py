"""The conversations, a room a feature. To add one: its package exports `router` and `NOTICES`; name it here.

A room that hears what happens in groups exports `group_router`, too: an update of a group goes to these alone. One that
has something done in groups exports `GROUP_DEEDS` (handlers/kit/group_deeds.py).

Rooms are imported when they are asked for: `ccbot check` must not wait for aiogram.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiogram import Router

    from handlers.kit.group_deeds import GroupDeed
    from handlers.kit.notices import NoticeKind

# Prefixes of the buttons that stand in groups; whoever presses them is known by `Step.elsewhere`.
FROM_GROUPS = frozenset({"eg", "oc"})

# In this order routers are asked; `help` is the last, since it answers whatever nobody else took.
FEATURES = (
    "discussions.answering",
    "kit.form_steps",
    "applications",
    "announcements",
    "events",
    "discussions",
    "order",
    "hubs",
    "reminders",
    "team",
    "audit",
    "joining",
    "me",
    "privacy",
    "help",
)


def features() -> list[ModuleType]:
    """Open every room."""
    return [import_module(f"handlers.{name}") for name in FEATURES]


def routers() -> "list[Router]":
    """Return every feature's router, in the order they are to be asked."""
    return [feature.router for feature in features()]


def group_routers() -> "list[Router]":
    """Return the routers that hear what happens in groups, in the order they are to be asked."""
    return [feature.group_router for feature in features() if hasattr(feature, "group_router")]


def group_deeds() -> "dict[str, GroupDeed]":
    """Return everything that is done in groups, by name."""
    return {deed.name: deed for feature in features() for deed in getattr(feature, "GROUP_DEEDS", ())}


def notice_kinds() -> "dict[str, NoticeKind]":
    """Return every kind of notice by name."""
    from handlers.reminders.buttons import brought_to_mind  # noqa: PLC0415 - as the rooms are

    return {kind.name: brought_to_mind(kind) for feature in features() for kind in feature.NOTICES}
