"""Making an event: one thing after the other, the screen with all parts, and letting it go."""

from typing import Any

import pytest

from db.models import Event
from db.values import EventState
from handlers.events.editor_view import Press
from network.events import reading
from tests.coordinators import OWNER, coordinator
from tests.people import joins
from tests.talk import Talker, Town


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def member(town: Town, name: str, language: str = "en", **answers: Any) -> Talker:
    talker = town.person(name, language=language)
    joins(talker, **{"name": f"{name} Saleh"} | answers)
    return talker


def edits(talker: Talker, message_id: int, words: str) -> None:
    talker.town.update(talker, "edited_message", talker._message(text=words) | {"message_id": message_id})


def stored(town: Town, number: int = 1) -> Event:
    return town.run(lambda work: work.session.get(Event, number))


def drafted(talker: Talker) -> Talker:
    """Answer one question after the other."""
    talker.says("/newevent").says("Compost from kitchens")
    talker.says("25 March 14:30").presses("Yes, that is right")
    talker.presses("2 hours").presses("Virtual")
    return talker.says("https://example.org/room").says("Bring the figures of your city.")


def test_one_thing_after_the_other(database):
    town = Town(database, owners=(OWNER,))
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    karim.says("/newevent")
    assert "What is the event called?" in karim.sees
    karim.says("Compost  from kitchens")
    assert "When does it begin?" in karim.sees
    assert "in this time zone: Amman (UTC+3)" in karim.sees
    karim.says("25 March 14:30")
    assert "Thursday, 25 March 2027" in karim.sees
    assert "14:30, Amman (UTC+3)" in karim.sees
    karim.presses("Yes, that is right")
    assert "How long does it take?" in karim.sees
    karim.presses("2 hours")
    assert "Where do people meet?" in karim.sees
    karim.presses("Virtual")
    assert "What is the link?" in karim.sees
    karim.says("https://example.org/room")
    assert "What is it about" in karim.sees
    karim.says("Bring the figures of your city.")
    assert "Draft of an event" in karim.sees
    for line in (
        "Title: Compost from kitchens",
        "Description: Bring the figures of your city.",
        "14:30, Amman (UTC+3)",
        "Length: 2 hours",
        "Virtual or on site: Virtual",
        "Link: https://example.org/room",
        "For whom: Middle East and North Africa",
    ):
        assert line in karim.sees
    assert len([message for message in karim.messages if message.keyboard]) == 1, "one screen, which follows"
    karim.presses("See it, then publish")
    assert karim.messages[-2].text.startswith("Compost from kitchens")
    assert "Publish it now? For: Middle East and North Africa" in karim.sees
    karim.presses("Yes, publish it")
    assert "Compost from kitchens is published" in karim.sees
    assert stored(town).state == EventState.PUBLISHED
    town.deliver()
    assert "Compost from kitchens" in mona.sees
    assert "https://example.org/room" not in mona.everything
    assert "Compost from kitchens" in karim.sees
    assert "is published" in karim.everything, "the screen stays as it was left"


def test_parts_are_skipped_and_changed_on_the_screen(town):
    karim = coordinator(town, "Karim", "mena")
    karim.says("/newevent").says("Compost").says("25 March 14:30").presses("Yes").says("an hour and a half")
    karim.presses("Both").presses("Skip").says("Town hall, Amman").presses("Skip")
    assert "Draft of an event" in karim.sees
    assert "Length: 1 hour, 30 minutes" in karim.sees
    assert "The link is missing" in karim.sees
    karim.presses("More").presses("Topics").presses("Waste").presses("Back")
    karim.presses("Seats").says("٤٠")
    assert "Seats: 40" in karim.sees
    karim.presses("Seats").presses("As many as like")
    assert "Seats:" not in karim.sees
    karim.presses("More").presses("Languages spoken").says("Arabic and French").presses("Back")
    assert "Languages spoken: English; Arabic; French" in karim.sees
    karim.presses("More").presses("Answer by").presses("2 days before")
    assert "Answer by: Tuesday, 23 March 2027" in karim.sees
    karim.presses("More").presses("Contact").presses("Karim Coordinator")
    assert "Contact: Karim Coordinator" in karim.sees
    karim.presses("More").presses("Picture").sends_photo()
    assert "Picture: one photo" in karim.sees
    karim.presses("For whom").presses("All regions").presses("Back")
    assert "For whom: All regions" in karim.sees
    assert "See it, then hand it in" in karim.buttons, "that is beyond his region"


