"""The conversations, a room a feature. To add one: its package exports `router` and `NOTICES`; name it here."""

from types import ModuleType

from aiogram import Router

from handlers import help as help_
from handlers.kit.notices import NoticeKind

# In this order routers are asked; `help_` is the last, since it answers whatever nobody else took.
FEATURES: tuple[ModuleType, ...] = (help_,)


def routers() -> list[Router]:
    """Return every feature's router, in the order they are to be asked."""
    return [feature.router for feature in FEATURES]


def notice_kinds() -> dict[str, NoticeKind]:
    """Return every kind of notice by name."""
    return {kind.name: kind for feature in FEATURES for kind in feature.NOTICES}
