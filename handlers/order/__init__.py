"""Order in the house: reporting posts, the coordinators' cards, and what its author and those who reported it hear."""

from aiogram import Router

from handlers.order import by_reply, conversation
from handlers.order.by_reply import group_router
from handlers.order.letters import NOTICES

router = Router(name="order")
router.include_routers(by_reply.router, conversation.router)

__all__ = ["NOTICES", "group_router", "router"]
