"""Members written straight into the tables, and an announcement to them through the rules."""

from collections.abc import Callable
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


def members(
    session: Session,
    count: int,
    now: datetime,
    *,
    first: int = FIRST_PERSON,
    zone: str = "UTC",
    row: int = 1,
    country: str | None = None,
) -> None:
    """Make that many members in four languages, each with a chat; whoever is in row 1 coordinates the network.

    `first` is the Telegram id of the first, `row` their row number, the others' follow. `now` is aware UTC.
    """
    told = [(row + number, first + number, LANGUAGES[number % 4]) for number in range(count)]
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
                "country": country,
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
    if row == 1:
        session.execute(insert(Role), [{"person_id": 1, "kind": RoleKind.NETWORK, "region": "", "granted_at": now}])


def coordinator(work: Work) -> Reader:
    """The one who announces."""
    return known.readers(work, [1])[1]


def announce(work: Work, title: str = TITLE, write: Callable[[Work, Reader, int], None] | None = None) -> int:
    """Let the coordinator announce something, due in a second; returns the announcement's row number.

    It goes to all, unless `write`, which is given the draft's number, chooses whom; it may add other things, too.
    """
    reader = coordinator(work)
    announcement = drafts.begin(work, reader)
    for language, body in bodies(title).items():
        if language == reader.language:
            drafts.set_text(work, reader, announcement.id, body)
        else:
            drafts.set_version(work, reader, announcement.id, language, body)
    if write is not None:
        write(work, reader, announcement.id)
    # The coordinator names the time, so that no weekend holds it.
    due = work.now + timedelta(seconds=1)
    ready = timing.set_timing(work, reader, announcement.id, Timing.AT, due_at=due)
    return sending.launch(work, reader, ready.id, ready.version, line).id


def bodies(title: str = TITLE) -> dict[str, RichText]:
    """What is announced, by language."""
    return {code: words(title if code == LANGUAGES[0] else f"{title} ({code})") for code in LANGUAGES}


def words(title: str) -> RichText:
    """A short text with a bold beginning."""
    text = f"{title} in Amman begins at nine on Thursday. Please bring the figures of your city."
    return RichText(text, (Span("bold", 0, len(title)),))
