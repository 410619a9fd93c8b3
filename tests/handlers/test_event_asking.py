"""Asking the organisers of an event something, and hearing what they answer."""

from db.unit import Database
from tests.coming import organiser, publishes
from tests.coordinators import coordinator
from tests.people import joins
from tests.talk import Talker, Town


def asked(town: Town) -> tuple[Talker, Talker, int]:
    """Omar organises an event; Mona has asked something about it."""
    omar, mona = organiser(town), town.person("Mona")
    joins(mona)
    event_id = publishes(omar, "Waste day")
    mona.presses(data=f"eq:q:{event_id}").says("Is there an interpreter?")
    town.deliver()
    return omar, mona, event_id


def test_a_question_travels_to_the_organiser_and_the_answer_back(sqlite: Database) -> None:
    town = Town(sqlite)
    omar, mona, _ = asked(town)
    assert "on its way to the organisers" in mona.sees
    assert omar.sees == "Mona Haddad asks about Waste day:\nIs there an interpreter?"

    omar.presses("Answer").says("Yes, for Arabic and French.")
    town.deliver()

    assert "The organisers of Waste day answer you:\nYes, for Arabic and French." in mona.sees
    assert "You had asked:\nIs there an interpreter?" in mona.sees
    assert "Omar Organiser answered:\nYes, for Arabic and French." in omar.messages[0].text
    assert omar.messages[0].buttons == ["Open the event", "Remind me"]


def test_only_organisers_answer_and_only_once(sqlite: Database) -> None:
    town = Town(sqlite)
    omar, mona, _ = asked(town)
    card = omar.last
    data = card.keyboard[0][0]["callback_data"]

    mona.presses(data=data)
    assert mona.hears == "Only those who organise this event can do that."

    cora = coordinator(town, "Cora")  # of the whole network: she may do what organisers may
    omar.presses(data=data, on=card)
    cora.presses(data=data).says("Yes.")
    omar.says("Yes, there is.")

    assert omar.sees == "This question has been answered in the meantime."
    town.deliver()
    assert "Yes." in mona.sees
    assert "Yes, there is." not in mona.everything


def test_where_no_organiser_is_left_the_coordinators_are_asked(sqlite: Database) -> None:
    town = Town(sqlite)
    see, network = coordinator(town, "Sava", "see"), coordinator(town, "Nora")
    omar, mona = organiser(town), town.person("Mona")
    joins(mona)
    here = publishes(omar, "Balkan day", regions=("see",))
    anywhere = publishes(omar, "Everybody's day")
    omar.says("/me").presses("Leave the network").presses("Yes, leave")

    mona.presses(data=f"eq:q:{here}").says("Where is it?")
    mona.presses(data=f"eq:q:{anywhere}").says("When is it?")
    town.deliver()

    assert "Where is it?" in see.sees
    assert "When is it?" in network.sees


def test_a_question_that_cannot_be_asked_says_why(sqlite: Database) -> None:
    town = Town(sqlite)
    omar, mona, event_id = asked(town)
    omar.presses(data=f"eq:q:{event_id}")
    assert omar.hears == "You organise this event yourself."
    for _ in range(2):
        mona.presses(data=f"eq:q:{event_id}").says("And another thing?")
    mona.presses(data=f"eq:q:{event_id}")
    assert "several questions of yours" in mona.hears
    nobody = town.person("Nobody")
    nobody.presses(data=f"eq:q:{event_id}")
    assert "Only members can ask the organisers" in nobody.hears
    for forged in ("eq:q:99999", "eq:a:99999", "eq:x:1", "eq:q:-1", f"eq:a:{2**60}"):
        mona.presses(data=forged)
        assert mona.messages[-1].text


def test_a_question_goes_with_whoever_asked(sqlite: Database) -> None:
    town = Town(sqlite)
    omar, mona, _ = asked(town)
    mona.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")
    town.deliver()
    assert "interpreter" not in omar.everything
