"""What goes wrong with groups is noticed, told to their coordinators once, with what to do; nothing stops."""

import pytest
from sqlalchemy import select

from bot.telegram import Refused
from db.models import Chat, GroupMember, HubGroup, JoinRequest
from db.queries import chats as chat_queries
from db.unit import Database
from db.values import GroupState
from network import team
from tests.coordinators import coordinator
from tests.groups import ALL, Group
from tests.handlers.test_hub_joining import member, suspended
from tests.handlers.test_hub_linking import hub_of, linked, row
from tests.people import joins, reader_of
from tests.talk import Talker, Town

MOVED = -1_001_000_000_777


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


@pytest.fixture
def rana(town: Town) -> Talker:
    return coordinator(town, "Rana", "mena")


@pytest.fixture
def ramy(town: Town) -> Talker:
    return coordinator(town, "Ramy", "mena")


@pytest.fixture
def group(town: Town, rana: Talker) -> Group:
    return linked(town, rana)


def test_a_lost_right_is_told_once_with_what_it_is_for_and_so_is_its_return(
    town: Town, rana: Talker, ramy: Talker, group: Group
) -> None:
    group.gives_bot(rana, *(right for right in ALL if right != "can_restrict_members"))
    for one in (rana, ramy):
        assert "I lack rights there." in one.sees
        assert "Ban users: to take out whoever leaves the network" in one.sees
        assert "Invite users" not in one.sees
    told = len(rana.messages)
    mona = member(town)
    group.asks(mona)
    assert mona in group, "nothing else stops"
    suspended(town, mona)
    assert mona in group
    town.later(hours=2)
    assert len(rana.messages) == told, "told once"
    group.gives_bot(rana, *ALL)
    assert "All is well with this group again." in rana.sees
    assert mona not in group, "what waited is done at once"
    group.gives_bot(rana)
    assert "Invite users via link" in rana.sees
    assert rana.everything.count("I lack rights there.") == 1


def test_a_right_that_is_missing_is_found_out_by_a_refusal_too(town: Town, rana: Talker, group: Group) -> None:
    group.bot = ()  # and Telegram's word of it was lost
    mona = member(town)
    group.asks(mona)
    assert mona not in group
    assert "Invite users via link: to let in members" in rana.sees
    group.bot = ALL
    town.later(hours=1, minutes=1)
    assert mona in group


def test_a_bot_that_was_removed_is_told_once_and_linked_again_by_a_press(
    town: Town, rana: Talker, ramy: Talker, group: Group
) -> None:
    mona = member(town)
    told = len(ramy.messages)
    group.removes_bot(mona)
    assert len(ramy.messages) == told + 1
    assert "I am out of the group" in ramy.sees
    assert "add me again and link it" in rana.sees
    assert hub_of(town, group) is None
    assert row(town, group).state == GroupState.LEFT
    group.adds_bot(ramy, rights=ALL)
    ramy.presses("Link to MENA")
    town.deliver()
    assert hub_of(town, group) == "mena"
    assert len(group.links) == 2
    group.asks(mona)
    assert mona in group


def test_a_deleted_group_is_found_out_by_the_next_task(town: Town, rana: Talker, group: Group) -> None:
    mona = member(town)
    group.was_in(mona)
    group.failures["banChatMember"] = [Refused(403, "Forbidden: the group chat was deleted")]
    suspended(town, mona)
    assert "or the group was deleted" in rana.sees
    assert row(town, group).state == GroupState.LEFT
    told = len(rana.messages)
    town.later(hours=5)
    assert len(rana.messages) == told


def test_a_group_in_which_the_bot_may_not_write_is_told_once_and_tried_again_on_a_press(
    town: Town, rana: Talker, group: Group
) -> None:
    town.run(lambda work: chat_queries.unreachable(work.session, [row(town, group).chat_id], work.now))
    town.later(seconds=5)
    town.later(seconds=5)
    assert "I can't write there." in rana.sees
    assert "getChatMember" in group.calls
    told = len(rana.messages)
    town.later(days=1)
    assert len(rana.messages) == told
    rana.presses("The group's card").presses("Check again")
    town.deliver()
    assert "I can't write there." not in rana.sees
    with town.database.unit("read") as session:
        reachable = session.scalar(select(Chat.unreachable_since).where(Chat.telegram_id == group.telegram_id))
    assert reachable is None


