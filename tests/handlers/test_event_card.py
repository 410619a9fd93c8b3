"""An event's card in a private chat: what it says to whom, answering, and what follows from an answer."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from db.models import Event
from db.unit import Database
from db.values import Audience, EventFormat, EventState, Lane, Purpose
from network import membership, notices
from network.events import kinds
from tests.coordinators import coordinator
from tests.meeting import DESCRIPTION, LINK, TITLE, held, member, opens
from tests.people import reader_of
from tests.talk import Town


@pytest.fixture
def town(sqlite: Database) -> Town:
    return Town(sqlite)


def changes(town: Town, number: int, **values: object) -> None:
    """Change an event's row, as whoever edits it does."""
    town.run(lambda work: work.session.execute(update(Event).where(Event.id == number).values(values)))
    town.run(lambda work: notices.revise(work, kinds.EVENT, number))
    town.deliver()


# --- The card ------------------------------------------------------------------------------------------------------


def test_a_member_reads_when_in_both_zones_answers_and_gets_the_link(town: Town) -> None:
    layla = coordinator(town, "Layla", "mena")
    mona = member(town, "Mona", country="BA", zone="Europe/Sarajevo")
    number = held(town, layla)
    opens(mona, number)
    assert mona.sees.startswith(TITLE)
    assert DESCRIPTION in mona.sees
    assert "Wednesday, 10 March 2027, 09:00 to 10:30, your time" in mona.sees
    assert "Wednesday, 10 March 2027, 11:00 to 12:30, Amman (UTC+3)" in mona.sees
    unix = int(datetime.fromisoformat("2027-03-10T08:00+00:00").timestamp())
    assert f'<tg-time unix="{unix}" format="wDt">' in mona.last.html
    assert f'<tg-time unix="{unix + 5400}" format="t">' in mona.last.html
    assert "Virtual" in mona.sees
    assert "Spoken: English, Arabic" in mona.sees
    assert "Organised by Layla Coordinator" in mona.sees
    assert LINK not in mona.sees
    mona.presses("Going")
    assert mona.hears == "You are going."
    assert "You are going." in mona.sees
    assert LINK in mona.sees
    assert "✓ Going" in mona.buttons
    assert len(mona.messages) == 1
    mona.presses("Can't")
    assert LINK not in mona.sees
    assert "You are not coming." in mona.sees
    mona.presses("Maybe")
    assert LINK not in mona.sees
    assert "You may come." in mona.sees


def test_who_lives_where_it_is_reads_one_line_about_when(town: Town) -> None:
    layla, amal = coordinator(town, "Layla", "mena"), member(town, "Amal", language="en")
    number = held(town, layla, place="City Hall\nRoom 4", format=EventFormat.ON_SITE, link=None)
    opens(amal, number)
    assert "Wednesday, 10 March 2027, 11:00 to 12:30, Amman (UTC+3)" in amal.sees
    assert "your time" not in amal.sees
    assert "<tg-time unix=" in amal.last.html
    assert "On site: City Hall" in amal.sees


def test_it_speaks_the_readers_language_and_isolates_in_arabic(town: Town) -> None:
    layla, omar = coordinator(town, "Layla", "mena"), member(town, "Omar", language="ar")
    number = held(town, layla, titles={"ar": "أرقام النفايات"})
    opens(omar, number)
    assert omar.sees.startswith("أرقام النفايات")
    assert "الأربعاء" in omar.sees
    omar.presses(data=f"e:g:{number}:0")
    assert f"\u2068{LINK}\u2069" in omar.last.html


def test_a_visitor_reads_the_public_lines_only(town: Town) -> None:
    layla = coordinator(town, "Layla", "mena")
    number = held(town, layla, capacity=10, contact="layla@example.org")
    vera = town.person("Vera")
    opens(vera, number)
    assert TITLE in vera.sees
    assert DESCRIPTION in vera.sees
    for hidden in (LINK, "Layla", "layla@example.org", "seat", "going"):
        assert hidden not in vera.sees
    assert vera.buttons == ["Join the network"]
    for forged in ("g", "m", "d", "w"):
        vera.presses(data=f"e:{forged}:{number}:0")
        assert vera.hears == "This is for members of the network. Send /start to join."
    vera.presses(data=f"e:x:{number}:0")
    assert vera.hears == "Only those who organise this event can do that."


def test_what_is_not_published_is_seen_by_those_who_organise_it_alone(town: Town) -> None:
    layla, mona = coordinator(town, "Layla", "mena"), member(town, "Mona")
    number = held(town, layla, state=EventState.SCHEDULED)
    opens(mona, number)
    assert mona.hears == "This event is no more."
    assert not mona.messages
    opens(layla, number)
    assert TITLE in layla.sees
    mona.presses(data=f"e:g:{number}:0")
    assert mona.hears == "This event cannot be answered yet."
    for forged in ("e:g:999999:0", "e:zz:1:0", "e:c:9007199254740991:0", "e:w:5:77"):
        mona.presses(data=forged)
        assert not mona.messages


def test_a_cancelled_event_says_so_everywhere_and_takes_no_answers(town: Town) -> None:
    layla, mona = coordinator(town, "Layla", "mena"), member(town, "Mona")
    number = held(town, layla)
    opens(mona, number)
    mona.presses("Going")
    changes(town, number, state=EventState.CANCELLED, reason="The hall is closed.")
    assert "This event was cancelled." in mona.sees
    assert "Reason: The hall is closed." in mona.sees
    assert LINK not in mona.sees
    assert "Going" not in " ".join(mona.buttons)
    mona.presses(data=f"e:m:{number}:0")
    assert mona.hears == "This event was cancelled."


