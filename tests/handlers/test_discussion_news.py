"""How discussions come, chosen in `/me`."""

import pytest
from sqlalchemy import select

from db.models import Person
from db.unit import Database
from tests.people import joins
from tests.talk import Talker, Town


def kept(talker: Talker) -> tuple[str, bool]:
    with talker.town.database.unit("read") as session:
        asked = select(Person.discussion_news, Person.digest_at.is_not(None))
        wish, due = session.execute(asked.where(Person.telegram_id == talker.telegram_id)).one()
    return wish, due


def test_once_a_day_unless_somebody_says_otherwise(database: Database) -> None:
    mona = Town(database).person("Mona")
    joins(mona)
    mona.says("/me").presses("Notices").presses("Discussions, and how they come")
    assert "one message a day, when your quiet hours end" in mona.sees
    assert "What you follow, and what you wrote in, always comes at once" in mona.sees
    assert "✓ Once a day" in mona.buttons
    for button, said, due in (
        ("Once a week", "one message a week", True),
        ("Each post at once", "each post comes at once", True),  # what was said before comes in a last digest
        ("Only what I follow", "none come by themselves", False),
        ("Once a day", "one message a day", True),
    ):
        mona.presses(button)
        assert "Noted" in mona.hears
        assert said in mona.sees
        assert f"✓ {button}" in mona.buttons
        assert kept(mona)[1] is due
    mona.presses("Back")
    assert "Quiet hours: 21:00 to 08:00" in mona.sees


def test_forged_wishes_and_strangers_change_nothing(database: Database) -> None:
    town = Town(database)
    mona, stranger = town.person("Mona"), town.person("Ivo")
    joins(mona)
    stranger.says("/start").presses(data="dg:w:at_once")
    assert kept(stranger) == ("daily", False)
    mona.says("/me").presses(data="dg:w:hourly")
    assert "I do not know that choice" in mona.hears
    mona.presses(data="dg:w:")
    assert kept(mona)[0] == "daily"


@pytest.mark.parametrize("language", ["ar", "de", "fr"])
def test_it_can_be_read_in_every_language(database: Database, language: str) -> None:
    mona = Town(database).person("Mona", language=language)
    joins(mona)
    mona.says("/me").presses(data="dg:h")
    assert "<" not in mona.sees
    assert len(mona.buttons) == 5