def test_a_venue_and_a_location_are_taken_for_the_place(town):
    karim = coordinator(town, "Karim", "mena")
    drafted(karim).presses("Virtual or on site").presses("On site")
    assert "It does not say yet where people meet." in karim.sees
    spot = {"latitude": 31.95, "longitude": 35.93}
    karim.presses("Place").sends(
        location=spot, venue={"location": spot, "title": "Town hall", "address": "Al-Quds St."}
    )
    assert "Place: Town hall, Al-Quds St. (with a map)" in karim.sees
    karim.presses("Place").says("Library")
    assert "Place: Library" in karim.sees
    assert stored(town).latitude is None, "the old spot does not go with other words"
    karim.presses("Place").sends(location=spot)
    assert "Place: Library (with a map)" in karim.sees


def test_a_photo_with_words_gives_both_and_of_an_album_one_is_taken(town):
    karim = coordinator(town, "Karim", "mena")
    photo = [{"file_id": "p1", "file_unique_id": "u1", "width": 90, "height": 90}]
    other = [{"file_id": "p2", "file_unique_id": "u2", "width": 90, "height": 90}]
    karim.says("/newevent").sends(photo=photo, caption="Compost from kitchens", media_group_id="7")
    assert "When does it begin?" in karim.sees
    karim.sends(photo=other, media_group_id="7")
    assert len([message for message in karim.messages if message.keyboard]) == 1
    karim.presses("All parts")
    assert "Title: Compost from kitchens" in karim.sees
    assert "Picture: one photo" in karim.sees
    assert stored(town).picture[1] == "p1"
    karim.sends(photo=other)
    assert stored(town).picture[1] == "p2"


def test_whoever_edits_their_message_means_the_title(town):
    karim = coordinator(town, "Karim", "mena")
    karim.says("/newevent").says("Compots", message_id=501)
    edits(karim, 501, "Compost")
    town.deliver()
    assert "When does it begin?" in karim.sees, "what is asked stays"
    karim.presses("All parts")
    assert "Title: Compost" in karim.sees
    edits(karim, 501, "Compost from kitchens")
    town.deliver()
    assert "Title: Compost from kitchens" in karim.sees
    edits(karim, 501, "x" * 101)
    assert "at most 100 characters" in karim.sees
    edits(karim, 999, "Something else")
    drafts_title = town.run(lambda work: reading.find(work, 1)).title
    assert drafts_title.shown("en").body.text == "Compost from kitchens"


def test_words_that_came_unasked_are_asked_about(town):
    karim = coordinator(town, "Karim", "mena")
    drafted(karim).says("Compost from markets")
    assert "What is this?" in karim.sees
    karim.says("/privacy").presses("Export my data")
    assert any(b"Compost from markets" in message.content for message in karim.messages)
    karim.presses("The title")
    assert "Title: Compost from markets" in karim.everything
    karim.says("Tell us how you begin.").presses("The description")
    assert "Description: Tell us how you begin." in karim.sees
    karim.says("y" * 300).presses("The title")
    assert "at most 100 characters" in karim.sees
    karim.presses("Back").says("Nothing").presses("Neither")
    assert "Title: Compost from markets" in karim.sees
    karim.presses(data=Press(act="q", id=1, of="title").pack())
    assert "Title: Compost from markets" in karim.sees


def test_a_time_in_another_zone_is_read_back_in_both(town):
    karim = coordinator(town, "Karim", "mena")
    karim.says("/newevent").says("Compost").presses("Another time zone").says("Nepal")
    assert "Kathmandu (UTC+5:45)" in karim.sees
    karim.says("25 March 14:30")
    assert "14:30, Kathmandu (UTC+5:45)" in karim.sees
    assert "For you that is Thursday, 25 March 2027" in karim.sees
    karim.presses("Yes, that is right")
    assert stored(town).zone == "Asia/Kathmandu"


