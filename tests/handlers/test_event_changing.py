"""Changing and cancelling a published event: the editor once more, what changes, who hears of it, two at once."""

import pytest

from db.models import Event, EventChange, EventOrganiser
from db.values import EventState
from network.work import Work
from tests.coordinators import OWNER, coordinator
from tests.handlers.test_event_making import drafted, member
from tests.handlers.test_event_series import days
from tests.people import reader_of
from tests.talk import Talker, Town


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def published(talker: Talker, *, weekly: bool = False) -> Talker:
    drafted(talker)
    if weekly:
        talker.presses("Repeats").presses("Every week").presses("Without an end")
    talker.presses("See it, then publish").presses("Yes, publish it")
    talker.town.later(seconds=10)
    return talker


def event(town: Town, number: int = 1) -> Event:
    return town.run(lambda work: work.session.get(Event, number))


def helps(town: Town, talker: Talker) -> None:
    """Let somebody organise the event, too."""

    def write(work: Work) -> None:
        person = reader_of(work, talker).id
        work.session.add(EventOrganiser(event_id=1, person_id=person, since=work.now))

    town.run(write)


def morning(town: Town) -> None:
    town.later(seconds=10)


def test_an_event_is_moved_and_those_who_come_hear_of_it_in_one_line(database):
    town = Town(database, owners=(OWNER,))
    karim, mona, omar = coordinator(town, "Karim", "mena"), member(town, "Mona"), member(town, "Omar")
    published(karim)
    mona.presses("Going")
    karim.presses("Organise").presses("Change")
    assert "Changing an event" in karim.sees
    assert "For whom" not in karim.buttons, "it was published for these"
    assert "Repeats" not in karim.buttons
    karim.presses("Begins").says("26 March 15:00").presses("Yes, that is right")
    karim.presses("Seats").says("40")
    assert event(town).starts_local == "2027-03-25T14:30", "nothing has changed yet"
    karim.presses("See what changes")
    assert "Begins: Thursday, 25 March 2027, 14:30, Amman (UTC+3) → Friday, 26 March 2027, 15:00" in karim.sees.replace(
        " at ", ", "
    )
    assert "Seats: As many as like → 40" in karim.sees
    assert "1 person who comes or may come is told in one line." in karim.sees
    karim.presses("Change it")
    assert "Compost from kitchens is changed." in karim.sees
    assert "1 person is told." in karim.sees
    heard = len(mona.messages), len(omar.messages)
    morning(town)
    assert event(town).starts_local == "2027-03-26T15:00"
    assert (len(mona.messages), len(omar.messages)) == (heard[0] + 1, heard[1]), "who did not answer hears nothing"
    assert "Compost from kitchens has changed." in mona.sees
    assert "It begins: Friday, 26 March 2027" in mona.sees
    for talker in (mona, omar):
        card = next(message for message in talker.messages if "Bring the figures" in message.text)
        assert "26 March 2027" in card.text, "cards are corrected where they stand"
    assert not [message for message in karim.messages if "See what changes" in message.buttons]
    karim.says("A word to nobody")
    assert "Changing an event" not in karim.sees, "the editor is left"


def test_nothing_to_change_and_leaving_it(town):
    karim = coordinator(town, "Karim", "mena")
    published(karim)
    karim.presses("Organise").presses("Change").presses("See what changes")
    assert "Nothing has changed yet." in karim.sees
    karim.presses("Leave it as it is")
    assert "the event stays as it is" in karim.sees
    karim.presses("Organise").presses("Change").presses("Title").says("Compost, from kitchens")
    karim.presses("See what changes")
    assert "Nobody gets a message about that" in karim.sees
    karim.presses("Back").presses("Leave it as it is")
    assert "What you changed here is thrown away" in karim.sees
    karim.presses("Throw it away")
    assert town.run(lambda work: work.session.query(EventChange).count()) == 0
    assert town.run(lambda work: work.session.query(Event).count()) == 1
    karim.presses(data="ec:r:2::0")
    assert "not there any more" in karim.hears


def test_a_title_in_two_languages_is_changed_word_by_word(town):
    karim = coordinator(town, "Karim", "mena")
    published(karim)
    karim.presses("Organise").presses("Change").presses("Title").says("Compost from gardens")
    karim.presses("See what changes")
    assert "kitchens" in karim.sees
    assert "gardens" in karim.sees
    karim.presses("Change it")
    assert "Compost from gardens is changed." in karim.sees


def test_the_second_of_two_organisers_sees_the_first_and_decides(town):
    karim, layla = coordinator(town, "Karim", "mena"), coordinator(town, "Layla", "mena")
    published(karim)
    layla.presses(data="ec:b:1::0")
    karim.presses("Organise").presses("Change").presses("Seats").says("40")
    layla.presses("Seats").says("60").presses("Length").presses("1 hour")
    karim.presses("See what changes").presses("Change it")
    layla.presses("See what changes")
    assert "Somebody else has changed it since you began" in layla.sees
    layla.presses("Change it")
    assert "Somebody was faster: nothing of yours has been changed" in layla.sees
    assert "Karim Coordinator changed this event" in layla.sees
    assert "Seats: 40" in layla.sees
    assert "Seats: 40 → 60" in layla.sees
    assert event(town).capacity == 40
    layla.presses("Make mine, too")
    assert "is changed" in layla.sees
    assert (event(town).capacity, event(town).minutes) == (60, 60)


