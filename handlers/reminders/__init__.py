"""Reminders: of events and of one's own, and the letters they become."""

from aiogram import Router

from handlers.reminders import conversation, events, letters

router = Router(name="reminders")
router.include_routers(conversation.router, events.router)
NOTICES = (letters.REMINDER,)

__all__ = ["NOTICES", "router"]
