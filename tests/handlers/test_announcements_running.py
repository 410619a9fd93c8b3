"""An announcement while it goes out: one card for all coordinators, and what each press does."""

from datetime import timedelta

import pytest

from db.models import Announcement, Audit
from db.values import AnnouncementState, Timing
from handlers.announcements import card as view
from handlers.announcements.letter import line
from handlers.kit.speech import speech
from network import team
from network.announcements import Progress, running, sending, timing
from tests.announced import Losing, announced, member, sent
from tests.coordinators import OWNER, coordinator, owner
from tests.people import reader_of
from tests.talk import Town


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def opens(town, talker, number):
    """Open the card from the list, as a coordinator does."""
    talker.says("/announcements")
    return talker.presses(data=f"ar:o:{number}::0")


def state(town, number):
    with town.database.unit("read") as session:
        return session.get(Announcement, number).state


def test_two_coordinators_see_the_same_card_and_it_follows(database):
    town = Town(database, owners=(OWNER,))
    olga, max_ = coordinator(town, "Olga"), coordinator(town, "Max")
    mona, sami = member(town, "Mona"), member(town, "Sami", country="TN", zone="Africa/Tunis")
    number = announced(town, olga)
    opens(town, olga, number)
    opens(town, max_, number)
    assert "This announcement is going out" in olga.sees
    assert "Dear all, the workshop on waste" in olga.sees
    olga.presses("Pause")
    assert "is paused" in olga.sees
    assert olga.buttons[0] == "Go on"
    town.deliver()
    assert "is paused" in max_.sees, "the other's card changed by itself"
    assert not mona.messages
    max_.presses("Go on")
    town.deliver()
    assert "the workshop on waste" in mona.sees
    assert "the workshop on waste" in sami.sees
    town.later(seconds=5)
    card = max_.messages[-2]
    assert "This announcement has gone out" in card.text
    assert "Sent: 4 of 4" in card.text
    assert view.FULL not in card.text, "a bar that is full says nothing"


def test_its_author_is_told_once_when_all_is_sent(town):
    olga = coordinator(town, "Olga")
    member(town, "Mona")
    number = sent(town, olga)
    for _ in range(3):
        town.later(seconds=5)
    told = [message for message in olga.messages if "Your announcement has gone out" in message.text]
    assert len(told) == 1
    assert "2 messages have arrived." in told[0].text
    olga.presses("Open it", on=told[0])
    assert "Sent: 2 of 2" in olga.sees
    assert state(town, number) == AnnouncementState.DONE
    assert "Your announcement has gone out" in told[0].text, "what was told stays"


def test_it_says_who_could_not_be_reached_and_what_is_not_known(town, monkeypatch):
    telegram = Losing(monkeypatch)
    olga = coordinator(town, "Olga")
    mona, sami = member(town, "Mona"), member(town, "Sami")
    sami.blocked = True
    telegram.loses(mona)
    number = sent(town, olga)
    told = next(message for message in olga.messages if "Your announcement has gone out" in message.text)
    assert "1 message has arrived." in told.text
    assert "1 could not be delivered." in told.text
    assert "Of 1 I do not know whether it arrived" in told.text
    opens(town, olga, number)
    assert "May have arrived: 1" in olga.sees
    assert "Cannot be reached: 1" in olga.sees
    assert "May have arrived: 1" in olga.buttons


def test_stopping_is_asked_once_more_and_can_be_left(town):
    olga = coordinator(town, "Olga")
    mona = member(town, "Mona")
    town.now = town.now.replace(hour=22)  # night: nothing leaves yet
    number = announced(town, olga)
    town.deliver()
    opens(town, olga, number)
    olga.presses("Stop")
    assert "Stop this announcement for good?" in olga.sees
    assert state(town, number) == AnnouncementState.RUNNING
    olga.presses("Back")
    assert "is going out" in olga.sees
    olga.presses("Stop")
    assert "arrived and stay" not in olga.sees
    assert "2 more will not be sent." in olga.sees
    assert "choose Pause instead" in olga.sees
    olga.presses("Stop it for good")
    assert "This announcement was stopped" in olga.sees
    final = olga.sees
    assert "Not sent: 2" in final, "at once"
    assert "▰" not in final
    town.later(seconds=5)
    assert olga.sees == final, "nothing changes when the ledger has taken them out"
    town.later(days=1)
    assert not mona.messages
    assert state(town, number) == AnnouncementState.STOPPED


