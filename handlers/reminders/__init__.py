"""Reminders: of events and of one's own, and the letters they become."""

from aiogram import Router

router = Router(name="reminders")
NOTICES = ()

__all__ = ["NOTICES", "router"]
