"""Announcements: the editor, the letter that readers get, the card while it runs, and what can be done afterwards."""

from aiogram import Router

from handlers.announcements import conversation, correcting, letter, running, screen, sent, typed

router = Router(name="announcements")
router.include_routers(conversation.router, sent.router, typed.router)
NOTICES = (letter.ANNOUNCEMENT, screen.SCREEN, *running.NOTICES, correcting.LINE)

__all__ = ["NOTICES", "router"]
