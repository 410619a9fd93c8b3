"""People and coordinators for tests of announcements, and delivering without Telegram."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Chat, Consent, Copy, Notice, PersonTopic
from db.queries import people as people_queries
from db.values import Audience, CopyState, NoticeState, RichText
from network import filling, ledger, people
from network.announcements import audiences, drafts, sending
from network.announcements.kinds import ANNOUNCEMENT
from network.announcements.reading import Announcement
from network.charter import shipped_charter
from network.people import Reader
from network.work import Work
from tests.network.test_notices import person, row_of

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)  # a Monday
BOT_ID = 4242
NETWORK, MENA, SEE, BOTH = 1, 2, 3, 4  # coordinators, by Telegram's id


def work_in(session: Session, now: datetime = NOW) -> Work:
    return Work(session, now, shipped_charter(), BOT_ID)


def line(reader: str, text: str) -> str:
    """Say in which language a text is; 20 letters in every language."""
    return f"({reader} reads {text})".ljust(20, ".")


def coordinators(work: Work) -> None:
    """Write four coordinators down, who are no members themselves."""
    person(work, NETWORK, "visitor", roles=[("network", "")])
    person(work, MENA, "visitor", roles=[("regional", "mena")])
    person(work, SEE, "visitor", roles=[("regional", "see")])
    person(work, BOTH, "visitor", roles=[("regional", "mena"), ("regional", "see")])


def member(work: Work, telegram_id: int, *, topics: tuple[str, ...] = (), newsletter: bool = False, **more: Any) -> int:
    """Write a member down; returns the row number."""
    language = more.pop("language", "en")
    person(work, telegram_id, **more)
    row = row_of(work, telegram_id)
    people_queries.set_language(work.session, row, language)
    work.session.add_all(PersonTopic(person_id=row, topic=topic) for topic in topics)
    if newsletter:
        work.session.add(Consent(person_id=row, purpose="newsletter", version=1, language="en", given_at=NOW))
    work.session.flush()
    return row


def group(work: Work, hub: str, telegram_id: int, language: str | None = None) -> int:
    """Link a group to a hub; returns the chat's row number."""
    chat = Chat(bot_id=BOT_ID, telegram_id=telegram_id, kind="supergroup", hub=hub, language=language)
    work.session.add(chat)
    work.session.flush()
    return chat.id


def reader(work: Work, telegram_id: int) -> Reader:
    row = row_of(work, telegram_id)
    return people.readers(work, [row])[row]


def draft(work: Work, by: Reader, words: str = "Hello", audience: Audience | None = None) -> Announcement:
    """Write a draft with words, and an audience set as buttons would."""
    begun = drafts.begin(work, by)
    begun = drafts.set_text(work, by, begun.id, RichText(words))
    for name in audiences.DIMENSIONS if audience else ():
        for value in getattr(audience, name):
            begun = audiences.choose(work, by, begun.id, name, value)
    for name, value in audience.excluded if audience else ():
        begun = audiences.choose(work, by, begun.id, name, value, exclude=True)
    return begun


def launch(work: Work, by: Reader, found: Announcement) -> Announcement:
    return sending.launch(work, by, found.id, found.version, line)


def fill(work: Work) -> None:
    while filling.prepare(work):
        pass


def claimed(work: Work, limit: int = 400) -> list[Any]:
    """Claim what is open, as the worker does; returns the rows it may bring to their state now."""
    rows = ledger.open_copies(work, limit)
    readers = people.readers(work, [row.person_id for row in rows if row.person_id])
    audience = ledger.audiences_of(work, {row.notice_id for row in rows})
    wanted = [
        ledger.Open(
            copy_id=row.id,
            person_id=row.person_id,
            reader=readers.get(row.person_id),
            revision=row.revision,
            notice_state=row.notice_state,
            notice_id=row.notice_id,
            audience=audience[row.notice_id],
            sends=row.state == CopyState.PENDING,
            chat_id=row.chat_id,
        )
        for row in rows
    ]
    ours = ledger.claim(work, wanted, "me", work.now)
    return [row for row in rows if row.id in ours]


def deliver(work: Work, state: CopyState = CopyState.SENT) -> int:
    """Fill, claim and record until nothing is open now; every claim ends in `state`. Returns how many there were."""
    fill(work)
    count = 0
    while rows := claimed(work):
        for row in rows:
            shows = row.revision if state is CopyState.SENT else 0
            became = CopyState.DELETED if row.notice_state == NoticeState.RETRACTED else state
            ledger.record(work, "me", [ledger.Outcome(row.id, row.chat_id, became, shows)])
        count += len(rows)
    return count


def holders(work: Work, found: Announcement, state: CopyState = CopyState.SENT) -> set[int]:
    """Telegram's ids of the chats in which an announcement stands in this state."""
    asked = select(Chat.telegram_id).join(Copy, Copy.chat_id == Chat.id).join(Notice, Notice.id == Copy.notice_id)
    mine = asked.where(Notice.kind == ANNOUNCEMENT, Notice.subject_id == found.id, Copy.state == state)
    return set(work.session.scalars(mine))
