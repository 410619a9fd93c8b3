"""A *when*: one moment, or a rhythm with its first moment, in the zone it was meant in."""

import calendar
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from network.errors import N_
from network.moments import counting, grammar, lexing
from network.moments.naming import zone_at
from network.moments.resolving import ASSUMED, NO_SUCH_DAY, resolve, time_of_day
from network.moments.rhythms import HOW_OFTEN, Rhythm, parts, repeats
from network.moments.said import Said
from network.moments.understood import NOT_UNDERSTOOD, Clock, NotUnderstood, Understood
from network.moments.walls import Wall, wall_of
from network.moments.words import lexicon
from network.moments.words.repeats import repeating_lexicon
from network.moments.words.tokens import Token

WHICH_DAY = N_("On which day of the week? Please write it like this: “every second week on Monday 9:00”.")
WHICH_DAY_OF_MONTH = N_("On which day of the month? Please write it like this: “every month on the 3rd 9:00”.")
WHICH_DATE = N_("On which day of the year? Please write it like this: “every year on 3 March 9:00”.")
ENDED = N_("That ends before it begins. Please write it like this: “every day 9:00 until 31 December”.")
UNITS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
USUAL = time(9)
SATURDAY_AND_SUNDAY = frozenset({5, 6})


class Here(NamedTuple):
    """Where and when somebody types: their language, zone, the time (aware), and their days off (Monday is 0)."""

    language: str
    zone: str
    now: datetime
    days_off: Collection[int] = SATURDAY_AND_SUNDAY
    usual: time = USUAL


@dataclass(frozen=True, slots=True)
class When:
    """What was understood. `first` is in `zone`; `named` says that the zone was; `rule` is an RRULE, None for once.

    `short_months`: the day of the month is one that not all months have; in those it is the last day.
    `elapsed`: it was said as a time from now (“in 20 minutes”), so that it is the same moment in every zone.
    """

    first: Understood
    zone: str
    named: bool = False
    rule: str | None = None
    short_months: bool = False
    elapsed: bool = False
    # The first wall time of a rule, where summer time skips it and clocks show another one.
    local: str | None = None

    @property
    def wall(self) -> Wall:
        """The first time, by the clocks of the zone."""
        return Wall.from_json(self.local) if self.local else wall_of(self.first.moment)


def read(text: str, code: str, here: Here, zone: str | None = None) -> When:
    """Read a text in one language that says when and nothing else; `zone` is one that was named beside it.

    Raises UnknownWords where there are other words in it, NotUnderstood where it means nothing, or several things.
    """
    normal = lexing.normal(text)
    words = repeating_lexicon(code)
    tokens = lexing.tokens(normal, words)
    own = zone or here.zone
    if repeats(tokens):
        if "?" in {token.kind for token in tokens}:
            grammar.read(tokens, words)
        return _repeated(tokens, code, here._replace(zone=own), named=zone is not None)
    base = lexicon(code)
    said = grammar.read(lexing.tokens(normal, base), base)
    if zone and (said.offset is not None or said.span or said.now):
        raise NotUnderstood(NOT_UNDERSTOOD)
    named = zone
    if said.offset is not None:  # from here on by the clocks they named
        named, said.offset = zone_at(said.offset), None
    found = resolve(said, base, named or own, here.now, here.usual)
    elapsed = bool(said.now or (said.span and said.span.minutes))
    return When(found, named or own, named=named is not None, elapsed=elapsed)


def _repeated(tokens: list[Token], code: str, here: Here, *, named: bool) -> When:
    words = lexicon(code)
    heard = parts(tokens, repeating_lexicon(code), here.days_off)
    said = grammar.read(heard.rest, words) if "".join(t.kind for t in heard.rest).strip("@c&y") else Said()
    if said.offset is not None:
        here, named = here._replace(zone=zone_at(said.offset)), True
        said.offset = None
    if said.relative or said.span or said.now or said.next_week or said.weeks_more:
        raise NotUnderstood(HOW_OFTEN)
    at, half = time_of_day(said)
    time_given = at is not None
    if at is None:
        assumed = next((ASSUMED[part] for part in said.parts if part in ASSUMED), here.usual)
        at = assumed.hour, assumed.minute
    begins, until = _begin(heard.starting, code, here), _end(heard.until, code, here)
    rule, short = _rule(heard.rhythm, said, at)
    at = (at[0] % 24, at[1])
    if until:
        rule += f";UNTIL={until:%Y%m%d}T235959"
    # It begins with the next day that fits: every second week from there.
    each = re.sub(";INTERVAL=[0-9]+", "", rule)
    first = counting.first_from(each, Wall(begins, time(*at)), here.zone, here.now)
    if first is None:
        raise NotUnderstood(ENDED if until else NO_SUCH_DAY)
    local, moment = first
    there = moment.astimezone(ZoneInfo(here.zone))
    skipped = wall_of(there).to_json() != local
    understood = Understood(
        there,
        date_given=True,
        time_given=time_given,
        half_assumed=half,
        clock=Clock.SKIPPED if skipped else Clock.ONCE,
    )
    return When(understood, here.zone, named, rule, short, local=local if skipped else None)


