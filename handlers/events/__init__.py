"""Events: making them, their cards, finding them, and what is left to do afterwards."""

from aiogram import Router

from handlers.events import (
    answering,
    asking,
    calendar,
    card_offers,
    card_showing,
    editor,
    editor_screen,
    editor_typed,
    links,
    listing,
    making,
    sharing,
)

router = Router(name="events")
router.include_routers(answering.router, calendar.router, asking.router, links.router, listing.router, sharing.router)
router.include_routers(making.router, editor.router, editor_typed.router)
NOTICES = (card_showing.CARD, *card_offers.NOTICES, *asking.NOTICES, *sharing.NOTICES, editor_screen.SCREEN)

__all__ = ["NOTICES", "router"]
