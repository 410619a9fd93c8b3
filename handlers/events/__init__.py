"""Events: making them, their cards, finding them, and what is left to do afterwards."""

from aiogram import Router

from handlers.events import answering, asking, calendar, card_showing, listing

router = Router(name="events")
router.include_routers(answering.router, calendar.router, asking.router, listing.router)
NOTICES = (card_showing.CARD, *asking.NOTICES)

__all__ = ["NOTICES", "router"]
