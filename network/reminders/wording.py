"""A rule of repetition as sentences need it: how often, on which days, until when."""

from dataclasses import dataclass
from datetime import date, datetime

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
UNITS = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often something comes. `days` of the week (Monday is 0); `nth` of them in a month, -1 being the last one.

    `month_day` is a day of the month, -1 being the last one; `month` is given where it comes once a year.
    """

    unit: str
    interval: int = 1
    days: tuple[int, ...] = ()
    nth: int | None = None
    month_day: int | None = None
    month: int | None = None
    until: date | None = None


def rhythm_of(rule: str) -> Rhythm:
    """Read a rule that was understood from somebody's words. Raises ValueError for any other."""
    parts = {name: value for name, _, value in (part.partition("=") for part in rule.split(";"))}
    if parts.get("FREQ") not in UNITS:
        raise ValueError(f"no rule of ours: {rule!r}")
    named = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    nth = int(named[0][:-2]) if named and len(named[0]) > len("MO") else None
    # The 31st, or the last day of a shorter month, is written as all days it may be.
    month_days = [int(day) for day in parts["BYMONTHDAY"].split(",")] if "BYMONTHDAY" in parts else []
    until = datetime.strptime(parts["UNTIL"], "%Y%m%dT%H%M%S").date() if "UNTIL" in parts else None  # noqa: DTZ007 - a wall time
    return Rhythm(
        unit=UNITS[parts["FREQ"]],
        interval=int(parts.get("INTERVAL", "1")),
        days=tuple(DAYS.index(day[-2:]) for day in named),
        nth=nth,
        month_day=max(month_days) if month_days else None,
        month=int(parts["BYMONTH"]) if "BYMONTH" in parts else None,
        until=until,
    )