def test_or_leaves_theirs_or_begins_anew(town):
    karim, layla = coordinator(town, "Karim", "mena"), coordinator(town, "Layla", "mena")
    published(karim)
    layla.presses(data="ec:b:1::0").presses("Seats").says("60")
    karim.presses("Organise").presses("Change").presses("Seats").says("40").presses("See what").presses("Change it")
    layla.presses("See what changes").presses("Change it").presses("Begin anew from theirs")
    assert "Changing an event" in layla.sees
    assert "Seats: 40" in layla.sees
    karim.presses(data="ec:b:1::0").presses("Seats").says("50").presses("See what").presses("Change it")
    layla.presses("Seats").says("60").presses("See what changes").presses("Change it").presses("Leave theirs")
    assert "the event stays as it is" in layla.sees
    assert event(town).capacity == 50


def test_this_one_and_the_following_of_a_series(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(karim, weekly=True)
    made = days(town)
    mona.presses("Other dates").presses("1 Apr").presses("Going", on=mona.last)
    karim.presses("Organise").presses("Change").presses("Begins").says("25 March 16:00").presses("Yes, that is right")
    karim.presses("See what changes")
    assert "Only this one: Nobody has answered yet" in karim.sees
    assert f"With the {len(made) - 1} that follow: 1 person who comes or may come is told" in karim.sees
    karim.presses("This and the following")
    assert f"{len(made)} events were changed." in karim.sees
    assert {wall[11:] for wall in days(town)} == {"16:00"}
    morning(town)
    assert "It begins: Thursday, 1 April 2027" in mona.sees
    assert "16:00" in mona.sees


def test_an_event_is_cancelled_with_a_reason(database):
    town = Town(database, owners=(OWNER,))
    karim, mona, omar = coordinator(town, "Karim", "mena"), member(town, "Mona"), member(town, "Omar")
    published(karim)
    mona.presses("Maybe")
    karim.presses("Organise").presses("Cancel the event")
    assert "Cancel Compost from kitchens?" in karim.sees
    assert "1 person who comes or may come is told" in karim.sees
    karim.presses("Cancel it")
    assert "Why is “Compost from kitchens” cancelled?" in karim.sees
    assert event(town).state == EventState.PUBLISHED
    karim.says("The hall is flooded.")
    assert "Compost from kitchens is cancelled." in karim.sees
    morning(town)
    assert "Compost from kitchens is cancelled (Thursday, 25 March 2027" in mona.sees
    assert "Reason: The hall is flooded." in mona.sees
    for talker in (mona, omar):
        card = next(message for message in talker.messages if "Bring the figures" in message.text)
        assert "This event was cancelled." in card.text
        assert "Going" not in card.buttons
    karim.presses(data="ec:c:1::0")
    assert "cancelled already" in karim.hears


def test_it_can_stand_after_all_and_a_series_is_cancelled_from_one_on(town):
    karim = coordinator(town, "Karim", "mena")
    published(karim, weekly=True)
    made = days(town)
    karim.presses("Organise").presses("Cancel the event").presses("No, it stands")
    assert days(town) == made
    karim.presses("Other dates").presses("1 Apr").presses("Organise").presses("Cancel the event")
    karim.presses("This and the following").says("Enough compost.")
    assert f"{len(made) - 1} events were cancelled." in karim.sees
    assert days(town) == made[:1]
    assert "Every week on Thursday, until 25 March 2027" in karim.presses(data="e:o:1:0").sees
    town.later(days=20)
    assert days(town) == made[:1]


def test_what_changed_since_the_question_is_not_cancelled_by_mistake(town):
    karim, layla = coordinator(town, "Karim", "mena"), coordinator(town, "Layla", "mena")
    published(karim)
    karim.presses("Organise").presses("Cancel the event").presses("Cancel it")
    layla.presses(data="ec:b:1::0").presses("Seats").says("40").presses("See what").presses("Change it")
    karim.says("The hall is flooded.")
    assert "The event has changed since you looked at it" in karim.sees
    assert event(town).state == EventState.PUBLISHED


@pytest.mark.parametrize(
    "data",
    [
        "ec:x:1::0",
        "ec:b:77::0",
        "ec:r:1::0",
        "ec:y:1:all:0",
        "ec:y:1:one:0",
        "ec:o:77:one:3",
        "ec:cy:1:none:1",
        "ec:cy:1:one:9",
        "ec:z:5::0",
    ],
)
def test_forged_and_old_buttons_say_so(town, data):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(karim)
    for somebody in (karim, mona):
        somebody.presses(data=data)
        assert somebody.toasts
    assert event(town).state == EventState.PUBLISHED


def test_a_member_who_helps_changes_it_and_the_others_who_organise_it_hear_who_did(town):
    karim, layla = coordinator(town, "Karim", "mena"), coordinator(town, "Layla", "mena")
    mona = member(town, "Mona")
    published(karim)
    helps(town, mona)
    mona.presses(data="ec:b:1::0").presses("Title").says("Compost from gardens").presses("See what changes")
    mona.presses("Change it")
    morning(town)
    for somebody in (karim, layla):
        assert "Mona Saleh changed Compost from gardens: Title" in somebody.sees
    mona.presses(data="ec:c:1::0").presses("Cancel it").says("Nobody has time.")
    morning(town)
    for somebody in (karim, layla):
        assert "Mona Saleh cancelled Compost from gardens." in somebody.sees
        assert "Reason: Nobody has time." in somebody.sees


def test_members_change_nothing_of_others(town):
    karim, mona = coordinator(town, "Karim", "mena"), member(town, "Mona")
    published(karim)
    assert "Organise" not in mona.buttons
    for act in ("b", "c"):
        mona.presses(data=f"ec:{act}:1::0")
        assert "Only those who organise this event" in mona.hears
