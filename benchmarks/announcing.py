"""People and an announcement to them, written straight into the tables, for the figures about sending."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db.models import Chat, Person, Role
from db.unit import Database
from db.values import RichText, RoleKind, Span, Timing
from handlers.announcements.letter import line
from network import people as known
from network.announcements import drafts, sending, timing
from network.charter import shipped_charter
from network.work import Work

BOT = 4242
FIRST_PERSON = 100_000
LANGUAGES = ("en", "fr", "ar", "de")


def people(session: Session, count: int, now: datetime) -> None:
    """Make that many members, in four languages, each with a chat, in a zone where it is noon now."""
    hour = 12 - now.hour
    zone = f"Etc/GMT{-hour:+d}" if hour else "Etc/GMT"
    session.execute(
        insert(Person),
        [
            {
                "id": number + 1,
                "telegram_id": FIRST_PERSON + number,
                "status": "member",
                "language": LANGUAGES[number % 4],
                "name": f"Member {number}",
                "zone": zone,
                "region": "mena",
                "first_seen": now,
                "joined_at": now,
            }
            for number in range(count)
        ],
    )
    session.execute(
        insert(Chat),
        [
            {
                "bot_id": BOT,
                "telegram_id": FIRST_PERSON + number,
                "kind": "private",
                "person_id": number + 1,
                "language": LANGUAGES[number % 4],
                "zone": zone,
            }
            for number in range(count)
        ],
    )


def seed(database: Database, count: int) -> None:
    """Let an announcement to that many people be due, in a version for each of their languages."""
    now = datetime.now(UTC)
    with database.unit() as session:
        people(session, count, now)
        session.execute(insert(Role), [{"person_id": 1, "kind": RoleKind.NETWORK, "region": "", "granted_at": now}])
        announce(Work(session, now, shipped_charter(), BOT))


def announce(work: Work) -> int:
    """Let the first member announce something to all, due in a second; returns the announcement's row number."""
    coordinator = known.readers(work, [1])[1]
    announcement = drafts.begin(work, coordinator)
    drafts.set_text(work, coordinator, announcement.id, _words("The workshop"))
    for language in LANGUAGES[1:]:
        drafts.set_version(work, coordinator, announcement.id, language, _words(f"The workshop ({language})"))
    # The coordinator names the time, so that no weekend holds it.
    due = work.now + timedelta(seconds=1)
    ready = timing.set_timing(work, coordinator, announcement.id, Timing.AT, due_at=due)
    return sending.launch(work, coordinator, ready.id, ready.version, line).id


def _words(title: str) -> RichText:
    text = f"{title} in Amman begins at nine on Thursday. Please bring the figures of your city."
    return RichText(text, (Span("bold", 0, len(title)),))
