"""The running program serves calendars: from the button to what a calendar program reads; the log knows no key."""

import re

import httpx
import pytest
from sqlalchemy import select

from db.models import Person
from db.values import AttendanceState
from network import people
from network.events import attending
from network.work import Work
from tests import ical
from tests.coming import coming
from tests.process.house import acted, known
from tests.process.running import bot

pytestmark = pytest.mark.process
PUBLIC = "https://bot.example.org"


@pytest.mark.parametrize("address", ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True)
def test_a_calendar_is_fetched_from_the_running_program(town, address, tmp_path):
    mona = town.person("Mona")
    known(town, address, (mona, {}))
    with bot(town, address, folder=tmp_path, public_url=PUBLIC) as running:
        mona.start()
        mona.writes("/calendar")
        mona.presses_data("ek:n:")
        found = re.search(rf"{PUBLIC}(/calendar/([\w-]+)\.ics)", mona.awaits("Keep it to yourself")["text"])
        assert found
        path, key = found.groups()
        first = httpx.get(running.address + path)
        assert (first.status_code, first.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert ical.read(first.content).parts == []

        def goes(work: Work) -> None:
            person = work.session.scalars(select(Person.id).where(Person.status == "member")).one()
            reader = people.readers(work, [person])[person]
            attending.answer(work, reader, coming(work, reader, "Waste day"), AttendanceState.GOING)

        acted(town, address, goes)
        again = httpx.get(running.address + path, headers={"If-None-Match": first.headers["ETag"]})
        assert [event["SUMMARY"] for event in ical.read(again.content).all("VEVENT")] == ["Waste day"]
        assert httpx.get(f"{running.address}/calendar/{'A' * 43}.ics").status_code == 404
        assert running.stop() == 0
        assert not running.says(key)


def test_without_a_public_address_there_are_no_calendars(town, address, tmp_path):
    with bot(town, address, folder=tmp_path) as running:
        reply = httpx.get(f"{running.address}/calendar/{'A' * 43}.ics")
        assert (reply.status_code, "ETag" in reply.headers) == (404, False)
