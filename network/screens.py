"""Screens: one message in somebody's chat on which something is written; it shows that as it is, and follows it."""

from datetime import datetime

from db.queries import notices as notice_queries
from db.queries import screens as queries
from db.values import Audience, Lane
from network import notices
from network.work import Work

NOBODY = -1


def notice(work: Work, kind: str, subject_id: int) -> int:
    """Return the notice that the screens of a subject are copies of, for `Answer.showing`.

    Whoever asks answers for the permission.
    """
    standing = queries.notice_of(work.session, kind, subject_id)
    return standing or notice_queries.add(
        work.session,
        kind,
        subject_id,
        Audience(people=(NOBODY,)),  # it stands where it was opened, and nowhere else
        Lane.PERSONAL,
        urgent=True,
        due_at=work.now,
        expires_at=None,
        now=work.now,
    )


def take_down(work: Work, kind: str, subject_id: int, telegram_chat_id: int) -> list[tuple[int, datetime]]:
    """Let go of the screens of a subject in one chat; returns their messages and when they were sent."""
    standing = queries.notice_of(work.session, kind, subject_id)
    if standing is None:
        return []
    found = queries.messages(work.session, standing, work.bot_id, telegram_chat_id)
    for message_id, _ in found:
        notices.let_go(work, telegram_chat_id, message_id)
    return found


def stands(work: Work, kind: str, subject_id: int, telegram_chat_id: int, message_id: int) -> bool:
    """Say whether a message is a screen of a subject."""
    standing = queries.notice_of(work.session, kind, subject_id)
    if standing is None:
        return False
    return any(one == message_id for one, _ in queries.messages(work.session, standing, work.bot_id, telegram_chat_id))
