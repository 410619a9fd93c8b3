"""A member's event waits for a coordinator's word: publish it, ask its author, or decline. One decision counts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.queries import event_deciding as queries
from db.queries import events as event_queries
from db.values import Audience, EventState
from network import audit, notices, people
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import publishing, reading
from network.events.kinds import ASKED, DECIDE, DECIDED, TOLD
from network.events.reading import Event
from network.people import Reader, require_coordinator
from network.work import Work

MOST_LISTED = 20
MOST_ANSWERS = 2  # to one question: an answer, and something to add
_AUTHOR_GONE = N_("Its author is not a member any more, so this event cannot be published.")

_DONE = {
    EventState.DECLINED: (
        N_("{name} has already declined this event."),
        N_("Another coordinator has already declined this event."),
        N_("You have already declined this event."),
    ),
    EventState.DRAFT: (N_("Its author has taken this event back."),) * 3,
}
_PUBLISHED = (
    N_("{name} has already published this event."),
    N_("Another coordinator has already published this event."),
    N_("You have already published this event."),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A question, or an answer to one. `author` is None where somebody is no longer held by name."""

    id: int
    author_id: int | None
    author: str | None
    from_organiser: bool
    question_id: int | None
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """A member's event as coordinators see it who decide on it."""

    event: Event
    author: str | None
    organisation: str | None
    city: str | None
    decided_by: int | None
    decider: str | None
    lines: tuple[Line, ...]

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.event.state is EventState.WAITING

    def line(self, line_id: int) -> Line | None:
        """The question or answer of that row number."""
        return next((line for line in self.lines if line.id == line_id), None)

    def answers_to(self, question_id: int) -> tuple[Line, ...]:
        """What was answered to one question, oldest first."""
        return tuple(line for line in self.lines if line.question_id == question_id)


def cards(work: Work, event_ids: Sequence[int]) -> Mapping[int, Card]:
    """Take snapshots of events with what was asked about them. Whoever asks answers for the permission."""
    events = reading.read(work, event_ids)
    lines: dict[int, list[Line]] = defaultdict(list)
    for row in queries.messages(work.session, event_ids):
        line = Line(row.id, row.author_id, row.name, row.from_organiser, row.question_id, row.text, row.written_at)
        lines[row.event_id].append(line)
    return {
        row.id: Card(
            events[row.id], row.author, row.organisation, row.city, row.decided_by, row.decider, tuple(lines[row.id])
        )
        for row in queries.people_in(work.session, event_ids)
        if row.id in events
    }


def by_line(work: Work, message_ids: Sequence[int]) -> Mapping[int, Card]:
    """Take snapshots of the events that questions and answers are about, by the row number of these."""
    about = queries.events_of(work.session, message_ids)
    found = cards(work, list(set(about.values())))
    return {number: found[event_id] for number, event_id in about.items() if event_id in found}


def may_decide(reader: Reader, event: Event) -> bool:
    """Say whether somebody decides on an event: a coordinator of one of its regions or of all, but not its author."""
    within = reader.network_wide or bool(reader.regions & set(event.regions))
    return within and reader.id != event.author_id


def waiting(work: Work, reader: Reader) -> list[Event]:
    """List the events that wait for the reader's decision, the one that waits longest first; none for members."""
    if not reader.coordinates:
        return []
    regions = None if reader.network_wide else reader.regions
    found = queries.waiting(work.session, regions, reader.id, MOST_LISTED)
    events = reading.read(work, found)
    return [events[number] for number in found if number in events]


def take_up(work: Work, reader: Reader, event_id: int) -> Event:
    """Take an event in hand that waits for a decision.

    Raises NotAllowed for whoever may not decide, and Outdated, which says who was faster.
    """
    require_coordinator(reader)
    found = reading.find(work, event_id, hold=True)
    if found.author_id == reader.id and reader.coordinates:
        raise NotAllowed(N_("Another coordinator decides about an event of your own."))
    if not may_decide(reader, found):
        raise NotAllowed(N_("Only the coordinators of this region can do that."))
    if found.state is not EventState.WAITING:
        raise _already(work, reader, found)
    return found


