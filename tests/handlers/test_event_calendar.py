"""Events in one's own calendar: as a file, and by a private address."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import CalendarFeed, Event, Person
from db.unit import Database
from db.values import AttendanceState, EventState
from network import calendar
from network.work import Work
from tests import ical
from tests.coming import answers, organiser, publishes
from tests.erasure import everything_stored
from tests.handlers.test_privacy import erases
from tests.people import joins, reader_of
from tests.talk import Talker, Town

PUBLIC = "https://bot.example.org"


def town_of(database: Database, public_url: str | None = PUBLIC) -> tuple[Town, Talker]:
    town = Town(database)
    town.public_url = public_url
    mona = town.person("Mona")
    joins(mona)
    return town, mona


def file_of(talker: Talker, event_id: int) -> ical.Component:
    talker.presses(data=f"ek:f:{event_id}")
    assert talker.last.file == f"event-{event_id}.ics"
    return ical.read(talker.last.content)


def key_of(talker: Talker) -> str:
    found = re.search(rf"{PUBLIC}/calendar/([\w-]{{43}})\.ics", talker.sees)
    assert found, talker.sees
    return found[1]


def test_an_event_comes_as_a_file(sqlite):
    town, mona = town_of(sqlite)
    event_id = publishes(organiser(town), "Waste day", description="Bring figures.", other={"ar": "يوم النفايات"})
    calendar = file_of(mona, event_id)
    (event,) = calendar.all("VEVENT")
    assert event["SUMMARY"] == "Waste day"
    assert event.moment("DTSTART", calendar) == town.now + timedelta(days=7)
    assert event.properties["DTSTART"][0].parameters["TZID"] == "Europe/Belgrade"
    assert event["URL"] == f"https://t.me/cc_test_bot?start=e{event_id}"
    assert "Bring figures." in event["DESCRIPTION"]
    assert [alarm["TRIGGER"] for alarm in event.all("VALARM")] == ["-P1D", "-PT1H"]
    assert "Open this file" in mona.sees


def test_only_whoever_goes_finds_the_link_in_it(sqlite):
    town, mona = town_of(sqlite)
    omar = organiser(town)
    event_id = publishes(omar)
    mona.presses(data=f"ek:f:{event_id}")
    assert b"meet.example.org" not in mona.last.content
    assert b"receives the link" in mona.last.content.replace(b"\r\n ", b"")
    answers(mona, event_id, AttendanceState.WAITLISTED)
    mona.presses(data=f"ek:f:{event_id}")
    assert b"meet.example.org" not in mona.last.content
    other = publishes(omar, "Water day")
    answers(mona, other)
    (event,) = file_of(mona, other).all("VEVENT")
    assert event["LOCATION"] == event["CONFERENCE"] == "https://meet.example.org/secret"


def test_the_name_stays_and_a_moved_or_cancelled_event_says_so(sqlite):
    town, mona = town_of(sqlite)
    event_id = publishes(organiser(town))
    (first,) = file_of(mona, event_id).all("VEVENT")
    town.run(lambda work: work.session.execute(update(Event).values(state=EventState.CANCELLED, sequence=1)))
    (second,) = file_of(mona, event_id).all("VEVENT")
    assert (second["UID"], second["STATUS"], second["SEQUENCE"]) == (first["UID"], "CANCELLED", "1")
    assert "was cancelled" in second["DESCRIPTION"]
    assert "removes the event" in mona.sees


def test_alarms_are_those_of_the_persons_reminders(sqlite):
    town, mona = town_of(sqlite)
    event_id = publishes(organiser(town))
    town.run(lambda work: work.session.execute(update(Person).values(remind_before=[30])))
    (event,) = file_of(mona, event_id).all("VEVENT")
    assert [alarm["TRIGGER"] for alarm in event.all("VALARM")] == ["-PT30M"]
    town.run(lambda work: work.session.execute(update(Person).values(remind_before=[])))
    (event,) = file_of(mona, event_id).all("VEVENT")
    assert event.parts == []


def test_in_arabic_the_words_are_arabic_and_hold_no_isolates(sqlite):
    town = Town(sqlite)
    mona = town.person("منى", language="ar")
    joins(mona)
    event_id = publishes(organiser(town), other={"ar": "يوم النفايات"})
    (event,) = file_of(mona, event_id).all("VEVENT")
    assert event["SUMMARY"] == "يوم النفايات"
    assert event.properties["SUMMARY"][0].parameters == {"LANGUAGE": "ar"}
    assert not set("\u2066\u2067\u2068\u2069\u200f") & set(mona.last.content.decode())


def test_whoever_may_not_see_an_event_gets_no_file(sqlite):
    town, mona = town_of(sqlite)
    hidden = publishes(organiser(town), state=EventState.DRAFT)
    seen = publishes(organiser(town, "Osman"))
    for number in (hidden, 4711, 0, 2**53):
        mona.presses(data=f"ek:f:{number}")
        assert "no more" in mona.hears
    for forged in ("ek:f:-1", f"ek:f:{2**64}", "ek:f:x", "ek:x:1"):
        mona.presses(data=forged)
    stranger = town.person("Stranger").presses(data=f"ek:f:{seen}")
    assert "for members" in stranger.hears
    assert [shown.file for shown in (*mona.messages, *stranger.messages) if shown.file] == []


def test_everything_one_said_yes_to_comes_in_one_file(sqlite):
    town, mona = town_of(sqlite, None)
    omar = organiser(town)
    mona.says("/calendar").presses("As a file")
    assert "not said yes" in mona.hears
    yes, maybe, old = (publishes(omar, title) for title in ("Yes day", "Maybe day", "Old day"))
    town.run(
        lambda work: work.session.execute(
            update(Event).where(Event.id == old).values(starts_at=work.now - timedelta(days=91))
        )
    )
    answers(mona, yes)
    answers(mona, maybe, AttendanceState.MAYBE)
    answers(mona, old)
    mona.says("/calendar").presses("As a file")
    assert [event["SUMMARY"] for event in ical.read(mona.last.content).all("VEVENT")] == ["Yes day"]


def test_without_a_public_address_none_is_offered(sqlite):
    _, mona = town_of(sqlite, None)
    mona.says("/calendar")
    assert mona.buttons == ["As a file"]
    mona.presses(data="ek:n:0")
    with mona.town.unit() as work:
        assert list(work.session.scalars(select(CalendarFeed.person_id))) == []


def test_a_private_address_is_made_shown_once_replaced_and_switched_off(database):
    town, mona = town_of(database)
    mona.says("/calendar").presses("Make a private address")
    key = key_of(mona)

    def opens(key: str) -> bool:
        found = town.run(lambda work: calendar.holder(work, key))
        return found is not None and found.telegram_id == mona.telegram_id

    assert opens(key)
    with database.unit("read") as session:
        assert [text for text in everything_stored(session) if key in text and not text.startswith("inbox.")] == []
    mona.says("/calendar")
    assert key not in mona.sees
    mona.presses("Make a new address")
    assert (opens(key), opens(key_of(mona))) == (False, True)
    newer = key_of(mona)
    mona.presses("Switch the address off")
    assert "leads nowhere" in mona.hears
    assert mona.buttons == ["As a file", "Make a private address"]
    assert not opens(newer)
    mona.presses(data="ek:o:0")
    assert "off already" in mona.hears


@pytest.mark.parametrize("key", ["", "x", "A" * 43, "ü" * 43, "A" * 42 + "=", "' OR 1=1 --"])
def test_a_guessed_key_opens_nothing(sqlite, key):
    town, mona = town_of(sqlite)
    mona.presses(data="ek:n:0")
    assert town.run(lambda work: calendar.holder(work, key)) is None


def test_the_address_goes_with_membership_and_with_the_person(sqlite):
    town, mona = town_of(sqlite)
    mona.presses(data="ek:n:0")
    key = key_of(mona)
    town.run(lambda work: work.session.execute(update(Person).values(status="suspended")))
    assert town.run(lambda work: calendar.holder(work, key)) is None
    town.run(lambda work: work.session.execute(update(Person).values(status="member")))
    erases(mona)
    assert town.run(lambda work: calendar.holder(work, key)) is None


def test_a_visitor_gets_no_address(sqlite):
    town, _ = town_of(sqlite)
    stranger = town.person("Stranger").presses(data="ek:n:0")
    assert "for members" in stranger.hears


def test_names_differ_between_networks(sqlite):
    def named(work: Work) -> list[str]:
        reader_of(work, mona)
        return [calendar.uid(work, number) for number in (1, 2, 1)]

    town, mona = town_of(sqlite)
    one, two, again = town.run(named)
    assert one == again != two
