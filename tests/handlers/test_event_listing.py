"""`/events`: what is coming, page by page, in several lists, and searches in them."""

from datetime import UTC, datetime, timedelta

import pytest

from db.unit import Database
from db.values import AttendanceState, EventState
from handlers.events import listing_view as view
from network.events import finding
from network.events.finding import Mark, Wanted, Which
from tests.coming import answers, organiser, publishes
from tests.people import joins
from tests.talk import Talker, Town


def days(number: float) -> timedelta:
    return timedelta(days=number)


def member(town: Town, name: str = "Mona", **how: str) -> Talker:
    """Somebody in Jordan who works on waste and water."""
    talker = town.person(name, **how)
    joins(talker)
    return talker


def titles(talker: Talker) -> list[str]:
    """The titles that stand in the list somebody sees."""
    lines = [line.partition(". ") for line in talker.sees.splitlines()]
    return [title for number, dot, title in lines if dot and number.isdigit()]


def test_what_concerns_a_member_comes_first_and_the_rest_below(database: Database) -> None:
    town = Town(database)
    omar = organiser(town)
    publishes(omar, "Compost in Belgrade", regions=("see",), starts_in=days(1))
    publishes(omar, "Buses in Sofia", regions=("see",), topics=("mobility",), starts_in=days(2))
    publishes(omar, "Landfills in the Balkans", regions=("see",), topics=("waste",), starts_in=days(3))
    publishes(omar, "Water in Amman", regions=("mena",), starts_in=days(4))
    publishes(omar, "Everybody's day", starts_in=days(5))
    mona = member(town)

    mona.says("/events")

    assert mona.sees.startswith("Events for you\n")
    assert titles(mona) == [
        "Landfills in the Balkans",
        "Water in Amman",
        "Everybody's day",
        "Compost in Belgrade",
        "Buses in Sofia",
    ]
    assert mona.sees.index("Everybody's day") < mona.sees.index("Elsewhere in the network")
    assert mona.sees.index("Elsewhere in the network") < mona.sees.index("Compost in Belgrade")
    assert "Friday 5 March 2027, 12:00" in mona.sees.replace("Friday, ", "Friday "), "nine o'clock UTC, in Amman"
    assert mona.buttons[:5] == ["1", "2", "3", "4", "5"]


def test_a_number_opens_the_card(sqlite: Database) -> None:
    town = Town(sqlite)
    omar = organiser(town)
    publishes(omar, "First", starts_in=days(1))
    publishes(omar, "Second", starts_in=days(2))
    mona = member(town)
    mona.says("/events").presses("2")
    assert mona.sees.startswith("Second")
    assert titles_of_list_above(mona) == ["First", "Second"], "the list stays above the card"


def titles_of_list_above(talker: Talker) -> list[str]:
    talker.messages.pop()
    return titles(talker)


def test_pages_are_turned_in_place_and_back(database: Database) -> None:
    town = Town(database)
    omar, mona = organiser(town), member(town)
    # Two at the same moment, on both sides of a page's end.
    for number in range(12):
        publishes(omar, f"Day {number}", starts_in=days(1 + (number if number != 5 else 4)))
    mona.says("/events")
    seen = len(mona.messages)
    assert titles(mona) == [f"Day {number}" for number in range(5)]
    assert not any("Earlier" in button for button in mona.buttons)
    mona.presses("Later")
    assert titles(mona) == [f"Day {number}" for number in range(5, 10)]
    mona.presses("Later")
    assert titles(mona) == ["Day 10", "Day 11"]
    assert not any("Later" in button for button in mona.buttons)
    mona.presses("Earlier")
    assert titles(mona) == [f"Day {number}" for number in range(5, 10)]
    mona.presses("Earlier")
    assert titles(mona) == [f"Day {number}" for number in range(5)]
    assert not any("Earlier" in button for button in mona.buttons)
    assert len(mona.messages) == seen, "all in the one message"


def test_a_page_that_is_over_by_now_leads_to_the_first(sqlite: Database) -> None:
    town = Town(sqlite)
    omar, mona = organiser(town), member(town)
    for number in range(7):
        publishes(omar, f"Day {number}", starts_in=days(1 + number))
    mona.says("/events").presses("Later")
    turn_back = next(b["callback_data"] for row in mona.last.keyboard for b in row if "Earlier" in b["text"])
    later = turn_back.replace(":p", ":n")
    town.now += days(20)
    publishes(omar, "New day")
    mona.presses(data=later)
    assert titles(mona) == ["New day"]


def test_what_goes_on_just_now_is_listed_until_it_is_over(database: Database) -> None:
    town = Town(database)
    omar, mona = organiser(town), member(town)
    publishes(omar, "An hour long", minutes=60)
    publishes(omar, "All day long", minutes=600)
    publishes(omar, "Without an end", minutes=None)
    town.now += days(7) + timedelta(minutes=30)
    mona.says("/events")
    assert titles(mona) == ["An hour long", "All day long", "Without an end"]
    town.now += timedelta(minutes=31)
    mona.says("/events")
    assert titles(mona) == ["All day long"]
    town.now += days(1)
    mona.says("/events")
    assert "Nothing is coming up" in mona.sees


