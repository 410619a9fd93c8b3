"""Discussions as conversations: found, read, answered where one is, changed, taken back, closed."""

import pytest

from db.unit import Database
from tests.coordinators import OWNER, coordinator
from tests.people import joins
from tests.talk import Talker, Town


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database, owners=(OWNER,))


def member(town: Town, name: str, *, language: str = "en", **more) -> Talker:
    talker = town.person(name, language=language)
    joins(talker, name=f"{name} Saleh", **more)
    return talker


def started(author: Talker, title: str = "Who composts at home?", text: str = "We want to begin next year.") -> None:
    """Start a discussion on waste, for the author's region."""
    author.says("/discuss").presses("Waste").says(title).says(text)
    author.presses("Middle East").presses("Publish")
    author.town.deliver()


def test_started_found_answered_and_heard_of(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    sami.says("/discussions")
    assert "Who composts at home?" in sami.sees
    assert "no answer yet" in sami.sees
    sami.presses("1")
    assert "We want to begin next year." in sami.sees
    assert "Mona Saleh, Irbid" in sami.sees
    card = sami.last
    sami.replies(card, "We do, since 2019.")
    assert "Posted" in sami.sees
    town.later(hours=1)
    assert "We do, since 2019." in mona.sees
    assert "Sami Saleh, Irbid" in mona.sees
    assert "We do, since 2019." not in sami.everything, "nobody hears of their own post"


def test_a_reply_outranks_a_form_that_is_open(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    sami.says("/discussions").presses("1")
    card = sami.last
    sami.says("/me").presses("Change an answer").presses("City")
    sami.replies(card, "We do.")
    assert "Posted" in sami.sees
    town.later(hours=1)
    assert "We do." in mona.sees


def test_the_author_edits_and_takes_back_and_every_copy_follows(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    sami.says("/discussions").presses("1")
    sami.replies(sami.last, "We do, since 2091.")
    own = sami.last
    town.later(hours=1)
    heard = mona.last
    assert "since 2091" in heard.text
    sami.edits_last("We do, since 2019.")
    town.deliver()
    assert "since 2019" in heard.text
    assert "edited" in heard.text
    sami.presses("Delete", on=own).presses("Yes, delete it")
    town.deliver()
    assert "since 2019" not in mona.everything
    assert "taken back" in heard.text


def test_what_is_a_letter_stays_when_its_buttons_open_something(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    sami.says("/discussions").presses("1")
    sami.replies(sami.last, "We do.")
    town.later(hours=1)
    heard = mona.last
    mona.presses("The discussion", on=heard)
    assert "We do." in heard.text
    assert mona.last is not heard
    mona.presses("Mute", on=heard)
    assert "nothing more" in mona.hears


def test_the_one_who_asked_picks_the_answer_and_closes_with_a_conclusion(town: Town) -> None:
    mona, sami, rana = member(town, "Mona"), member(town, "Sami"), member(town, "Rana")
    started(mona)
    for each, words in ((sami, "We do."), (rana, "Not yet.")):
        each.says("/discussions").presses("1")
        each.replies(each.last, words)
    mona.says("/discussions").presses("1").presses("Mark as answered").presses("We do.")
    assert "Answered" in mona.sees
    mona.presses("Close").says("Two of three will try.").presses("Close it")
    assert "is closed" in mona.sees
    town.later(minutes=5)
    for each in (sami, rana):
        assert "Closed by Mona Saleh, Irbid\nTwo of three will try." in each.everything
    rana.says("/discussions").presses("1")
    assert "Answer" not in rana.buttons
    rana.replies(rana.last, "Too late?")
    assert "closed" in rana.sees


def test_who_is_no_member_sees_no_more_than_the_title(town: Town) -> None:
    started(member(town, "Mona"))
    vis = town.person("Vis")
    vis.says("/start d1")
    assert "Who composts at home?" in vis.sees
    assert "begin next year" not in vis.everything
    vis.says("/discussions")
    assert "for members" in vis.sees
    vis.presses(data="d:o:1:0:0")
    assert "begin next year" not in vis.everything
    assert "Mona" not in vis.everything


def test_a_post_in_another_language_says_which(town: Town) -> None:
    mona, karim = member(town, "Mona"), member(town, "Karim", language="ar")
    started(mona)
    karim.says("/discussions").presses("1")
    karim.replies(karim.last, "نحن نفعل ذلك في مدينتنا منذ سنوات")
    town.later(hours=1)
    assert "In Arabic" in mona.sees
    assert "منذ سنوات" in mona.sees


def test_who_left_is_a_former_member_wherever_their_words_stand(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    sami.says("/discussions").presses("1")
    sami.replies(sami.last, "We do.")
    town.later(hours=1)
    heard = mona.last
    mona.says("/discussions").presses("1").presses("Read from the start")
    page = mona.last
    assert "Sami Saleh" in page.text
    sami.says("/me").presses("Leave").presses("leave")
    town.deliver()
    for shown in (heard, page):
        assert "Sami" not in shown.text
        assert "former member" in shown.text
        assert "We do." in shown.text


def test_a_coordinator_of_the_region_may_close(town: Town) -> None:
    mona, karim, luka = member(town, "Mona"), coordinator(town, "Karim", "mena"), coordinator(town, "Luka", "see")
    started(mona)
    luka.says("/discussions").presses("1")
    assert "Close" not in luka.buttons
    luka.presses(data="d:c:1:0:0")
    assert "coordinator" in luka.hears
    karim.says("/discussions").presses("1").presses("Close")
    assert "What came of this discussion?" in karim.sees


def test_replying_to_a_digest_asks_which_discussion(town: Town) -> None:
    mona, rana, sami = member(town, "Mona"), member(town, "Rana"), member(town, "Sami")
    started(mona)
    started(rana, "Which bins do not rust?", "Ours do.")
    for talker, letter in ((mona, "1"), (rana, "2")):
        talker.says("/discussions").presses(letter)
    for number in (1, 2):
        sami.says(f"/start d{number}").presses("Follow")
    rana.says("/start d1")
    rana.replies(rana.last, "I compost.")
    mona.says("/start d2")
    mona.replies(mona.last, "Zinc does not.")
    town.later(hours=1)
    both = sami.last
    assert "I compost." in both.text
    assert "Zinc does not." in both.text
    sami.replies(both, "Thank you!")
    assert "which discussion" in sami.sees
    sami.presses("bins")
    assert "Posted" in sami.sees
    sami.presses(data=sami.town.calls[-1][1].get("data", "dw:1:1"))
    town.later(hours=1)
    assert rana.everything.count("Thank you!") == 1
    assert "Thank you!" not in mona.everything or "Which bins" in mona.everything


def test_an_album_is_one_post(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    sami.says("/start d1")
    photo = [{"file_id": "p1", "file_unique_id": "u1", "width": 90, "height": 90}]
    other = [{"file_id": "p2", "file_unique_id": "u2", "width": 90, "height": 90}]
    sami.replies(sami.last, "Our heaps", photo=photo, media_group_id="77")
    sami.sends(photo=other, media_group_id="77")
    assert sami.everything.count("Posted") == 1
    town.later(hours=1)
    mona.says("/start d1")
    assert "1 answer" in mona.sees
    mona.presses("Read from the start")
    assert "2 photos" in mona.sees
    mona.presses("Files of post 2")
    assert {"p1", "p2"} <= {params.get("photo") for _, params in town.calls}


def test_the_question_for_an_answer_is_replied_to(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    started(mona)
    sami.says("/start d1").presses("Answer")
    asked = sami.last
    assert "as a reply" in asked.text
    sami.replies(asked, "We do.")
    sami.presses("Edit")
    sami.replies(sami.last, "We did.")
    assert "Changed" in sami.sees
    town.later(hours=1)
    assert "We did." in mona.sees
    assert "We do." not in mona.everything


def test_a_long_post_is_read_on_several_pages(town: Town) -> None:
    mona, sami = member(town, "Mona"), member(town, "Sami")
    words = " ".join(f"word{number}" for number in range(500))
    started(mona, text=words[:3900])
    sami.says("/start d1").presses("Read from the start")
    first = sami.sees
    assert "word1 " in first
    sami.presses("Later")
    assert "continued" in sami.sees
    assert first.rstrip("…").split()[-1] not in sami.sees.split()[:12]
    assert words[:3900].split()[-1] in sami.sees


def test_reactions_are_counted_and_nobody_is_told(town: Town) -> None:
    mona, sami, rana = member(town, "Mona"), member(town, "Sami"), member(town, "Rana")
    started(mona)
    rana.says("/start d1").presses("Follow")
    sami.says("/start d1")
    sami.replies(sami.last, "We do.")
    town.later(hours=1)
    for each in (mona, rana):
        before = len(each.messages)
        each.reacts(each.last, "👍")
        assert len(each.messages) == before
    mona.says("/start d1").presses("Read from the start")
    assert "👍 2" in mona.sees
    rana.reacts(next(one for one in rana.messages if "We do." in one.text))
    mona.says("/start d1").presses("Read from the start")
    assert "👍 1" in mona.sees
