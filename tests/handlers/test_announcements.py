"""Announcements as coordinators write them: one screen, from the text to the start."""

from typing import Any

import pytest

from db.values import Purpose
from handlers.announcements.view import Press
from tests.coordinators import OWNER, coordinator
from tests.people import joins
from tests.talk import Shown, Talker, Town

SCREEN = "Draft of an announcement"


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def member(town: Town, name: str, language: str = "en", **answers: Any) -> Talker:
    talker = town.person(name, language=language)
    joins(talker, **{"name": f"{name} Saleh"} | answers)
    return talker


def photo(reference: str) -> list[dict[str, Any]]:
    return [{"file_id": reference, "file_unique_id": reference, "width": 900, "height": 600}]


def document(name: str) -> dict[str, Any]:
    return {"file_id": f"file-{name}", "file_unique_id": name, "file_name": name}


def album(talker: Talker, *references: str, caption: str = "", group: str = "1") -> None:
    for place, reference in enumerate(references):
        said = {"caption": caption} if caption and not place else {}
        talker.sends(photo=photo(reference), media_group_id=group, **said)


REMIND = "Remind me"


def screens(talker: Talker) -> list[Shown]:
    """The editor's own messages, and not what readers get, which can only be brought to mind again."""
    return [message for message in talker.messages if message.keyboard and not is_letter(message)]


def is_letter(message: Shown) -> bool:
    """Whether it is what readers get: it has no button, or the one that brings it to mind again."""
    return [button.get("callback_data") for row in message.keyboard for button in row] in ([], ["r:f:0:"])


def calls(town: Town, method: str) -> list[dict[str, Any]]:
    return [params for name, params in town.calls if name == method]


def test_text_audience_send(database):
    town = Town(database, owners=(OWNER,))
    olga = coordinator(town, "Olga")
    mona, jean = member(town, "Mona"), member(town, "Jean", "fr", country="SN", zone="Africa/Dakar")
    olga.says("/announce")
    assert "no text yet" in olga.sees
    olga.says("Dear all, the hall has moved.")
    assert "Text: Dear all, the hall has moved." in olga.sees
    assert "Goes to: 3 people\nEnglish: 2; French: 1" in olga.sees
    olga.presses("People").presses("Regions").presses("Middle East")
    assert "2 people\nEnglish: 2" in olga.sees
    olga.presses("Back").presses("Back")
    assert "Regions: Middle East and North Africa" in olga.sees
    olga.presses("See it, then send")
    assert olga.messages[-2].text == "Dear all, the hall has moved."
    assert len(screens(olga)) == 1
    olga.presses("Send…")
    assert "Send to 2 people in 1 language now?" in olga.sees
    olga.presses("Yes, send it now")
    town.deliver()
    assert mona.sees == "Dear all, the hall has moved."
    assert not jean.messages
    assert len(screens(olga)) == 1, "the screen became the card"


def test_formatting_is_kept_as_typed_and_the_rehearsal_is_what_readers_get(town):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    text = "🎉 Programme\nRead it <here>"
    entities = [
        {"type": "bold", "offset": 3, "length": 9},
        {"type": "text_link", "offset": 21, "length": 6, "url": "https://example.org/p?a=1&b=2"},
    ]
    olga.says("/announce").sends(text=text, entities=entities)
    olga.presses("Link buttons").says("Programme – https://example.org/programme\nRegister: example.org/register")
    assert "Buttons: Programme; Register" in olga.sees
    olga.presses("See it, then send")
    rehearsed = olga.messages[-2]
    assert rehearsed.html == (
        '🎉 <b>Programme</b>\nRead it <a href="https://example.org/p?a=1&amp;b=2">&lt;here&gt;</a>'
    )
    olga.presses("Send…").presses("Yes, send it now")
    town.deliver()
    assert (mona.last.html, mona.last.keyboard) == (rehearsed.html, rehearsed.keyboard)
    assert mona.last.keyboard == [
        [{"text": "Programme", "url": "https://example.org/programme"}],
        [{"text": "Register", "url": "https://example.org/register"}],
        [{"text": REMIND, "callback_data": "r:f:0:"}],
    ]


