"""What an event's card is drawn from, for many readers at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from db.queries import attendance, screens
from db.values import EventState, Status
from network import people
from network.charter import Charter
from network.errors import N_, NotAllowed, Outdated
from network.events import attending, reading, seats
from network.events.attending import Mine
from network.events.kinds import EVENT
from network.events.reading import Event, may_organise
from network.events.seats import Counts
from network.people import Reader
from network.work import Work

NAMES = 40  # on one page of those who come


@dataclass(frozen=True, slots=True)
class View:
    """An event as its card shows it. `organisers` are names; `answers` what its readers answered, by row number."""

    event: Event
    counts: Counts
    organisers: tuple[str, ...]
    answers: Mapping[int, Mine]
    charter: Charter
    over: bool = False

    @property
    def open(self) -> bool:
        """Whether it can be answered: published, not cancelled, not over."""
        return self.event.state is EventState.PUBLISHED and not self.over

    def mine(self, reader: Reader) -> Mine | None:
        """What this reader answered."""
        return self.answers.get(reader.id)

    def shows_all(self, reader: Reader) -> bool:
        """Whether the reader may see more than its public lines: members, and those who organise it."""
        return reader.status is Status.MEMBER or may_organise(reader, self.event)


class Standing(NamedTuple):
    """A message that shows a card: Telegram's id, the notice it is a copy of, a mark of its picture (None: a text)."""

    message_id: int
    notice: int
    media: str | None


@dataclass(frozen=True, slots=True)
class Guests:
    """A page of those going who stand in the directory; `others` go without being named."""

    event: Event
    names: tuple[str, ...]
    going: int
    others: int
    number: int
    pages: int


def views(work: Work, event_ids: Collection[int], person_ids: Collection[int] = ()) -> dict[int, View]:
    """Fetch what cards of events are drawn from, with the answers of these people. The number of queries is fixed."""
    events = reading.read(work, event_ids)
    counted = seats.counts(work, list(events))
    named = people.readers(work, sorted({number for event in events.values() for number in event.organisers}))
    answers = attending.mine(work, list(events), person_ids)
    return {
        key: View(
            event=event,
            counts=counted[key],
            organisers=tuple(_names(event, named)),
            answers={person: mine for (of, person), mine in answers.items() if of == key},
            charter=work.charter,
            over=event.ends_at is not None and event.ends_at <= work.now,
        )
        for key, event in events.items()
    }


def view(work: Work, reader: Reader, event_id: int) -> View:
    """Fetch one card for one reader. Raises Outdated when there is no such event for them."""
    found = views(work, [event_id], [reader.id]).get(event_id)
    if found is None or not may_see(reader, found.event):
        raise Outdated(N_("This event is no more."))
    return found


@dataclass(frozen=True, slots=True)
class Offer:
    """A seat that is kept, or was, for somebody; `mine` says what became of it."""

    view: View
    person_id: int
    mine: Mine


def offers(work: Work, attendance_ids: Collection[int]) -> dict[int, Offer]:
    """Fetch what offers of seats are told from, by row number of the attendance."""
    rows = attendance.several(work.session, attendance_ids)
    found = views(work, {row.event_id for row in rows}, {row.person_id for row in rows})
    return {
        row.id: Offer(found[row.event_id], row.person_id, found[row.event_id].answers[row.person_id])
        for row in rows
        if row.event_id in found
    }


def may_see(reader: Reader, event: Event) -> bool:
    """Whether somebody may see an event's card: all, once it is published; before that those who organise it."""
    return event.stands or (event.state is not EventState.DRAFT and may_organise(reader, event))


def messages(work: Work, event_id: int, telegram_chat_id: int) -> list[Standing]:
    """List the latest messages in a chat that show this event's card, the newest first."""
    return [Standing(*row) for row in screens.cards(work.session, EVENT, event_id, work.bot_id, telegram_chat_id)]


def guests(work: Work, reader: Reader, event_id: int, page: int = 0) -> Guests:
    """List who comes: members who stand in the directory by name, the others as a number.

    Raises NotAllowed for whoever is no member, and as `view`.
    """
    found = view(work, reader, event_id)
    if not found.shows_all(reader):
        raise NotAllowed(N_("This is for members of the network. Send /start to join."))
    return _guests(work, found, page)


def guest_lists(work: Work, event_ids: Collection[int]) -> dict[int, tuple[View, Guests]]:
    """Fetch the first pages of who comes to events, for lists that stand in chats; `View.shows_all` says for whom."""
    return {key: (found, _guests(work, found, 0)) for key, found in views(work, event_ids).items()}


def _guests(work: Work, found: View, page: int) -> Guests:
    event_id = found.event.id
    known = attendance.count_named(work.session, event_id)
    pages = max(1, ceil(known / NAMES))
    number = min(max(page, 0), pages - 1)
    names = attendance.named(work.session, event_id, NAMES, number * NAMES)
    going = found.counts.going
    return Guests(found.event, tuple(names), going, max(0, going - known), number, pages)


def _names(event: Event, named: Mapping[int, Reader]) -> list[str]:
    """The author first."""
    order = [event.author_id, *sorted(event.organisers - {event.author_id})]
    return [name for number in order if number in named and (name := named[number].name)]
