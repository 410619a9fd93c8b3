"""What became of an event, in figures that name nobody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from db.queries import event_afterwards as queries
from db.values import AttendanceState, Used
from network.errors import N_, Outdated
from network.events import reading
from network.events.reading import Event
from network.people import Reader
from network.work import Work

FEW = 3  # stars and lines of fewer people would say who gave them
MOST_LINES = 5000


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of an event. `stars` and `used` are empty, and so are the lines, while fewer than FEW answered."""

    event: Event
    answers: Mapping[AttendanceState, int]
    came: int
    absent: int
    unsaid: int
    rated: int
    stars: Mapping[int, int]
    said_used: int
    used: Mapping[Used, int]
    remarks: Sequence[str] = ()
    uses: Sequence[str] = ()

    @property
    def average(self) -> float | None:
        """The mean of all stars, where there are enough."""
        count = sum(self.stars.values())
        return sum(stars * number for stars, number in self.stars.items()) / count if count else None


def figures(work: Work, reader: Reader, event_id: int) -> Figures:
    """Count what became of an event.

    Raises Outdated when there is no such event, NotAllowed for whoever does not organise it.
    """
    event = reading.find(work, event_id)
    reading.require_organiser(reader, event)
    if not event.stands:
        raise Outdated(N_("This event is no more."))
    answers: Counter[AttendanceState] = Counter()
    seen: Counter[bool | None] = Counter()
    stars: Counter[int] = Counter()
    used: Counter[Used] = Counter()
    for row in queries.figures(work.session, event_id):
        answers[AttendanceState(row.state)] += row.number
        if row.came is not None or row.state == AttendanceState.GOING:
            seen[row.came] += row.number
        if row.stars is not None:
            stars[row.stars] += row.number
        if row.used is not None:
            used[Used(row.used)] += row.number
    lines = queries.remarks(work.session, event_id, MOST_LINES)
    remarks = [row.remark for row in lines if row.remark]
    uses = [row.used_how for row in lines if row.used_how]
    enough, enough_used = stars.total() >= FEW, used.total() >= FEW
    return Figures(
        event=event,
        answers=dict(answers),
        came=seen[True],
        absent=seen[False],
        unsaid=seen[None],
        rated=stars.total(),
        stars=dict(stars) if enough else {},
        said_used=used.total(),
        used=dict(used) if enough_used else {},
        remarks=sorted(remarks) if enough else (),
        uses=sorted(uses) if enough_used else (),
    )
