"""Order in the house under attack: harassing by reports, hidden traces, names that stay, rude titles."""

import pytest

from db.unit import Database
from db.values import RichText
from network import membership, privacy
from network.discussions import closing, editing, posting, reading
from network.errors import NetworkError
from network.order import reporting
from network.work import Work
from tests.handlers.test_discussion_bundles import begins, posts
from tests.handlers.test_hub_linking import linked
from tests.handlers.test_hub_threads import started
from tests.handlers.test_order import BAD, House, holding
from tests.people import reader_of
from tests.talk import Shown, Talker

RUDE = "Mona is a fool"


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def reports(house: House, talker: Talker, post: int) -> None:
    talker.presses(data=f"o:r:{post}:0").presses("Skip").presses("Report")
    house.town.deliver()


def cards(talker: Talker) -> list[Shown]:
    return [one for one in talker.messages if "reported" in one.text]


def test_nobody_reports_again_what_was_looked_at_and_is_the_same(house: House) -> None:
    house.lina_reports()
    house.karim.presses("Nothing wrong")
    house.town.deliver()
    house.lina.presses(data=f"o:r:{house.bad}:0")
    assert "it may stay as it is" in house.lina.hears
    reports(house, house.mona, house.bad)  # it is her first word
    assert "A post was reported" in house.karim.sees
    house.rana.presses("Nothing wrong")
    house.town.later(minutes=1)
    house.town.run(lambda work: editing.edit(work, reader_of(work, house.omar), house.bad, RichText("You all, again")))
    reports(house, house.lina, house.bad)  # it says something else now
    assert "You all, again" in house.karim.sees


def test_a_coordinator_who_reports_too_brings_the_others_no_second_card(house: House) -> None:
    house.lina_reports()
    assert len(cards(house.karim)) == 1
    reports(house, house.rana, house.bad)
    assert len(cards(house.karim)) == 1
    assert "2 members have reported it." in house.karim.sees
    assert cards(house.nora) == []
    reports(house, house.karim, house.bad)  # nobody is left in the region
    assert "3 members have reported it." in house.nora.sees


def test_what_was_changed_after_the_report_says_so(house: House) -> None:
    house.lina_reports()
    assert "Changed after" not in house.karim.sees
    house.town.later(minutes=1)
    house.town.run(lambda work: editing.edit(work, reader_of(work, house.omar), house.bad, RichText("Have a nice day")))
    house.town.deliver()
    assert "Have a nice day" in house.karim.sees
    assert "Changed after it was reported." in house.karim.sees


def test_a_rude_title_goes_with_its_opening_and_comes_back_with_it(house: House) -> None:
    group = linked(house.town, house.karim)
    started(house.omar, RUDE, "She knows nothing.")
    house.town.deliver()
    opening = house.town.run(lambda work: max(reading.first_post(work, house.about + 1)))
    posts(house.mona, house.about + 1, "Please.")
    house.lina.presses(data=f"d:f:{house.about + 1}:0:0")
    posts(house.mona, house.about + 1, "Do not say so.")
    house.town.deliver()
    shown = [*house.lina.messages, *house.mona.messages, *group.messages]
    assert sum(RUDE in one.text for one in shown) >= 2
    reports(house, house.lina, opening)
    assert RUDE in house.karim.sees
    house.hides(house.karim)
    sam = house.town.person("Sam")
    sam.says(f"/start d{house.about + 1}")
    house.lina.says("/discussions")
    house.lina.says("/discussions fool")
    for one in (*house.lina.messages, *house.mona.messages, *group.messages, *sam.messages):
        assert RUDE not in one.text, one.text
        assert not any(RUDE in label for label in one.buttons)
    assert not any("knows nothing" in one.text for one in group.messages)
    assert "1. …" in "".join(one.text for one in house.lina.messages).replace("\u2068", "").replace("\u2069", "")
    assert RUDE in holding(house.karim, "A reported post").text
    house.rana.presses("Show the post again")
    house.town.deliver()
    assert any(RUDE in one.text and "knows nothing" in one.text for one in group.messages)
    assert any(RUDE in one.text for one in house.lina.messages)


def test_the_card_in_a_plain_group_follows_an_edit(house: House) -> None:
    group = linked(house.town, house.karim)
    started(house.omar, "Clean water", "Who has wells?")
    house.town.deliver()
    assert any("Who has wells?" in one.text for one in group.messages)
    opening = house.town.run(lambda work: max(reading.first_post(work, house.about + 1)))
    house.town.run(lambda work: editing.edit(work, reader_of(work, house.omar), opening, RichText("Who has pumps?")))
    house.town.deliver()
    assert any("Who has pumps?" in one.text for one in group.messages)
    assert not any("Who has wells?" in one.text for one in group.messages)