def test_stopping_what_is_paused_does_not_speak_of_pausing(town):
    olga = coordinator(town, "Olga")
    town.now = town.now.replace(hour=22)
    number = announced(town, olga)
    town.deliver()
    opens(town, olga, number)
    olga.presses("Pause").presses("Stop")
    assert "Stop this announcement for good?" in olga.sees
    assert "Pause" not in olga.sees


def test_two_presses_and_two_coordinators_do_it_once(town):
    olga, max_ = coordinator(town, "Olga"), coordinator(town, "Max")
    member(town, "Mona")
    number = announced(town, olga)
    opens(town, olga, number)
    opens(town, max_, number)
    stop = f"ar:sy:{number}::0"
    olga.presses(data=stop)
    olga.presses(data=stop)
    max_.presses(data=stop)
    assert "This announcement was called off" in max_.sees
    with town.database.unit("read") as session:
        assert session.query(Audit).filter_by(action="announcement.called_off").count() == 1
    max_.presses(data=f"ar:p:{number}::0")
    assert "is not running any more" in max_.hears
    olga.presses(data=f"ar:s:{number}::0")
    assert "Stop this announcement" not in olga.sees, "an old button shows how it stands"


def test_cards_are_edited_only_when_the_figures_changed(town):
    olga = coordinator(town, "Olga")
    member(town, "Mona")
    night = town.now.replace(hour=22)
    town.now = night
    number = announced(town, olga)
    opens(town, olga, number)
    town.deliver()
    town.later(seconds=10)
    before = len(town.calls)
    for _ in range(5):
        town.later(seconds=10)
    assert len(town.calls) == before
    assert "Waiting: 2" in olga.sees
    assert "2 of the waiting get it later" in olga.sees
    assert "The next ones: 2 Mar 2027, 10:00" in olga.sees


def test_what_is_planned_can_be_called_off(town):
    olga = coordinator(town, "Olga")
    mona = member(town, "Mona")
    number = announced(town, olga, at=town.now + timedelta(hours=3))
    opens(town, olga, number)
    assert "This announcement will go out" in olga.sees
    assert "It goes out: Monday, 1 March 2027, 15:00, Amman" in olga.sees
    olga.presses("Call off")
    assert "Nobody has received it yet." in olga.sees
    olga.presses("Call it off")
    assert "was called off" in olga.sees
    town.later(hours=4)
    assert not mona.messages


def test_what_is_planned_becomes_a_draft_again_and_is_sent_once(database):
    town = Town(database, owners=(OWNER,))
    olga = coordinator(town, "Olga")
    mona = member(town, "Mona")
    number = announced(town, olga, at=town.now + timedelta(hours=3))
    opens(town, olga, number)
    card = olga.last
    olga.presses("Change it").presses("Make it a draft")
    assert "Draft of an announcement" in olga.sees
    assert state(town, number) == AnnouncementState.DRAFT
    olga.presses(data=f"ar:ey:{number}::0", on=card)
    assert state(town, number) == AnnouncementState.DRAFT
    olga.says("The new words.")
    town.later(hours=4)
    assert not mona.messages, "nothing goes out by itself"
    reader = town.run(lambda work: reader_of(work, olga))

    def now(work):
        draft = timing.set_timing(work, reader, number, Timing.NOW)
        return sending.launch(work, reader, number, draft.version, line)

    town.run(now)
    town.deliver()
    town.later(seconds=5)
    assert len(mona.messages) == 1


def test_nothing_becomes_a_draft_that_has_left_or_while_another_is_open(town):
    olga = coordinator(town, "Olga")
    member(town, "Mona")
    planned = announced(town, olga, at=town.now + timedelta(hours=3))
    olga.says("/announce").says("Another one.")
    olga.presses(data=f"ar:ey:{planned}::0")
    assert "You have a draft open" in olga.hears
    assert state(town, planned) == AnnouncementState.SCHEDULED
    gone = coordinator(town, "Max")
    number = sent(town, gone)
    gone.presses(data=f"ar:ey:{number}::0")
    assert "on its way already" in gone.hears


def test_it_can_be_used_again(town):
    olga = coordinator(town, "Olga")
    member(town, "Mona")
    number = sent(town, olga)
    opens(town, olga, number)
    olga.presses("Use it again")
    assert "Draft of an announcement" in olga.sees
    assert "the workshop on waste" in olga.sees


def test_it_is_read_as_its_readers_read_it(town):
    lena = coordinator(town, "Lena", language="fr")
    member(town, "Mona")
    number = sent(town, lena, "Bonjour", versions={"en": "Hello everybody"})
    max_ = coordinator(town, "Max")
    opens(town, max_, number)
    assert "Hello everybody" in max_.sees
    max_.presses("Read it")
    assert max_.sees == "Hello everybody"
    assert max_.buttons == ["Remind me"]


