"""Discussions: starting them, their cards and posts, finding them, and what brings them to their readers.

A room is imported here and named in `router` and `NOTICES`; routers are asked in this order.
"""

from aiogram import Router

from handlers.discussions import (
    bundle_letter,
    card,
    card_letters,
    listing,
    making,
    making_screen,
    making_typed,
    news,
    own_post,
    reacting,
)
from handlers.kit.notices import NoticeKind

router = Router(name="discussions")
group_router = reacting.group_router
# Making a discussion comes after what answers one: a reply outranks whatever is being written.
router.include_routers(
    card.router, own_post.router, listing.router, news.router, reacting.router, making.router, making_typed.router
)
NOTICES: tuple[NoticeKind, ...] = (*card_letters.NOTICES, *own_post.NOTICES, bundle_letter.BUNDLE, making_screen.SCREEN)

__all__ = ["NOTICES", "group_router", "router"]
