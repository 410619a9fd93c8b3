"""A moment read back in full, so that whoever typed it sees what was understood before it counts.

in_full(t, found.moment, "Europe/Berlin")   # Wednesday, 25 November 2026, 09:00, Berlin (UTC+1)
read_back(t, found.moment, "Europe/Berlin", reader.zone)   # … and what that is in the reader's own zone
remarks(t, found)   # a line for each thing that was assumed
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_datetime_format
from markupsafe import Markup

from handlers.kit.speech import FIRST_OF_MONTH, Speech
from network import places
from network.moments import Clock, Understood, Wall


def in_full(t: Speech, moment: datetime, zone: str | None) -> str:
    """Write weekday, date, time and zone of an aware moment, by the clocks of `zone` (UTC where there is none)."""
    return t.plain("{moment}, {zone}", moment=weekday_and_time(t, moment, zone), zone=zone_in_words(t, zone, moment))


def weekday_and_time(t: Speech, moment: datetime, zone: str | None) -> str:
    """Write weekday, date and time, without the zone."""
    return _written(t, moment.astimezone(ZoneInfo(zone or "UTC")))


def zone_in_words(t: Speech, zone: str | None, at: datetime) -> str:
    """Name a zone by its city, with its distance from UTC at an aware moment."""
    return places.zone_label(zone, t.language, at) if zone and zone != "UTC" else "UTC"


def read_back(t: Speech, moment: datetime, zone: str | None, readers_zone: str | None = None) -> Markup:
    """Write a moment in full in the zone it was meant in; in a second line what that is where the reader is.

    The second line is left out where clocks there show the same.
    """
    first = t("<b>{moment}</b>, {zone}", moment=weekday_and_time(t, moment, zone), zone=zone_in_words(t, zone, moment))
    there = moment.astimezone(ZoneInfo(readers_zone or zone or "UTC"))
    if there.utcoffset() == moment.astimezone(ZoneInfo(zone or "UTC")).utcoffset():
        return first
    second = t(
        "For you that is {moment}, {zone}.",
        moment=weekday_and_time(t, moment, readers_zone),
        zone=zone_in_words(t, readers_zone, moment),
    )
    return Markup("\n").join([first, second])


def read_back_wall(t: Speech, wall: Wall) -> Markup:
    """Write an hour of the wall clock in full: it comes in each reader's zone by itself."""
    return t("<b>{moment}</b>, by each reader's own clock", moment=wall_in_full(t, wall))


def wall_in_full(t: Speech, wall: Wall) -> str:
    """Write weekday, date and time of an hour of the wall clock."""
    return _written(t, datetime.combine(wall.day, wall.at, UTC))


def remarks(t: Speech, found: Understood) -> list[Markup]:
    """Say what was assumed, a line each; nothing where all was said."""
    lines: list[Markup] = []
    time = format_time(found.moment, "short", locale=t.locale)
    if not found.time_given:
        lines.append(t("You named no time of day, so I took {time}.", time=time))
    if found.half_assumed:
        early = format_time(found.moment.replace(hour=found.moment.hour - 12), "HH:mm", locale=t.locale)
        lines.append(t("I took the afternoon. If you mean the night, please write {time}.", time=early))
    if found.other_order:
        other = format_date(found.other_order, "long", locale=t.locale)
        lines.append(t("I read the day before the month. The other way round it would be {day}.", day=other))
    if found.clock is Clock.SKIPPED:
        lines.append(t("Clocks go forward just then and skip that time, so it is {time}.", time=time))
    if found.clock is Clock.TWICE:
        lines.append(t("Clocks go back just then and show that time twice. I took the first one."))
    if found.past:
        lines.append(t("That is over already."))
    return lines


def _written(t: Speech, there: datetime) -> str:
    day = format_date(there, "full", locale=t.locale)
    first = FIRST_OF_MONTH.get(t.locale.language)
    if first and there.day == 1:
        day = day.replace(" 1 ", f" {first} ", 1)
    both = str(get_datetime_format("medium", locale=t.locale)).replace("'", "")
    return both.format(format_time(there, "short", locale=t.locale), day)
