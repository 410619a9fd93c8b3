"""What was said about a day and a time, before the calendar makes a moment of it."""

from dataclasses import dataclass, field, replace

from network.errors import N_
from network.moments.understood import NOT_UNDERSTOOD, NotUnderstood

NO_SUCH_TIME = N_("There is no such time of day. Please write it like this: “9:00” or “14:30”.")
TWO_TIMES = N_("I read more than one time there. Please send one day and one time, like this: “tomorrow 9:00”.")
Time = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Date:
    """A day of the calendar, as far as it was said. `swappable`: day and month may stand in either order."""

    day: int
    month: int | None = None
    year: int | None = None
    swappable: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A distance from now: calendar months and days, and minutes of the clock."""

    months: int = 0
    days: int = 0
    minutes: float = 0

    def plus(self, amount: float, unit: str | int) -> "Span":
        """Add so many of a unit; parts of days and longer make no sense."""
        if isinstance(unit, int):
            return replace(self, minutes=self.minutes + amount * unit)
        if amount != int(amount):
            raise NotUnderstood(NOT_UNDERSTOOD)
        months, days = {"day": (0, 1), "week": (0, 7), "month": (1, 0), "year": (12, 0)}[unit]
        return replace(self, months=self.months + int(amount) * months, days=self.days + int(amount) * days)


@dataclass(slots=True)
class Said:
    """All that was said. `literal` says that the clock's 24 hours were meant, so that a 3 is no 15."""

    now: bool = False
    span: Span | None = None
    dates: list[Date] = field(default_factory=list)
    relative: list[int] = field(default_factory=list)
    weekday: int | None = None
    strictly_next: bool = False
    next_week: bool = False
    weeks_more: int = 0
    time: Time | None = None
    literal: bool = False
    parts: list[str] = field(default_factory=list)
    offset: int | None = None

    @property
    def has_day(self) -> bool:
        """Whether any day was named."""
        days = bool(self.span and (self.span.days or self.span.months))
        return bool(self.dates or self.relative or self.weekday is not None or days)

    def at(self, hour: float, minute: float = 0, *, literal: bool = False) -> None:
        """Take a time of day. A minute below zero belongs to the hour before.

        Raises NotUnderstood for a second one, and for what no clock shows.
        """
        if self.time is not None:
            raise NotUnderstood(TWO_TIMES)
        literal = literal or hour == 0
        fits = hour == int(hour) and -60 < minute < 60 and (0 <= hour <= 23 or (hour, minute) == (24, 0))
        if not fits:
            raise NotUnderstood(NO_SUCH_TIME)
        if minute < 0:
            # A quarter to one is a quarter before one or thirteen, but never before midnight by the 24-hour clock.
            hour, minute = (int(hour) - 1 if hour else 23), minute + 60
        self.time, self.literal = (int(hour), int(minute)), literal or int(hour) > 12
