"""Events: making them, their cards, finding them, and what is left to do afterwards."""

from aiogram import Router

from handlers.events import listing

router = Router(name="events")
router.include_router(listing.router)
NOTICES = ()

__all__ = ["NOTICES", "router"]
