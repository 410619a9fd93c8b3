"""The editor's screen in a coordinator's chat: it shows the draft as it is, and follows it."""

from datetime import datetime

from network import notices, screens
from network.announcements import reading
from network.announcements.kinds import DRAFT
from network.people import Reader
from network.work import Work


def notice(work: Work, reader: Reader, announcement_id: int) -> int:
    """Return the notice that the screen is a copy of, for `Answer.showing`.

    Raises as `reading.draft`.
    """
    return screens.notice(work, DRAFT, reading.draft(work, reader, announcement_id).id)


def refresh(work: Work, announcement_id: int) -> None:
    """Have the screens of a draft drawn anew where they stand."""
    notices.revise(work, DRAFT, announcement_id)


def take_down(work: Work, announcement_id: int, telegram_chat_id: int) -> list[tuple[int, datetime]]:
    """Let go of the screens of a draft in one chat; returns their messages and when they were sent."""
    return screens.take_down(work, DRAFT, announcement_id, telegram_chat_id)
