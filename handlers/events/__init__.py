"""Events: making them, their cards, finding them, and what is left to do afterwards."""

from aiogram import Router

router = Router(name="events")
NOTICES = ()

__all__ = ["NOTICES", "router"]
