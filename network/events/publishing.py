"""Letting an event go: published at once or at its time by coordinators, handed in for a decision by members."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from db.queries import event_deciding as deciding_queries
from db.queries import events as queries
from db.queries import people as people_queries
from db.values import Audience, EventFormat, EventState, Lane, Status
from network import audit, notices, pace, people
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import fields, finding, reading
from network.events.kinds import ASKED, DECIDE, DECIDED, EVENT, EVENT_GROUP
from network.events.reading import Event
from network.people import Reader
from network.work import Work

ALL = "all"  # stands in lists for an event that is for all regions
SOON = timedelta(days=4)  # longer than any weekend
MOST_WAITING = 5  # of one author
MOST_HAND_INS = 10  # a day, of one author
AT_ONCE = 20  # published by one look at what is due


class Obstacle(StrEnum):
    """Why an event cannot be published yet."""

    NO_TITLE = "no_title"
    NO_START = "no_start"
    NO_LENGTH = "no_length"
    NO_PLACE = "no_place"
    PAST = "past"
    ANSWER_BY = "answer_by"
    PUBLISH_AT = "publish_at"


class Doubt(StrEnum):
    """What its author should know of before an event is published."""

    NO_LINK = "no_link"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Concern:
    """A doubt; for a stale version, which text it is of and its language."""

    what: Doubt
    which: str | None = None
    language: str | None = None


def problems(work: Work, event: Event) -> list[Obstacle]:
    """List what stands in the way of publishing."""
    found: list[Obstacle] = []
    if event.title is None:
        found.append(Obstacle.NO_TITLE)
    if event.starts_at is None:
        found.append(Obstacle.NO_START)
    elif event.starts_at <= work.now:
        found.append(Obstacle.PAST)
    if event.minutes is None:
        found.append(Obstacle.NO_LENGTH)
    if event.format is not EventFormat.VIRTUAL and not event.place and event.latitude is None:
        found.append(Obstacle.NO_PLACE)
    if event.answer_by and event.starts_at and not work.now < event.answer_by <= event.starts_at:
        found.append(Obstacle.ANSWER_BY)
    if event.publish_at and event.starts_at and event.publish_at >= event.starts_at:
        found.append(Obstacle.PUBLISH_AT)
    return found


def concerns(event: Event) -> list[Concern]:
    """List what its author should know of: a link that is missing, versions older than what they were made from."""
    found = [Concern(Doubt.NO_LINK)] if event.format is not EventFormat.ON_SITE and not event.link else []
    for which, text in ((fields.TITLE, event.title), (fields.DESCRIPTION, event.description)):
        versions = text.versions.values() if text else ()
        found += [Concern(Doubt.STALE, which, version.language) for version in versions if version.stale]
    return found


def may_publish(reader: Reader, event: Event) -> bool:
    """Say whether somebody publishes their own event without a decision: it lies within what they coordinate."""
    return reader.network_wide or bool(event.regions and reader.regions.issuperset(event.regions))


def submit(work: Work, reader: Reader, event_id: int, version: int, at: datetime | None = None) -> Event:
    """Let a draft go; `version` is the one that was looked at, `at` (aware) when to publish it (None: as it says).

    Coordinators publish within their regions, everybody else's goes to the coordinators. A second press finds it gone
    and changes nothing. Raises Outdated when it has changed since, NetworkError while something stands in the way
    (`problems`), NotAllowed for somebody else's.
    """
    found = reading.find(work, event_id, hold=True)
    if found.author_id != reader.id:
        raise NotAllowed(N_("Somebody else is writing this event."))
    if found.state is not EventState.DRAFT:
        return found
    if reader.status is not Status.MEMBER and not reader.coordinates:
        raise NotAllowed(N_("Events are made by members of the network. Send /start to join."))
    if found.version != version:
        raise Outdated(N_("The event has changed since you looked at it. Please look once more."))
    if at is not None:
        queries.change(work.session, found.id, work.now, publish_at=fields.ahead(work, at))
        found = reading.find(work, event_id)
    if problems(work, found):
        raise NetworkError(N_("Something still stands in the way. Please look at the event once more."))
    if may_publish(reader, found):
        let_out(work, found)
        audit.record(work, reader, "event.published", "event", found.id, regions=list(found.regions))
    else:
        waiting = queries.of_author(work.session, reader.id, (EventState.WAITING,), MOST_WAITING)
        if len(waiting) >= MOST_WAITING:
            raise NetworkError(
                N_("Up to {most} events of yours can wait for a decision. This one stays a draft until then."),
                most=MOST_WAITING,
            )
        pace.spend(work, reader.id, "event_hand_ins", MOST_HAND_INS)
        queries.change(work.session, found.id, work.now, state=EventState.WAITING)
        notices.post(work, DECIDE, found.id, deciders(work, found))
    return reading.find(work, event_id)


def let_out(work: Work, event: Event, **values: object) -> None:
    """Publish an event, or plan it for its time; `values` are written with it. Whoever calls this has permitted it."""
    if event.publish_at is not None and event.publish_at > work.now:
        queries.change(work.session, event.id, work.now, state=EventState.SCHEDULED, **values)
        return
    queries.change(work.session, event.id, work.now, state=EventState.PUBLISHED, published_at=work.now, **values)
    published(work, event.id)


def take_back(work: Work, reader: Reader, event_id: int) -> Event:
    """Make one's own event a draft again while nobody sees it: it waits for a decision, or for its time.

    Raises NotAllowed for somebody else's, Outdated once it is out or decided, NetworkError while a draft is open.
    """
    found = reading.find(work, event_id, hold=True)
    if found.author_id != reader.id:
        raise NotAllowed(N_("Somebody else is writing this event."))
    if found.state is EventState.DRAFT:
        return found
    if found.state not in {EventState.WAITING, EventState.SCHEDULED, EventState.DECLINED}:
        raise Outdated(N_("This event is published already."))
    if queries.draft_of(work.session, reader.id) is not None:
        raise NetworkError(N_("You have a draft open. Please publish it or throw it away first: /newevent"))
    queries.change(work.session, found.id, work.now, state=EventState.DRAFT, reason=None, decided_by=None)
    for kind in (DECIDE, DECIDED):
        notices.retract(work, kind, found.id)
    for question_id in deciding_queries.questions_of(work.session, found.id):
        notices.revise(work, ASKED, question_id)
    return reading.find(work, event_id)


def published(work: Work, event_id: int) -> None:
    """Let lists and searches find a published event, and post its cards: to members of its regions, and into groups.

    Asks for no permission.
    """
    event = reading.find(work, event_id)
    place_in_lists(work, event)
    finding.fold(work, event_id)
    over = event.ends_at
    members = Audience(
        statuses=(Status.MEMBER,), regions=event.regions, event_news=True, without=tuple(sorted(event.organisers))
    )
    notices.post(
        work, EVENT, event_id, members, lane=Lane.ANNOUNCEMENT, named_time=_presses(work, event), expires_at=over
    )
    notices.post(work, EVENT, event_id, Audience(people=tuple(sorted(event.organisers))), expires_at=over)
    hubs = tuple(key for key, hub in work.charter.hubs.items() if not event.regions or hub.region in event.regions)
    if hubs:
        notices.post(work, EVENT_GROUP, event_id, Audience(hubs=hubs), lane=Lane.ANNOUNCEMENT, expires_at=over)


def _presses(work: Work, event: Event) -> bool:
    """Whether its cards go out on a weekend, too: its time was named, or it begins before the week does."""
    return event.publish_at is not None or (event.starts_at is not None and event.starts_at - work.now < SOON)


def place_in_lists(work: Work, event: Event) -> None:
    """Write down by which regions and topics lists find an event, and when it starts."""
    if event.starts_at is not None:
        queries.place(work.session, event.id, event.starts_at, event.regions or (ALL,), event.topics)


def publish_due(work: Work) -> int:
    """Publish what was planned for now; returns how many. Safe to run by several processes at once."""
    events = reading.read(work, queries.due(work.session, work.now, AT_ONCE))
    authors = people.readers(work, [event.author_id for event in events.values()])
    for event in events.values():
        if may_still(authors.get(event.author_id)):
            let_out(work, event)
        else:  # they left meanwhile, or are suspended: nobody would be there
            queries.change(work.session, event.id, work.now, state=EventState.DECLINED)
        notices.revise(work, DECIDE, event.id)
    return len(events)


def may_still(author: Reader | None) -> bool:
    """Say whether an event of somebody's can still come out: they are a member, or coordinate."""
    return author is not None and (author.status is Status.MEMBER or author.coordinates)


def deciders(work: Work, event: Event) -> Audience:
    """Say who decides on a member's event: the coordinators of its regions but its author, else the network's."""
    theirs = [key for key in event.regions if key != work.charter.worldwide.key]
    others = {one for key in theirs for one in people_queries.coordinators(work.session, key)} - {event.author_id}
    if others and len(theirs) == len(event.regions):
        return Audience(coordinators_of=tuple(theirs), without=(event.author_id,))
    return Audience(network_coordinators=True, without=(event.author_id,))
