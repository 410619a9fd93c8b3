"""What follows an event by itself: who came, how it was, its summary, and much later whether anybody used it.

Each stage is passed once, at its time after the end; what comes too late to be of use is passed by in silence.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.queries import event_afterwards as queries
from db.values import Audience, EventState
from network import notices
from network.events import kinds, reading
from network.events.reading import Event
from network.work import Work

AT_ONCE = 200  # events that one look takes
MOST_PEOPLE = 5000  # that one notice names; a larger crowd gets several
# Of a series that comes every week, people are asked once a month; whether their city used it, once in that time.
SPARED, LONG_SPARED = timedelta(days=27), timedelta(days=89)


@dataclass(frozen=True, slots=True)
class Stage:
    """What happens `after` the end of an event, unless that was longer ago than `until`."""

    after: timedelta
    until: timedelta
    ask: Callable[[Work, Event], None]


def tick(work: Work) -> int:
    """Do what is due after events that are over; returns how many stages were passed."""
    queries.start_over(work.session, work.now, len(STAGES))
    return sum(_pass(work, number) for number in range(len(STAGES)))


def _pass(work: Work, number: int) -> int:
    stage, passed = STAGES[number], 0
    for event_id in queries.due(work.session, number, work.now - stage.after, AT_ONCE):
        event = reading.find(work, event_id, hold=True)
        ends_at = event.ends_at or event.starts_at
        if ends_at is None or event.state is not EventState.PUBLISHED or ends_at + stage.after > work.now:
            continue
        if queries.stage_of(work.session, event_id) != number:  # another process was faster
            continue
        queries.set_stage(work.session, event_id, number + 1)
        passed += 1
        if work.now < ends_at + stage.until:
            stage.ask(work, event)
    return passed


def asked_already(work: Work, event_id: int) -> bool:
    """Whether those who came were asked how it was; whoever is found to have come later is asked by themselves."""
    return queries.stage_of(work.session, event_id) > 0


def tell_guests(work: Work, kind: str, event_id: int, people: Collection[int], *, until: datetime | None) -> None:
    """Tell members who came something; what has not left by `until` does not leave at all."""
    listed = sorted(people)
    for start in range(0, len(listed), MOST_PEOPLE):
        chosen = tuple(listed[start : start + MOST_PEOPLE])
        notices.post(work, kind, event_id, Audience(people=chosen), expires_at=until)


def organisers(work: Work, event: Event) -> Audience:
    """Those who organise an event and still are members; where nobody is left, the coordinators of its regions."""
    left = queries.members_among(work.session, event.organisers)
    if left:
        return Audience(people=tuple(left))
    return Audience(coordinators_of=event.regions) if event.regions else Audience(network_coordinators=True)


def _how_was_it(work: Work, event: Event) -> None:
    """Ask those who came how it was, and the organisers who came."""
    people = queries.who_came(work.session, event.id)
    if not people or _asked_lately(work, kinds.OVER, event, SPARED):
        return
    guests = set(people) - event.organisers - set(queries.rated(work.session, event.id))
    tell_guests(work, kinds.FEEDBACK, event.id, guests, until=work.now + timedelta(days=14))
    notices.post(work, kinds.OVER, event.id, organisers(work, event), expires_at=work.now + timedelta(days=14))


def _summary(work: Work, event: Event) -> None:
    """Ask the organisers for a summary, where there is none and there is somebody to read it."""
    if _asked_lately(work, kinds.SUMMARY_ASKED, event, SPARED):
        return
    written = queries.summary(work.session, event.id)
    if written is not None and written.summary_id is None and queries.who_came(work.session, event.id):
        until = work.now + timedelta(days=14)
        notices.post(work, kinds.SUMMARY_ASKED, event.id, organisers(work, event), expires_at=until)


def _used(work: Work, event: Event) -> None:
    """Ask those who came whether their city used it."""
    if _asked_lately(work, kinds.USED, event, LONG_SPARED):
        return
    guests = set(queries.who_came(work.session, event.id)) - event.organisers
    tell_guests(work, kinds.USED, event.id, guests, until=work.now + timedelta(days=30))


def _asked_lately(work: Work, kind: str, event: Event, spared: timedelta) -> bool:
    """Whether the same was asked about another event of its series that came shortly before."""
    if event.series_id is None or event.starts_at is None:
        return False
    since = event.starts_at - spared
    return queries.asked_in_series(work.session, kind, event.series_id, event.id, since, event.starts_at)


STAGES = (
    Stage(timedelta(hours=1), timedelta(days=14), _how_was_it),
    Stage(timedelta(days=3), timedelta(days=14), _summary),
    Stage(timedelta(days=7), timedelta(days=30), _summary),
    Stage(timedelta(days=90), timedelta(days=180), _used),
)
