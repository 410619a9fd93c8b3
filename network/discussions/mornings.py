"""When somebody's digest comes: at the end of their quiet hours, on working days or on the first one of their week."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from db.values import DiscussionNews, Habits
from network import pacing
from network.charter_parts import Hours

DAY = timedelta(days=1)
LONGEST = 16  # days: more than a week whose every day is looked at, seen from any zone


def next_morning(after: datetime, habits: Habits, wish: DiscussionNews, hours: Sequence[Hours] = ()) -> datetime:
    """Say when the first digest after a moment (aware UTC) is due, daily or weekly.

    A daily one leaves out days off, unless somebody wants their weekends told of, too. `hours` are those that some
    countries have on some days (Charter.hours).
    """
    first = after.date() - DAY  # wherever they are, their day is this one or a neighbour
    for number in range(LONGEST):
        day = first + number * DAY
        if _fits(day, habits, wish) and (moment := _morning(day, habits, hours)) > after:
            return moment
    return after + 7 * DAY  # a week without a working day: no country has it


def _fits(day: date, habits: Habits, wish: DiscussionNews) -> bool:
    off = pacing.WEEKENDS.get(habits.country or "", pacing.SATURDAY_AND_SUNDAY)
    if wish is DiscussionNews.WEEKLY:
        return day.weekday() not in off and (day - DAY).weekday() in off
    return habits.weekends or day.weekday() not in off


def _morning(day: date, habits: Habits, hours: Sequence[Hours]) -> datetime:
    """Say when somebody's quiet hours end on a day of theirs; 8:00 where they have none then."""
    midnight = pacing.wall_time(f"{day}T00:00:00", habits.zone)
    usual = pacing.wall_time(f"{day}T{pacing.MORNING // 60:02}:00:00", habits.zone)
    moment = pacing.quiet_until(midnight, habits, hours) or usual
    return pacing.quiet_until(moment, habits, hours) or moment