def test_the_card_follows_its_event_and_shows_each_reader_their_own_answer(town: Town) -> None:
    layla, mona, omar = coordinator(town, "Layla", "mena"), member(town, "Mona"), member(town, "Omar")
    number = held(town, layla)

    def posted(work: Any) -> None:
        everybody = Audience(people=tuple(reader_of(work, one).id for one in (mona, omar)))
        notices.post(work, kinds.EVENT, number, everybody, lane=Lane.ANNOUNCEMENT)

    town.run(posted)
    town.deliver()
    mona.presses("Going")
    changes(town, number, place="City Hall", format=EventFormat.HYBRID)
    assert "On site and virtual: City Hall" in mona.sees
    assert "On site and virtual: City Hall" in omar.sees
    assert "You are going." in mona.sees
    assert "You are going." not in omar.sees
    assert LINK not in omar.sees


def test_whoever_left_keeps_the_public_lines_only(town: Town) -> None:
    layla, mona = coordinator(town, "Layla", "mena"), member(town, "Mona")
    number = held(town, layla)
    opens(mona, number).presses("Going")
    opens(layla, number)
    mona.presses("Who comes")
    town.run(lambda work: membership.leave(work, reader_of(work, mona)))
    town.deliver()
    assert TITLE in mona.everything
    assert LINK not in mona.everything
    assert "going" not in mona.everything
    assert LINK not in layla.everything, "she organises it, and has it in the editor; her card shows it once she goes"


def test_two_cards_of_one_event_in_a_chat_never_say_different_things(town: Town) -> None:
    layla, mona = coordinator(town, "Layla", "mena"), member(town, "Mona")
    number = held(town, layla)
    opens(mona, number)
    opens(mona, number)
    first, second = mona.messages
    mona.presses("Going", on=second)
    assert "You are going." in first.text
    mona.presses("Can't", on=first)
    assert LINK not in second.text
    assert len(mona.messages) == 2


def test_a_picture_stays_and_the_words_fit_below_it(town: Town) -> None:
    layla, mona = coordinator(town, "Layla", "mena"), member(town, "Mona")
    number = held(
        town,
        layla,
        picture=["photo", "p1", 4242, None],
        description="A long story. " * 130,
        title="T" * 100,
        place="P" * 200,
        contact="C" * 200,
        format=EventFormat.HYBRID,
        link=f"{LINK}/{'x' * 400}",
        topics=["waste", "water", "mobility"],
    )
    opens(mona, number)
    mona.presses("Going")
    method, params = town.calls[-1]
    assert method == "editMessageCaption"  # the picture stands there already
    assert f"{LINK}/" in params["caption"]
    assert [name for name, _ in town.calls if name.startswith("send")] == ["sendPhoto"]
    mona.presses(data=f"e:t:{number}:0")
    assert mona.sees.count("A long story.") == 130


# --- Who comes, the map ---------------------------------------------------------------------------------------------


def test_only_those_in_the_directory_are_named(town: Town) -> None:
    layla = coordinator(town, "Layla", "mena")
    number = held(town, layla)
    mona = member(town, "Mona", optional=frozenset({Purpose.DIRECTORY}))
    omar, zeid = member(town, "Omar"), member(town, "Zeid")
    for each in (mona, omar):
        opens(each, number).presses("Going")
    opens(zeid, number).presses("Who comes")
    assert "2 people are going." in zeid.sees
    assert "Mona Haddad" in zeid.sees
    assert "Omar" not in zeid.sees
    assert "1 other is not named" in zeid.sees
    zeid.presses("Show the event")
    assert TITLE in zeid.sees


def test_whoever_leaves_the_directory_or_the_network_is_not_named_any_more(town: Town) -> None:
    layla = coordinator(town, "Layla", "mena")
    number = held(town, layla)
    consent = frozenset({Purpose.DIRECTORY})
    mona, omar, zeid = (member(town, name, optional=consent) for name in ("Mona", "Omar", "Zeid"))
    amal = member(town, "Amal")
    for each in (mona, omar, zeid):
        opens(each, number).presses("Going")
    opens(amal, number).presses("Who comes")
    assert all(f"{name} Haddad" in amal.sees for name in ("Mona", "Omar", "Zeid"))
    mona.says("/me").presses("Take me out of the directory")
    if any("Yes" in words for words in mona.buttons):
        mona.presses("Yes")
    omar.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")
    town.deliver()
    assert "Mona" not in amal.everything
    assert "Omar" not in amal.everything
    assert "Zeid Haddad" in amal.sees
    assert "2 people are going." in amal.sees


def test_a_place_shared_as_a_location_is_shown_on_the_map(town: Town) -> None:
    layla, mona = coordinator(town, "Layla", "mena"), member(town, "Mona")
    number = held(town, layla, format=EventFormat.ON_SITE, place="City Hall", latitude=31.95, longitude=35.93)
    opens(mona, number).presses("On the map")
    assert town.calls[-1][0] == "sendVenue"
    assert town.calls[-1][1]["address"] == "City Hall"