def admit(work: Work, reader: Reader, event_id: int, version: int) -> Event:
    """Publish a member's event, at once or at the time its author chose; `version` is the one that was looked at.

    Raises as `take_up`, Outdated when it has changed since, NetworkError when its times are over or its author left.
    """
    found = take_up(work, reader, event_id)
    if found.version != version:
        raise Outdated(N_("The event has changed since you looked at it. Please look once more."))
    author = people.readers(work, [found.author_id]).get(found.author_id)
    if not publishing.may_still(author):
        raise NetworkError(_AUTHOR_GONE)
    if publishing.problems(work, found):
        raise NetworkError(
            N_("Its times do not fit any more. Please ask its author to take it back and to choose others.")
        )
    publishing.let_out(work, found, decided_by=reader.id)
    audit.record(work, reader, "event.admitted", "event", found.id, regions=list(found.regions))
    _tell(work, found)
    return reading.find(work, event_id)


def decline(work: Work, reader: Reader, event_id: int, reason: str) -> None:
    """Decline a member's event with a reason, which its author reads.

    Raises as `take_up`, and NetworkError for an empty or overlong reason.
    """
    found = take_up(work, reader, event_id)
    reason = _checked(reason, work.charter.limits.texts.reason)
    event_queries.change(
        work.session, found.id, work.now, state=EventState.DECLINED, reason=reason, decided_by=reader.id
    )
    audit.record(work, reader, "event.declined", "event", found.id, regions=list(found.regions))
    _tell(work, found)


def ask(work: Work, reader: Reader, event_id: int, text: str) -> int:
    """Ask an event's author something before deciding; returns the question's row number.

    Raises as `take_up`, and NetworkError for an empty or overlong text.
    """
    found = take_up(work, reader, event_id)
    text = _checked(text, work.charter.limits.texts.question)
    question_id = queries.add_message(work.session, found.id, found.author_id, reader.id, text, work.now)
    audit.record(work, reader, "event.asked", "event", found.id, regions=list(found.regions))
    notices.post(work, ASKED, question_id, Audience(people=(found.author_id,)))
    notices.revise(work, DECIDE, found.id)
    return question_id


def open_question(work: Work, reader: Reader, question_id: int) -> Event:
    """Find the event of a question that its author may still answer.

    Raises NotAllowed when it was asked of somebody else, Outdated when no answer is wanted any more.
    """
    asked = queries.question(work.session, question_id)
    if asked is None:
        raise Outdated(N_("This question is no longer here."))
    if asked.person_id != reader.id:
        raise NotAllowed(N_("This question is for somebody else."))
    event = reading.find(work, asked.event_id, hold=True)
    if event.state is not EventState.WAITING:
        raise Outdated(N_("Your event is not waiting for a decision now; this question needs no answer any more."))
    if queries.count_answers(work.session, question_id) >= MOST_ANSWERS:
        raise Outdated(N_("Thank you, you have answered this. The coordinators ask again if they need more."))
    return event


def answer(work: Work, reader: Reader, question_id: int, text: str) -> int:
    """Answer a question about one's own event; one may add to it later. Returns the answer's row number.

    Raises as `open_question`, and NetworkError for an empty or overlong text.
    """
    event = open_question(work, reader, question_id)
    text = _checked(text, work.charter.limits.texts.answer)
    answer_id = queries.add_message(
        work.session, event.id, reader.id, reader.id, text, work.now, question_id=question_id
    )
    notices.revise(work, DECIDE, event.id)
    notices.revise(work, ASKED, question_id)
    asked = queries.question(work.session, question_id)
    if asked is not None and asked.author_id is not None:
        notices.post(work, TOLD, answer_id, Audience(people=(asked.author_id,)))
    return answer_id


def _already(work: Work, reader: Reader, event: Event) -> Outdated:
    """Say who was faster."""
    card = cards(work, [event.id])[event.id]
    by_name, by_another, by_yourself = _DONE.get(event.state, _PUBLISHED)
    if card.decided_by == reader.id:
        return Outdated(by_yourself)
    return Outdated(by_name, name=card.decider) if card.decider else Outdated(by_another)


def _tell(work: Work, event: Event) -> None:
    notices.post(work, DECIDED, event.id, Audience(people=(event.author_id,)))
    notices.revise(work, DECIDE, event.id)
    for question_id in queries.questions_of(work.session, event.id):
        notices.revise(work, ASKED, question_id)


def _checked(text: str, most: int) -> str:
    text = text.strip()
    if not text:
        raise NetworkError(N_("That was empty. Please write a few words."))
    if len(text) > most:
        raise NetworkError(N_("That is too long: at most {most} characters fit here."), most=most)
    return text
