"""Published events, written as the rules leave them; for tests that are about finding them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from db.models import Attendance, Event, EventRegion, EventTopic
from db.values import AttendanceState, EventState, RichText
from network import texts
from network.events import finding
from network.people import Reader
from network.work import Work
from tests.people import joins, reader_of
from tests.talk import Talker, Town


def organiser(town: Town, name: str = "Omar", **answers: Any) -> Talker:
    """Let a member in who organises events, in South-East Europe, so that theirs concern nobody else by accident."""
    talker = town.person(name)
    joins(talker, name=f"{name} Organiser", country="RS", zone="Europe/Belgrade", city="Novi Sad", **answers)
    return talker


def coming(
    work: Work,
    author: Reader,
    title: str = "Waste day",
    *,
    starts_in: timedelta = timedelta(days=7),
    description: str | None = None,
    other: dict[str, str] | None = None,
    regions: tuple[str, ...] = (),
    topics: tuple[str, ...] = (),
    state: EventState = EventState.PUBLISHED,
    **columns: Any,
) -> int:
    """Publish an event that starts in a while; `other` are its title's versions. Returns its row number."""
    starts_at: datetime = work.now + starts_in
    title_id = texts.write(work, "en", RichText(title))
    for language, words in (other or {}).items():
        texts.translate(work, title_id, language, RichText(words))
    values = {
        "author_id": author.id,
        "state": state,
        "title_id": title_id,
        "description_id": texts.write(work, "en", RichText(description)) if description else None,
        "format": "virtual",
        "link": "https://meet.example.org/secret",
        "zone": "Europe/Belgrade",
        "starts_local": "2027-03-08T10:00",
        "starts_at": starts_at,
        "minutes": 60,
        "languages": ["en"],
        "topics": list(topics),
        "regions": list(regions),
        "created_at": work.now,
        "updated_at": work.now,
        "published_at": work.now,
    } | columns
    event_id = int(work.session.execute(insert(Event).values(values).returning(Event.id)).scalar_one())
    for region in regions or ("all",):
        work.session.execute(insert(EventRegion).values(event_id=event_id, region=region, starts_at=starts_at))
    for topic in topics:
        work.session.execute(insert(EventTopic).values(event_id=event_id, topic=topic, starts_at=starts_at))
    finding.fold(work, event_id)
    return event_id


def publishes(talker: Talker, title: str = "Waste day", **how: Any) -> int:
    """Let somebody publish an event; see `coming`."""
    return talker.town.run(lambda work: coming(work, reader_of(work, talker), title, **how))


def answers(talker: Talker, event_id: int, state: AttendanceState = AttendanceState.GOING) -> None:
    """Write down what somebody answered to an event."""

    def write(work: Work) -> None:
        values = {"event_id": event_id, "person_id": reader_of(work, talker).id, "state": state}
        work.session.execute(insert(Attendance).values(values | {"answered_at": work.now}))

    talker.town.run(write)
