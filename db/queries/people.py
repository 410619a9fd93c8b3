"""Queries about people and the step they are in."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from db.dialects import among, numbers
from db.models import (
    Chat,
    ChatMessage,
    Conversation,
    Copy,
    CopyMessage,
    Person,
    PersonLanguage,
    PersonRegion,
    PersonTopic,
    Role,
)
from db.values import CopyState, RoleKind, Status

_person: Any = Person.__table__.c
_role: Any = Role.__table__.c
_roles = (
    select(func.aggregate_strings(_role.kind + literal(":") + _role.region, ","))
    .where(_role.person_id == _person.id)
    .correlate(Person.__table__)
    .scalar_subquery()
)
SNAPSHOT: tuple[Any, ...] = (
    _person.id,
    _person.telegram_id,
    _person.status,
    _person.language,
    _person.zone,
    _person.name,
    _person.region,
    _roles.label("roles"),
)
_SNAPSHOTS: Any = select(*SNAPSHOT).where(among(_person.id, numbers("people")))
_conversation: Any = Conversation.__table__.c
_chat: Any = Chat.__table__.c
# Every step begins with it: built once, Core only.
_STEP: Any = (
    select(
        *SNAPSHOT,
        _conversation.state.label("conversation_state"),
        _conversation.data.label("conversation_data"),
        _chat.id.label("chat_row"),
        _chat.unreachable_since,
    )
    .select_from(Person.__table__)
    .outerjoin(
        Conversation.__table__,
        and_(
            _conversation.bot_id == bindparam("bot"),
            _conversation.chat_id == bindparam("chat"),
            _conversation.user_id == _person.telegram_id,
        ),
    )
    .outerjoin(Chat.__table__, and_(_chat.bot_id == bindparam("bot"), _chat.telegram_id == _person.telegram_id))
    .where(_person.telegram_id == bindparam("person"))
)


def step_rows(session: Session, bot_id: int, chat_id: int, telegram_id: int) -> Row[Any] | None:
    """Fetch in one round trip what every step needs: the person's snapshot, the conversation and the private chat."""
    values = {"bot": bot_id, "chat": chat_id, "person": telegram_id}
    return session.connection().execute(_STEP, values).one_or_none()


def snapshots(session: Session, person_ids: list[int]) -> list[Row[Any]]:
    """Fetch the snapshots of several people."""
    return list(session.connection().execute(_SNAPSHOTS, {"people": person_ids}))


def find(session: Session, telegram_id: int) -> int | None:
    """Find somebody's row number by Telegram's."""
    return session.scalar(select(Person.id).where(Person.telegram_id == telegram_id))


def add_person(session: Session, telegram_id: int, language: str, now: datetime) -> int:
    """Write down somebody new; returns their row number."""
    person = Person(telegram_id=telegram_id, language=language, status=Status.VISITOR, first_seen=now)
    session.add(person)
    session.flush()
    return person.id


def add_private_chat(session: Session, bot_id: int, telegram_id: int, person_id: int, language: str) -> int:
    """Write down a person's private chat with the bot."""
    chat = Chat(bot_id=bot_id, telegram_id=telegram_id, kind="private", person_id=person_id, language=language)
    session.add(chat)
    session.flush()
    return chat.id


def move_private_chat(session: Session, bot_id: int, person_id: int) -> bool:
    """Let a person's private chat be the one with this bot; says whether they had one with another bot.

    What the other bot wrote there is out of this one's reach, and its message ids mean something else here.
    """
    theirs = select(Chat.id).where(Chat.person_id == person_id)
    session.execute(delete(CopyMessage).where(CopyMessage.chat_id.in_(theirs)))
    session.execute(delete(ChatMessage).where(ChatMessage.chat_id.in_(theirs)))
    session.execute(
        update(Copy)
        .where(Copy.chat_id.in_(theirs), Copy.state == CopyState.SENT)
        .values(state=CopyState.GONE, open=False)
    )
    moved = update(Chat).where(Chat.person_id == person_id)
    moved = moved.values(bot_id=bot_id, unreachable_since=None, wait_until=None)
    return session.connection().execute(moved).rowcount > 0