def test_a_regional_coordinator_sees_and_steers_only_their_own(town):
    olga = coordinator(town, "Olga")
    luka, mina = coordinator(town, "Luka", "see"), coordinator(town, "Mina", "mena")
    member(town, "Mona")
    number = announced(town, olga, regions=("mena",))
    opens(town, mina, number)
    assert "is going out" in mina.sees
    luka.says("/announcements")
    assert "None has gone out yet." in luka.sees
    for act in ("o", "c", "p", "s", "sy", "w", "k", "ey", "fb", "b", "by", "m", "my", "r", "rc", "rt"):
        seen = len(luka.messages)
        luka.presses(data=f"ar:{act}:{number}::0")
        assert "Only the coordinators of this region" in luka.hears, act
        assert len(luka.messages) == seen
    assert state(town, number) == AnnouncementState.RUNNING


def test_with_the_role_the_card_leaves_the_chat(town):
    olga = owner(town)
    max_, mina = coordinator(town, "Max"), coordinator(town, "Mina", "mena")
    member(town, "Mona")
    number = sent(town, max_, regions=("mena",))
    opens(town, mina, number)
    assert "has gone out" in mina.sees

    def take_away(work):
        (held,) = team.roster(work, reader_of(work, olga)).regions["mena"]
        team.remove(work, reader_of(work, olga), held.role_id)

    town.run(take_away)
    town.deliver()
    assert "This announcement has gone out" not in mina.everything
    mina.presses(data=f"ar:p:{number}::0")
    assert "Only coordinators can do that." in mina.hears
    mina.says("/announcements")
    assert "Only coordinators can do that." in mina.sees


@pytest.mark.parametrize(
    "data",
    ["ar:c:0::0", "ar:c:99::0", "ar:c:9007199254740992::0", "ar:zz:1::0", "ar:c:-1::0", "ar:c:x::0", "ar:c", "ar:::::"],
)
def test_forged_presses_are_answered_kindly(town, data):
    olga = coordinator(town, "Olga")
    olga.presses(data=data)
    assert olga.hears
    assert "went wrong" not in olga.everything


# How fast, and how long


def words(**progress):
    given = {"state": AnnouncementState.RUNNING, "total": 100, "complete": True, **progress}
    found = view.pace(speech("en"), Progress(**given), None)
    return "" if found is None else str(found)


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ({"pending": 50, "per_second": 28.4, "seconds_left": 180}, "28 messages a second; about 3 minutes to go."),
        ({"pending": 50, "per_second": 0.2, "seconds_left": 20}, "1 message a second; less than a minute to go."),
        ({"pending": 50, "per_second": 30, "seconds_left": 7300}, "30 messages a second; about 2 hours to go."),
        ({"pending": 50}, "It has just begun."),
        ({"pending": 0}, ""),
        ({"pending": 50, "complete": False}, "I am still going through the list of people.\nIt has just begun."),
        ({"pending": 50, "state": AnnouncementState.PAUSED}, ""),
    ],
)
def test_the_time_left_is_said_in_plain_words(progress, expected):
    assert words(**progress) == expected


def test_whoever_waits_for_the_morning_is_not_counted_into_the_time_left():
    said = words(pending=50, waiting=20, per_second=10, seconds_left=60)
    assert "about 1 minute to go" in said
    assert "20 of the waiting get it later" in said


def test_the_bar_fills_from_where_the_reader_begins():
    half = Progress(state=AnnouncementState.RUNNING, total=100, sent=40, failed=10, pending=50)
    assert view.bar(speech("en"), half) == view.FULL * 6 + view.EMPTY * 6
    assert view.bar(speech("ar"), half) == "\u200f" + view.FULL * 6 + view.EMPTY * 6
    assert view.bar(speech("en"), Progress(state=AnnouncementState.RUNNING)) == view.EMPTY * view.BAR


def test_no_more_is_counted_than_the_run_costs(town):
    olga = coordinator(town, "Olga")
    member(town, "Mona")
    number = announced(town, olga)
    town.deliver()
    town.run(running.tick)
    with town.database.unit() as session:
        row = session.get(Announcement, number)
        row.state, row.counted = AnnouncementState.RUNNING, {"at": town.now.timestamp(), "counts": {"total": 1_000_000}}
    town.now += timedelta(seconds=5)
    town.run(running.tick)
    assert state(town, number) == AnnouncementState.RUNNING, "a million copies are not counted every three seconds"
    town.now += timedelta(seconds=10)
    town.run(running.tick)
    assert state(town, number) == AnnouncementState.DONE
