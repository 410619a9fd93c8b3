"""How an event repeats: a rule (RFC 5545 RRULE) and the wall times it gives, by the clocks of the event's own zone.

Everything here is wall time, without a zone: nine o'clock stays nine o'clock when summer time begins. What that is in
UTC is reckoned for each event by itself (network/moments/walls.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNTIL = "%Y%m%dT%H%M%S"


class Rhythm(StrEnum):
    """How often. `monthly` is by the day of the week ("the third Wednesday"), `monthly_last` the last one."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    MONTHLY_LAST = "monthly_last"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rhythm and the last day on which there may be one; None: without an end."""

    rhythm: Rhythm
    until: date | None = None

    def rule(self, start: datetime) -> str:
        """Write the rule for a series that begins at this wall time.

        A day that is the fifth of its month is taken for the last one, which every month has.
        """
        day = DAYS[start.weekday()]
        rhythm = fitting(self.rhythm, start)
        parts = {
            Rhythm.WEEKLY: "FREQ=WEEKLY",
            Rhythm.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
            Rhythm.MONTHLY: f"FREQ=MONTHLY;BYDAY={which(start)}{day}",
            Rhythm.MONTHLY_LAST: f"FREQ=MONTHLY;BYDAY=-1{day}",
        }[rhythm]
        if self.until is None:
            return parts
        return f"{parts};UNTIL={datetime.combine(self.until, time(23, 59, 59)).strftime(_UNTIL)}"

    def moved(self, before: datetime, after: datetime) -> "Repeat":
        """Return what it becomes when its first one is moved: its end moves along, so that none is lost."""
        until = self.until and self.until + (after.date() - before.date())
        return Repeat(fitting(self.rhythm, after), until)


def read(rule: str) -> Repeat:
    """Read a rule that was written by `Repeat.rule`. Raises ValueError for any other."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    until = datetime.strptime(parts["UNTIL"], _UNTIL).date() if "UNTIL" in parts else None  # noqa: DTZ007 - a wall time
    match parts.get("FREQ"), parts.get("INTERVAL", "1"):
        case "WEEKLY", "1":
            return Repeat(Rhythm.WEEKLY, until)
        case "WEEKLY", "2":
            return Repeat(Rhythm.FORTNIGHTLY, until)
        case "MONTHLY", "1":
            last = parts.get("BYDAY", "").startswith("-1")
            return Repeat(Rhythm.MONTHLY_LAST if last else Rhythm.MONTHLY, until)
    raise ValueError(f"no rule of ours: {rule!r}")


def which(start: datetime) -> int:
    """Say which of its kind in its month a day is: 3 for the third Wednesday."""
    return (start.day - 1) // 7 + 1


def is_last(start: datetime) -> bool:
    """Whether a day is the last of its kind in its month."""
    return (start + timedelta(days=7)).month != start.month


def fitting(rhythm: Rhythm, start: datetime) -> Rhythm:
    """Return the rhythm that a day can have: what is the fifth of its month can only be the last, and so on."""
    if rhythm is Rhythm.MONTHLY and which(start) > 4:
        return Rhythm.MONTHLY_LAST
    if rhythm is Rhythm.MONTHLY_LAST and not is_last(start):
        return Rhythm.MONTHLY
    return rhythm


def offered(start: datetime) -> tuple[Rhythm, ...]:
    """List the rhythms that a series can have which begins at this wall time."""
    return tuple(rhythm for rhythm in Rhythm if fitting(rhythm, start) is rhythm)


def walls(rule: str, start: datetime, after: datetime | None = None) -> Iterator[datetime]:
    """Give the wall times of a series in their order, those later than `after` (all of them without it)."""
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - not before somebody repeats something

    found = iter(rrulestr(rule, dtstart=start))
    return found if after is None else (wall for wall in found if wall > after)


def several(rule: str, start: datetime, count: int) -> list[datetime]:
    """List the first wall times of a series, at most `count`."""
    return list(islice(walls(rule, start), count))
