"""Members written straight into the tables, and an announcement to them through the rules."""

from datetime import datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db.models import Chat, Person, Role
from db.values import RichText, RoleKind, Span, Timing
from handlers.announcements.letter import line
from network import people as known
from network.announcements import drafts, sending, timing
from network.people import Reader
from network.work import Work

BOT = 4242
FIRST_PERSON = 100_000
LANGUAGES = ("en", "fr", "ar", "de")
TITLE = "The workshop"


def members(session: Session, count: int, now: datetime, *, first: int = FIRST_PERSON, zone: str = "UTC") -> None:
    """Make that many members in four languages, each with a chat; the first of them coordinates the network.

    `first` is the Telegram id of the first, the others' follow. `now` is aware UTC.
    """
    told = [(number + 1, first + number, LANGUAGES[number % 4]) for number in range(count)]
    session.execute(
        insert(Person),
        [
            {
                "id": row,
                "telegram_id": telegram_id,
                "status": "member",
                "language": language,
                "zone": zone,
                "name": f"Member {row}",
                "region": "mena",
                "first_seen": now,
                "joined_at": now,
            }
            for row, telegram_id, language in told
        ],
    )
    session.execute(
        insert(Chat),
        [
            {
                "bot_id": BOT,
                "telegram_id": telegram_id,
                "kind": "private",
                "person_id": row,
                "language": language,
                "zone": zone,
            }
            for row, telegram_id, language in told
        ],
    )
    session.execute(insert(Role), [{"person_id": 1, "kind": RoleKind.NETWORK, "region": "", "granted_at": now}])


def coordinator(work: Work) -> Reader:
    """The one who announces."""
    return known.readers(work, [1])[1]


def announce(work: Work) -> int:
    """Let the coordinator announce something to all, due in a second; returns the announcement's row number."""
    reader = coordinator(work)
    announcement = drafts.begin(work, reader)
    drafts.set_text(work, reader, announcement.id, words(TITLE))
    for language in LANGUAGES[1:]:
        drafts.set_version(work, reader, announcement.id, language, words(f"{TITLE} ({language})"))
    # The coordinator names the time, so that no weekend holds it.
    due = work.now + timedelta(seconds=1)
    ready = timing.set_timing(work, reader, announcement.id, Timing.AT, due_at=due)
    return sending.launch(work, reader, ready.id, ready.version, line).id


def words(title: str) -> RichText:
    """A short text with a bold beginning."""
    text = f"{title} in Amman begins at nine on Thursday. Please bring the figures of your city."
    return RichText(text, (Span("bold", 0, len(title)),))
