"""Discussions: starting them, their cards and posts, finding them, and what brings them to their readers.

A room is imported here and named in `router` and `NOTICES`; routers are asked in this order.
"""

from aiogram import Router

from handlers.kit.notices import NoticeKind

router = Router(name="discussions")
NOTICES: tuple[NoticeKind, ...] = ()

__all__ = ["NOTICES", "router"]
