"""Events for tests that are about something else: written down as published, without the conversation before it."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from db.models import Event, EventRegion, EventTopic
from db.values import EventFormat, EventState, RichText
from network import texts
from network.work import Work
from tests.people import joins, reader_of
from tests.talk import Talker, Town

TITLE, DESCRIPTION = "Waste figures that convince", "How three cities count what they collect."
LINK = "https://meet.example.org/waste"
ALL = "all"


def event(
    work: Work,
    author_id: int,
    *,
    at: str = "2027-03-10T11:00",
    zone: str = "Asia/Amman",
    title: str = TITLE,
    description: str | None = DESCRIPTION,
    titles: dict[str, str] | None = None,
    **fields: Any,
) -> int:
    """Write a published event down, virtual and an hour and a half long; returns its row number.

    `at` is the wall time in `zone`, `titles` are translations by language, `fields` columns of the event.
    """
    starts_at = datetime.fromisoformat(at).replace(tzinfo=ZoneInfo(zone)).astimezone(work.now.tzinfo)
    title_id = texts.write(work, "en", RichText(title))
    for language, words in (titles or {}).items():
        texts.translate(work, title_id, language, RichText(words))
    values: dict[str, Any] = {
        "author_id": author_id,
        "state": EventState.PUBLISHED,
        "title_id": title_id,
        "description_id": texts.write(work, "en", RichText(description)) if description else None,
        "format": EventFormat.VIRTUAL,
        "link": LINK,
        "zone": zone,
        "starts_local": at,
        "starts_at": starts_at,
        "minutes": 90,
        "languages": ["en", "ar"],
        "topics": ["waste"],
        "regions": ["mena"],
        "created_at": work.now - timedelta(days=1),
        "updated_at": work.now - timedelta(days=1),
        "published_at": work.now - timedelta(days=1),
        **fields,
    }
    number = int(work.session.execute(insert(Event).values(values).returning(Event.id)).scalar_one())
    for region in values["regions"] or [ALL]:
        work.session.execute(insert(EventRegion).values(event_id=number, region=region, starts_at=starts_at))
    for topic in values["topics"]:
        work.session.execute(insert(EventTopic).values(event_id=number, topic=topic, starts_at=starts_at))
    return number


def member(town: Town, name: str, *, language: str = "en", **more: Any) -> Talker:
    """Let a member in; `more` as tests.people.joins."""
    talker = town.person(name, language=language)
    joins(talker, name=f"{name} Haddad", **more)
    return talker


def held(town: Town, author: Talker, **fields: Any) -> int:
    """Let somebody hold an event; returns its row number."""
    return town.run(lambda work: event(work, reader_of(work, author).id, **fields))


def opens(talker: Talker, number: int) -> Talker:
    """Open the card of an event by a button below some message."""
    return talker.presses(data=f"e:o:{number}:0")
