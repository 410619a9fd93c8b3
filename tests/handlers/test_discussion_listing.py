"""`/discussions`: lists, pages and searches as conversations."""

from datetime import timedelta

import pytest

from db.unit import Database
from tests.coordinators import OWNER
from tests.network.discussions import talk
from tests.people import joins, reader_of
from tests.talk import Talker, Town


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database, owners=(OWNER,))


def member(town: Town, name: str, *, language: str = "en", **more) -> Talker:
    talker = town.person(name, language=language)
    joins(talker, name=f"{name} Saleh", **more)
    return talker


def begins(author: Talker, title: str, text: str = "Please tell.", *answers: str, **fields) -> int:
    """Write a published discussion down, with answers by its author; a minute passes."""
    author.town.now += timedelta(minutes=1)
    return author.town.run(lambda work: talk(work, reader_of(work, author), title, text, *answers, **fields))


def test_newest_first_page_by_page_and_back(town: Town) -> None:
    mona = member(town, "Mona")
    for number in range(1, 15):
        begins(mona, f"Question {number}")
    mona.says("/discussions")
    assert "1. Question 14" in mona.sees
    assert "6. Question 9" in mona.sees
    mona.presses("Older")
    assert "1. Question 8" in mona.sees
    begins(mona, "A question in between")
    mona.presses("Older")
    assert "1. Question 2" in mona.sees
    assert "Older" not in " ".join(mona.buttons)
    mona.presses("Newer")
    assert "1. Question 8" in mona.sees
    mona.presses("Newer")
    assert "1. Question 14" in mona.sees
    mona.presses("Newer")
    assert "1. A question in between" in mona.sees, "the first page is filled up"


def test_mine_followed_unanswered_topic_and_region(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami", country="RS", zone="Europe/Belgrade", city="Novi Sad")
    begins(mona, "Compost", topic="waste", region="mena")
    answered = begins(sami, "Buses", "How many?", "Ninety.", topic="mobility", region="see")
    begins(sami, "Trees", topic="climate", region=None)
    mona.says("/discussions").presses("Mine")
    assert "Compost" in mona.sees
    assert "Buses" not in mona.sees
    mona.presses("Unanswered")
    assert "Compost" in mona.sees
    assert "Buses" not in mona.sees
    mona.presses("Followed")
    assert "Compost" in mona.sees
    assert "Buses" not in mona.sees
    mona.says(f"/start d{answered}").presses("Follow")
    mona.says("/discussions").presses("Followed")
    assert "You follow it" in mona.sees
    mona.presses("Region").presses("South-East Europe")
    assert "Buses" in mona.sees
    assert "Trees" in mona.sees, "what is for everyone is for each region"
    assert "Compost" not in mona.sees
    mona.presses("Topic").presses("Waste")
    assert "Compost" in mona.sees
    assert "Trees" not in mona.sees


def test_searched_in_any_language_by_the_beginning_of_a_word(town: Town) -> None:
    mona = member(town, "Mona")
    begins(mona, "Où composter ?", "Notre déchèterie est pleine.", language="fr")
    begins(mona, "أين نضع النفايات؟", "المكب ممتلئ.", language="ar")
    begins(mona, "Rust", "Bins rust.", "We bought zinc ones in Köln.")
    for words, found in (
        ("decheterie", "Où composter"),
        ("نفايات", "أين نضع النفايات؟"),
        ("koeln zin", "Rust"),
        ("Koln", "Rust"),
        ("dechet", "Où composter"),
    ):
        mona.says(f"/discussions {words}")
        assert found in mona.sees, words
    mona.says("/discussions nothing like that")
    assert "I found nothing" in mona.sees
    mona.says("/discussions").presses("Search").says("zinc")
    assert "Rust" in mona.sees


def test_best_first_puts_titles_before_what_is_said_in_passing(town: Town) -> None:
    mona = member(town, "Mona")
    begins(mona, "Compost", "How do we begin with compost?")
    begins(mona, "Buses", "Ours run on gas from sewage, food and, in one town by the sea, from compost.")
    mona.says("/discussions compost")
    assert "1. Buses" in mona.sees
    mona.presses("Best first")
    assert "1. Compost" in mona.sees
    mona.presses("Newest first")
    assert "1. Buses" in mona.sees


def test_what_was_taken_back_is_found_no_more(town: Town) -> None:
    mona = member(town, "Mona")
    begins(mona, "Rust", "Bins rust.")
    mona.says("/start d1")
    mona.replies(mona.last, "Zinc does not.")
    mona.says("/discussions zinc")
    assert "Rust" in mona.sees
    mona.presses("Delete").presses("Yes, delete it")
    mona.says("/discussions zinc")
    assert "I found nothing" in mona.sees


def test_a_forged_list_is_answered(town: Town) -> None:
    mona = member(town, "Mona")
    begins(mona, "Rust")
    for data in (
        "dl:l:r:nowhere:",
        "dl:l:zz::",
        "dl:c:a::q",
        "dl:l:s:deadbeef:3",
        "dl:l:a::oZZZZZZZZZZZZ.1",
        "dl:zz:::",
    ):
        mona.presses(data=data)
        assert mona.hears or "Rust" in mona.sees
    mona.presses(data="dl:l:a::y0.0")
    assert "Rust" in mona.sees
