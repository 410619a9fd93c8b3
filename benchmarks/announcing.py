"""People and an announcement to them, written straight into the tables, for the figures about sending."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from db.models import Chat, Person
from db.unit import Database

BOT = 4242
FIRST_PERSON = 100_000
LANGUAGES = ("en", "fr", "ar", "de")


def people(session: Session, count: int, now: datetime) -> None:
    """Make that many members, in four languages, each with a chat."""
    session.execute(
        insert(Person),
        [
            {
                "id": number + 1,
                "telegram_id": FIRST_PERSON + number,
                "status": "member",
                "language": LANGUAGES[number % 4],
                "name": f"Member {number}",
                "country": "JO",
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
            }
            for number in range(count)
        ],
    )


def seed(database: Database, count: int) -> None:
    """Let an announcement to that many people be due."""
    raise NotImplementedError