def test_what_is_not_published_is_in_no_list(sqlite: Database) -> None:
    town = Town(sqlite)
    omar, mona = organiser(town), member(town)
    for state in EventState:
        if state not in (EventState.PUBLISHED, EventState.CANCELLED):
            publishes(omar, f"Event {state}", state=state)
    publishes(omar, "Event called off", state=EventState.CANCELLED)
    for words in ("/events", "/events event"):
        mona.says(words)
        assert titles(mona) == []
    for data in ("el:l:a:::", "el:l:m:::", "el:l:r:mena::"):
        mona.presses(data=data)
        assert titles(mona) == []


def test_my_events_are_those_i_answered_or_organise(database: Database) -> None:
    town = Town(database)
    omar, mona = organiser(town), member(town)
    for number, state in enumerate(AttendanceState):
        answers(mona, publishes(omar, f"I am {state}", starts_in=days(1 + number)), state)
    called_off = publishes(omar, "Called off", starts_in=days(8), state=EventState.CANCELLED)
    answers(mona, called_off, AttendanceState.GOING)
    publishes(mona, "My own", starts_in=days(9))
    publishes(omar, "Somebody else's", starts_in=days(10))

    mona.says("/events").presses("My events")

    assert titles(mona) == ["I am going", "I am maybe", "I am waitlisted", "I am offered", "Called off"]
    for said in ("✅ You are going", "❔ You said maybe", "⏳ You are in line", "🎟 A seat is kept", "❌ Cancelled"):
        assert said in mona.sees
    mona.presses("Later")
    assert titles(mona) == ["My own"]
    assert "⭐ You organise it" in mona.sees


def test_a_region_a_topic_or_a_month_can_be_chosen(database: Database) -> None:
    town = Town(database)
    omar, mona = organiser(town), member(town)
    publishes(omar, "Balkan waste", regions=("see",), topics=("waste",), starts_in=days(1))
    publishes(omar, "African buses", regions=("ssa",), topics=("mobility",), starts_in=days(2))
    publishes(omar, "Everybody's day", starts_in=days(40))
    mona.says("/events").presses("Region").presses("South-East Europe")
    assert mona.sees.startswith("Events for South-East Europe\n")
    assert titles(mona) == ["Balkan waste", "Everybody's day"], "what is for all is for them, too"
    mona.presses("Month").presses("April 2027")
    assert mona.sees.startswith("Events for South-East Europe, April 2027\n")
    assert titles(mona) == ["Everybody's day"]
    mona.presses("Month").presses("Any month")
    assert titles(mona) == ["Balkan waste", "Everybody's day"]
    mona.presses("Topic").presses("Urban mobility")
    assert mona.sees.startswith("Events on Urban mobility\n")
    assert titles(mona) == ["African buses"]
    mona.presses("All").presses("Month").presses("March 2027")
    assert titles(mona) == ["Balkan waste", "African buses"]
    mona.presses("Month").presses("Back")
    assert mona.sees.startswith("All events, March 2027\n")


def test_a_month_is_that_of_the_readers_own_calendar(sqlite: Database) -> None:
    town = Town(sqlite)
    omar, mona = organiser(town), member(town)
    midnight = timedelta(days=30, hours=13)  # 31 March, 22:00 UTC: April in Amman, already
    publishes(omar, "In the night", starts_in=midnight)
    mona.presses(data="el:l:a::2027-04:")
    assert titles(mona) == ["In the night"]
    mona.presses(data="el:l:a::2027-03:")
    assert titles(mona) == []


SEARCHES = (
    # what somebody types, and whether the event below is found by it
    ("waste", True),
    ("WASTE", True),
    ("was", True),
    ("aste", False),
    ("abfaelle", True),
    ("Abfälle", True),
    ("abfalle", True),
    ("déchets", True),
    ("dechets", True),
    ("journee dechets", True),
    ("النفايات", True),
    ("نفايات", True),
    ("ٱلنِّفَايَات", True),
    ("والنفايات", True),
    ("للنفايات", True),
    ("اداره", True),
    ("إدارة", True),
    ("interpreters", True),
    ("waste interpreters", True),
    ("waste buses", False),
    ("wasting", False),
    ("100%", False),
    ("_aste", False),
)


@pytest.mark.parametrize(("typed", "found"), SEARCHES, ids=[typed for typed, _ in SEARCHES])
def test_searches_look_in_all_languages_and_spellings(sqlite: Database, typed: str, found: bool) -> None:
    town = Town(sqlite)
    omar, mona = organiser(town), member(town)
    publishes(
        omar,
        "Waste day",
        other={"de": "Tag der Abfälle", "fr": "Journée des déchets", "ar": "يوم إدارة النفايات"},
        description="There are interpreters.",
    )
    mona.says(f"/events {typed}")
    assert titles(mona) == (["Waste day"] if found else [])


