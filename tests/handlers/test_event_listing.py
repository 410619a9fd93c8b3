"""`/events`: what is coming, page by page, in several lists, and searches in them."""

from datetime import timedelta

from db.unit import Database
from db.values import AttendanceState, EventState
from tests.coming import answers, organiser, publishes
from tests.people import joins
from tests.talk import Town


def days(number: float) -> timedelta:
    return timedelta(days=number)


def test_what_concerns_a_member_comes_first_and_the_rest_below(sqlite: Database) -> None:
    town = Town(sqlite)
    omar = organiser(town)
    publishes(omar, "Compost in Belgrade", regions=("see",), starts_in=days(1))
    publishes(omar, "Buses in Sofia", regions=("see",), topics=("mobility",), starts_in=days(2))
    publishes(omar, "Landfills in the Balkans", regions=("see",), topics=("waste",), starts_in=days(3))
    publishes(omar, "Water in Amman", regions=("mena",), starts_in=days(4))
    publishes(omar, "Everybody's day", starts_in=days(5))
    mona = town.person("Mona")
    joins(mona)  # in Jordan, working on waste and water

    mona.says("/events")

    lines = mona.sees.splitlines()
    assert lines[0] == "Events for you"
    titles = [line.partition(". ")[2] for line in lines if line[:1].isdigit()]
    assert titles == [
        "Landfills in the Balkans",
        "Water in Amman",
        "Everybody's day",
        "Compost in Belgrade",
        "Buses in Sofia",
    ]
    assert mona.sees.index("Everybody's day") < mona.sees.index("Elsewhere in the network")
    assert mona.sees.index("Elsewhere in the network") < mona.sees.index("Compost in Belgrade")
    assert "Thursday 4 March 2027, 12:00" in mona.sees.replace("Thursday, ", "Thursday ")  # 9:00 UTC in Amman
    assert mona.buttons[:5] == ["1", "2", "3", "4", "5"]