def test_who_leaves_is_named_on_no_card_and_what_they_said_to_everyone_finds_a_judge(house: House) -> None:
    about = begins(house.mona, region=None)
    rude = posts(house.omar, about, "Fools everywhere")
    reports(house, house.lina, rude)
    assert "Omar Haddad" in holding(house.karim, "Fools everywhere").text
    house.lina.presses(data=f"o:r:{house.bad}:0").presses("Skip").presses("Report")
    house.town.deliver()
    house.town.run(lambda work: membership.leave(work, reader_of(work, house.omar)))
    house.town.deliver()
    assert "Omar Haddad" not in house.karim.everything
    assert "Fools everywhere" in house.nora.sees  # it belongs to no region any more
    assert "former member" in house.nora.sees
    assert BAD in holding(house.karim, BAD).text
    house.nora.presses("Hide").presses("Collegial behaviour").presses("Hide it")
    house.town.deliver()
    assert "The coordinators have hidden it" in house.lina.sees


def test_a_post_nobody_sees_is_none(house: House) -> None:
    for nothing in ("\ufe0f", "\u0301\u0301", "\u200b\u2060", "\u3164 \u2800"):
        with pytest.raises(NetworkError, match="That was empty"):
            posts(house.omar, house.about, nothing)
    assert house.town.run(
        lambda work: posting.add(work, reader_of(work, house.omar), house.about, RichText("1\ufe0f\u20e3")).number
    )


def test_titles_neither_vanish_nor_grow_over_other_lines(house: House) -> None:
    house.lina.says("/discuss").presses("Waste").says("\ufe0f\u0301")
    assert "Here I need text" in house.lina.sees
    house.lina.says("Ho" + "\u0323\u0301\u0302\u0303" * 20 + "w?").says("Please tell.")
    assert sum(letter in "\u0323\u0301\u0302\u0303" for letter in house.lina.sees) <= 4


def test_a_report_never_says_who_to_the_author_in_the_export(house: House) -> None:
    house.lina_reports("Only Zuhal wrote this reason")
    taken = house.town.run(lambda work: privacy.export(work, reader_of(work, house.omar)).to_json().decode())
    assert "Zuhal" not in taken
    assert "Lina" not in taken
    with pytest.raises(NetworkError, match="of your own"):
        house.town.run(lambda work: reporting.report(work, reader_of(work, house.omar), house.bad))


def test_the_network_alone_lets_a_suspended_coordinator_go(house: House) -> None:
    posts(house.karim, house.about, "I sell pumps")
    house.town.deliver()
    house.lina.presses("Report").presses("Skip").presses("Report")
    house.town.deliver()
    house.nora.says("/reports").presses("pumps")
    house.suspends(house.nora)
    house.rana.presses("End the suspension")
    assert "only be suspended by the network coordinators" in house.rana.hears
    assert house.status(house.karim) == "suspended"
    house.nora.presses("End the suspension")
    assert house.status(house.karim) == "member"


def test_closing_again_and_again_writes_to_nobody(house: House) -> None:
    most = house.town.charter.limits.discussions.closings_a_day
    for _ in range(most):
        house.town.run(lambda work: closing.close(work, reader_of(work, house.mona), house.about, RichText("Ha")))
        house.town.run(lambda work: closing.reopen(work, reader_of(work, house.mona), house.about))
    house.town.deliver()
    before = len(house.omar.messages)
    with pytest.raises(NetworkError, match="tomorrow"):
        house.town.run(lambda work: closing.close(work, reader_of(work, house.mona), house.about, RichText("Ha")))
    house.town.deliver()
    assert len(house.omar.messages) == before
    house.town.later(days=1)
    house.town.run(lambda work: closing.close(work, reader_of(work, house.mona), house.about, RichText("Done")))


def test_a_post_is_not_changed_without_end(house: House) -> None:
    most = house.town.charter.limits.discussions.edits_a_day

    def change(work: Work) -> None:
        for number in range(most + 1):
            editing.edit(work, reader_of(work, house.omar), house.bad, RichText(f"Pump {number}"))

    with pytest.raises(NetworkError, match="tomorrow"):
        house.town.run(change)
    house.town.run(lambda work: editing.edit(work, reader_of(work, house.omar), house.bad, RichText("Pump")))
    house.omar.says("/start")
    house.town.run(lambda work: editing.delete(work, reader_of(work, house.omar), house.bad))


ALIEN = [
    '"',
    "%_%",
    "pumps' OR '1'='1",
    'NEAR("a" "b")',
    "pumps*",
    "-pumps",
    "a" * 90,
    "💬",
    "\u202e\u200b",
    "# #0 \\ :*",
]


@pytest.mark.parametrize("typed", ALIEN)
def test_a_search_takes_anything_for_words(house: House, typed: str) -> None:
    before = len(house.lina.messages) + len(house.lina.toasts)
    house.lina.says(f"/discussions {typed}")
    assert len(house.lina.messages) + len(house.lina.toasts) > before
    assert "Something went wrong" not in house.lina.sees
    found = "Compost" in house.lina.sees
    assert found == ("pumps" in typed and "OR" not in typed)


def test_an_answer_is_heard_also_where_whoever_decided_is_gone(house: House) -> None:
    house.lina_reports()
    house.hides(house.karim)
    house.town.run(lambda work: membership.leave(work, reader_of(work, house.karim)))
    house.town.deliver()
    house.omar.presses("Answer").says("It was a joke").presses("Send")
    house.town.deliver()
    assert house.rana.buttons[0] == "Open the case"
    assert "your decision" not in house.rana.sees
    house.rana.presses("Open the case")
    assert "It was a joke" in house.rana.sees
    assert "It was a joke" not in house.karim.everything
