"""Announcements: whom, when, and the press that sends; old buttons, forged ones, and roles that are gone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from db.models import Announcement, Chat, Notice
from db.values import AnnouncementState, Timing
from handlers.announcements import conversation, letter, view
from handlers.announcements.view import Press
from network import team
from network.announcements import audiences, sending
from tests.coordinators import OWNER, coordinator, owner
from tests.people import joins, reader_of
from tests.talk import BOT_ID, Talker, Town


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def member(town: Town, name: str, language: str = "en", **answers: Any) -> Talker:
    talker = town.person(name, language=language)
    joins(talker, **{"name": f"{name} Saleh"} | answers)
    return talker


def stored(town: Town) -> Any:
    return town.run(lambda work: work.session.execute(select(Announcement)).scalars().one())


def button(talker: Talker, words: str) -> str:
    """The data behind a button of the newest message."""
    return next(b["callback_data"] for row in talker.last.keyboard for b in row if words in b["text"])


# Whom


def test_people_are_chosen_and_left_out_and_the_number_follows(town):
    olga = coordinator(town, "Olga")
    member(town, "Mona")
    member(town, "Jean", "fr", country="MA", zone="Africa/Casablanca")
    member(town, "Karim", "ar", country="EG", zone="Africa/Cairo", member_group="city_association")
    olga.says("/announce").says("Hello").presses("People")
    assert "4 people\nEnglish: 2; Arabic: 1; French: 1" in olga.sees
    olga.presses("Countries").presses("Jordan")
    assert "It goes only to those with ✓" in olga.sees
    assert "2 people" in olga.sees
    assert "✓ 🇯🇴 Jordan" in olga.buttons
    olga.presses("Morocco")
    assert "3 people" in olga.sees
    olga.presses("Leave some out").presses("Morocco")
    assert "✗ 🇲🇦 Morocco" in olga.buttons
    assert "2 people" in olga.sees
    olga.presses("Morocco").presses("All of them again")
    assert "4 people" in olga.sees
    olga.presses("Leave some out").presses("Egypt").presses("Back")
    assert "Without: 🇪🇬 Egypt" in olga.sees
    assert "3 people" in olga.sees
    olga.presses("Everybody again")
    assert "Without" not in olga.sees
    assert "4 people" in olga.sees


def test_a_country_can_be_typed(town):
    olga = coordinator(town, "Olga")
    member(town, "Jean", "fr", country="MA", zone="Africa/Casablanca")
    olga.says("/announce").says("Hello").presses("People").presses("Countries").says("Maroc")
    assert "✓ 🇲🇦 Morocco" in olga.buttons
    olga.says("Atlantis")
    assert "I did not find that here" in olga.sees
    assert "✓ 🇲🇦 Morocco" in olga.buttons
    olga.presses("Back").presses("Member groups").says("practition")
    assert any(words.startswith("✓") for words in olga.buttons)


def test_nobody_is_said_before_anything_is_sent(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello").presses("People").presses("Regions").presses("South-East")
    olga.presses("Back").presses("Back")
    assert "Nobody would get it" in olga.sees
    assert "See it, then send" not in olga.buttons
    for act in (view.SHOW, view.ASK):
        olga.presses(data=Press(act=act, id=stored(town).id).pack())
        assert "Nobody would get it" in olga.sees
    olga.presses(data=Press(act=view.SEND, id=stored(town).id, value=str(stored(town).version)).pack())
    assert "Something still stands in the way" in olga.sees
    assert stored(town).state == AnnouncementState.DRAFT


def test_a_regional_coordinator_reaches_their_regions_only(town):
    selma = coordinator(town, "Selma", "mena")
    jean = member(town, "Jean", "fr", country="SN", zone="Africa/Dakar")
    selma.says("/announce").says("Hello")
    assert "In the regions you coordinate: Middle East and North Africa" in selma.sees
    assert "Goes to: 1 person" in selma.sees
    selma.presses("People").presses("Regions")
    assert not any("Sub-Saharan" in words for words in selma.buttons)
    selma.presses(data=Press(act=view.CHOOSE, id=stored(town).id, of="regions", value="ssa").pack())
    assert "no longer works" in selma.hears
    selma.presses("Back").presses("Back").presses("See it").presses("Send…").presses("Yes, send it now")
    town.deliver()
    assert not jean.messages


def test_groups_of_hubs(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello").presses("People")
    assert "Groups of hubs" not in olga.buttons, "none is linked"
    group = {"bot_id": BOT_ID, "telegram_id": -500, "kind": "supergroup", "hub": "mena", "language": "fr"}
    town.run(lambda work: work.session.execute(insert(Chat).values(**group)))
    olga.presses("Back").presses("People").presses("Groups of hubs").presses("MENA")
    assert "1 person and 1 group" in olga.sees
    olga.presses("Back").presses("Only to the groups")
    assert "1 group" in olga.sees
    olga.presses("Back").presses("See it, then send")
    assert "Not written: French" in olga.sees
    olga.presses("Send…")
    assert "Send to 1 group in 1 language now?" in olga.sees
    olga.presses("Yes, send it now")
    town.deliver()
    (told,) = [params["text"] for method, params in town.calls if params.get("chat_id") == -500]
    assert told.endswith("\n\nHello")


def test_only_groups_and_then_no_group_finds_a_way_back(town):
    olga = coordinator(town, "Olga")
    group = {"bot_id": BOT_ID, "telegram_id": -500, "kind": "supergroup", "hub": "mena", "language": "en"}
    town.run(lambda work: work.session.execute(insert(Chat).values(**group)))
    olga.says("/announce").says("Hello").presses("People").presses("Groups of hubs").presses("MENA").presses("Back")
    olga.presses("Only to the groups").presses("Groups of hubs").presses("MENA").presses("Back")
    olga.presses("Also to people's own chats")
    assert "1 person" in olga.sees


def test_estimates_are_marked(town, monkeypatch):
    olga = coordinator(town, "Olga")
    counted = audiences.Count(4012, {"en": 3000, "ar": 1012}, estimated=True)
    monkeypatch.setattr(audiences, "count", lambda *_: counted)
    monkeypatch.setattr(audiences, "unreachable", lambda *_: 12)
    olga.says("/announce").says("Hello")
    assert "Goes to: about 4,012 people\nEnglish: 3,000; Arabic: 1,012" in olga.sees
    olga.presses("See it, then send")
    assert "Sending takes about 2 minutes." in olga.sees
    assert "Cannot be reached, since they blocked the bot: about 12 people." in olga.sees
    olga.presses("Send…")
    assert "Send to about 4,012 people in 2 languages now?" in olga.sees


# When


def test_a_typed_time_is_read_back_and_then_counts(town):
    olga, mona = coordinator(town, "Olga"), member(town, "Mona")
    olga.says("/announce").says("Hello").presses("When").says("tomorrow 14:30")
    assert "Tuesday, 2 March 2027, 14:30, Amman (UTC+3)" in olga.sees
    assert stored(town).timing == Timing.NOW, "nothing counts before it was read back"
    olga.presses("This moment, for everybody")
    assert "When: Tuesday, 2 March 2027, 14:30, Amman (UTC+3)" in olga.sees
    assert stored(town).due_at == datetime(2027, 3, 2, 11, 30, tzinfo=UTC)
    olga.presses("See it").presses("Plan it…")
    assert "Send to 2 people?\nWhen: Tuesday, 2 March 2027, 14:30" in olga.sees
    olga.presses("Yes, plan it")
    assert stored(town).state == AnnouncementState.SCHEDULED
    town.later(hours=26)
    assert not mona.messages
    town.later(hours=1)
    assert mona.sees == "Hello"


def test_a_morning_by_each_readers_own_clock(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello").presses("When").presses("Wed 3 Mar")
    assert "When: Wednesday, 3 March 2027, 09:00, by each reader's own clock" in olga.sees
    assert (stored(town).timing, stored(town).local_at) == (Timing.MORNING, "2027-03-03T09:00")
    olga.presses("When").says("5 March 18:15").presses("This hour, by each clock")
    assert stored(town).local_at == "2027-03-05T18:15"
    olga.presses("When").presses("At once")
    assert "When: at once" in olga.sees


@pytest.mark.parametrize("said", ["yesterday 9:00", "1 March 2020 10:00", "in twenty winters", "🙂", "x" * 3000])
def test_a_time_that_is_none(town, said):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello").presses("When").says(said)
    assert not any("This moment" in words for words in olga.buttons)
    assert stored(town).timing == Timing.NOW
    olga.sends_sticker()
    assert "I can take text" in olga.sees


def test_now_may_be_typed_and_a_month_before_its_day(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello").presses("When").presses("Tue 2 Mar").presses("When").says("now")
    assert "When: at once" in olga.sees
    olga.presses("When").says("3/4/2027 10:00")
    assert "Saturday, 3 April 2027" in olga.sees
    olga.presses("I mean: Thursday, 4 March 2027")
    assert "Thursday, 4 March 2027, 10:00" in olga.sees
    olga.presses("This moment")
    assert stored(town).due_at == datetime(2027, 3, 4, 7, 0, tzinfo=UTC)


def test_a_time_that_passed_while_the_draft_lay(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello").presses("When").says("tomorrow 14:30").presses("This moment")
    old = button(olga.presses("When").says("tomorrow 15:00"), "This moment")
    town.later(days=3)
    olga.says("/announce").presses("Go on with it")
    assert "The time you chose is over" in olga.sees
    assert "See it, then send" not in olga.buttons
    olga.presses(data=old)
    assert "passed already" in olga.sees


def test_those_who_join_later(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello").presses("When").presses("Also to those who join later").presses("7 days")
    assert "Not to those who join later" in olga.buttons
    olga.presses("Back")
    assert "Also to those who join within 7 days." in olga.sees
    assert "Not written: Arabic, German, French." in olga.sees, "whoever joins may read any language"
    olga.presses("When").presses("Not to those who join later").presses("Back")
    assert "join within" not in olga.sees


# Sending


def ready(town: Town) -> Talker:
    """A coordinator before the last question."""
    olga = coordinator(town, "Olga")
    member(town, "Mona")
    return olga.says("/announce").says("Hello").presses("See it").presses("Send…")


def notices(town: Town) -> int:
    counted = select(func.count()).select_from(Notice).where(Notice.kind == "announcement")
    return town.run(lambda work: work.session.execute(counted).scalar_one())


def test_a_press_that_comes_twice_sends_once(town):
    olga = ready(town)
    yes = button(olga, "Yes")
    olga.presses(data=yes).presses(data=yes)
    assert "going out" in olga.sees
    assert notices(town) == 1


def test_two_presses_at_once_send_once(database):
    town = Town(database, owners=(OWNER,))
    ready(town)
    draft, meet = stored(town), Barrier(2)

    def send(_: int) -> str:
        meet.wait()
        with town.unit() as work:
            reader = reader_of(work, next(iter(town.people.values())))
            return sending.launch(work, reader, draft.id, draft.version, letter.line).state

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(send, range(2))) == {AnnouncementState.RUNNING}
    assert notices(town) == 1


def test_what_changed_since_it_was_looked_at_is_looked_at_again(town):
    olga = ready(town)
    yes = button(olga, "Yes")
    olga.says("/announce").presses("Go on with it").presses("Text").says("Hello again")
    olga.presses(data=yes)
    assert "has changed since you looked at it" in olga.sees
    assert "Text: Hello again" in olga.sees
    assert stored(town).state == AnnouncementState.DRAFT


def test_buttons_of_a_draft_that_was_sent_change_nothing(town):
    olga = ready(town)
    number = stored(town).id
    olga.presses("Yes")
    version = stored(town).version
    for act in conversation._ACTS:
        olga.presses(data=Press(act=act, id=number, of="regions", value="mena").pack())
        assert olga.hears or act == view.SEND
    assert stored(town).version == version
    olga.says("Hello?")
    assert "/help" in olga.sees


def test_whoever_lost_the_role_changes_nothing_any_more(town):
    selma, olga = coordinator(town, "Selma", "mena"), owner(town)
    selma.says("/announce").says("Hello")
    role = town.run(lambda work: team.roster(work, reader_of(work, olga)).regions["mena"][0].role_id)
    town.run(lambda work: team.remove(work, reader_of(work, olga), role))
    selma.presses("People")
    assert "Only coordinators can do that." in selma.hears
    selma.says("Another text")
    assert "Only coordinators can do that." in selma.sees
    selma.says("And now?")
    assert "/help" in selma.sees
    assert "Only coordinators can do that." in selma.says("/announce").sees


def test_members_and_strangers_cannot_announce(town):
    mona = member(town, "Mona")
    assert "Only coordinators can do that." in mona.says("/announce").sees
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello")
    other = coordinator(town, "Other")
    for talker in (mona, other):
        for act in conversation._ACTS:
            talker.presses(data=Press(act=act, id=stored(town).id, of="regions", value="mena").pack())
            assert talker.hears
    assert stored(town).version == 2


def test_a_draft_outlives_a_month(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello").presses("Languages").presses("French")
    town.later(days=33)
    olga.says("/announce")
    assert "You have begun an announcement already (1 March 2027)." in olga.sees
    assert "Hello" in olga.sees
    olga.presses("Go on with it").presses("Languages").presses("French").says("Bonjour")
    assert "✓ French: written" in olga.sees


def test_a_new_one_takes_the_place_of_a_draft_after_a_second_question(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello").says("/announce").presses("Begin a new one")
    assert "is thrown away" in olga.sees
    sure = button(olga, "Yes, throw it away")
    olga.presses("No, go on with it")
    assert "Text: Hello" in olga.sees
    olga.presses(data=sure)
    assert "no text yet" in olga.sees
    olga.presses(data=sure)
    assert "not there any more" in olga.hears
    olga.says("The new one")
    assert "Text: The new one" in olga.sees


def test_throwing_away(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello").presses("Throw away").presses("Back").presses("Throw away")
    olga.presses("Yes, throw it away")
    assert "thrown away" in olga.sees
    assert town.run(lambda work: work.session.execute(select(Announcement)).all()) == []
    assert "/help" in olga.says("Hello?").sees


def test_an_old_screen_that_cannot_be_deleted_loses_its_buttons(town):
    olga = coordinator(town, "Olga")
    olga.says("/announce").says("Hello")
    town.later(days=3)
    olga.says("Hello again")
    assert [bool(message.keyboard) for message in olga.messages] == [False, True]


_ACTS = [*conversation._ACTS, "", "zz"]
_VALUES = st.sampled_from(
    ["", "0", "0x", "-1", "99999999999999999999", "mena", "fr", "n", "202702300900", "x" * 20, "٣"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_ACTS), _VALUES, _VALUES), min_size=1, max_size=4))
def test_no_forged_press_breaks_anything(town, presses):
    olga = town.people.get(700_000) or coordinator(town, "Olga")
    olga.says("/announce")
    (number,) = town.run(
        lambda work: work.session.scalars(
            select(Announcement.id).where(Announcement.state == AnnouncementState.DRAFT)
        ).all()
    )
    for act, of, value in presses:
        olga.presses(data=Press(act=act, id=number, of=of, value=value).pack())
    assert not any("Something went wrong" in message.text for message in olga.messages)
    assert not any("Something went wrong" in toast for toast in olga.toasts)


def test_the_longest_button_fits() -> None:
    longest = max(audiences.DIMENSIONS, key=len)
    packed = Press(act="px", id=2**53, of=longest, value="~" + "f" * 16).pack()
    assert len(packed.encode()) <= 64