def set_unreachable(session: Session, person_id: int, since: datetime | None) -> None:
    """Record since when a person's chat cannot be reached; None: it can."""
    session.execute(update(Chat).where(Chat.person_id == person_id).values(unreachable_since=since))


def mark_unreachable(session: Session, bot_id: int, telegram_id: int, since: datetime) -> None:
    """Record that a chat, by Telegram's id, cannot be reached since then."""
    session.execute(
        update(Chat).where(Chat.bot_id == bot_id, Chat.telegram_id == telegram_id).values(unreachable_since=since)
    )


def set_language(session: Session, person_id: int, language: str) -> None:
    """Keep the language a person reads, for their answers and their notices alike."""
    session.execute(update(Person).where(Person.id == person_id).values(language=language))
    session.execute(update(Chat).where(Chat.person_id == person_id).values(language=language))


def set_zone(session: Session, person_id: int, zone: str | None) -> None:
    """Keep a person's time zone, for their answers and their notices alike."""
    session.execute(update(Person).where(Person.id == person_id).values(zone=zone))
    session.execute(update(Chat).where(Chat.person_id == person_id).values(zone=zone))


def topics_of(session: Session, person_id: int) -> list[tuple[str, bool]]:
    """List a person's topics, each with whether they are admitted to it."""
    found = session.execute(
        select(PersonTopic.topic, PersonTopic.admitted)
        .where(PersonTopic.person_id == person_id)
        .order_by(PersonTopic.topic)
    )
    return [(row.topic, row.admitted) for row in found]


def languages_of(session: Session, person_id: int) -> list[str]:
    """List the languages a person speaks."""
    return list(
        session.scalars(
            select(PersonLanguage.language)
            .where(PersonLanguage.person_id == person_id)
            .order_by(PersonLanguage.language)
        )
    )


def regions_followed(session: Session, person_id: int) -> list[str]:
    """List the regions a person follows beside their own."""
    return list(
        session.scalars(
            select(PersonRegion.region).where(PersonRegion.person_id == person_id).order_by(PersonRegion.region)
        )
    )


def replace_topics(session: Session, person_id: int, topics: list[str], admitted: set[str] | None) -> None:
    """Set a person's topics. `admitted` None admits them to all, otherwise to those only."""
    session.execute(delete(PersonTopic).where(PersonTopic.person_id == person_id))
    if topics:
        session.execute(
            insert(PersonTopic),
            [{"person_id": person_id, "topic": t, "admitted": admitted is None or t in admitted} for t in topics],
        )


def replace_languages(session: Session, person_id: int, languages: list[str]) -> None:
    """Set the languages a person speaks."""
    session.execute(delete(PersonLanguage).where(PersonLanguage.person_id == person_id))
    if languages:
        session.execute(insert(PersonLanguage), [{"person_id": person_id, "language": code} for code in languages])


def replace_regions(session: Session, person_id: int, regions: list[str]) -> None:
    """Set the regions a person follows."""
    session.execute(delete(PersonRegion).where(PersonRegion.person_id == person_id))
    if regions:
        session.execute(insert(PersonRegion), [{"person_id": person_id, "region": region} for region in regions])


def holds_role(session: Session, person_id: int) -> bool:
    """Say whether somebody holds a coordinator's role, also while it rests."""
    return session.scalar(select(Role.id).where(Role.person_id == person_id).limit(1)) is not None


def coordinators(session: Session, region: str | None) -> list[int]:
    """List the people who coordinate a region (None: the whole network), by row number."""
    wanted = (
        Role.kind == RoleKind.NETWORK if region is None else and_(Role.kind == RoleKind.REGIONAL, Role.region == region)
    )
    return list(session.scalars(select(Role.person_id).where(wanted).order_by(Role.person_id)))
