"""What those who came say afterwards: stars, a line, whether their city used it. Organisers see no names beside it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from db.queries import event_afterwards as queries
from db.values import AttendanceState, EventState, Used
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import reading
from network.events.reading import Event
from network.people import Reader
from network.work import Work

MOST_STARS = 5


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said about an event."""

    event: Event
    state: AttendanceState
    came: bool | None
    stars: int | None
    remark: str | None
    used: Used | None
    used_how: str | None

    @property
    def was_there(self) -> bool:
        """Whether they came: they were seen, or were going and nobody says otherwise."""
        return self.came is True or (self.came is None and self.state is AttendanceState.GOING)


def said(work: Work, event_ids: Collection[int], person_ids: Collection[int]) -> Mapping[tuple[int, int], Said]:
    """Fetch what people said about events, by row number of event and person; the number of queries is fixed."""
    events = reading.read(work, event_ids)
    rows = queries.answers(work.session, list(events), person_ids) if events and person_ids else []
    return {
        (row.event_id, row.person_id): Said(
            event=events[row.event_id],
            state=AttendanceState(row.state),
            came=row.came,
            stars=row.stars,
            remark=row.remark,
            used=Used(row.used) if row.used else None,
            used_how=row.used_how,
        )
        for row in rows
    }


def mine(work: Work, reader: Reader, event_id: int) -> Said:
    """Fetch what the reader said about an event that is over and to which they came.

    Raises Outdated when there is no such event, or it is not over; NotAllowed for whoever was not there.
    """
    event = reading.find(work, event_id)
    ends_at = event.ends_at or event.starts_at
    if event.state is not EventState.PUBLISHED or ends_at is None or ends_at > work.now:
        raise Outdated(N_("This event is not over, so there is nothing to say about it yet."))
    found = said(work, [event_id], [reader.id]).get((event_id, reader.id))
    if found is None or not found.was_there or not reader.takes_part:
        raise NotAllowed(N_("This is for those who were there."))
    return found


def rate(work: Work, reader: Reader, event_id: int, stars: int) -> Said:
    """Take one to five stars, as often as somebody changes their mind. Raises as `mine`, and for a forged number."""
    mine(work, reader, event_id)
    if not 1 <= stars <= MOST_STARS:
        raise NetworkError(N_("I do not know that choice. Please use the buttons."))
    return _write(work, reader, event_id, stars=stars)


def remark(work: Work, reader: Reader, event_id: int, line: str) -> Said:
    """Take a line about it. Raises as `mine`, and NetworkError when it is too long."""
    mine(work, reader, event_id)
    return _write(work, reader, event_id, remark=_short_enough(work, line))


def was_not_there(work: Work, reader: Reader, event_id: int) -> None:
    """Take somebody's own word that they did not come. Raises as `mine`; NetworkError where an organiser saw them."""
    if mine(work, reader, event_id).came:
        raise NetworkError(N_("The organisers noted that you were there. If that is wrong, please tell them."))
    _write(work, reader, event_id, came=False, stars=None, remark=None)


def use(work: Work, reader: Reader, event_id: int, used: Used) -> Said:
    """Take whether somebody's city used it. Raises as `mine`."""
    found = mine(work, reader, event_id)
    how = None if used is Used.NO else found.used_how
    return _write(work, reader, event_id, used=used, used_how=how)


def use_how(work: Work, reader: Reader, event_id: int, line: str) -> Said:
    """Take a line on how it was used. Raises as `mine`; Outdated where it was not, NetworkError when it is too long."""
    if mine(work, reader, event_id).used in {None, Used.NO}:
        raise Outdated(N_("Please say first whether your city used it."))
    return _write(work, reader, event_id, used_how=_short_enough(work, line))


def _write(work: Work, reader: Reader, event_id: int, **values: object) -> Said:
    queries.change(work.session, event_id, reader.id, **values)
    return said(work, [event_id], [reader.id])[event_id, reader.id]


def _short_enough(work: Work, line: str) -> str:
    most = work.charter.limits.texts.answer
    if not line.strip() or len(line) > most:
        raise NetworkError(N_("That is too long; {most} characters fit."), most=most)
    return line.strip()
