"""People and an announcement to them, for the figures about sending."""

from datetime import UTC, datetime

from sqlalchemy import text

from db.unit import Database
from network.charter import shipped_charter
from network.work import Work
from tests.announcing import BOT, announce, members

__all__ = ["BOT", "noon", "seed"]


def noon(now: datetime) -> str:
    """Name a zone where it is about noon at `now` (aware UTC): nobody's quiet hours hold anything back there."""
    hour = 12 - now.hour
    return f"Etc/GMT{-hour:+d}" if hour else "Etc/GMT"


def seed(database: Database, count: int) -> None:
    """Let an announcement to that many people be due, in a version for each of their languages."""
    now = datetime.now(UTC)
    with database.unit() as session:
        members(session, count, now, zone=noon(now))
        if not database.is_sqlite:
            session.execute(text("ANALYZE person, chat"))  # as it is where members did not all join this minute
        announce(Work(session, now, shipped_charter(), BOT))
