"""Adding the bot to a group, and linking the group to its hub."""

import pytest
from sqlalchemy import select

from db.models import Audit, Chat, GroupTask, HubGroup, Person
from db.unit import Database
from db.values import GroupState
from tests.coordinators import OWNER, coordinator, owner
from tests.groups import ALL, Group
from tests.people import joins
from tests.talk import Talker, Town


def linked(town: Town, by: Talker, *, title: str = "Cities", rights: tuple[str, ...] = ALL, **more: object) -> Group:
    """A group that a coordinator of MENA added the bot to, and linked."""
    group = Group(town, title, **more)  # type: ignore[arg-type]
    group.adds_bot(by, rights=rights)
    by.presses("Link to MENA network hub")
    town.deliver()
    return group


def row(town: Town, group: Group) -> HubGroup:
    """What is written down about a group."""
    with town.database.unit("read") as session:
        found = select(HubGroup).join(Chat, Chat.id == HubGroup.chat_id)
        return session.scalars(found.where(Chat.telegram_id == group.telegram_id)).one()


def hub_of(town: Town, group: Group) -> str | None:
    """Which hub a group belongs to."""
    with town.database.unit("read") as session:
        return session.scalar(select(Chat.hub).where(Chat.telegram_id == group.telegram_id))


def test_a_coordinator_adds_the_bot_is_told_what_it_lacks_and_why_and_links_the_group(database: Database) -> None:
    town = Town(database)
    rana = coordinator(town, "Rana", "mena")
    group = Group(town, "Cities of the Mashriq", forum=True).adds_bot(rana)
    assert "Cities of the Mashriq" in rana.sees
    assert "I need to be an administrator" in rana.sees
    assert "Ban users: to take out whoever leaves the network" in rana.sees
    assert "Manage topics" in rana.sees
    assert [label for label in rana.buttons if label.startswith("Link")] == ["Link to MENA network hub"]
    assert group.messages == []
    card = rana.last

    group.gives_bot(rana, "can_invite_users", "can_change_info")
    assert rana.last is card, "the card follows, and nobody is disturbed"
    assert "I lack rights" in rana.sees
    assert "Invite users" not in rana.sees

    group.gives_bot(rana, *ALL)
    assert "I have all the rights I need." in rana.sees
    rana.presses("Link to MENA")
    assert rana.hears == "The group is linked."
    town.deliver()
    assert hub_of(town, group) == "mena"
    assert "This is the group of MENA network hub." in rana.sees
    assert group.links[0]["creates_join_request"] is True
    assert group.links[0]["invite_link"] in rana.sees
    assert "@cc_test_bot" in group.description
    assert "reads along" in group.description
    assert row(town, group).state == GroupState.LINKED


def test_a_group_without_topics_needs_no_right_to_manage_them(database: Database) -> None:
    town = Town(database)
    rana = coordinator(town, "Rana", "mena")
    Group(town).adds_bot(rana)
    assert "Manage topics" not in rana.sees


@pytest.mark.parametrize("who", ["visitor", "member", "hidden"])
def test_a_stranger_who_adds_the_bot_gets_a_polite_line_and_it_leaves(database: Database, who: str) -> None:
    town = Town(database)
    eve = town.person("Eve", language="fr") if who != "hidden" else coordinator(town, "Rana", "mena")
    if who == "member":
        joins(eve)
    before = town.run(lambda work: work.session.query(Person).count())
    group = Group(town).adds_bot(eve, hidden=who == "hidden")
    assert len(group.messages) == 1
    assert "leaveChat" not in group.calls
    town.later(seconds=10)
    assert group.calls[-1] == "leaveChat"
    group.removes_bot(eve)
    assert len(group.messages) == 1
    assert group.bot is None
    assert town.run(lambda work: work.session.query(Person).count()) == before
    town.later(days=8)
    assert town.run(lambda work: work.session.query(HubGroup).count()) == 0
    assert town.run(lambda work: work.session.query(GroupTask).count()) == 0


