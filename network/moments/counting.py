"""When something repeated comes next: an RRULE (RFC 5545) counted by the wall clock of its zone.

Whoever keeps one holds a wall time of it ("2026-11-30T08:30"), the zone and the rule; it is counted on from there,
so that every second week stays every second week.
"""

from datetime import UTC, datetime, timedelta

from network.moments.walls import Wall

# A rule that finds nothing within so many steps comes never (the 31st of February).
MOST_STEPS = 5000


def next_after(rule: str, local_at: str, zone: str | None, after: datetime) -> tuple[str, datetime] | None:
    """Return the first wall time of a rule later than `after`, and its moment (aware UTC); None when it has ended.

    `local_at` is a wall time of the rule, from which it is counted on. Where summer time skips an hour it is what
    clocks show instead; where one comes twice, the first.
    """
    return _found(rule, Wall.from_json(local_at), zone, after, including=False)


def first_from(rule: str, begins: Wall, zone: str | None, after: datetime) -> tuple[str, datetime] | None:
    """Return the first wall time of a new rule, not before `begins` and later than `after`, and its moment (UTC)."""
    return _found(rule, begins, zone, after, including=True)


def _found(
    rule: str, start: Wall, zone: str | None, after: datetime, *, including: bool
) -> tuple[str, datetime] | None:
    from dateutil.rrule import rrulestr  # noqa: PLC0415 - only what repeats needs it

    begins = datetime.combine(start.day, start.at)
    rows = rrulestr(rule, dtstart=begins)
    # Clocks differ by a day at most; what lies between is tried by the moment.
    local = (after.astimezone(UTC) - timedelta(days=2)).replace(tzinfo=None)
    for number, naive in enumerate(rows.xafter(max(begins, local), inc=including or local > begins)):
        if number >= MOST_STEPS:
            return None
        wall = Wall(naive.date(), naive.time())
        moment = wall.in_zone(zone)
        if moment > after:
            return wall.to_json(), moment
    return None
