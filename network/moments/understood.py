"""What somebody meant by the words they typed about a time."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from network.errors import N_, NetworkError

NOT_UNDERSTOOD = N_(
    "I did not understand which day and time you mean. Please write it like this: “tomorrow 9:00”, “next Monday 14:30” "
    "or “25 November 9:00”."
)


class Clock(Enum):
    """How often clocks show a time: they skip an hour where summer time begins, and show one twice at its end."""

    ONCE = auto()
    TWICE = auto()
    SKIPPED = auto()


@dataclass(frozen=True, slots=True)
class Understood:
    """A moment, and which parts of it were said and which assumed.

    `moment` is aware, in the zone it was asked for; to the minute, unless it is *now*.
    `date_given`: a day was named; otherwise it is the next day on which that time comes.
    `time_given`: a time was named; otherwise the usual one of that part of the day.
    `half_assumed`: a bare *3* was taken for the afternoon.
    `other_order` is the moment if the month stood before the day in *3/4/2027*; None where only one order makes sense.
    `past`: it lies behind, which only happens when that was typed.
    `clock`: TWICE, the first of the two was taken; SKIPPED, the moment that clocks show instead.
    """

    moment: datetime
    date_given: bool
    time_given: bool
    half_assumed: bool = False
    other_order: datetime | None = None
    past: bool = False
    clock: Clock = Clock.ONCE


class NotUnderstood(NetworkError):  # noqa: N818 - reads as the sentence it is
    """Words about a time that mean nothing, or more than one thing; the sentence says what would help."""


class UnknownWords(NotUnderstood):
    """There are words that are no words about time in this language."""
