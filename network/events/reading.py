"""Events as rules and cards see them: snapshots, and who may do what."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.queries import events as queries
from db.values import Attachment, EventFormat, EventState, Status
from network import texts
from network.errors import N_, NotAllowed, Outdated
from network.people import Reader
from network.texts import Text
from network.work import Work

WRITABLE = frozenset({EventState.DRAFT, EventState.CHANGING})  # what somebody is writing


@dataclass(frozen=True, slots=True)
class Event:
    """A snapshot of an event. Times are aware UTC; `starts_local` is the wall time it was meant at, in `zone`."""

    id: int
    author_id: int
    state: EventState
    series_id: int | None
    occurrence: str | None
    title: Text | None
    description: Text | None
    format: EventFormat
    link: str | None
    place: str | None
    latitude: float | None
    longitude: float | None
    zone: str | None
    starts_local: datetime | None
    starts_at: datetime | None
    minutes: int | None
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    regions: tuple[str, ...]
    capacity: int | None
    answer_by: datetime | None
    picture: Attachment | None
    contact: str | None
    publish_at: datetime | None
    reason: str | None
    sequence: int
    version: int
    organisers: frozenset[int]
    # How it repeats (network/events/rhythm.py reads it).
    rule: str | None = None

    @property
    def ends_at(self) -> datetime | None:
        """When it is over; None while start or length are missing."""
        if self.starts_at is None or self.minutes is None:
            return None
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def stands(self) -> bool:
        """Whether people can see it: published, cancelled later or not."""
        return self.state in {EventState.PUBLISHED, EventState.CANCELLED}


def read(work: Work, event_ids: Collection[int]) -> Mapping[int, Event]:
    """Fetch snapshots of events by row number, texts included, in three queries."""
    found = queries.several(work.session, event_ids) if event_ids else []
    wanted = {number for row in found for number in (row.title_id, row.description_id) if number is not None}
    words = texts.read(work, wanted)
    organisers = queries.organisers(work.session, [row.id for row in found])
    return {
        row.id: Event(
            id=row.id,
            author_id=row.author_id,
            state=EventState(row.state),
            series_id=row.series_id,
            occurrence=row.occurrence,
            title=words.get(row.title_id),
            description=words.get(row.description_id),
            format=EventFormat(row.format),
            link=row.link,
            place=row.place,
            latitude=row.latitude,
            longitude=row.longitude,
            zone=row.zone,
            starts_local=row.starts_local and datetime.fromisoformat(row.starts_local),
            starts_at=row.starts_at,
            minutes=row.minutes,
            languages=tuple(row.languages),
            topics=tuple(row.topics),
            regions=tuple(row.regions),
            capacity=row.capacity,
            answer_by=row.answer_by,
            picture=Attachment(*row.picture) if row.picture else None,
            contact=row.contact,
            publish_at=row.publish_at,
            reason=row.reason,
            sequence=row.sequence,
            version=row.version,
            organisers=frozenset({row.author_id, *organisers.get(row.id, ())}),
            rule=row.rule,
        )
        for row in found
    }


def find(work: Work, event_id: int, *, hold: bool = False) -> Event:
    """Fetch one event; `hold` keeps others from changing it until the commit. Raises Outdated when it is no more."""
    if hold:
        queries.hold(work.session, event_id)
    event = read(work, [event_id]).get(event_id)
    if event is None:
        raise Outdated(N_("This event is no more."))
    return event


def may_organise(reader: Reader, event: Event) -> bool:
    """Say whether somebody may do what its organisers do: they themselves, and the coordinators of its regions.

    Whoever is suspended, or has left and only applies again, organises nothing. What is still being written is nobody
    else's to read: not the coordinators' either.
    """
    if reader.id in event.organisers and (reader.status is Status.MEMBER or reader.coordinates):
        return True
    if event.state in WRITABLE:
        return False
    return reader.network_wide or bool(event.regions and reader.regions & set(event.regions))


def require_organiser(reader: Reader, event: Event) -> None:
    """Let only those pass who may do what organisers do. Raises NotAllowed otherwise."""
    if not may_organise(reader, event):
        raise NotAllowed(N_("Only those who organise this event can do that."))
