"""From /discuss to other people's phones, and what stands there once its author has left or erased everything."""

import pytest

from db.unit import Database
from db.values import RichText
from network.discussions import posting
from tests.people import joins, reader_of
from tests.talk import Talker, Town

TITLE, WORDS = "How do you keep markets clean?", "We have three markets and two trucks."
ANSWER = "We let the traders sweep, and count."
CITY = "Wadi Rayyan"


class Three:
    """Mona asks, Omar answers, Lina reads at once."""

    def __init__(self, database: Database) -> None:
        self.town = Town(database)
        self.mona, self.omar, self.lina = (self.town.person(name) for name in ("Mona", "Omar", "Lina"))
        joins(self.mona, name="Mona Haddad", city=CITY)
        for talker in (self.omar, self.lina):
            joins(talker, name=f"{talker.profile['first_name']} Saleh")
            talker.says("/me").presses(data="dg:w:at_once")

    def asks(self) -> None:
        """Let Mona publish."""
        self.mona.says("/discuss").presses("Waste").says(TITLE).says(WORDS).presses("Everyone").presses("Publish")
        self.town.deliver()

    def answers(self) -> None:
        """Let Omar answer, with a quote."""

        def post(work):
            posting.add(work, reader_of(work, self.omar), 1, RichText(ANSWER), replies_to=1, quote="two trucks")

        self.town.run(post)
        self.town.deliver()

    def everywhere(self) -> str:
        """All that stands on the other phones."""
        return self.omar.everything + self.lina.everything


def leaves(talker: Talker) -> None:
    talker.says("/me").presses("Leave the network").presses("Yes, leave")


@pytest.fixture
def three(database: Database) -> Three:
    return Three(database)


def test_a_discussion_reaches_those_who_want_it_at_once_and_its_author_hears_the_answer(three):
    three.asks()
    for reader in (three.omar, three.lina):
        assert TITLE in reader.sees
        assert WORDS in reader.sees
        assert f"Mona Haddad, {CITY}" in reader.sees
    before = len(three.mona.messages)
    three.answers()
    assert ANSWER in three.mona.sees
    assert "Omar Saleh" in three.mona.sees
    assert len(three.mona.messages) == before + 1  # once, and nothing of what she wrote herself
    assert three.lina.everything.count(ANSWER) == 1


def test_when_its_author_leaves_the_words_stay_and_the_name_goes_from_every_phone(three):
    three.asks()
    three.answers()
    leaves(three.mona)
    three.town.deliver()
    assert WORDS in three.omar.everything
    assert "former member" in three.omar.everything
    assert "Mona Haddad" not in three.everywhere()
    assert CITY not in three.everywhere()


def test_when_its_author_erases_everything_the_words_go_too_and_the_answer_stays(three):
    three.asks()
    three.answers()
    three.mona.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")
    three.town.deliver()
    for gone in ("Mona Haddad", CITY, WORDS, "two trucks"):
        assert gone not in three.everywhere()
    assert ANSWER in three.lina.everything
    assert TITLE in three.lina.everything
