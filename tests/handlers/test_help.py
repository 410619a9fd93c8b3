"""Help, language, and answers to what nobody expected."""

from db.models import Chat
from tests.talk import Town


def test_a_visitor_asks_for_help(sqlite):
    mona = Town(sqlite).person("Mona")
    mona.says("/help")
    assert "You are not a member yet" in mona.sees
    assert "/privacy" in mona.sees
    assert "/applications" not in mona.sees
    for refused in ("/discuss", "/newevent", "/remind"):
        assert refused not in mona.sees, "nobody is shown what only members may do"
    assert "/events" in mona.sees, "events are for guests, too"


def test_an_owner_sees_the_coordinators_commands(sqlite):
    olga = Town(sqlite, owners=(9,)).person("Olga", telegram_id=9)
    olga.says("/help")
    assert "/applications" in olga.sees
    assert "/team" in olga.sees


def test_the_language_follows_telegram_then_the_picker(database):
    town = Town(database)
    karim = town.person("Karim", language="fr-CA")
    karim.says("/language")
    assert "✓ Français" in karim.buttons
    karim.presses("العربية")
    assert "✓ العربية" in karim.buttons
    assert karim.commands[0] == "start"
    karim.presses(data="s:xx")
    assert karim.hears, "a forged language is answered"
    karim.presses("Deutsch")
    assert "✓ Deutsch" in karim.buttons


def test_nothing_is_met_with_silence(sqlite):
    mona = Town(sqlite).person("Mona")
    mona.says("hello?")
    assert "/help" in mona.sees
    mona.sends_sticker()
    assert "/help" in mona.sees
    mona.presses(data="nonsense")
    assert "older message" in mona.hears


def test_whoever_blocks_is_not_written_to_until_they_write(database):
    town = Town(database)
    mona = town.person("Mona")
    mona.says("/help")
    mona.blocks()
    with database.unit("read") as session:
        assert session.query(Chat).one().unreachable_since == town.now
    mona.says("/help")
    with database.unit("read") as session:
        assert session.query(Chat).one().unreachable_since is None