def test_a_coordinator_who_adds_it_after_a_stranger_keeps_it_in(database: Database) -> None:
    town = Town(database)
    rana, eve = coordinator(town, "Rana", "mena"), town.person("Eve")
    group = Group(town).adds_bot(eve).removes_bot(eve).adds_bot(rana)
    town.later(minutes=1)
    assert "leaveChat" not in group.calls
    rana.presses("Link to MENA")
    assert hub_of(town, group) == "mena"


def test_a_group_in_which_nothing_can_be_written_is_left_all_the_same(database: Database) -> None:
    from bot.telegram import Refused

    town = Town(database)
    eve = town.person("Eve")
    group = Group(town)
    group.failures["sendMessage"] = [Refused(400, "Bad Request: have no write access to the chat")]
    group.adds_bot(eve)
    town.later(seconds=10)
    assert group.bot is None


def test_a_coordinator_of_another_region_is_offered_only_their_own_hub(database: Database) -> None:
    town = Town(database)
    sanja, rana = coordinator(town, "Sanja", "see"), coordinator(town, "Rana", "mena")
    group = Group(town).adds_bot(sanja)
    assert [label for label in sanja.buttons if label.startswith("Link")] == ["Link to South-East Europe network hub"]
    chat_id = row(town, group).chat_id
    sanja.presses(data=f"g:k:{chat_id}:mena:0")
    assert "Only the coordinators of this region can do that." in sanja.hears
    assert hub_of(town, group) is None
    # Nor does somebody link a group that another one added the bot to.
    rana.presses(data=f"g:k:{chat_id}:mena:0")
    assert rana.hears == "Only the coordinator who added me to this group can link it."
    sanja.presses("Link to South-East")
    rana.presses(data=f"g:y:{chat_id}::0")
    assert "Only the coordinators of this region" in rana.hears
    assert hub_of(town, group) == "see"


def test_the_owner_links_any_group(database: Database) -> None:
    town = Town(database, owners=(OWNER,))
    olga, sanja = owner(town), coordinator(town, "Sanja", "see")
    group = Group(town).adds_bot(sanja)
    olga.says("/groups").presses("Cities").presses("Link to Sub-Saharan")
    assert hub_of(town, group) == "ssa"
    sanja.presses("Link to South-East")
    assert sanja.hears == "This group belongs to another hub. Its coordinators can release it first."


def test_a_hub_that_has_a_group_gets_another_only_when_that_is_said(database: Database) -> None:
    town = Town(database)
    rana, ramy = coordinator(town, "Rana", "mena"), coordinator(town, "Ramy", "mena")
    first = linked(town, rana, title="The old one")
    second = Group(town, "The new one", telegram_id=-1_001_000_000_002).adds_bot(ramy, rights=ALL)
    ramy.presses("Link to MENA")
    assert "MENA network hub has a group already: The old one." in ramy.sees
    assert hub_of(town, second) is None
    ramy.presses("Link this one instead")
    town.deliver()
    assert (hub_of(town, first), hub_of(town, second)) == (None, "mena")
    assert first.links[0]["revoked"] is True
    assert "@cc_test_bot" not in first.description
    assert "It belongs to no hub yet" in rana.sees
    with town.database.unit("read") as session:
        done = session.scalars(select(Audit.action).where(Audit.action.like("group.%"))).all()
    assert done == ["group.linked", "group.unlinked", "group.linked"]
    rana.says("/audit")
    assert "released a Telegram group from a hub" in rana.sees


def test_of_two_coordinators_at_once_the_first_ones_word_stands(database: Database) -> None:
    town = Town(database)
    rana, ramy = coordinator(town, "Rana", "mena"), coordinator(town, "Ramy", "mena")
    first = Group(town, "One").adds_bot(rana, rights=ALL)
    second = Group(town, "Two", telegram_id=-1_001_000_000_002).adds_bot(ramy, rights=ALL)
    third = Group(town, "Three", telegram_id=-1_001_000_000_003).adds_bot(ramy, rights=ALL)
    ramy.presses("Link to MENA", on=ramy.messages[-2])
    rana.presses("Link to MENA").presses("Link this one instead")
    # What the other one agreed to was to take the place of *that* group.
    ramy.presses(data=f"g:i:{row(town, third).chat_id}:mena:{row(town, second).chat_id}")
    assert "has a group already: One" in ramy.sees
    assert [hub_of(town, one) for one in (first, second, third)] == ["mena", None, None]