def test_what_is_typed_wrong_is_asked_again_with_an_example(town):
    karim = coordinator(town, "Karim", "mena")
    karim.says("/newevent").sends_sticker()
    assert "Here I need text, please." in karim.sees
    karim.says("x" * 101)
    assert "at most 100 characters" in karim.sees
    karim.says("Compost").says("soon, perhaps")
    assert "I did not understand which day and time you mean" in karim.sees
    karim.says("1 March 2027 8:00")
    assert "That is over already." in karim.sees
    assert not any("Yes" in words for words in karim.buttons)
    karim.says("25 March 14:30").presses("Yes").says("long")
    assert "“90 minutes”" in karim.sees
    karim.presses("1 hour").presses("Virtual").says("http://example.org")
    assert "begins with https://" in karim.sees


def test_translations_with_stale_marks(town):
    karim, jean = coordinator(town, "Karim", "mena"), member(town, "Jean", "fr")
    drafted(karim).presses("More").presses("Translations").presses("French").says("Compost des cuisines")
    assert "What is the description in this language?" in karim.sees
    karim.says("Apportez les chiffres de votre ville.")
    assert "French: written" in karim.sees
    karim.presses("Back").presses("Title").says("Compost from markets")
    assert "have changed since these versions were written: French" in karim.sees
    karim.presses("More").presses("Translations")
    assert "French: your words have changed since" in karim.sees
    karim.presses("French").presses("It is right as it is")
    assert "French: written" in karim.sees
    karim.presses("Back").presses("See it").presses("Yes, publish it")
    town.deliver()
    assert "Compost des cuisines" in jean.sees
    assert "Apportez les chiffres" in jean.sees


def test_planned_for_later_and_taken_back(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    drafted(karim).presses("More").presses("When to publish").says("3 March 9:00").presses("Yes, that is right")
    karim.presses("See it")
    assert "Publish it at this time?" in karim.sees
    karim.presses("Yes, plan it")
    assert "will be published" in karim.sees
    karim.presses("Take it back")
    assert "Draft of an event" in karim.sees
    karim.presses("See it").presses("Yes, plan it")
    town.later(days=1)
    assert not mona.messages
    town.later(days=1)
    assert "Compost from kitchens" in mona.sees


def test_a_draft_is_kept_thrown_away_and_begun_anew(town):
    karim = coordinator(town, "Karim", "mena")
    drafted(karim).says("/cancel")
    assert "/newevent brings it back" in karim.sees
    karim.says("/newevent")
    assert "You have begun an event already: Compost from kitchens" in karim.sees
    karim.presses("Begin a new one").presses("Yes, throw it away")
    assert "What is the event called?" in karim.sees
    karim.says("Water").presses("All parts").presses("Throw away").presses("Yes, throw it away")
    assert "The draft is thrown away." in karim.sees
    assert town.run(lambda work: work.session.query(Event).count()) == 0


def test_old_and_forged_presses(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    drafted(karim)
    old = karim.last
    for act in "hfstckmolyugpwb":
        for of in ("", "title", "zone", "length", "seats", "publish", "nonsense"):
            mona.presses(data=Press(act=act, id=1, of=of, value="x").pack())
    assert stored(town).state == EventState.DRAFT
    for act in "fstcm":
        for of in ("length", "seats", "zone", "format", "start", "topics", "nonsense"):
            karim.presses(data=Press(act=act, id=1, of=of, value="9" * 30).pack(), on=old)
    assert stored(town).minutes == 120
    karim.presses("See it").presses("Yes, publish it")
    karim.presses(data=Press(act="t", id=1, of="topics", value="waste").pack(), on=old)
    assert "not a draft any more" in karim.hears
    assert stored(town).topics == []


def test_visitors_are_sent_to_join(town):
    visitor = town.person("Vera")
    visitor.says("/newevent")
    assert "Events are made by members of the network." in visitor.sees


def test_every_button_fits():
    longest = Press(act="lv", id=2**53, of="description", value="x" * 17)
    assert len(longest.pack().encode()) <= 64