def test_a_search_is_asked_for_and_its_pages_turned(sqlite: Database) -> None:
    town = Town(sqlite)
    omar, mona = organiser(town), member(town)
    for number in range(7):
        publishes(omar, f"Waste {number}", starts_in=days(1 + number))
    mona.says("/events").presses("Search")
    assert "What are you looking for?" in mona.sees
    mona.says("waste")
    assert mona.sees.startswith("Events with “waste”\n")
    assert titles(mona) == [f"Waste {number}" for number in range(5)]
    mona.presses("Later")
    assert titles(mona) == ["Waste 5", "Waste 6"]
    older = mona.last
    mona.says("/events 3")
    assert "Please write a word or two" in mona.sees
    mona.says("/events waste 3")
    assert titles(mona) == ["Waste 3"]
    mona.presses("Earlier", on=older)
    assert mona.hears == "You have looked for something else since. Send /events to begin again."


def test_whoever_is_no_member_sees_what_is_coming_too(sqlite: Database) -> None:
    town = Town(sqlite)
    publishes(organiser(town), "Balkan waste", regions=("see",))
    vera = town.person("Vera")
    vera.says("/events")
    assert vera.sees.startswith("All events\n")
    assert titles(vera) == ["Balkan waste"]
    assert "10:00, Belgrade" in vera.sees, "whose zone is not known reads the event's"
    for data in ("el:l:f:::", "el:l:m:::"):
        vera.presses(data=data)
        assert vera.sees


def test_forged_presses_never_crash(sqlite: Database) -> None:
    town = Town(sqlite)
    publishes(organiser(town), "Balkan waste")
    mona = member(town)
    mona.says("/events")
    for data in (
        "el:l:x:::",
        "el:l:r:nowhere::",
        "el:l:t:nothing::",
        "el:l:a::2027-13:",
        "el:l:a::9999-12:",
        "el:l:a::0000-00:",
        "el:l:a::soon:",
        "el:l:a:::n",
        "el:l:a:::nzzzzzzzzzzzzz.zz",
        "el:l:a:::n1.0",
        "el:l:a:::n1.zzzzzzzzzzzzzzzz",
        "el:l:a:::q٣.٣",
        "el:l:s:12345678::",
        "el:c:a:::x",
        "el:zz::::",
        "el:",
    ):
        mona.presses(data=data)
        assert town.handlers[-1] != "set aside", data


def test_the_longest_list_fits_into_a_message(sqlite: Database) -> None:
    town = Town(sqlite)
    omar = organiser(town)
    mona = town.person("Mona", language="ar")
    joins(mona)
    everything = tuple(town.charter.topics)
    for number in range(6):
        publishes(
            omar, f"{number}" * 400, topics=everything, format="hybrid", place="A" * 900, starts_in=days(1 + number)
        )
    mona.says("/events").presses(data="el:l:t:waste:2027-03:")
    assert len(mona.sees) > 1000
    packed = [button.get("callback_data", "") for row in mona.last.keyboard for button in row]
    assert all(len(data.encode()) <= 64 for data in packed)


def test_the_longest_button_fits() -> None:
    mark = Mark(datetime(9999, 12, 31, tzinfo=UTC), 2**63 - 1)
    longest = Wanted(Which.TOPIC, "a" * 24, "2027-03")
    packed = view.button("", view.LIST, longest, view.packed(mark, later=True)).data
    assert packed is not None
    assert len(packed.pack().encode()) <= 64
    assert view.unpacked(view.packed(mark, later=True)) == (mark, None)
    assert view.unpacked(view.packed(mark, later=False)) == (None, mark)


def test_a_search_among_very_many_goes_on_at_a_press(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "SEARCHED", 4)
    town = Town(database)
    omar, mona = organiser(town), member(town)
    for number in range(10):
        publishes(omar, f"Waste {number}" if number in {1, 6, 9} else f"Day {number}", starts_in=days(1 + number))
    mona.says("/events waste")
    assert titles(mona) == ["Waste 1"]
    assert "everything until 5 March 2027. There may be more later." in mona.sees
    mona.presses("Later")
    assert titles(mona) == ["Waste 6"]
    mona.presses("Later")
    assert titles(mona) == ["Waste 9"]
    assert "There may be more" not in mona.sees
    assert not any("Later" in button for button in mona.buttons)
    mona.presses("Earlier")
    assert titles(mona) == ["Waste 1"], "few before it: from the beginning"
    mona.says("/events buses")
    assert titles(mona) == []
    assert "There may be more later." in mona.sees
    mona.presses("Later").presses("Later")
    assert "I found nothing." in mona.sees or titles(mona) == []
