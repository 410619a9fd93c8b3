"""Events: making them, their cards, finding them, and what is left to do afterwards."""

from aiogram import Router

from handlers.events import (
    afterwards,
    answering,
    asking,
    calendar,
    card_offers,
    card_showing,
    deciding,
    deciding_view,
    editor,
    editor_screen,
    editor_typed,
    feedback,
    links,
    listing,
    making,
    series,
    sharing,
    summing,
)

router = Router(name="events")
router.include_routers(answering.router, calendar.router, asking.router, links.router, listing.router, sharing.router)
router.include_routers(making.router, editor.router, editor_typed.router, deciding.router)
router.include_routers(afterwards.router, feedback.router, summing.router)
router.include_routers(series.router)
NOTICES = (
    card_showing.CARD,
    *card_offers.NOTICES,
    *asking.NOTICES,
    *sharing.NOTICES,
    *afterwards.NOTICES,
    *feedback.NOTICES,
    *summing.NOTICES,
    editor_screen.SCREEN,
    *deciding_view.NOTICES,
)

__all__ = ["NOTICES", "router"]
