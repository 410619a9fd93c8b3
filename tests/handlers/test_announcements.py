"""Announcements as coordinators write them: one screen, from the text to the start."""

import pytest

from db.values import Purpose
from tests.coordinators import OWNER, coordinator
from tests.people import joins
from tests.talk import Talker, Town


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def member(town: Town, name: str, language: str = "en", **answers: object) -> Talker:
    talker = town.person(name, language=language)
    joins(talker, name=f"{name} Saleh", **answers)
    return talker


def test_text_audience_send(database):
    town = Town(database, owners=(OWNER,))
    olga = coordinator(town, "Olga")
    mona, jean = member(town, "Mona"), member(town, "Jean", language="fr", country="SN", zone="Africa/Dakar")
    olga.says("/announce")
    assert "no text yet" in olga.sees
    olga.says("Dear all, the hall has moved.")
    assert "Text: Dear all, the hall has moved." in olga.sees
    assert "To: 3 people" in olga.sees
    assert len([m for m in olga.messages if "Draft of an announcement" in m.text]) == 1, "one screen"
    olga.presses("People").presses("Regions").presses("Middle East")
    assert "2 people" in olga.sees
    olga.presses("Back").presses("Back")
    assert "Regions: Middle East and North Africa" in olga.sees
    olga.presses("See it, then send")
    assert "Dear all, the hall has moved." in olga.messages[-2].text
    olga.presses("Send…")
    assert "Send to 2 people in 1 language now?" in olga.sees
    olga.presses("Yes, send it now")
    town.deliver()
    assert "the hall has moved" in mona.sees
    assert not jean.messages
