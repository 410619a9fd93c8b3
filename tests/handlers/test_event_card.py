"""An event's card in a private chat: what it says to whom, answering, and what follows from an answer."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from db.models import Event
from db.unit import Database
from db.values import Audience, EventFormat, EventState, Lane, Purpose
from network import notices, people
from network.events import kinds, offers
from tests.coordinators import coordinator
from tests.meeting import DESCRIPTION, LINK, TITLE, event
from tests.network.announced import group
from tests.people import joins, reader_of
from tests.talk import Talker, Town


@pytest.fixture
def town(sqlite: Database) -> Town:
    return Town(sqlite)


def member(town: Town, name: str, *, language: str = "en", **more: Any) -> Talker:
    talker = town.person(name, language=language)
    joins(talker, name=f"{name} Haddad", **more)
    return talker


def held(town: Town, author: Talker, **fields: Any) -> int:
    """Let somebody hold an event; returns its row number."""
    return town.run(lambda work: event(work, reader_of(work, author).id, **fields))


def opens(talker: Talker, number: int) -> Talker:
    """Open the card of an event by a button below some message."""
    return talker.presses(data=f"e:o:{number}:0")


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
    assert method == "editMessageMedia"
    assert f"{LINK}/" in params["media"]["caption"]
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


# --- Seats ---------------------------------------------------------------------------------------------------------


def test_who_waits_is_told_when_a_seat_is_free_and_takes_it(town: Town) -> None:
    layla, mona, omar, zeid = coordinator(town, "Layla", "mena"), *(member(town, n) for n in ("Mona", "Omar", "Zeid"))
    number = held(town, layla, capacity=1)
    for each in (mona, omar, zeid):
        opens(each, number).presses("Going")
    assert omar.hears == "No seat is free. You are in line now: number 1."
    assert "You are in line: number 2." in zeid.sees
    assert "✓ In line" in zeid.buttons
    assert "No seat is free, and 2 people wait." in zeid.sees
    town.deliver()
    assert "All seats are taken: 1." in layla.sees
    mona.presses("Can't")
    town.deliver()
    assert "A seat is free for you!" in omar.sees
    assert "It is kept for you until 2 Mar 2027, 00:00." in omar.sees
    assert "A seat is free" not in zeid.everything
    omar.presses("Take the seat")
    assert omar.hears == "You are going."
    assert LINK in omar.sees
    assert sum(LINK in message.text for message in omar.messages) == 2, "both cards of it"
    town.later(hours=13)
    assert "A seat is free" not in zeid.everything


def test_an_offer_that_lapsed_says_so_and_the_next_is_asked(town: Town) -> None:
    layla, mona, omar, zeid = coordinator(town, "Layla", "mena"), *(member(town, n) for n in ("Mona", "Omar", "Zeid"))
    number = held(town, layla, capacity=1)
    for each in (mona, omar, zeid):
        opens(each, number).presses("Going")
    mona.presses("Maybe")
    town.deliver()
    offered = omar.last
    town.later(hours=12, minutes=1)
    assert "so the next in line is asked" in offered.text
    assert "Take the seat" not in offered.buttons
    omar.presses(data=f"e:g:{number}:0", on=offered)
    assert "No seat is free, and you gave yours up before." in omar.hears
    assert "A seat is free" not in zeid.everything, "it is night in Amman"
    town.later(hours=9)
    assert "A seat is free" not in zeid.everything, "in Ramadan they end later there"
    town.later(hours=1)
    assert "A seat is free for you!" in zeid.sees
    assert "until 2 Mar 2027, 22:00" in zeid.sees, "twelve hours from then"
    zeid.presses("No, thank you")
    assert "You are not coming." in zeid.sees


def test_more_seats_reach_those_who_wait(town: Town) -> None:
    layla, mona, omar = coordinator(town, "Layla", "mena"), member(town, "Mona"), member(town, "Omar")
    number = held(town, layla, capacity=1)
    for each in (mona, omar):
        opens(each, number).presses("Going")
    town.run(lambda work: work.session.execute(update(Event).where(Event.id == number).values(capacity=2)))
    town.run(lambda work: offers.capacity_changed(work, number))
    town.deliver()
    assert "A seat is free for you!" in omar.sees


def test_whoever_leaves_or_is_erased_leaves_their_seat_to_the_next(town: Town) -> None:
    layla, mona, omar = coordinator(town, "Layla", "mena"), member(town, "Mona"), member(town, "Omar")
    number = held(town, layla, capacity=1)
    for each in (mona, omar):
        opens(each, number).presses("Going")
    mona.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")
    town.deliver()
    assert "A seat is free for you!" in omar.sees


# --- In a group ----------------------------------------------------------------------------------------------------

GROUP = -1_001


def in_group(talker: Talker, data: str) -> Talker:
    """Press a button of a card that stands in the group."""
    town = talker.town
    return town.update(
        talker,
        "callback_query",
        {
            "id": str(next(town.numbers)),
            "from": talker.profile,
            "chat_instance": "1",
            "data": data,
            "message": {
                "message_id": 7,
                "date": int(town.now.timestamp()),
                "chat": {"id": GROUP, "type": "supergroup", "title": "Hub"},
                "text": "…",
            },
        },
    )


def group_calls(town: Town) -> list[tuple[str, dict[str, Any]]]:
    return [(method, params) for method, params in town.calls if params.get("chat_id") == GROUP]


def test_a_card_in_a_group_counts_and_is_edited_at_most_every_ten_seconds(town: Town) -> None:
    layla = coordinator(town, "Layla", "mena")
    number = held(town, layla, capacity=3)
    crowd = [member(town, f"Person {each}") for each in range(5)]
    town.person("The hub's group", telegram_id=GROUP)
    town.run(lambda work: group(work, "mena", GROUP, "en"))
    town.run(lambda work: notices.post(work, kinds.EVENT_GROUP, number, Audience(hubs=("mena",))))
    town.deliver()
    ((method, params),) = group_calls(town)
    assert method == "sendMessage"
    for hidden in (LINK, "Layla"):
        assert hidden not in params["text"]
    assert "3 seats are free." in params["text"]
    for each in crowd:
        in_group(each, f"eg:g:{number}")
        town.deliver()
        town.now += timedelta(seconds=1)
    assert len(group_calls(town)) == 2, "the first press, and no more for ten seconds"
    town.later(seconds=6)
    edits = [shown for name, shown in group_calls(town) if name == "editMessageText"]
    assert len(edits) == 2
    assert "3 people are going." in edits[-1]["text"]
    assert "2 people wait" in edits[-1]["text"]
    assert "Going · 3" in str(edits[-1]["reply_markup"])
    town.later(seconds=60)
    assert len(group_calls(town)) == 3, "and nothing when nothing changed"
    assert crowd[0].hears == "You are going."
    assert LINK in crowd[0].sees, "the link stands in their own chat"
    assert crowd[4].hears == "No seat is free. You are in line now: number 2."


def test_a_stranger_in_a_group_is_led_to_the_bot_and_not_written_down(town: Town) -> None:
    layla = coordinator(town, "Layla", "mena")
    number = held(town, layla)
    vera = town.person("Vera")
    in_group(vera, f"eg:g:{number}")
    assert town.calls[-1] == (
        "answerCallbackQuery",
        {
            "callback_query_id": town.calls[-1][1]["callback_query_id"],
            "url": f"https://t.me/cc_test_bot?start=e{number}",
        },
    )
    before = len(town.calls)
    in_group(vera, "m:f:name")
    in_group(vera, "eg:zz:1")
    assert [method for method, _ in town.calls[before:]] in ([], ["answerCallbackQuery"])
    assert not town.run(lambda work: people.known(work, vera.telegram_id))
    assert not vera.messages
