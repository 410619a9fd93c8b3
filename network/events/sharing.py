"""Sharing events: links that lead to one, and its public card in any chat, which follows it."""

import hashlib
from datetime import timedelta

from db.queries import conversations, screens
from db.queries import events as queries
from db.queries import notices as notice_queries
from db.queries import posted as posted_cards
from db.values import Audience, Lane, Status
from network import notices
from network.errors import N_, Outdated
from network.events import reading
from network.events.kinds import CARDS, EVENT, EVENT_POSTED
from network.events.reading import Event
from network.people import Reader
from network.screens import NOBODY
from network.work import Work

# Which event led somebody here, in their conversation's memory, until they are a member.
CAME_FOR = "event_came_for"
MOST_FOUND = 10
LONGEST_ID = 128
MOST_POSTED = 2_000  # cards of one event that follow it: more would only be somebody's game
REST_AFTER = timedelta(days=30)


def payload(event_id: int) -> str:
    """What a link to an event carries after `?start=`."""
    return f"e{event_id}"


def event_of(carried: str) -> int | None:
    """Read which event a link leads to; None for a link to something else."""
    number = carried[1:]
    if not carried.startswith("e") or not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return int(number)


def shared(work: Work, event_id: int) -> Event:
    """Find an event that can be shared. Raises Outdated for one that nobody can see (any more)."""
    event = reading.find(work, event_id)
    if not event.stands:
        raise Outdated(N_("This event is no more."))
    return event


def welcome(work: Work, person_id: int, *, at_once: bool = False) -> None:
    """Send somebody who has just become a member the card of the event that led them here.

    Not when it is on its way already, or over. It comes `at_once` where they are at their phone, having just joined.
    Cards that they opened as a visitor show them everything from now on.
    """
    notices.look_again(work, person_id, (EVENT,))
    event_id = conversations.remembered(work.session, work.bot_id, person_id, CAME_FOR)
    event = reading.read(work, [event_id]).get(event_id) if isinstance(event_id, int) else None
    if event is None or not event.stands or event.starts_at is None or event.starts_at <= work.now:
        return
    if not screens.is_coming(work.session, EVENT, event.id, person_id):
        notices.post(work, EVENT, event.id, Audience(people=(person_id,)), urgent=at_once, expires_at=event.starts_at)


def may_come_for(reader: Reader) -> bool:
    """Whether the event that leads somebody here is kept until they are a member."""
    return reader.status is not Status.MEMBER


def revise_cards(work: Work, event_id: int) -> None:
    """Bring every card of an event up to date: people's, groups', and those posted into other chats."""
    for kind in CARDS:
        notices.revise(work, kind, event_id)


def posted(work: Work, event_id: int, inline_id: str, *, language: str, zone: str | None) -> bool:
    """Make a card that somebody posted into a chat of theirs a copy, so that it follows its event.

    `inline_id` is Telegram's id of that message; `language` is the one it was written in, `zone` the one of its times.
    Who posted it, and where, is not kept. Says whether it follows: not where there is no such event, nor where very
    many cards of it follow already.
    """
    event = reading.read(work, [event_id]).get(event_id)
    if event is None or not event.stands or not 0 < len(inline_id) <= LONGEST_ID:
        return False
    notice = _notice(work, event_id)
    if posted_cards.count(work.session, notice, MOST_POSTED) >= MOST_POSTED:
        return False
    chat_id = notice_queries.inline_chat(work.session, work.bot_id, standing_for(inline_id), language, zone)
    place = notice_queries.Place(notice, chat_id, notice_queries.INLINE)
    # What was chosen may have been found a while ago: it is brought up to date once, whatever it shows.
    notice_queries.adopt(work.session, place, 0, work.now, inline_id=inline_id)
    work.woken.add(notices.LEDGER)
    return True


def forget_old(work: Work) -> int:
    """Let cards rest whose events were long ago: they stay as they are. Returns how many."""
    return posted_cards.forget(work.session, EVENT_POSTED, work.now - REST_AFTER)


def standing_for(inline_id: str) -> int:
    """The number that stands for an inline message where a chat has Telegram's id; no chat of Telegram's has it."""
    digest = hashlib.blake2s(inline_id.encode(), digest_size=7).digest()
    return -(2**60) - int.from_bytes(digest)


def public(work: Work, event_ids: list[int]) -> list[Event]:
    """Fetch events that strangers may see, in this order."""
    found = reading.read(work, event_ids)
    return [found[number] for number in event_ids if number in found and found[number].stands]


def _notice(work: Work, event_id: int) -> int:
    """The notice of which posted cards are copies, written at the first."""
    queries.hold(work.session, event_id)
    standing = screens.notice_of(work.session, EVENT_POSTED, event_id)
    return standing or notice_queries.add(
        work.session,
        EVENT_POSTED,
        event_id,
        Audience(people=(NOBODY,)),  # it stands where it was posted, and nowhere else
        Lane.DIGEST,  # nobody waits for it
        urgent=True,
        due_at=work.now,
        expires_at=None,
        now=work.now,
    )
