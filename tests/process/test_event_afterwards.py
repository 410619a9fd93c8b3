"""Three months after an event, as its organiser and a guest live them: the program against the sandbox's clock."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import Attendance, Person
from db.values import AttendanceState
from network import people
from network.events import attending
from network.work import Work
from tests.coming import coming
from tests.process.house import acted, known, looked, now
from tests.process.running import Phone, Sandbox, bot, until

pytestmark = pytest.mark.process


def met_for_an_hour(town: Sandbox, address: str, vera: Phone, layla: Phone) -> datetime:
    """Vera's event, to which Layla goes; returns when it is over."""
    known(town, address, (vera, {"name": "Vera Lindqvist"}), (layla, {"name": "Layla Ben Youssef"}))

    def hold(work: Work) -> datetime:
        rows = work.session.execute(select(Person.telegram_id, Person.id))
        readers = {row.telegram_id: people.readers(work, [row.id])[row.id] for row in rows}
        event_id = coming(work, readers[vera.id], "Waste day", starts_in=timedelta(minutes=30))
        attending.answer(work, readers[layla.id], event_id, AttendanceState.GOING)
        return work.now + timedelta(minutes=90)

    return acted(town, address, hold)


@pytest.mark.parametrize(
    "address", [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.soak)], indirect=True
)
def test_three_months_after_an_event(town, address, tmp_path):
    vera, layla = town.person("Vera"), town.person("Layla")
    end = met_for_an_hour(town, address, vera, layla)

    def after(**span: float) -> None:
        town.skip(seconds=(end + timedelta(**span) - now(town)).total_seconds())

    with bot(town, address, folder=tmp_path) as running:
        for phone in (vera, layla):
            phone.start()
            phone.awaits("You are a member")
        after(hours=1, minutes=2)
        layla.awaits("How was Waste day?")
        layla.presses_data("ef:s:1:5")
        layla.presses("Add a line")
        layla.awaits("What would you like to tell")
        layla.writes("The tour was best.")
        layla.awaits("for Waste day")
        vera.awaits("Who came?")
        vera.presses_data("ea:o:")
        vera.presses_data("ea:r:")
        vera.presses("Layla Ben Youssef")
        until(lambda: vera.has_data("ea:c:") and "✅ Layla" in str(vera.received[-1]), "the tick")
        after(days=3, minutes=2)
        vera.awaits("What came of Waste day?")
        vera.presses_data("ea:s:")
        vera.presses_data("ea:w:")
        vera.awaits("Please send me the text now")
        vera.writes("We agreed on three steps.")
        vera.presses("Send it to 1 person")
        vera.presses_data("ea:z:")
        layla.awaits("We agreed on three steps.")
        after(days=90, minutes=2)
        layla.awaits("Did your city use something of it?")
        layla.presses_data("ef:u:1:2")
        layla.presses("Tell how")
        layla.awaits("A line or two are enough")
        layla.writes("Two districts sort.")
        layla.awaits("Two districts sort.")
        answer = looked(address, lambda session: session.execute(select(*Attendance.__table__.c)).one())
        assert (answer.came, answer.stars, answer.used) == (True, 5, "yes")
        assert (answer.remark, answer.used_how) == ("The tour was best.", "Two districts sort.")
        assert running.stop() == 0
        assert '"level": "error"' not in running.log.read_text()
