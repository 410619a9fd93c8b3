"""Killed at every point and started again: no input is lost, no effect comes twice, at most one answer is repeated."""

import pytest

from db.models import Person
from db.unit import Database
from tests.process.running import bot, until

pytestmark = pytest.mark.process
WELCOME = "Here people who work for cities"

# Where it is killed, and how often the answer may arrive: twice only where it left before the kill was known.
POINTS = {
    "before_store": 1,
    "after_store": 1,
    "while_handling": 1,
    "before_answer": 1,
    "before_finish": 2,
}


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_any_point_the_person_still_gets_the_answer(town, address, tmp_path, point):
    mona = town.person("Mona")
    mona.start()
    with bot(town, address, folder=tmp_path, crash=point, ready=False) as first:
        first.died()
    with bot(town, address, folder=tmp_path):
        mona.awaits(WELCOME)
        mona.writes("/help")
        mona.awaits("You are not a member yet")
    welcomes = [m for m in mona.received if WELCOME in m["text"]]
    assert 1 <= len(welcomes) <= POINTS[point]
    assert people(address) == 1


def test_killed_in_the_middle_of_a_form_it_goes_on_where_it_stopped(town, address, tmp_path):
    mona = town.person("Mona", last_name="Idris")
    with bot(town, address, folder=tmp_path) as first:
        mona.start()
        mona.presses("Join")
        mona.awaits("1 of")
        mona.presses("Mona Idris")
        asked = mona.awaits("2 of")
        mona.presses(asked["reply_markup"]["inline_keyboard"][0][0]["text"])
        mona.awaits("3 of")
        first.kill()
    before = len(mona.received)
    mona.writes("Tunisia")
    with bot(town, address, folder=tmp_path):
        mona.awaits("4 of")
        mona.presses("Back")
        until(lambda: "3 of" in mona.text, "the country's question")
    assert len(mona.received) == before + 1, "nothing was said twice"


def test_of_several_answers_only_the_unconfirmed_go_again(town, address, tmp_path):
    """A change of language brings three: the spinner stopped, the picker edited, the menu."""
    mona = town.person("Mona")
    with bot(town, address, folder=tmp_path) as first:
        mona.start()
        mona.writes("/language")
        mona.awaits("In which language")
        assert first.stop() == 0, "all it said is noted, so the next one repeats nothing"
    with bot(town, address, folder=tmp_path, crash="between_answers:3", ready=False) as second:
        mona.presses("Deutsch")
        second.died()
    edits_before = len(town.calls("editMessageText"))
    with bot(town, address, folder=tmp_path):
        until(lambda: [c for c in town.calls("setMyCommands") if c["params"].get("scope", {}).get("chat_id")], "menu")
    assert len(town.calls("editMessageText")) == edits_before


def test_a_clean_stop_finishes_what_is_in_hand(town, address, tmp_path):
    people_ = [town.person(f"P{number}") for number in range(12)]
    with bot(town, address, folder=tmp_path) as first:
        for phone in people_:
            phone.start()
        until(lambda: any(phone.received for phone in people_), "a first answer")
        assert first.stop() == 0
        assert first.says('"stopped"')
    with bot(town, address, folder=tmp_path):
        for phone in people_:
            phone.awaits(WELCOME)
    for phone in people_:
        assert len([m for m in phone.received if WELCOME in m["text"]]) == 1


def people(address: str) -> int:
    """How many people the database knows."""
    database = Database(address)
    with database.unit("read") as session:
        count = session.query(Person).count()
    database.close()
    return count
