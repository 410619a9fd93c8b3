"""Correcting what was sent: the new text, who hears of it, and two coordinators who do it at once."""

from datetime import timedelta

import pytest

from db.models import AnnouncementCorrection
from tests.announced import Losing, announced, member, sent
from tests.coordinators import OWNER, coordinator
from tests.talk import Town

OLD = "We meet on 3 March in Irbid."
NEW = "We meet on 4 March in Irbid."
SENEGAL = {"country": "SN", "zone": "Africa/Dakar", "city": "Dakar", "languages": ["fr"]}


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def begins(talker, number):
    """Open the card and press *Correct*."""
    talker.says("/announcements").presses(data=f"ar:o:{number}::0")
    return talker.presses("Correct")


def writes(talker, words, language="English"):
    """Choose a language on the page that is open, and send its new text."""
    return talker.presses(language).says(words)


def test_the_new_text_reaches_every_copy(database):
    town = Town(database, owners=(OWNER,))
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    number = sent(town, olga, OLD)
    begins(olga, number)
    assert "Correct this announcement" in olga.sees
    assert "Correct 2 messages" not in olga.buttons, "nothing is changed yet"
    olga.presses("English")
    assert olga.messages[-2].text == OLD, "the present text stands alone, to be copied"
    assert not olga.messages[-2].buttons
    olga.says(NEW)
    assert "We meet on 3 4 March in Irbid." in olga.sees
    assert "<s>3</s> <u>4</u>" in olga.last.html
    assert "2 messages are corrected where they stand." in olga.sees
    assert "Nobody gets a note about it." in olga.sees
    assert mona.sees == OLD, "nothing happens before the press"
    olga.presses("Correct 2 messages")
    assert "Corrected. 2 messages are being changed" in olga.sees
    town.deliver()
    assert mona.sees == NEW
    assert len(mona.messages) == 1


def test_two_presses_correct_once(town):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    number = sent(town, olga, OLD)
    writes(begins(olga, number), NEW).presses("Correct 2 messages")
    olga.presses(data="ar:fy:1::0")
    assert "has been made already" in olga.hears
    olga.presses(data="ar:f:1::0")
    assert "has been made already" in olga.hears
    town.deliver()
    assert mona.sees == NEW


def test_formatting_is_kept_and_a_change_of_it_alone_is_told(town):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    number = sent(town, olga, OLD)
    begins(olga, number).presses("English")
    olga.says(OLD, entities=[{"type": "bold", "offset": 3, "length": 4}])
    assert "Only the formatting changes." in olga.sees
    olga.presses("Correct 2 messages")
    town.deliver()
    assert mona.last.html == "We <b>meet</b> on 3 March in Irbid."


def test_the_same_text_again_changes_nothing(town):
    olga = coordinator(town, "Olga")
    number = sent(town, olga, OLD)
    writes(begins(olga, number), OLD)
    assert "That is the text as it stands already." in olga.sees
    assert not [one for one in olga.buttons if "messages" in one]
    olga.says(NEW)
    assert "Correct 1 message" in olga.buttons, "what comes next is still taken"


def test_a_line_about_it_goes_to_those_who_are_ticked(database):
    town = Town(database, owners=(OWNER,))
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    jean, abla = member(town, "Jean", language="fr", **SENEGAL), member(town, "Abla", language="fr")
    number = sent(town, olga, OLD, versions={"fr": "Rendez-vous le 3 mars."})
    writes(begins(olga, number), "Rendez-vous le 4 mars.", "French")
    olga.presses("Who gets a note")
    olga.presses("French")
    assert "A note about it goes to 2 people: French" in olga.sees
    olga.presses("Sub-Saharan")
    assert "A note about it goes to 1 person: French; Sub-Saharan Africa" in olga.sees
    olga.presses("Done").presses("Correct 4 messages")
    assert "Those whom you ticked get a note about it." in olga.sees
    town.deliver()
    assert [m.text for m in abla.messages] == ["Rendez-vous le 4 mars."]
    assert [m.text for m in mona.messages] == [OLD]
    assert jean.messages[0].text == "Rendez-vous le 4 mars."
    assert "Rendez-vous le 4 mars." in jean.messages[1].text
    assert len(jean.messages) == 2
    (line,) = [params for method, params in town.calls if method == "sendMessage" and "reply_parameters" in params]
    assert line["reply_parameters"]["message_id"] == jean.messages[0].id, "a tap on it leads to the text"
    assert len(mona.messages) == 1


def test_all_or_nobody_can_be_ticked(town):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    number = sent(town, olga, OLD)
    writes(begins(olga, number), NEW).presses("Who gets a note")
    assert "✓ Nobody" in olga.buttons
    olga.presses("English").presses("All who have it")
    assert "✓ All who have it" in olga.buttons
    assert "✓ English" not in olga.buttons
    olga.presses("Nobody").presses("All who have it").presses("Done")
    assert "All who have it get a note about it." in olga.sees
    olga.presses("Correct 2 messages")
    town.deliver()
    assert "was corrected" in mona.sees
    assert NEW in mona.sees