def _begin(tokens: list[Token], code: str, here: Here) -> date:
    today = here.now.astimezone(ZoneInfo(here.zone)).date()
    return _day(tokens, code, here) if tokens else today


def _end(tokens: list[Token], code: str, here: Here) -> date | None:
    return _day(tokens, code, here) if tokens else None


def _day(tokens: list[Token], code: str, here: Here) -> date:
    """A day alone: from when on, or until when."""
    words = lexicon(code)
    said = grammar.read(tokens, words)
    if said.time or said.parts or not said.has_day:
        raise NotUnderstood(HOW_OFTEN)
    midnight = replace_time(here.now, here.zone)
    return resolve(said, words, here.zone, midnight, time(23, 59)).moment.date()


def replace_time(now: datetime, zone: str) -> datetime:
    """Return when the day of `now` began in a zone (aware UTC)."""
    return Wall(now.astimezone(ZoneInfo(zone)).date(), time()).in_zone(zone).astimezone(UTC)


def _rule(rhythm: Rhythm, said: Said, at: tuple[int, int]) -> tuple[str, bool]:
    """Write the rule; says whether some months are too short for its day."""
    unit, days, short = rhythm.unit, rhythm.days, False
    interval = rhythm.interval
    if said.weekday is not None:
        if days or (unit == "day" and interval % 7) or unit not in {"day", "week"}:
            raise NotUnderstood(HOW_OFTEN)
        if unit == "day":
            unit, interval = "week", interval // 7
        days = (said.weekday,)
    later = at[0] >= 24  # Monday at midnight is when Monday ends
    if later and (unit in {"month", "year"} or at[0] > 24):
        raise NotUnderstood(HOW_OFTEN)
    head = f"FREQ={UNITS[unit]}" + (f";INTERVAL={interval}" if interval > 1 else "")
    match unit:
        case "day":
            _no_dates(said)
            return head, False
        case "week":
            _no_dates(said)
            if not days:
                raise NotUnderstood(WHICH_DAY)
            moved = sorted({(day + later) % 7 for day in days})
            return f"{head};BYDAY={','.join(DAYS[day] for day in moved)}", False
        case "month":
            if rhythm.nth is not None:
                _no_dates(said)
                return f"{head};BYDAY={rhythm.nth}{DAYS[days[0]]}", False
            day, short = _day_of_month(rhythm, said)
            return f"{head};{day}", short
    if len(said.dates) != 1 or said.dates[0].month is None or said.dates[0].year is not None:
        raise NotUnderstood(WHICH_DATE)
    date_ = said.dates[0]
    if not 1 <= (date_.month or 0) <= 12 or not 1 <= date_.day <= calendar.monthrange(2024, date_.month or 1)[1]:
        raise NotUnderstood(NO_SUCH_DAY)
    if (date_.day, date_.month) == (29, 2):
        return f"{head};BYMONTH=2;BYMONTHDAY=-1", True
    return f"{head};BYMONTH={date_.month};BYMONTHDAY={date_.day}", False


def _no_dates(said: Said) -> None:
    if said.dates:
        raise NotUnderstood(HOW_OFTEN)


def _day_of_month(rhythm: Rhythm, said: Said) -> tuple[str, bool]:
    if rhythm.last_day and not said.dates:
        return "BYMONTHDAY=-1", False
    if len(said.dates) != 1 or rhythm.last_day or said.dates[0].month is not None:
        raise NotUnderstood(WHICH_DAY_OF_MONTH)
    day = said.dates[0].day
    if not 1 <= day <= 31:
        raise NotUnderstood(NO_SUCH_DAY)
    if day <= 28:
        return f"BYMONTHDAY={day}", False
    return f"BYMONTHDAY={','.join(str(each) for each in range(28, day + 1))};BYSETPOS=-1", True


def once(found: Understood, zone: str) -> When:
    """Make a *when* of a moment that is understood already."""
    return When(replace(found, moment=found.moment.astimezone(ZoneInfo(zone))), zone)
