"""An event's card in a private chat: what it says to whom, answering, and what follows from an answer."""

from datetime import datetime

import pytest

from db.unit import Database
from db.values import Attachment, EventFormat, EventState, Purpose
from network import notices
from network.events import kinds
from tests.coordinators import coordinator
from tests.meeting import DESCRIPTION, LINK, TITLE, event
from tests.people import joins, reader_of
from tests.talk import Talker, Town


@pytest.fixture
def town(sqlite: Database) -> Town:
    return Town(sqlite)


def member(town: Town, name: str, *, language: str = "en", **more: object) -> Talker:
    talker = town.person(name, language=language)
    joins(talker, name=f"{name} Haddad", **more)
    return talker


def held(town: Town, author: Talker, **fields: object) -> int:
    """Let somebody hold an event; returns its row number."""
    return town.run(lambda work: event(work, reader_of(work, author).id, **fields))


def opens(talker: Talker, number: int) -> Talker:
    """Open the card of an event by a button below some message."""
    return talker.presses(data=f"e:o:{number}:0")


def test_a_member_reads_when_in_both_zones_answers_and_gets_the_link(town: Town) -> None:
    layla = coordinator(town, "Layla", "mena")
    mona = member(town, "Mona", country="BA", zone="Europe/Sarajevo")
    number = held(town, layla)
    opens(mona, number)
    assert TITLE in mona.sees
    assert DESCRIPTION in mona.sees
    assert "Wednesday, 10 March 2027, 09:00 to 10:30, your time" in mona.sees
    assert "Wednesday, 10 March 2027, 11:00 to 12:30, Amman (UTC+3)" in mona.sees or "11:00 to 12:30" in mona.sees
    unix = int(datetime.fromisoformat("2027-03-10T08:00+00:00").timestamp())
    assert f'<tg-time unix="{unix}" format="wDt">' in mona.last.html
    assert LINK not in mona.sees
    mona.presses("Going")
    assert mona.hears == "You are going."
    assert "You are going." in mona.sees
    assert LINK in mona.sees
    assert "✓ Going" in mona.buttons
    assert len(mona.messages) == 1
    mona.presses("Can't")
    assert LINK not in mona.sees
    assert "You are not coming." in mona.sees
