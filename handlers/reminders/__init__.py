"""Reminders: of events and of one's own, and the letters they become."""

from aiogram import Router

from handlers.reminders import conversation, letters

router = Router(name="reminders")
router.include_routers(conversation.router)
NOTICES = (letters.REMINDER,)

__all__ = ["NOTICES", "router"]
