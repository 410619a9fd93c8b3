"""From what was said to a moment: the calendar, the clock, and the zone they are read in."""

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from network.errors import N_
from network.moments.lexing import EARLIEST_YEAR
from network.moments.said import NO_SUCH_TIME, TWO_TIMES, Date, Said, Span, Time
from network.moments.understood import NOT_UNDERSTOOD, Clock, NotUnderstood, Understood
from network.moments.words.tokens import Lexicon

NO_SUCH_DAY = N_("There is no such day in the calendar. Please write it like this: “25 November 9:00”.")
TWO_DAYS = N_("The days you named are not the same day. Please send only one, like this: “25 November 9:00”.")
WHICH_WEEK = N_(
    "Which day is that? Weeks do not begin on the same day everywhere. Please send the date: “25 November 9:00”."
)
WHAT_DAY = N_("Which day of that week? Please send day and time, like this: “next Monday 14:30”.")
WHAT_TIME = N_("At what time? Please send day and time, like this: “tomorrow 9:00”.")
TOO_FAR = N_("That is too far away. Please send a day of the next ten years, like this: “25 November 9:00”.")

FARTHEST = 10  # years
ASSUMED = {"morning": time(9), "afternoon": time(15), "evening": time(19), "night": time(21), "tonight": time(19)}
FIRST_OF_AFTERNOON = 7  # a bare 1 to 6 is after noon
MIDNIGHT = (24, 0)


def resolve(said: Said, lexicon: Lexicon, zone: str, now: datetime, usual: time) -> Understood:
    """Find the moment.

    `now` is aware, `usual` the time of day where none is said. Raises NotUnderstood for what is no moment, or several.
    """
    here = ZoneInfo(zone)
    if said.now or (said.span and said.span.minutes):
        return _from_now(said, here, now)
    read_in: tzinfo = here if said.offset is None else timezone(timedelta(minutes=said.offset))
    local = now.astimezone(read_in)
    if (said.next_week or said.weeks_more) and said.weekday is None:
        raise NotUnderstood(WHAT_DAY)
    at, assumed_half = time_of_day(said)
    if at is None and not said.has_day and not said.parts:
        raise NotUnderstood(NOT_UNDERSTOOD)
    wall = at or _assumed(said, usual)
    days = list(_days(said, lexicon, local, wall))
    if not days:
        days = [local.date()]
        if _there(days[0], wall, read_in)[0] <= now:
            days = [days[0] + timedelta(days=1)]
    if len(set(days)) > 1:
        raise NotUnderstood(TWO_DAYS)
    moment, clock = _there(days[0], wall, read_in)
    moment = moment.astimezone(here)
    if at is None and moment <= now and days[0] >= local.date():
        raise NotUnderstood(WHAT_TIME)
    return _checked(
        Understood(
            moment=moment,
            date_given=said.has_day,
            time_given=at is not None,
            half_assumed=assumed_half,
            other_order=_other_order(said, days[0], wall, read_in, here),
            past=moment < now,
            clock=clock,
        ),
        now,
    )


def _from_now(said: Said, here: ZoneInfo, now: datetime) -> Understood:
    if said.dates or said.relative or said.weekday is not None or said.time or said.parts or said.next_week:
        raise NotUnderstood(TWO_TIMES)
    if said.now:
        if said.span:
            raise NotUnderstood(TWO_TIMES)
        return Understood(now.astimezone(here), date_given=True, time_given=True)
    span = said.span or Span()
    local = now.astimezone(here)
    day = _moved(local.date(), span)
    if span.days or span.months:
        now = datetime.combine(day, local.time(), here).astimezone(UTC)
    if span.minutes > FARTHEST * 366 * 24 * 60:
        raise NotUnderstood(TOO_FAR)
    moment = (now + timedelta(minutes=span.minutes)).replace(second=0, microsecond=0)
    if moment < now:  # half a minute is less than clocks show
        moment += timedelta(minutes=1)
    return _checked(Understood(moment.astimezone(here), date_given=True, time_given=True), now)


def _checked(found: Understood, now: datetime) -> Understood:
    if found.moment - now > timedelta(days=FARTHEST * 366):
        raise NotUnderstood(TOO_FAR)
    return found


# Time of day


def time_of_day(said: Said) -> tuple[Time | None, bool]:
    """Bring hour and part of the day together; says whether the half of the day is assumed."""
    at = hour_in_parts(said)
    if said.time is None or at is None or said.parts or said.literal or at[0] >= FIRST_OF_AFTERNOON:
        return at, False
    return (at[0] + 12, at[1]), True


def hour_in_parts(said: Said) -> Time | None:
    """The time of day that was said, brought together with the parts of the day; None where there is none.

    Raises NotUnderstood where they do not go together.
    """
    if said.time is None:
        if "noon" in said.parts:
            return 12, 0
        return MIDNIGHT if "midnight" in said.parts else None
    at = said.time
    for part in said.parts:
        at = _in_part(at, part)
    return at