def test_a_group_that_became_a_supergroup_is_followed_and_told_once(town: Town, rana: Talker, ramy: Talker) -> None:
    mona, eve = member(town), town.person("Eve")
    old = linked(town, rana, telegram_id=-4_000_123)
    old.asks(mona).asks(eve)
    told = len(ramy.messages)
    new = old.becomes_supergroup(mona, MOVED)
    assert hub_of(town, new) == "mena"
    assert len(ramy.messages) == told + 1
    assert "Telegram has made it a supergroup." in ramy.sees
    assert new.links[0]["invite_link"] in "\n".join(message.text for message in rana.messages)
    assert town.run(lambda work: work.session.query(HubGroup).count()) == 1
    assert town.run(lambda work: work.session.query(GroupMember).count()) == 1
    new.requests = {eve.telegram_id}
    joins(eve)
    town.deliver()
    assert eve in new
    ramy.presses("The group's card").presses("Check again")
    town.deliver()
    assert "supergroup" not in ramy.sees


def test_a_supergroup_that_came_first_takes_everything_over(town: Town, rana: Talker) -> None:
    """Telegram does not say whether the bot hears that it was added to the new group, nor when, nor by whom."""
    mona, eve = member(town), town.person("Eve")
    old = linked(town, rana, telegram_id=-4_000_123)
    old.asks(mona).asks(eve)
    new = Group(town, old.title, telegram_id=MOVED).was_in(mona)
    new.adds_bot(eve, rights=ALL)  # a stranger, as far as the bot knows
    old.moved_to = MOVED
    new.happens(eve, migrate_from_chat_id=old.telegram_id)
    town.later(minutes=1)
    assert "leaveChat" not in new.calls
    assert hub_of(town, new) == "mena"
    assert row(town, new).state == GroupState.LINKED
    assert town.run(lambda work: work.session.query(HubGroup).count()) == 1
    with town.database.unit("read") as session:
        here = session.scalar(select(Chat.id).where(Chat.telegram_id == MOVED))
        assert session.scalars(select(JoinRequest.chat_id)).all() == [here] * 2
    suspended(town, mona)
    assert mona not in new


def test_a_move_that_only_a_task_met_is_followed(town: Town, rana: Talker) -> None:
    mona = member(town)
    old = linked(town, rana, telegram_id=-4_000_123)
    new = Group(town, old.title, telegram_id=MOVED).was_in(mona)
    new.bot, new.administrator, old.moved_to = ALL, True, MOVED
    suspended(town, mona)
    assert mona not in new
    assert hub_of(town, new) == "mena"


def test_a_new_name_and_topics_are_noticed(town: Town, rana: Talker, group: Group) -> None:
    group.title = "Cities of the Levant"
    group.happens(rana, new_chat_title="Cities of the Levant")
    group.forum = True
    group.says(rana, "Now with topics")
    rana.says("/groups")
    assert "Cities of the Levant · MENA network hub" in rana.buttons
    assert row(town, group).forum is True


def test_troubles_reach_the_network_where_a_region_has_no_coordinators(database: Database) -> None:
    town = Town(database)
    nora, second = coordinator(town, "Nora"), coordinator(town, "Noel")
    group = Group(town).adds_bot(nora, rights=ALL)
    nora.presses("Link to Sub-Saharan")
    group.removes_bot(town.person("Eve"))
    assert "I am out of the group" in nora.sees
    assert "I am out of the group" in second.sees


def test_whoever_coordinates_no_more_is_told_nothing(town: Town, rana: Talker, ramy: Talker, group: Group) -> None:
    town.run(lambda work: team.lay_down(work, reader_of(work, rana)))
    town.deliver()
    assert "Cities" not in rana.everything, "and what they were shown is taken away"
    group.removes_bot(ramy)
    assert "I am out of the group" in ramy.sees
    assert "I am out of the group" not in rana.everything
