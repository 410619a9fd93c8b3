"""What a reminder that came is told from: what it is of, for whom, and what they answered. For many at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from db.queries import reminders_due as queries
from db.values import AttendanceState, ReminderKind, Status
from network import texts
from network.events import attending, reading
from network.events.reading import Event, may_organise
from network.people import Reader
from network.reminders import rules
from network.texts import Text
from network.work import Work


@dataclass(frozen=True, slots=True)
class Told:
    """A reminder as its reader sees it. Times are aware UTC; `answer` is what they said to the event."""

    id: int
    kind: ReminderKind
    person_id: int
    due_at: datetime
    late: bool
    last: bool
    words: str | None
    zone: str | None
    repeated: bool
    event: Event | None
    answer: AttendanceState | None
    text: Text | None

    @property
    def link(self) -> str | None:
        """The link of a virtual event: in the last reminder, for those going."""
        wanted = self.last and self.answer is AttendanceState.GOING
        return self.event.link if wanted and self.event else None


def told(work: Work, reminder_ids: Collection[int]) -> dict[int, Told]:
    """Fetch what reminders are told from, in a fixed number of queries."""
    rows = queries.several(work.session, list(reminder_ids)) if reminder_ids else []
    of_events = [row for row in rows if row.event_id is not None]
    events: Mapping[int, Event] = reading.read(work, {row.event_id for row in of_events})
    answers = attending.mine(work, list(events), {row.person_id for row in of_events})
    words = texts.read(work, {row.text_id for row in rows if row.text_id is not None})
    return {
        row.id: Told(
            id=row.id,
            kind=ReminderKind(row.kind),
            person_id=row.person_id,
            due_at=row.due_at,
            late=rules.late(row.due_at, row.fired_at),
            last=row.urgent,
            words=row.words,
            zone=row.zone,
            repeated=row.rule is not None,
            event=events.get(row.event_id),
            answer=mine.state if (mine := answers.get((row.event_id, row.person_id))) else None,
            text=words.get(row.text_id),
        )
        for row in rows
    }


def may_see(reader: Reader, reminder: Told) -> bool:
    """Say whether somebody may see a reminder now: of an event, while they come or may come and may see its card."""
    match reminder.kind:
        case ReminderKind.AUDIENCE:
            return reader.status is Status.MEMBER
        case ReminderKind.OWN:
            return reader.id == reminder.person_id
    event = reminder.event
    return (
        reader.id == reminder.person_id
        and event is not None
        and event.stands
        and reminder.answer in {AttendanceState.GOING, AttendanceState.MAYBE}
        and (reader.status is Status.MEMBER or may_organise(reader, event))
    )