def test_an_album_comes_in_order_and_is_answered_once(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce")
    album(olga, "one", "two", "three", caption="The hall")
    assert len(olga.messages) == 1
    town.deliver()
    assert len(olga.messages) == 1
    assert "Text: The hall" in olga.sees
    assert "Attached: 3 photos" in olga.sees
    olga.presses("See it, then send")
    (sent,) = calls(town, "sendMediaGroup")
    assert [one["media"] for one in sent["media"]] == ["one", "two", "three"]
    assert [one.get("caption") for one in sent["media"]] == ["The hall", None, None]
    assert len(screens(olga)) == 1


def test_too_many_pictures_are_refused_once(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("The hall").presses("Photos, videos, files")
    album(olga, *(f"p{number}" for number in range(9)))
    album(olga, *(f"q{number}" for number in range(5)), group="2")
    town.deliver()
    assert len(olga.messages) == 1
    olga.presses("Back")
    assert "Attached: 10 photos" in olga.sees


def test_what_cannot_stand_together_is_refused_in_words(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("The hall").presses("Photos, videos, files").sends(document=document("plan.pdf"))
    assert "Attached: plan.pdf" in olga.sees
    olga.sends(photo=photo("p"))
    assert "does not show files together with photos" in olga.sees
    olga.presses("Remove all of them")
    album(olga, "one", "two")
    olga.presses("Link buttons").says("Programme – https://example.org")
    assert "no buttons below an album" in olga.sees
    olga.presses("Back")
    assert "Buttons" not in olga.sees


def test_words_under_a_picture(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").sends(photo=photo("p"), caption="The hall has moved")
    assert "Text: The hall has moved" in olga.sees
    olga.presses("Photos, videos, files").sends(photo=photo("q"), caption="Another text")
    assert "Text: The hall has moved" in olga.sees
    assert "words that came with it were left out" in olga.sees
    assert "Attached: 2 photos" in olga.sees
    olga.presses("Text").sends(photo=photo("r"), caption="A new text")
    assert "Text: A new text" in olga.sees
    assert "Attached: 3 photos" in olga.sees


def test_what_the_editor_cannot_take(town):
    olga = coordinator(town, "Olga")
    gif = {"file_id": "g", "file_unique_id": "g", "width": 9, "height": 9, "duration": 1}
    olga.says("/announce")
    voice = {"file_id": "v", "file_unique_id": "v", "duration": 1}
    for content in ({"voice": voice}, {"animation": gif}, {"animation": gif, "caption": "Look"}):
        olga.sends(**content)
        assert "I can take text, photos, videos and files here." in olga.sees
    olga.sends_sticker()
    assert "I can take text" in olga.sees
    assert len(screens(olga)) == 1
    olga.says("La salle").presses("Languages").presses("German").sends_sticker()
    olga.says("Der Saal")
    assert "✓ German: written" in olga.sees
    olga.presses("Back").presses("Text")
    olga.says("The hall").presses("Languages").presses("French").sends_photo()
    assert "Here I need the text" in olga.sees
    olga.presses("Link buttons", on=olga.presses("Back").presses("Back").last).sends_photo()
    assert "Here I need the buttons as text" in olga.sees


def test_versions_missing_written_stale_and_looked_at(town):
    olga = coordinator(town, "Olga")
    jean, amal = member(town, "Jean", "fr"), member(town, "Amal", "ar")
    olga.says("/announce").says("The hall has moved.")
    assert "Not written: Arabic, French. These readers get the text in this language: English" in olga.sees
    olga.presses("Languages")
    assert "✓ English: your text\n– French: not written (1 person)\n– Arabic: not written (1 person)" in olga.sees
    olga.presses("French")
    assert "Its readers get this text now:\n\nThe hall has moved." in olga.sees
    olga.says("La salle a changé.")
    assert "✓ French: written" in olga.sees
    assert "Noted: French" in olga.sees
    olga.presses("Back").presses("Text").says("The hall has moved to the river.")
    assert "The text has changed since these versions were written: French" in olga.sees
    olga.presses("Languages")
    assert "⚠️ French: the text has changed since" in olga.sees
    olga.presses("French").presses("It is right as it is")
    assert "✓ French: written" in olga.sees
    olga.presses("Back").presses("See it, then send")
    read = [message.text for message in olga.messages if is_letter(message)]
    assert "La salle a changé." in read
    olga.presses("Send…")
    assert "Send to 3 people in 3 languages now?" in olga.sees
    olga.presses("Yes, send it now")
    town.deliver()
    assert jean.sees == "La salle a changé."
    first, _, rest = amal.sees.partition("\n\n")
    assert rest == "The hall has moved to the river."
    assert "الإنجليزية" in first
    assert amal.last.html.startswith("<i>")


def test_a_version_is_removed_and_one_of_no_language_is_none(town):
    olga = coordinator(town, "Olga")
    member(town, "Jean", "fr")
    olga.says("/announce").says("The hall").presses("Languages").presses("French").says("La salle")
    olga.presses("French").presses("Remove this version")
    assert "– French: not written" in olga.sees
    olga.presses(data=Press(act="ll", id=1, value="xx").pack())
    assert "Languages" in olga.sees
    olga.presses(data=Press(act="ld", id=1, value="xx").pack())
    assert "does not speak that language" in olga.hears


def test_not_everybody_writes_in_the_language_the_bot_speaks_to_them(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("La salle a changé.").presses("Text").presses("It is in another language")
    assert "✓ English" in olga.buttons
    olga.presses("French")
    assert "The text (French, 18 characters)" in olga.sees
    olga.presses("Back")
    assert "Not written: English. These readers get the text in this language: French" in olga.sees
    olga.presses("Text").says("La salle est au fleuve.")
    olga.presses("Languages")
    assert "✓ French: your text" in olga.sees
    olga.presses("English").says("The hall is by the river.").presses("French").presses("It is in another language")
    olga.presses("English")
    assert "a version in that language already" in olga.sees


def test_what_is_too_long_is_said_with_language_and_number(town):
    olga = coordinator(town, "Olga")
    member(town, "Jean", "fr")
    member(town, "Amal", "ar")
    olga.says("/announce").says("x" * 1020).presses("Photos, videos, files").sends(photo=photo("p"))
    # French and Arabic have no version, so a line that says so stands before it.
    assert "⛔ French:" in olga.sees
    assert "⛔ Arabic:" in olga.sees
    assert "⛔ English:" not in olga.sees
    assert "See it, then send" not in olga.buttons
    olga.presses("Languages").presses("French").says("é" * 1030)
    assert "French: 6 characters too long; 1,024 fit here." in olga.sees
    olga.presses("French").says("é" * 1025)
    assert "French: 1 character too long" in olga.sees
    olga.presses("French").says("😀" * 1024)
    assert "✓ French: written" in olga.sees
    olga.presses("Arabic").says("ب" * 1024).presses("Back")
    assert "⛔" not in olga.sees
    assert "See it, then send" in olga.buttons


def test_a_text_of_a_whole_message_may_have_lost_its_end(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("x" * 4096)
    assert "its end is missing" in olga.sees
    olga.says("the rest of it")
    assert "Is this the new text of your announcement?" in olga.sees
    olga.presses("No")
    assert "Text: xxx" in olga.sees


def test_words_that_nothing_asked_for(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("The hall").says("The hall has moved")
    assert "Is this the new text" in olga.sees
    olga.presses("Yes, it is the text")
    assert "The text is changed." in olga.sees
    assert "Text: The hall has moved" in olga.sees
    assert len(olga.messages) == 1


def test_who_edits_the_message_edits_the_text(town):
    olga = coordinator(town, "Olga")
    member(town, "Jean", "fr")
    olga.says("/announce").says("The hall has mooved.", message_id=501)
    olga.presses("Languages").presses("French").says("La salle a chengé.", message_id=502).presses("Back")
    edits(olga, 502, text="La salle a changé.")
    edits(olga, 501, text="The hall has moved.", entities=[{"type": "bold", "offset": 4, "length": 4}])
    edits(olga, 999, text="Something else")
    town.deliver()
    assert "Text: The hall has moved." in olga.sees
    assert "The text has changed since these versions were written: French" in olga.sees
    assert len(olga.messages) == 1
    olga.presses("Text")
    assert "The <b>hall</b> has moved." in olga.last.html
    olga.presses("Back").presses("Throw away").presses("Yes, throw it away")
    edits(olga, 501, text="Too late")
    assert len(olga.messages) == 1


def edits(talker: Talker, message_id: int, **content: Any) -> None:
    talker.town.update(talker, "edited_message", talker._message(**content) | {"message_id": message_id})


def test_link_buttons_in_all_shapes(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("The hall").presses("Link buttons")
    olga.says("no address here")
    assert "I do not understand this line: no address here" in olga.sees
    olga.says("Programme – http://example.org")
    assert "https://" in olga.sees
    olga.says("https://example.org/a | التسجيل\n\n(Plan) www.example.org/b")
    assert "Buttons: التسجيل; Plan" in olga.sees
    olga.presses("Link buttons").sends(
        text="Ask us",
        entities=[{"type": "text_link", "offset": 0, "length": 6, "url": "https://example.org/ask"}],
    )
    assert "Buttons: Ask us" in olga.sees
    olga.presses("Link buttons").presses("Remove all buttons").presses("Back")
    assert "Buttons" not in olga.sees


def test_a_newsletter_goes_to_those_who_want_it(town):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    joins(tarek := town.person("Tarek"), name="Tarek Aziz", optional=frozenset({Purpose.NEWSLETTER}))
    olga.says("/announce").says("News").presses("Purpose").presses("Newsletter")
    assert "As a newsletter" in olga.sees
    assert "Goes to: 1 person" in olga.sees
    olga.presses("See it").presses("Send…").presses("Yes, send it now")
    town.deliver()
    assert tarek.sees == "News"
    assert not mona.messages


def test_arabic_reads_from_right_to_left_without_a_foreign_word_turning_it(town):
    layla = coordinator(town, "Layla", language="ar")
    layla.says("/announce").says("Hello (Amman)")
    assert "\u2068Hello (Amman)\u2069" in layla.last.html
    layla.presses(data=Press(act="r", id=1).pack())
    assert layla.messages[-2].html == "Hello (Amman)"


def test_the_longest_text_with_all_that_is_hard_in_it(town):
    layla, amal = coordinator(town, "Layla", language="ar"), member(town, "Amal", "ar")
    jean = member(town, "Jean", "fr")
    text = "مرحبا 😀 <b>&amp; \u2068Amman\u2069 " * 163
    text += "م" * (4096 - len(text))
    units = len(text.encode("utf-16-le")) // 2
    entities = [
        {"type": "bold", "offset": 0, "length": units},
        {"type": "italic", "offset": 6, "length": units - 6},
        {"type": "spoiler", "offset": 6, "length": 2},
        {"type": "blockquote", "offset": 100, "length": 900},
    ]
    layla.says("/announce").sends(text=text, entities=entities)
    for act in "tplfbwuh":
        layla.presses(data=Press(act=act, id=1).pack())
    assert any("⛔" in line for line in layla.sees.splitlines()), "French readers would need a line above it"
    layla.presses(data=Press(act="ll", id=1, value="fr").pack()).says("é" * 4096)
    layla.presses(data=Press(act="r", id=1).pack()).presses(data=Press(act="q", id=1).pack())
    layla.presses(data=layla.last.keyboard[-1][0]["callback_data"])
    town.deliver()
    assert len(amal.last.text) <= len(text)
    assert amal.last.html.startswith("<b>مرحبا <i><tg-spoiler>😀</tg-spoiler>")
    assert jean.sees == "é" * 4096


def test_cancel_waits_no_longer_and_keeps_the_draft(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce")
    olga.says("The workshop begins at nine.")
    olga.says("/cancel")
    assert "Your draft is kept" in olga.sees
    olga.says("/announce")
    olga.presses("Go on")
    assert "Text: The workshop begins at nine." in olga.sees
