"""The running program serves calendars: from the button to what a calendar program reads; the log knows no key."""

import re

import httpx
import pytest
from sqlalchemy import select

from db.models import Person
from db.unit import Database
from db.values import AttendanceState
from network import people
from network.charter import shipped_charter
from network.events import attending
from network.work import Work
from tests import ical
from tests.bot.clocks import START
from tests.coming import coming
from tests.process.joining import joins
from tests.process.running import TOKEN, bot

pytestmark = pytest.mark.process
PUBLIC = "https://bot.example.org"


@pytest.mark.parametrize("address", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
def test_a_calendar_is_fetched_from_the_running_program(town, address, tmp_path):
    mona = town.person("Mona")
    with bot(town, address, folder=tmp_path, public_url=PUBLIC) as running:
        joins(mona)
        mona.awaits("Welcome")
        mona.writes("/calendar")
        mona.presses_data("ek:n:")
        found = re.search(rf"{PUBLIC}(/calendar/([\w-]+)\.ics)", mona.awaits("Keep it to yourself")["text"])
        assert found
        path, key = found.groups()
        first = httpx.get(running.address + path)
        assert (first.status_code, first.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert ical.read(first.content).parts == []

        database = Database(address)
        with database.unit() as session:
            work = Work(session, START, shipped_charter(), int(TOKEN.partition(":")[0]))
            person = session.scalars(select(Person.id).where(Person.status == "member")).one()
            reader = people.readers(work, [person])[person]
            event_id = coming(work, reader, "Waste day")
            attending.answer(work, reader, event_id, AttendanceState.GOING)
        database.close()
        again = httpx.get(running.address + path, headers={"If-None-Match": first.headers["ETag"]})
        assert [event["SUMMARY"] for event in ical.read(again.content).all("VEVENT")] == ["Waste day"]
        assert httpx.get(f"{running.address}/calendar/{'A' * 43}.ics").status_code == 404
        assert running.stop() == 0
        assert not running.says(key)


def test_without_a_public_address_there_are_no_calendars(town, address, tmp_path):
    with bot(town, address, folder=tmp_path) as running:
        reply = httpx.get(f"{running.address}/calendar/{'A' * 43}.ics")
        assert (reply.status_code, "ETag" in reply.headers) == (404, False)