def _in_part(at: Time, part: str) -> Time:
    hour, minute = at
    match part:
        case "am" if hour <= 12:
            return hour % 12, minute
        case "pm":
            return (hour if hour >= 12 else hour + 12), minute
        case "morning" if hour < 12:
            return at
        case "noon" if 10 <= hour <= 15 or 1 <= hour <= 3:
            return (hour if hour >= 10 else hour + 12), minute
        case "afternoon" if 1 <= hour <= 7 or 12 <= hour <= 19:
            return (hour if hour >= 12 else hour + 12), minute
        case "evening" if 1 <= hour <= 11 or hour >= 16:
            return (hour if hour >= 12 else hour + 12), minute
        case "night" | "tonight" if hour == 12:
            return 24, minute
        case "night" if hour <= 6 or hour >= 18:
            return at
        case "night" if hour >= 7:
            return hour + 12, minute
        case "tonight" if hour <= 4:
            return hour + 24, minute
        case "tonight" if 5 <= hour <= 11:
            return hour + 12, minute
        case "tonight" if hour >= 16:
            return at
        case "midnight" if at in ((12, 0), (0, 0), MIDNIGHT):
            return MIDNIGHT
    raise NotUnderstood(NO_SUCH_TIME)


def _assumed(said: Said, usual: time) -> Time:
    """The time of day where none was said."""
    found = next((ASSUMED[part] for part in said.parts if part in ASSUMED), usual)
    return found.hour, found.minute


def _there(day: date, wall: Time, zone: tzinfo) -> tuple[datetime, Clock]:
    """The moment (UTC) at which clocks of a zone show a time; hours past 24 belong to the next day."""
    hour, minute = wall
    naive = datetime.combine(day, time()) + timedelta(hours=hour, minutes=minute)
    first, second = naive.replace(tzinfo=zone), naive.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC), Clock.ONCE
    skipped = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive
    return first.astimezone(UTC), Clock.SKIPPED if skipped else Clock.TWICE


# Days


def _days(said: Said, lexicon: Lexicon, local: datetime, wall: Time) -> Iterator[date]:
    """Every day that was named, whichever way; they ought to be the same one."""
    today = local.date()
    weeks_ahead = said.weeks_more
    counted = [today + timedelta(days=days) for days in said.relative]
    if counted and said.span and said.weekday is None:  # tomorrow in a week
        yield from (_moved(day, said.span) for day in counted)
        return
    yield from counted
    if said.span:
        whole_weeks = said.span.days % 7 == 0 and not said.span.months
        if said.weekday is not None and whole_weeks:
            weeks_ahead += said.span.days // 7
        else:
            yield _moved(today, said.span)
    named = [_dated(each, local, wall, said.weekday) for each in said.dates]
    yield from named
    if said.weekday is not None:
        yield from _on_weekday(said, lexicon, local, wall, weeks_ahead, [*named, *counted])


def _on_weekday(
    said: Said, lexicon: Lexicon, local: datetime, wall: Time, weeks_ahead: int, named: list[date]
) -> Iterator[date]:
    assert said.weekday is not None
    today = local.date()
    if said.next_week:
        starts = {today - timedelta(days=(today.weekday() - first) % 7) for first in lexicon.week_starts}
        found = {start + timedelta(days=7 + (said.weekday - start.weekday()) % 7) for start in starts}
        if len(found) > 1:
            raise NotUnderstood(WHICH_WEEK)
        yield found.pop()
        return
    if named and not weeks_ahead:  # the weekday only goes with a date
        for day in named:
            yield day if day.weekday() == said.weekday else day + timedelta(days=1)
        return
    ahead = (said.weekday - today.weekday()) % 7
    if ahead == 0 and (said.strictly_next or weeks_ahead or _passed(local, wall)):
        ahead = 0 if weeks_ahead and not said.strictly_next else 7
    yield today + timedelta(days=ahead + 7 * weeks_ahead)


def _passed(local: datetime, wall: Time) -> bool:
    return (local.hour, local.minute) >= wall


def _moved(day: date, span: Span) -> date:
    months = day.month - 1 + span.months
    year = day.year + months // 12
    if span.months > 12 * FARTHEST or span.days > 366 * FARTHEST:
        raise NotUnderstood(TOO_FAR)
    month = months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last)) + timedelta(days=span.days)


def _dated(given: Date, local: datetime, wall: Time, weekday: int | None) -> date:
    """The day of the calendar: the next one, where year or month were left out."""
    if not 1 <= given.day <= 31 or (given.month is not None and not 1 <= given.month <= 12):
        raise NotUnderstood(NO_SUCH_DAY)
    first = local.date()
    if given.month is None:
        # The 25th, said on the 25th when its time has passed, is the next one; with its month, it is over.
        first += timedelta(days=1) if _passed(local, wall) else timedelta()
        months = [(first.month - 1 + more) for more in range(13)]
        found = [_day_in(first.year + month // 12, month % 12 + 1, given.day) for month in months]
    elif given.year is None:
        found = [_day_in(first.year + more, given.month, given.day) for more in range(9)]
    elif given.year > local.year + FARTHEST + 1:
        raise NotUnderstood(TOO_FAR)
    elif given.year < EARLIEST_YEAR:
        raise NotUnderstood(NO_SUCH_DAY)
    else:
        first = date.min
        found = [_day_in(given.year, given.month, given.day)]
    for day in found:
        if day and day >= first and (given.month is not None or weekday is None or day.weekday() == weekday):
            return day
    raise NotUnderstood(NO_SUCH_DAY)


def _day_in(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _other_order(said: Said, day: date, wall: Time, read_in: tzinfo, here: ZoneInfo) -> datetime | None:
    """The moment if day and month stood the other way round, where both make sense."""
    if not any(each.swappable for each in said.dates) or said.weekday is not None:
        return None
    other = _day_in(day.year, day.day, day.month) if day.day <= 12 else None
    return _there(other, wall, read_in)[0].astimezone(here) if other else None
