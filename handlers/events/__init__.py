"""Events: making them, their cards, finding them, and what is left to do afterwards."""

from aiogram import Router

from handlers.events import (
    afterwards,
    answering,
    asking,
    calendar,
    card_offers,
    card_showing,
    changing,
    changing_letter,
    deciding,
    deciding_view,
    editor,
    editor_edited,
    editor_screen,
    editor_typed,
    feedback,
    group_card,
    links,
    listing,
    making,
    organisers,
    series,
    sharing,
    summing,
)

router = Router(name="events")
router.include_routers(
    answering.router, group_card.router, calendar.router, asking.router, links.router, listing.router, sharing.router
)
router.include_routers(
    making.router, editor.router, editor_typed.router, editor_edited.router, deciding.router, organisers.router
)
router.include_routers(afterwards.router, feedback.router, summing.router)
router.include_routers(changing.router, series.router)
NOTICES = (
    card_showing.CARD,
    *answering.NOTICES,
    *card_offers.NOTICES,
    *group_card.NOTICES,
    *changing_letter.NOTICES,
    *asking.NOTICES,
    *sharing.NOTICES,
    *afterwards.NOTICES,
    *feedback.NOTICES,
    *summing.NOTICES,
    editor_screen.SCREEN,
    *deciding_view.NOTICES,
    *organisers.NOTICES,
)

__all__ = ["NOTICES", "router"]
