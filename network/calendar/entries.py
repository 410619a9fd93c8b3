"""Events as calendar entries (RFC 5545): what is written, and how. Which words stand in them is the callers' affair.

There is no METHOD: an entry is the reader's own copy, not an invitation that somebody would have to answer
(docs/decisions/0018-calendars.md).
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from db.queries import house
from network.work import Work

PRODUCT = "-//Connective Cities//ccbot//EN"
NAMES = "calendar_names"  # the secret that makes this database's entries its own
REFRESHED = timedelta(hours=1)  # how often calendar programs are asked to look again
# What a calendar program may not be shown: it ends lines, or is nothing at all.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as one person's calendar shows it. Times are aware UTC; `alarms` are minutes before the start.

    `sequence` grows with what makes an entry another one (title, time, place, status), `changed_at` with any change.
    `meeting` is the address of a virtual meeting, `page` one where the event is shown.
    """

    uid: str
    sequence: int
    changed_at: datetime
    title: str
    language: str
    starts_at: datetime
    minutes: int | None
    zone: str | None
    cancelled: bool = False
    description: str = ""
    location: str = ""
    latitude: float | None = None
    longitude: float | None = None
    meeting: str | None = None
    page: str | None = None
    alarms: Sequence[int] = ()


def uid(work: Work, event_id: int) -> str:
    """Name an event for calendars: the same for ever, another one in every network's database, and telling nothing."""
    known = house.kept(work.session, NAMES) or house.secret(work.session, NAMES)
    namespace = uuid.UUID(known[:32])
    return str(uuid.uuid5(namespace, f"event:{event_id}"))


def document(entries: Sequence[Entry], *, name: str | None = None) -> bytes:
    """Write an .ics file. With a `name` it is a calendar that is fetched again and again, else a file to be opened.

    The same entries make the same bytes.
    """
    from icalendar import Calendar, vText  # noqa: PLC0415 - only who asks for a calendar waits for it

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if name:
        for field in ("name", "x-wr-calname"):  # the library does not know that they are texts
            calendar.add(field, vText(_text(name)))
        calendar.add("refresh-interval", REFRESHED, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for zone, years in sorted(_years(entries).items()):
        calendar.add_component(_timezone(zone, min(years) - 1, max(years) + 1))
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Any:
    from icalendar import Alarm, Event  # noqa: PLC0415 - as above

    language = {"LANGUAGE": entry.language}
    made = Event()
    made.add("uid", entry.uid)
    made.add("sequence", entry.sequence)
    # Without a METHOD, DTSTAMP says when the entry was last revised; so a feed that did not change stays as it is.
    made.add("dtstamp", _whole(entry.changed_at))
    made.add("last-modified", _whole(entry.changed_at))
    made.add("summary", _text(entry.title), parameters=language)
    made.add("dtstart", _there(entry.starts_at, entry.zone))
    if entry.minutes:
        made.add("dtend", _there(entry.starts_at + timedelta(minutes=entry.minutes), entry.zone))
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.description:
        made.add("description", _text(entry.description), parameters=language)
    if entry.location:
        made.add("location", _text(entry.location), parameters=language)
    if entry.latitude is not None and entry.longitude is not None:
        made.add("geo", (round(entry.latitude, 6), round(entry.longitude, 6)))
    if meeting := _address(entry.meeting):
        made.add("conference", meeting, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    if page := _address(entry.page):
        made.add("url", page)
    for minutes in () if entry.cancelled else sorted(set(entry.alarms), reverse=True):
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -timedelta(minutes=minutes))
        alarm.add("description", _text(entry.title), parameters=language)
        made.add_component(alarm)
    return made


def _there(moment: datetime, zone: str | None) -> datetime:
    """Return a moment by the clocks of its zone: a calendar then keeps it there when rules of summer time change."""
    return moment.astimezone(_zone(zone)) if _named(zone) else _whole(moment)


def _years(entries: Sequence[Entry]) -> dict[str, set[int]]:
    """List the zones that entries name, with the years they fall into."""
    found: dict[str, set[int]] = {}
    for entry in entries:
        if entry.zone and _named(entry.zone):
            ends = entry.starts_at + timedelta(minutes=entry.minutes or 0)
            found.setdefault(entry.zone, set()).update((entry.starts_at.year, ends.year))
    return found


def _named(zone: str | None) -> bool:
    return bool(zone) and _zone(zone) is not UTC


@lru_cache(maxsize=600)
def _zone(name: str | None) -> Any:
    if name in (None, "UTC", "Etc/UTC"):
        return UTC
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):  # gone from the database of zones
        return UTC


@lru_cache(maxsize=100)
def _timezone(zone: str, first: int, last: int) -> Any:
    """Describe a zone's clocks over some years, for programs that do not know it."""
    from icalendar import Timezone  # noqa: PLC0415 - as above

    made = Timezone.from_tzinfo(
        _zone(zone),
        zone,
        first_date=datetime(first, 1, 1, tzinfo=UTC).date(),
        last_date=datetime(last + 1, 1, 1, tzinfo=UTC).date(),
    )
    made.pop("comment", None)  # it would say in English which years these are
    return made


def _text(text: str) -> str:
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _address(address: str | None) -> str | None:
    """Return a web address that is fit to be written bare; None for anything else."""
    fit = (
        address
        and address.startswith(("https://", "http://"))
        and not re.search(r"[\s\x00-\x20\x7f-\x9f\"<>\\]", address)
    )
    return address if fit else None


def _whole(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
