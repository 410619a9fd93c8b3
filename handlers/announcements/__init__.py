"""Announcements: the editor, the letter that readers get, and the card while it runs."""

from aiogram import Router

from handlers.announcements import conversation, letter, running, screen, typed

router = Router(name="announcements")
router.include_routers(conversation.router, typed.router)
NOTICES = (letter.ANNOUNCEMENT, screen.SCREEN, *running.NOTICES)

__all__ = ["NOTICES", "router"]
