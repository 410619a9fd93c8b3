"""What people wish about events: how long before one they are reminded, and whether news of them come unasked."""

from dataclasses import dataclass

from db.queries import own_reminders as own_queries
from db.queries import reminders as queries
from db.values import AttendanceState, EventState
from network.errors import N_, NetworkError, Outdated
from network.events import attending, reading
from network.events.reading import Event
from network.people import Reader
from network.reminders import following, rules
from network.reminders.own import require_somebody
from network.work import Work

# What is offered, in minutes before the start.
OFFERED = (7 * rules.DAY, 2 * rules.DAY, rules.DAY, 180, 60, 15)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How many minutes before an event somebody is reminded, longest first; `own` where they said so themselves.

    `event` is None for what they wish in general; `news` says then whether new events come by themselves.
    """

    minutes: tuple[int, ...]
    own: bool
    event: Event | None = None
    news: bool = True


def wishes(work: Work, reader: Reader, event_id: int | None = None) -> Wishes:
    """Read what the reader wishes, for one event or in general.

    Raises NotAllowed for whoever is no member, Outdated where an event is no more, over, or not answered by them.
    """
    require_somebody(reader)
    event = _answered(work, reader, event_id) if event_id is not None else None
    here, general = queries.wishes(work.session, reader.id, event_id)
    return Wishes(
        minutes=following.mine(work, reader, event_id),
        own=(general if event is None else here) is not None,
        event=event,
        news=own_queries.event_news(work.session, reader.id),
    )


def toggle(work: Work, reader: Reader, minutes: int, event_id: int | None = None) -> Wishes:
    """Be reminded so many minutes before as well, or not any more. Raises as `wishes`, NetworkError for too many."""
    held = wishes(work, reader, event_id)
    if minutes not in {*OFFERED, *held.minutes}:
        raise NetworkError(N_("I do not know that choice. Please use the buttons."))
    chosen = set(held.minutes) ^ {minutes}
    following.set_mine(work, reader, chosen, event_id)
    return wishes(work, reader, event_id)


def as_usual(work: Work, reader: Reader, event_id: int | None = None) -> Wishes:
    """Go back to what is wished in general, or to what is usual. Raises as `wishes`."""
    wishes(work, reader, event_id)
    following.set_mine(work, reader, None, event_id)
    return wishes(work, reader, event_id)


def set_news(work: Work, reader: Reader, wanted: bool) -> Wishes:
    """Say whether new events of their regions come to the reader by themselves. Raises NotAllowed as `wishes`."""
    require_somebody(reader)
    own_queries.set_event_news(work.session, reader.id, wanted)
    return wishes(work, reader)


def _answered(work: Work, reader: Reader, event_id: int) -> Event:
    event = reading.find(work, event_id)
    if event.state is not EventState.PUBLISHED or event.starts_at is None or event.starts_at <= work.now:
        raise Outdated(N_("This event is over, or was cancelled."))
    mine = attending.mine_of(work, event_id, reader.id)
    if mine is None or mine.state is AttendanceState.DECLINED:
        raise Outdated(N_("Say first whether you come; then I can remind you."))
    return event