def test_a_group_is_released_after_a_second_question(database: Database) -> None:
    town = Town(database)
    rana = coordinator(town, "Rana", "mena")
    group = linked(town, rana)
    group.description = "Ours since 2019\n" + group.description
    rana.presses("Release from the hub")
    assert "Release Cities from MENA network hub?" in rana.sees
    assert hub_of(town, group) == "mena"
    rana.presses("Release it")
    town.deliver()
    assert hub_of(town, group) is None
    assert group.description == "Ours since 2019"
    assert group.links[0]["revoked"] is True
    rana.presses("Leave this group")
    town.deliver()
    assert group.bot is None
    assert "I am not in this group any more." in rana.sees
    rana.presses(data=f"g:x:{row(town, group).chat_id}::0")
    assert rana.hears == "I am not in this group any more."


def test_the_language_of_the_group_is_its_coordinators_choice(database: Database) -> None:
    town = Town(database)
    rana = coordinator(town, "Rana", "mena")
    group = linked(town, rana)
    rana.presses("Another language").presses("العربية")
    town.deliver()
    assert "I write there in العربية." in rana.sees
    with town.database.unit("read") as session:
        assert session.scalar(select(Chat.language).where(Chat.telegram_id == group.telegram_id)) == "ar"
    rana.presses(data=f"g:p:{row(town, group).chat_id}:xx:0")
    assert rana.hears == "The bot does not speak that language yet."


def test_a_description_keeps_what_its_people_wrote(database: Database) -> None:
    town = Town(database)
    rana = coordinator(town, "Rana", "mena")
    group = Group(town)
    group.description = "We meet on Mondays."
    group.adds_bot(rana, rights=ALL)
    rana.presses("Link to MENA")
    town.deliver()
    assert group.description.startswith("We meet on Mondays.\n@cc_test_bot")
    rana.presses("Check again")
    town.deliver()
    assert group.calls.count("setChatDescription") == 1, "it is there already"


def test_a_description_without_room_is_left_and_its_coordinator_told_once(database: Database) -> None:
    town = Town(database)
    rana = coordinator(town, "Rana", "mena")
    group = Group(town)
    group.description = "x" * 250
    group.adds_bot(rana, rights=ALL)
    rana.presses("Link to MENA")
    town.deliver()
    assert group.description == "x" * 250
    assert "no room to say that I read along" in rana.sees
    group.description = "short"
    rana.presses("The group's card").presses("Check again")
    town.deliver()
    assert "@cc_test_bot" in group.description


def test_only_coordinators_have_groups(database: Database) -> None:
    town = Town(database)
    mona, rana, sanja = town.person("Mona"), coordinator(town, "Rana", "mena"), coordinator(town, "Sanja", "see")
    joins(mona)
    group = linked(town, rana)
    mona.says("/groups")
    assert mona.sees == "Only coordinators can do that."
    for act in "ckiryxasp":
        mona.presses(data=f"g:{act}:{row(town, group).chat_id}:mena:0")
        assert mona.hears == "Only coordinators can do that."
    sanja.says("/groups")
    assert "Cities" not in sanja.sees
    assert "No group yet." in sanja.sees
    sanja.presses(data=f"g:c:{row(town, group).chat_id}::0")
    assert sanja.hears == "Only the coordinators of this region can do that."
    rana.says("/groups")
    assert "Cities · MENA network hub" in rana.buttons


@pytest.mark.parametrize("data", ["g:c:0::0", "g:k:1:nowhere:0", "g:zz:1::0", "g:c:-1::0", "g:c:99999::0", "g:l:0:x:0"])
def test_forged_buttons_are_refused_kindly(database: Database, data: str) -> None:
    town = Town(database)
    rana = coordinator(town, "Rana", "mena")
    rana.presses(data=data)
    assert rana.hears or rana.sees
    assert town.run(lambda work: work.session.query(HubGroup).count()) == 0
