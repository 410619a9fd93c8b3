"""Calendar files: valid to a strict reader of our own and to two libraries that did not write them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo, available_timezones

import ics
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as some

from network.calendar import Entry, document
from tests import ical

NAME = "11111111-2222-5333-8444-555555555555"
START = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
ENTRY = Entry(
    uid=NAME,
    sequence=3,
    changed_at=datetime(2027, 3, 1, 9, 0, 0, 123456, tzinfo=UTC),
    title="Waste; separation, and “more”",
    language="en",
    starts_at=datetime(2027, 3, 8, 8, 30, tzinfo=UTC),
    minutes=90,
    zone="Asia/Amman",
    description="First line\nSecond, with a backslash \\ and a; semicolon",
    location="Town hall, Irbid",
    latitude=32.5568,
    longitude=35.8469,
    meeting="https://meet.example.org/a?b=c&d=e,f;g",
    page="https://t.me/cc_test_bot?start=e12",
    alarms=(60, 1440, 60),
)


def test_everything_an_event_has_stands_in_its_entry():
    calendar = ical.read(document([ENTRY]))
    (event,) = calendar.all("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (NAME, "3", "CONFIRMED")
    assert (event["DTSTAMP"], event["LAST-MODIFIED"]) == ("20270301T090000Z", "20270301T090000Z")
    assert event["SUMMARY"] == ENTRY.title
    assert event["DESCRIPTION"] == ENTRY.description
    assert event["LOCATION"] == ENTRY.location
    assert event["GEO"] == "32.5568;35.8469"
    assert (event["CONFERENCE"], event["URL"]) == (ENTRY.meeting, ENTRY.page)
    assert event.properties["DTSTART"][0].parameters == {"TZID": "Asia/Amman"}
    assert event["DTSTART"] == "20270308T113000"
    assert event.moment("DTEND", calendar) == ENTRY.starts_at + timedelta(minutes=90)
    assert [alarm["TRIGGER"] for alarm in event.all("VALARM")] == ["-P1D", "-PT1H"]
    assert "METHOD" not in calendar.properties, "it asks nobody for an answer"


def test_a_cancelled_event_says_so_and_rings_no_more():
    (event,) = ical.read(document([replace(ENTRY, cancelled=True, sequence=4)])).all("VEVENT")
    assert (event["STATUS"], event["SEQUENCE"], event.parts) == ("CANCELLED", "4", [])


def test_a_calendar_that_is_fetched_says_how_often_and_never_changes_by_itself():
    made = document([ENTRY, replace(ENTRY, uid="other", zone="Europe/Berlin")], name="Réseau, des villes")
    calendar = ical.read(made)
    assert (calendar["NAME"], calendar["X-WR-CALNAME"]) == ("Réseau, des villes", "Réseau, des villes")
    assert calendar["REFRESH-INTERVAL"] == "PT1H"
    assert [zone["TZID"] for zone in calendar.all("VTIMEZONE")] == ["Asia/Amman", "Europe/Berlin"]
    assert made == document([ENTRY, replace(ENTRY, uid="other", zone="Europe/Berlin")], name="Réseau, des villes")
    assert ical.read(document([], name="Empty")).parts == []


@pytest.mark.parametrize("zone", [None, "UTC", "Mars/Olympus", "../etc/passwd"])
def test_without_a_zone_that_is_known_the_time_is_that_of_utc(zone):
    calendar = ical.read(document([replace(ENTRY, zone=zone)]))
    (event,) = calendar.all("VEVENT")
    assert (event["DTSTART"], event["DTEND"]) == ("20270308T083000Z", "20270308T100000Z")
    assert calendar.all("VTIMEZONE") == []


@pytest.mark.parametrize(
    "zone",
    [
        *("Europe/Berlin", "Africa/Casablanca", "Africa/Cairo", "Africa/El_Aaiun", "Asia/Kathmandu", "Asia/Amman"),
        *("Asia/Tehran", "Asia/Beirut", "Asia/Gaza", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Chatham"),
    ],
)
def test_the_file_itself_says_what_the_clocks_of_a_zone_show(zone):
    """Every hour of two days, every ten days of two years: also where clocks change in between."""
    hours = [START + timedelta(days=10 * count, hours=count % 24) for count in range(73)]
    entries = [replace(ENTRY, uid=str(at), starts_at=at, zone=zone, minutes=300) for at in hours]
    calendar = ical.read(document(entries))
    for event in calendar.all("VEVENT"):
        meant = datetime.fromisoformat(event["UID"])
        there = meant.astimezone(ZoneInfo(zone))
        if there.utcoffset() == there.replace(fold=1).utcoffset():  # an hour that comes twice is the first one
            assert event.moment("DTSTART", calendar) == meant


def test_two_libraries_read_the_same():
    made = document([ENTRY, replace(ENTRY, uid="other", title="ورشة عمل حول النفايات" * 5, cancelled=True)]).decode()
    (theirs, other) = vobject.readOne(StringIO(made)).vevent_list
    assert theirs.summary.value == ENTRY.title
    assert theirs.description.value == ENTRY.description
    assert theirs.dtstart.value == ENTRY.starts_at
    assert theirs.dtend.value == ENTRY.starts_at + timedelta(minutes=90)
    assert [alarm.trigger.value for alarm in theirs.valarm_list] == [timedelta(days=-1), timedelta(hours=-1)]
    assert (other.status.value, other.summary.value) == ("CANCELLED", "ورشة عمل حول النفايات" * 5)
    read = {event.uid: event for event in ics.Calendar(made).events}
    assert read[NAME].name == ENTRY.title
    assert read[NAME].begin.datetime == ENTRY.starts_at
    assert read[NAME].duration == timedelta(minutes=90)
    assert read["other"].status == "CANCELLED"


anything = some.text(max_size=300)
moments = some.integers(0, 90 * 365 * 24 * 60).map(
    lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(
    title=anything,
    description=anything,
    location=anything,
    address=some.one_of(some.none(), anything.map("https://".__add__)),
    at=moments,
    minutes=some.one_of(some.none(), some.integers(1, 60 * 24 * 30)),
    zone=some.sampled_from(sorted(available_timezones())),
    alarms=some.lists(some.integers(0, 100_000), max_size=4),
)
def test_nothing_that_people_write_breaks_the_file(title, description, location, address, at, minutes, zone, alarms):
    entry = replace(
        ENTRY,
        title=title,
        description=description,
        location=location,
        meeting=address,
        page=address,
        starts_at=at,
        minutes=minutes,
        zone=zone,
        alarms=alarms,
    )
    calendar = ical.read(document([entry], name=title or None))
    (event,) = calendar.all("VEVENT")
    assert set(event.properties) <= {
        *("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "SUMMARY", "DTSTART", "DTEND", "STATUS"),
        *("DESCRIPTION", "LOCATION", "GEO", "CONFERENCE", "URL"),
    }
    assert len(event.parts) == len(set(alarms))


@pytest.mark.parametrize(
    "text",
    ["x\r\nEND:VEVENT\r\nBEGIN:VEVENT", "x\nATTACH:file:///etc/passwd", "x\u2028y\x00z", "\\n \\, ;", 'a"b:c;d=e'],
)
def test_a_forged_line_stays_a_text(text):
    (event,) = ical.read(document([replace(ENTRY, title=text, description=text, location=text)])).all("VEVENT")
    assert "ATTACH" not in event.properties
    assert event["SUMMARY"].replace("\n", "") == "".join(c for c in text if c not in "\r\n\u2028\x00")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://x\r\nATTACH:y", "https://a b", "file:///x", "", None]
)
def test_what_is_no_address_is_left_out(address):
    (event,) = ical.read(document([replace(ENTRY, meeting=address, page=address)])).all("VEVENT")
    assert {"URL", "CONFERENCE"} & event.properties.keys() == set()
