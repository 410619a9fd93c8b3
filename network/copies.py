"""Copies as the delivery has them in hand: as they were found, the messages they are, and what became of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from db.values import Audience, CopyState, NoticeState
from network.people import Reader


@dataclass(frozen=True, slots=True)
class Open:
    """A copy that something is to be done with, as it was found: what the claim must still find unchanged."""

    copy_id: int
    person_id: int | None
    reader: Reader | None
    revision: int
    notice_state: NoticeState
    notice_id: int
    audience: Audience
    sends: bool
    chat_id: int = 0


class Standing(NamedTuple):
    """One message that a copy is: Telegram's id, when it was sent, its place in an album, a mark of what it shows.

    The mark is None for text (handlers/kit/shapes.py makes them).
    """

    message_id: int
    sent_at: datetime
    place: int = 0
    media: str | None = None


class Shown(NamedTuple):
    """A message that shows something now: Telegram's id, its place in an album, a mark of what it shows."""

    message_id: int
    place: int = 0
    media: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a copy. `shows` is the revision its chat shows now.

    `retry_at` opens it again then; `given_up` leaves it until there is a newer revision. `arrived` are new messages,
    `changed` those that show another picture or file, `gone` Telegram's ids of those that are no more. `unreachable`
    and `migrated_to` speak of the chat, `chat_id` is its row number, `telegram_id` Telegram's where that is known.
    """

    copy_id: int
    chat_id: int
    state: CopyState
    shows: int
    attempts: int = 0
    error: str | None = None
    retry_at: datetime | None = None
    given_up: bool = False
    arrived: tuple[Shown, ...] = ()
    changed: tuple[Shown, ...] = ()
    gone: tuple[int, ...] = ()
    unreachable: bool = False
    migrated_to: int | None = None
    telegram_id: int | None = None
    # The topic of a forum that Telegram said is not there (any more), or is closed.
    lost_thread: int | None = None
    closed_thread: int | None = None


def alike(outcomes: Collection[Outcome]) -> bool:
    """Say whether all of these arrived alike, and nothing else is to be written down of any."""
    if len({(one.state, one.shows, one.attempts, one.error, one.given_up) for one in outcomes}) != 1:
        return False
    return not any(_more_to_say(one) or not one.arrived for one in outcomes)


def _more_to_say(one: Outcome) -> bool:
    """Whether it speaks of other messages, of its chat, or of another try."""
    said = one.retry_at, one.migrated_to, one.lost_thread, one.closed_thread
    return bool(one.changed or one.gone or one.unreachable) or any(value is not None for value in said)