def test_what_may_have_arrived_is_counted_and_left(town, monkeypatch):
    telegram = Losing(monkeypatch)
    olga, mona, sami = coordinator(town, "Olga"), member(town, "Mona"), member(town, "Sami")
    telegram.loses(sami)
    number = sent(town, olga, OLD)
    telegram.loses()
    writes(begins(olga, number), NEW)
    assert "2 messages are corrected where they stand." in olga.sees
    assert "1 message may have arrived without Telegram saying so. It cannot be corrected." in olga.sees
    olga.presses("Correct 2 messages")
    town.deliver()
    assert mona.sees == NEW
    assert sami.sees == OLD


def test_what_waits_leaves_with_the_new_text(town):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    town.now = town.now.replace(hour=22)
    number = announced(town, olga, OLD)
    town.deliver()
    writes(begins(olga, number), NEW)
    assert "2 more leave with the new text." in olga.sees
    olga.presses("Correct 0 messages")
    town.later(hours=12)
    assert [m.text for m in mona.messages] == [NEW]


def test_the_second_sees_what_the_first_made_of_it_and_decides(database):
    town = Town(database, owners=(OWNER,))
    olga, max_, mona = coordinator(town, "Olga"), coordinator(town, "Max"), member(town, "Mona")
    number = sent(town, olga, OLD)
    begins(olga, number)
    writes(begins(max_, number), "We meet on 5 March in Irbid.").presses("Correct 3 messages")
    town.deliver()
    writes(olga, NEW)
    assert "Somebody else has corrected it since you began." in olga.sees
    olga.presses("Correct 3 messages")
    assert "Somebody was faster: nothing of yours was sent" in olga.sees
    assert "Max Coordinator corrected this announcement" in olga.sees
    assert "<s>5</s> <u>4</u>" in olga.last.html
    town.deliver()
    assert mona.sees == "We meet on 5 March in Irbid."
    olga.presses("Put mine in its place")
    town.deliver()
    assert mona.sees == NEW


def test_the_second_can_leave_the_first_ones_text(town):
    olga, max_, mona = coordinator(town, "Olga"), coordinator(town, "Max"), member(town, "Mona")
    number = sent(town, olga, OLD)
    writes(begins(olga, number), NEW)
    writes(begins(max_, number), "We meet on 5 March in Irbid.").presses("Correct 3 messages")
    olga.presses("Correct 3 messages").presses("Leave theirs")
    assert "the announcement stays as it is" in olga.sees
    town.deliver()
    assert mona.sees == "We meet on 5 March in Irbid."


def test_the_second_can_go_on_from_the_first_ones_text(town):
    olga, max_ = coordinator(town, "Olga"), coordinator(town, "Max")
    mona = member(town, "Mona")
    number = sent(town, olga, OLD)
    writes(begins(olga, number), NEW)
    writes(begins(max_, number), "We meet on 5 March in Irbid.").presses("Correct 3 messages")
    olga.presses("Correct 3 messages").presses("Begin anew from theirs")
    writes(olga, "We meet on 5 March in Amman.")
    assert "<s>Irbid</s> <u>Amman</u>" in olga.last.html
    olga.presses("Correct 3 messages")
    town.deliver()
    assert mona.sees == "We meet on 5 March in Amman."


def test_whoever_saw_the_first_version_has_not_seen_the_third(town):
    olga, max_, mona = coordinator(town, "Olga"), coordinator(town, "Max"), member(town, "Mona")
    number = sent(town, olga, OLD)
    writes(begins(olga, number), NEW)
    writes(begins(max_, number), "We meet on 5 March in Irbid.").presses("Correct 3 messages")
    olga.presses("Correct 3 messages")
    seen = olga.last
    writes(begins(max_, number), "We meet on 6 March in Irbid.").presses("Correct 3 messages")
    olga.presses("Put mine in its place", on=seen)
    assert "Somebody was faster" in olga.sees
    assert "<s>6</s> <u>4</u>" in olga.last.html
    town.deliver()
    assert mona.sees == "We meet on 6 March in Irbid."


def test_a_changed_original_asks_for_a_look_at_the_other_versions(town):
    olga, jean = coordinator(town, "Olga"), member(town, "Jean", language="fr")
    number = sent(town, olga, OLD, versions={"fr": "Rendez-vous le 3 mars."})
    writes(begins(olga, number), NEW)
    assert "French: the original has changed since." in olga.sees
    olga.presses("French")
    assert olga.messages[-2].text == "Rendez-vous le 3 mars."
    olga.presses("It is right as it is")
    assert "the original has changed since" not in olga.sees
    olga.presses("French").presses("Take this version away")
    assert "This version goes away." in olga.sees
    olga.presses("Correct 2 messages")
    town.deliver()
    assert NEW in jean.sees
    assert "Rendez-vous" not in jean.sees


