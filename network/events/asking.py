"""Questions to the organisers of an event, and their answers. Both travel through the bot."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from db.queries import event_questions as queries
from db.values import Audience, Status
from network import notices, people
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import reading
from network.events.kinds import ANSWERED, QUESTION
from network.events.reading import Event, may_organise, require_organiser
from network.people import Reader
from network.work import Work

MOST_OPEN = 3  # questions of one person about one event that nobody has answered yet


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked about an event, and what an organiser answered."""

    id: int
    event: Event
    person_id: int
    name: str | None
    question: str
    answer: str | None
    answered_by: int | None
    answerer: str | None


def may_ask(work: Work, reader: Reader, event_id: int) -> Event:
    """Find an event that somebody may ask about.

    Raises NotAllowed for whoever is no member, Outdated when nobody can see the event (any more), NetworkError for
    its organisers and for who waits for several answers already.
    """
    if reader.status is not Status.MEMBER:
        raise NotAllowed(N_("Only members can ask the organisers. Send /start to join the network."))
    event = reading.find(work, event_id)
    if not event.stands:
        raise Outdated(N_("This event is no more."))
    if reader.id in event.organisers:
        raise NetworkError(N_("You organise this event yourself."))
    if queries.count_open(work.session, event_id, reader.id) >= MOST_OPEN:
        raise NetworkError(N_("The organisers have several questions of yours already. Please wait for their answer."))
    return event


def ask(work: Work, reader: Reader, event_id: int, text: str) -> int:
    """Ask the organisers something; returns the question's row number.

    Raises as `may_ask`, and NetworkError for an empty or overlong text.
    """
    event = may_ask(work, reader, event_id)
    text = checked(text, work.charter.limits.texts.question)
    question_id = queries.add(work.session, event.id, reader.id, text, work.now)
    notices.post(work, QUESTION, question_id, _whom(work, event))
    return question_id


def open_question(work: Work, reader: Reader, question_id: int) -> Question:
    """Find a question that somebody may answer, and keep others from answering it until the commit.

    Raises NotAllowed for whoever does not organise the event, Outdated when it is gone or answered already.
    """
    row = queries.hold(work.session, question_id)
    found = _questions(work, [row]).get(question_id) if row is not None else None
    if found is None:
        raise Outdated(N_("This question is no longer here."))
    require_organiser(reader, found.event)
    if found.answer is not None:
        raise Outdated(N_("This question has been answered in the meantime."))
    return found


def answer(work: Work, reader: Reader, question_id: int, text: str) -> Question:
    """Answer a question; the other organisers see that it is answered, and what.

    Raises as `open_question`, and NetworkError for an empty or overlong text.
    """
    found = open_question(work, reader, question_id)
    text = checked(text, work.charter.limits.texts.answer)
    queries.answer(work.session, question_id, reader.id, text, work.now)
    notices.revise(work, QUESTION, question_id)
    notices.post(work, ANSWERED, question_id, Audience(people=(found.person_id,)))
    return found


def questions(work: Work, question_ids: Collection[int]) -> Mapping[int, Question]:
    """Fetch questions by row number; what is gone is left out."""
    return _questions(work, queries.several(work.session, question_ids))


def checked(text: str, most: int) -> str:
    """Return a text without the spaces round it. Raises NetworkError when it is empty or longer than `most`."""
    text = text.strip()
    if not text:
        raise NetworkError(N_("That was empty. Please write a few words."))
    if len(text) > most:
        raise NetworkError(N_("That is too long: at most {most} characters fit here."), most=most)
    return text


def _whom(work: Work, event: Event) -> Audience:
    """Its organisers; where none of them is here any more, the coordinators of its regions."""
    here = [
        person.id for person in people.readers(work, sorted(event.organisers)).values() if may_organise(person, event)
    ]
    if here:
        return Audience(people=tuple(sorted(here)))
    return Audience(coordinators_of=event.regions) if event.regions else Audience(network_coordinators=True)


def _questions(work: Work, rows: Collection[Any]) -> dict[int, Question]:
    events = reading.read(work, {row.event_id for row in rows})
    named = people.readers(work, sorted({n for row in rows for n in (row.person_id, row.answered_by) if n is not None}))
    return {
        row.id: Question(
            id=row.id,
            event=events[row.event_id],
            person_id=row.person_id,
            name=named[row.person_id].name if row.person_id in named else None,
            question=row.question,
            answer=row.answer,
            answered_by=row.answered_by,
            answerer=named[row.answered_by].name if row.answered_by in named else None,
        )
        for row in rows
        if row.event_id in events
    }
