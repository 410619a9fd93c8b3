"""The editor's screen in a coordinator's chat: it shows the draft as it is, and follows it."""

from datetime import datetime

from db.queries import notices as notice_queries
from db.queries import screens as queries
from db.values import Audience, Lane
from network import notices
from network.announcements import reading
from network.announcements.kinds import DRAFT
from network.people import Reader
from network.work import Work

NOBODY = -1


def notice(work: Work, reader: Reader, announcement_id: int) -> int:
    """Return the notice that the screen is a copy of, for `Answer.showing`.

    Raises as `reading.draft`.
    """
    draft = reading.draft(work, reader, announcement_id)
    standing = queries.notice_of(work.session, DRAFT, draft.id)
    return standing or notice_queries.add(
        work.session,
        DRAFT,
        draft.id,
        Audience(people=(NOBODY,)),  # it stands where it was opened, and nowhere else
        Lane.PERSONAL,
        urgent=True,
        due_at=work.now,
        expires_at=None,
        now=work.now,
    )


def refresh(work: Work, announcement_id: int) -> None:
    """Have the screens of a draft drawn anew where they stand."""
    notices.revise(work, DRAFT, announcement_id)


def take_down(work: Work, announcement_id: int, telegram_chat_id: int) -> list[tuple[int, datetime]]:
    """Let go of the screens of a draft in one chat; returns their messages and when they were sent."""
    standing = queries.notice_of(work.session, DRAFT, announcement_id)
    if standing is None:
        return []
    found = queries.messages(work.session, standing, work.bot_id, telegram_chat_id)
    for message_id, _ in found:
        notices.let_go(work, telegram_chat_id, message_id)
    return found