def test_a_text_that_does_not_fit_is_told_by_how_much(town):
    olga = coordinator(town, "Olga")
    number = sent(town, olga, OLD)
    writes(begins(olga, number), "a" * 4097)
    assert "English: 1 character too long" in olga.sees
    assert not [one for one in olga.buttons if "Correct" in one]
    olga.presses(data="ar:fy:1::0")
    assert "too long" in olga.hears


def test_a_picture_is_declined_kindly_and_the_text_still_awaited(town):
    olga = coordinator(town, "Olga")
    number = sent(town, olga, OLD)
    begins(olga, number).presses("English").sends_photo("A picture")
    assert "Here I need the new text." in olga.sees
    olga.says("/help")
    assert "Here I need" not in olga.sees
    olga.says(NEW)
    assert "<u>4</u>" in olga.last.html


def test_what_was_written_is_not_thrown_away_by_one_press(town):
    olga = coordinator(town, "Olga")
    number = sent(town, olga, OLD)
    writes(begins(olga, number), NEW)
    olga.presses("Leave it as it is")
    assert "What you wrote here is thrown away." in olga.sees
    olga.presses("Back")
    assert "<u>4</u>" in olga.last.html
    olga.presses("Leave it as it is").presses("Throw it away")
    assert "the announcement stays as it is" in olga.sees
    with town.database.unit("read") as session:
        assert session.query(AnnouncementCorrection).count() == 0
    begins(olga, number)
    assert "Choose a language." in olga.sees


def test_a_correction_goes_on_where_it_was_left(town):
    olga = coordinator(town, "Olga")
    number = sent(town, olga, OLD)
    writes(begins(olga, number), NEW)
    town.later(days=1)
    begins(olga, number)
    assert "<u>4</u>" in olga.last.html


def test_nobody_presses_for_somebody_else(town):
    olga, max_, luka = coordinator(town, "Olga"), coordinator(town, "Max"), coordinator(town, "Luka", "see")
    mona = member(town, "Mona")
    number = sent(town, olga, OLD)
    writes(begins(olga, number), NEW)
    for act in ("f", "fl", "fd", "fk", "ft", "fx", "fy", "fo", "fn", "fq", "fz"):
        max_.presses(data=f"ar:{act}:1:en:1")
        assert "Somebody else is writing this correction." in max_.hears, act
        luka.presses(data=f"ar:{act}:1:en:1")
        assert "Somebody else is writing this correction." in luka.hears, act
        mona.presses(data=f"ar:{act}:1:en:1")
        assert "Only coordinators can do that." in mona.hears, act
    town.deliver()
    assert mona.sees == OLD


@pytest.mark.parametrize("of", ["xx", "", "l.xx", "r.nowhere", "l", ".", "none", "all", "en"])
def test_forged_choices_change_nothing(town, of):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    number = sent(town, olga, OLD)
    begins(olga, number)
    for act in ("fl", "fd", "fk", "fx", "fo"):
        olga.presses(data=f"ar:{act}:1:{of}:7")
    assert "went wrong" not in olga.everything + olga.hears
    town.deliver()
    assert mona.sees == OLD


def test_what_was_taken_back_or_is_a_draft_is_not_corrected(town):
    olga = coordinator(town, "Olga")
    number = sent(town, olga, OLD)
    olga.presses(data=f"ar:by:{number}::0").presses(data=f"ar:fb:{number}::0")
    assert "There is nothing to correct here any more." in olga.hears
    planned = announced(town, olga, at=town.now + timedelta(hours=1))
    olga.presses(data=f"ar:ey:{planned}::0").presses(data=f"ar:fb:{planned}::0")
    assert "There is nothing to correct here any more." in olga.hears


def test_a_line_goes_with_what_it_is_about(town):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    number = sent(town, olga, OLD)
    writes(begins(olga, number), NEW).presses("Who gets a note").presses("All who have it").presses("Done")
    olga.presses("Correct 2 messages")
    town.deliver()
    assert len(mona.messages) == 2
    olga.presses(data=f"ar:by:{number}::0")
    town.deliver()
    assert not mona.messages


def test_the_card_follows_a_correction_to_its_end(town):
    olga, max_ = coordinator(town, "Olga"), coordinator(town, "Max")
    member(town, "Mona")
    number = sent(town, olga, OLD)
    max_.says("/announcements").presses(data=f"ar:o:{number}::0")
    writes(begins(olga, number), NEW).presses("Correct 3 messages")
    town.later(seconds=5)
    assert NEW in max_.sees
    assert "Still to be corrected: 3" in max_.sees
    town.later(seconds=5)
    assert "Still to be corrected" not in max_.sees
    assert "Sent: 3 of 3" in max_.sees
