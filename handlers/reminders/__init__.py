"""Reminders: of events and of one's own, and the letters they become."""

from aiogram import Router

from handlers.reminders import letters

router = Router(name="reminders")
NOTICES = (letters.REMINDER,)

__all__ = ["NOTICES", "router"]
