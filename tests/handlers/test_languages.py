"""Another language in the midst of a form: the same question comes back in it, with nothing lost."""

from typing import Any

import pytest
from sqlalchemy import select

from db.models import Conversation, Person
from db.unit import Database
from tests.handlers.test_joining import join_as_far_as
from tests.talk import Talker, Town


@pytest.fixture
def town(sqlite: Database) -> Town:
    return Town(sqlite)


@pytest.fixture
def mona(town: Town) -> Talker:
    return town.person("Mona", last_name="Haddad", language="fr")


def draft(town: Town) -> dict[str, Any]:
    return town.run(lambda work: work.session.scalars(select(Conversation.data)).one())["form:join"]


def language(town: Town) -> str:
    return town.run(lambda work: work.session.scalars(select(Person.language)).one())


def test_from_french_to_arabic_in_the_midst_of_joining(database: Database) -> None:
    town = Town(database)
    mona = town.person("Mona", last_name="Haddad", language="fr")
    join_as_far_as(mona, "topics").presses(data="f:join:topics:o:waste").presses("Eau et assainissement")
    assert mona.sees.startswith("7 sur 9")
    before, held, shown = mona.sees, draft(town), mona.last
    ticked = [words for words in mona.buttons if words.startswith("✓")]
    assert mona.buttons[-3:] == ["Retour", "Annuler", "🌐"]

    mona.presses("🌐")
    assert mona.buttons == ["English", "✓ Français", "العربية", "Deutsch", "Retour"]
    mona.presses("العربية")
    assert mona.last is shown, "in place"
    assert mona.sees.startswith("7 من 9")
    assert mona.sees != before
    assert len([words for words in mona.buttons if words.startswith("✓")]) == len(ticked) == 2
    assert mona.buttons[-3:] == ["🌐", "إلغاء", "رجوع"], "turned, as Arabic is read"
    assert (language(town), draft(town)) == ("ar", held)
    assert mona.commands, "the command menu follows"

    mona.presses("تم")
    assert mona.sees.startswith("8 من 9")
    assert draft(town)["answers"]["topics"] == ["waste", "water"]
    assert draft(town)["answers"]["name"] == "Mona Haddad"


def test_back_from_the_languages_is_the_same_question(town: Town, mona: Talker) -> None:
    join_as_far_as(mona, "city")
    asked = mona.last.html
    mona.presses("🌐").presses("Retour")
    assert mona.last.html == asked
    mona.says("Amman")
    assert draft(town)["answers"]["city"] == "Amman"


def test_what_was_asked_back_is_still_asked(mona: Talker) -> None:
    join_as_far_as(mona, "country").says("congo")
    offered = len(mona.buttons)
    mona.presses("🌐").presses("Deutsch")
    assert len(mona.buttons) == offered
    assert {"🇨🇩 DR Kongo", "🇨🇬 Kongo (Brazzaville)"} <= set(mona.buttons)


def test_an_answer_typed_while_the_languages_are_offered_is_taken(town: Town, mona: Talker) -> None:
    join_as_far_as(mona, "city").presses("🌐")
    offered = mona.last
    mona.says("Amman")
    assert draft(town)["answers"]["city"] == "Amman"
    mona.presses("Deutsch", on=offered)
    assert offered.keyboard == [], "the old place is left"
    assert mona.last is not offered
    assert mona.sees.startswith("5 von 9")
    assert language(town) == "de"


def test_the_globe_of_an_answered_question_offers_the_languages_at_the_end(mona: Talker) -> None:
    join_as_far_as(mona, "city")
    asked = mona.last
    mona.says("Amman").presses("🌐", on=asked)
    assert asked.keyboard == []
    assert "✓ Français" in mona.buttons
    mona.presses("English")
    assert mona.sees.startswith("5 of 9")
    assert [shown.id for shown in mona.messages if shown.text.startswith("5 of 9")] == [mona.last.id], "in place"


@pytest.mark.parametrize(
    ("page", "french", "english"),
    [
        ("guidelines", "ligne", "guidelines"),
        ("privacy", "Protection des données", "Data protection"),
        ("directory", "Annuaire", "Directory"),
        ("newsletter", "Lettre d’information", "Newsletter"),
        ("summary", "Tout est-il exact", "Is everything right?"),
    ],
)
def test_what_follows_the_questions_speaks_another_language_too(
    town: Town, mona: Talker, page: str, french: str, english: str
) -> None:
    join_as_far_as(mona, page)
    held = draft(town)
    assert french in mona.sees
    mona.presses("🌐").presses("English")
    assert english in mona.sees
    assert draft(town)["answers"] == held["answers"]
    assert draft(town).get("agreed") == held.get("agreed")
    mona.presses("🌐").presses("Back")
    assert english in mona.sees


def test_forged_and_stale_languages_change_nothing(town: Town, mona: Talker) -> None:
    join_as_far_as(mona, "city")
    held = draft(town)
    mona.presses(data="f:join:city:l:xx")
    assert mona.hears == "Le bot ne parle pas encore cette langue."
    assert (language(town), draft(town)) == ("fr", held)
    town.later(days=31)
    mona.presses(data="f:join:city:l:ar")
    assert language(town) == "fr", "the form is gone"
