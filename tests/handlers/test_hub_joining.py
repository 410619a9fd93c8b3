"""Coming into a hub's group: members at once, others led through joining; and going out again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.telegram import NotSent, Refused, TooMany, Unknown
from db.models import GroupGuest, GroupMember, GroupTask, JoinRequest, Person
from db.queries import membership as membership_queries
from db.unit import Database
from db.values import JoinState, Purpose, Status
from network import consent, membership, people, privacy
from network.hubs import joining, leaving
from tests.coordinators import NGO, OWNER, coordinator, owner
from tests.groups import ALL, CHANNEL_BOT, Group
from tests.handlers.test_hub_linking import linked, row
from tests.people import joins, reader_of
from tests.talk import Talker, Town


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


@pytest.fixture
def rana(town: Town) -> Talker:
    return coordinator(town, "Rana", "mena")


@pytest.fixture
def group(town: Town, rana: Talker) -> Group:
    return linked(town, rana)


def member(town: Town, name: str = "Mona", **more: object) -> Talker:
    """A member of the network."""
    talker = town.person(name, **more)  # type: ignore[arg-type]
    joins(talker, name=f"{name} Haddad")
    return talker


def test_home_leads_members_to_their_hubs_group_until_they_are_in(town: Town, rana: Talker, group: Group) -> None:
    mona, nele = member(town, "Mona"), town.person("Nele")
    joins(nele, name="Nele Beck", country="DE", zone="Europe/Berlin", city="Bonn")
    way = "The group of MENA network hub"
    mona.says("/start")
    assert any(way in label for label in mona.buttons)
    assert group.links[-1]["invite_link"] in str(mona.last.keyboard)
    nele.says("/start")
    assert not any("The group of" in label for label in nele.buttons), "it is another region's"
    group.asks(mona)
    mona.says("/start")
    assert not any("The group of" in label for label in mona.buttons), "she is in"
    vis = town.person("Vis").says("/start")
    assert not any("The group of" in label for label in vis.buttons)


def states(town: Town) -> dict[int, str]:
    """What became of requests, by Telegram's ids of those who asked."""
    with town.database.unit("read") as session:
        found = select(Person.telegram_id, JoinRequest.state).join(JoinRequest, JoinRequest.person_id == Person.id)
        return {telegram_id: state for telegram_id, state in session.execute(found) if telegram_id is not None}


def suspended(town: Town, talker: Talker) -> None:
    """Suspend somebody, as the rules of order do."""

    def suspend(work):  # type: ignore[no-untyped-def]
        reader = reader_of(work, talker)
        membership_queries.write(work.session, reader.id, status=Status.SUSPENDED)
        leaving.leaves(work, reader.id, may_return=True)

    town.run(suspend)
    town.deliver()


def restored(town: Town, talker: Talker) -> None:
    """End it again."""

    def restore(work):  # type: ignore[no-untyped-def]
        reader = reader_of(work, talker)
        membership_queries.write(work.session, reader.id, status=Status.MEMBER)
        joining.may_come(work, reader.id)

    town.run(restore)
    town.deliver()


def test_a_member_who_asks_is_let_in_at_once_and_welcomed(town: Town, group: Group) -> None:
    mona = member(town)
    heard = len(mona.messages)
    group.asks(mona)
    assert mona in group
    assert "A warm welcome" in group.sees
    assert "MENA network hub" in group.sees
    assert "Mona" not in group.sees, "nobody is named in the group by us"
    assert len(mona.messages) == heard, "Telegram shows them the group"
    assert states(town) == {mona.telegram_id: JoinState.LET_IN}
    with town.database.unit("read") as session:
        assert session.query(GroupMember).count() == 1
        assert session.query(GroupTask).count() == 0


def test_welcomes_are_one_an_hour_in_the_groups_language(town: Town, rana: Talker, group: Group) -> None:
    rana.presses("Another language").presses("Français")
    for name in ("Mona", "Nabil"):
        group.asks(member(town, name))
    assert len(group.messages) == 1
    town.later(minutes=59)
    group.asks(member(town, "Omar"))
    assert len(group.messages) == 1
    town.later(minutes=2)
    group.asks(member(town, "Petra"))
    assert len(group.messages) == 2


def test_a_stranger_is_written_to_at_once_joins_and_is_let_in(town: Town, group: Group) -> None:
    eve = town.person("Eve")
    group.asks(eve)
    assert eve not in group
    assert "You would like to come into Cities, the group of MENA network hub." in eve.sees
    assert eve.last.keyboard[0][0]["url"] == f"https://t.me/cc_test_bot?start=g{row(town, group).chat_id}"
    eve.says(f"/start g{row(town, group).chat_id}")
    assert "Joining takes a few minutes" in eve.sees
    eve.presses("Join")
    town.later(hours=3)  # far longer than Telegram's minutes
    joins(eve)
    town.deliver()
    assert eve in group
    assert "warm welcome" in group.sees


def test_whose_request_is_gone_when_they_are_admitted_gets_the_link(town: Town, group: Group) -> None:
    eve = town.person("Eve")
    group.asks(eve)
    group.requests.clear()  # they took it back, or another administrator said no
    joins(eve)
    town.deliver()
    assert eve not in group
    assert "You can come into Cities" in eve.sees
    assert eve.last.keyboard[0][0]["url"] == group.links[0]["invite_link"]
    group.asks(eve)
    assert eve in group


def test_somebody_admitted_by_a_coordinator_is_let_in(town: Town, rana: Talker, group: Group) -> None:
    eve = town.person("Eve")
    group.asks(eve)
    joins(eve, **NGO)
    town.deliver()
    assert eve not in group
    group.requests.clear()
    group.asks(eve)
    assert "Your application waits for a decision." in eve.sees
    rana.says("/applications").presses("Admit")
    rana.presses("Admit") if eve not in group and any("Admit" in label for label in rana.buttons) else None
    town.deliver()
    assert eve in group


def test_a_member_confirms_the_new_guidelines_and_is_let_in(
    town: Town, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    mona = member(town)
    monkeypatch.setattr(joining.consent, "needs_guidelines", lambda _work, _person: True)
    group.asks(mona)
    assert mona not in group
    assert "The guidelines have a new version." in mona.sees
    assert "I accept the guidelines" in mona.buttons
    monkeypatch.undo()
    mona.presses("I accept the guidelines")
    town.deliver()
    assert mona in group


def test_whoever_is_suspended_is_taken_out_cannot_come_in_and_is_let_in_again(town: Town, group: Group) -> None:
    mona = member(town)
    group.asks(mona)
    suspended(town, mona)
    assert mona not in group
    assert mona.telegram_id not in group.banned, "they can ask again"
    group.asks(mona)
    assert mona not in group
    assert "Your membership is suspended" in mona.sees
    restored(town, mona)
    assert mona in group


def test_whoever_was_in_before_a_suspension_gets_the_link_after_it(town: Town, group: Group) -> None:
    mona = member(town)
    group.asks(mona)
    suspended(town, mona)
    restored(town, mona)
    assert "You can come into Cities" in mona.sees
    group.asks(mona)
    assert mona in group


@pytest.mark.parametrize("way", ["leaves", "erases"])
def test_whoever_leaves_or_is_erased_is_taken_out_of_every_group(
    town: Town, rana: Talker, group: Group, way: str
) -> None:
    sanja, mona = coordinator(town, "Sanja", "see"), member(town)
    other = Group(town, "Balkans", telegram_id=-1_001_000_000_009).adds_bot(sanja, rights=ALL)
    sanja.presses("Link to South-East")
    town.deliver()
    group.asks(mona)
    other.was_in(mona)  # and never wrote there
    if way == "leaves":
        mona.says("/me").presses("Leave the network")
        mona.presses("leave") if "Yes" not in str(mona.buttons) else mona.presses("Yes")
        reader = town.run(lambda work: people.glance(work, mona.telegram_id, None))
        assert reader.status is Status.FORMER
    else:
        mona.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")
    town.deliver()
    assert mona not in group
    assert mona not in other
    assert not group.banned
    with town.database.unit("read") as session:
        assert session.query(GroupTask).count() == 0, "and Telegram's id is kept nowhere"
        assert session.query(GroupMember).filter(GroupMember.person_id > 0).count() <= 1


def test_an_erasure_while_a_task_waits_keeps_the_id_only_until_it_is_done(town: Town, group: Group) -> None:
    mona = member(town)
    group.was_in(mona)
    group.failures["banChatMember"] = [NotSent("away"), NotSent("away")]
    mona.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")
    town.deliver()
    assert mona in group
    with town.database.unit("read") as session:
        assert session.scalars(select(GroupTask.telegram_id)).all() == [mona.telegram_id]
    town.later(minutes=1)
    town.later(minutes=1)
    assert mona not in group
    with town.database.unit("read") as session:
        assert session.query(GroupTask).count() == 0


def test_an_admin_who_leaves_the_network_is_named_to_the_coordinators_once(
    town: Town, rana: Talker, group: Group
) -> None:
    ramy, mona = coordinator(town, "Ramy", "mena"), member(town)
    group.comes(mona, as_administrator=True)
    suspended(town, mona)
    assert mona in group
    for one in (rana, ramy):
        assert "Mona Haddad administers the group and may not be in it any more." in one.sees
    told = len(rana.messages)
    town.run(lambda work: leaving.leaves(work, reader_of(work, mona).id, may_return=True))
    town.deliver()
    assert len(rana.messages) == told
    # An administrator's rights are taken away: the bot sees to the rest.
    group.demotes(mona, by=rana)
    assert mona not in group
    assert "All is well with this group again." in rana.sees


def test_an_admin_who_erases_themselves_is_named_no_more(town: Town, rana: Talker, group: Group) -> None:
    mona = member(town)
    group.comes(mona, as_administrator=True)
    mona.says("/privacy").presses("Erase everything").presses("Go on").presses("Yes, erase everything")
    town.deliver()
    assert "Somebody who administers the group has left the network." in rana.sees
    assert "Mona" not in rana.everything


def test_people_from_before_are_looked_at_as_they_write(town: Town, group: Group) -> None:
    mona, eve = member(town), town.person("Eve", language="de")
    group.was_in(mona, eve)
    group.says(mona, "Good morning").says(eve, "Hello").says(eve, "Hello again")
    assert mona in group
    assert eve in group, "nobody is thrown out for it"
    assert group.whispers.keys() == {eve.telegram_id}
    assert len(group.whispers[eve.telegram_id]) == 1
    assert "You are not a member yet" in group.whispers[eve.telegram_id][0]
    assert group.messages == []
    with town.database.unit("read") as session:
        assert session.query(GroupMember).count() == 1
        assert session.scalar(select(Person.id).where(Person.telegram_id == eve.telegram_id)) is None
        assert str(eve.telegram_id) not in session.query(GroupGuest).one().mark
    town.later(days=91)
    assert town.run(lambda work: work.session.query(GroupGuest).count()) == 0


def test_where_nobody_can_be_told_alone_all_are_told_once_an_hour(town: Town, group: Group) -> None:
    group.ephemeral = False
    guests = [town.person(f"Guest {number}") for number in range(3)]
    for guest in guests:
        group.says(guest, "Hello")
    assert len(group.messages) == 1
    assert "Whoever is not a member yet" in group.sees
    town.later(hours=1, minutes=1)
    group.says(town.person("Late"), "Hello")
    assert len(group.messages) == 2


def test_behind_anonymous_admins_and_channels_there_is_nobody_to_look_at(town: Town, group: Group) -> None:
    from tests.groups import ANONYMOUS

    eve = town.person("Eve")
    channel = {"id": -1_001_234, "type": "channel", "title": "News"}
    group.says(eve, "We the admins", **{"from": ANONYMOUS, "sender_chat": group.chat})
    group.says(eve, "News!", **{"from": CHANNEL_BOT, "sender_chat": channel})
    group.says(
        eve, "News!", **{"from": {"id": 777000, "is_bot": False, "first_name": "Telegram"}, "sender_chat": channel}
    )
    group.says(eve, "beep", **{"from": {"id": 4711, "is_bot": True, "first_name": "Other bot"}})
    assert group.whispers == {}
    assert group.messages == []
    assert town.run(lambda work: work.session.query(GroupGuest).count()) == 0


def test_whom_an_administrator_brings_in_stays_and_who_slips_in_goes(town: Town, rana: Talker, group: Group) -> None:
    eve, mallory, vera = town.person("Eve"), town.person("Mallory"), town.person("Vera")
    vera.says("/start")
    group.comes(eve, by=rana)
    group.comes(mallory)
    group.comes(vera)
    assert mallory in group
    assert "You are not a member yet" in group.whispers[mallory.telegram_id][0]
    assert "You would like to come into Cities" in vera.sees
    town.later(minutes=1)
    assert eve in group
    assert mallory not in group
    assert vera not in group
    assert not group.banned
    joins(vera)
    town.deliver()
    assert "You can come into Cities" in vera.sees


def test_a_group_of_no_hub_decides_for_itself(town: Town, rana: Talker) -> None:
    eve = town.person("Eve")
    group = Group(town).adds_bot(rana, rights=ALL)
    group.asks(eve).was_in(eve).says(eve, "Hello").comes(town.person("Mallory"))
    town.later(minutes=2)
    assert eve.messages == []
    assert group.messages == []
    assert group.calls == []
    assert town.run(lambda work: people.known(work, eve.telegram_id)) is False


def test_an_owner_who_is_no_member_is_let_in(database: Database) -> None:
    town = Town(database, owners=(OWNER,))
    olga, rana = owner(town), coordinator(town, "Rana", "mena")
    group = linked(town, rana)
    group.asks(olga)
    assert olga in group


@pytest.mark.parametrize(
    "failure",
    [
        lambda: TooMany(30),
        lambda: NotSent("status 500"),
        lambda: Unknown("status 502"),
        lambda: Refused(401, "Unauthorized"),
    ],
    ids=["429", "500", "502", "401"],
)
def test_whoever_asks_while_telegram_is_in_trouble_is_let_in_later(
    town: Town, group: Group, failure: Callable[[], Exception]
) -> None:
    mona = member(town)
    group.failures["approveChatJoinRequest"] = [failure()]  # type: ignore[list-item]
    group.asks(mona)
    assert mona not in group
    town.later(minutes=2)
    assert mona in group


def test_a_task_that_was_done_and_not_written_down_is_done_once_more_and_does_no_harm(
    town: Town, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    mona = member(town)
    done = Group._decides

    def and_dies(self: Group, user: int, *, approved: bool) -> None:
        done(self, user, approved=approved)
        raise Unknown("the process was killed")

    monkeypatch.setattr(Group, "_decides", and_dies)
    group.asks(mona)
    monkeypatch.undo()
    heard = len(mona.messages)
    town.later(minutes=1)
    assert mona in group
    assert len(mona.messages) == heard
    assert group.calls.count("approveChatJoinRequest") == 2
    assert town.run(lambda work: work.session.query(GroupTask).count()) == 0


def test_whoever_leaves_while_the_door_is_being_opened_stays_out(town: Town, group: Group) -> None:
    mona = member(town)
    group.failures["approveChatJoinRequest"] = [NotSent("away")]
    group.asks(mona)

    town.run(lambda work: membership.leave(work, reader_of(work, mona)))
    town.later(minutes=1)
    assert mona not in group
    assert mona.telegram_id not in group.requests, "the request was declined"
    assert states(town) == {mona.telegram_id: JoinState.LAPSED}


def test_requests_lapse_after_two_months_and_the_way_is_free_again(town: Town, group: Group) -> None:
    eve = town.person("Eve")
    group.asks(eve)
    town.later(days=61)
    assert states(town) == {eve.telegram_id: JoinState.LAPSED}
    assert group.requests == set()
    group.asks(eve)
    assert states(town) == {eve.telegram_id: JoinState.WAITING}


def test_a_link_to_the_group_tells_everybody_what_holds_for_them(town: Town, rana: Talker, group: Group) -> None:
    mona, eve = member(town), town.person("Eve")
    link = f"/start g{row(town, group).chat_id}"
    mona.says(link)
    assert mona.last.keyboard[0][0]["url"] == group.links[0]["invite_link"]
    eve.says(link)
    assert "It is for members of Connective Cities." in eve.sees
    assert "t.me/+" not in eve.everything
    joins(eve)
    town.deliver()
    assert "You can come into Cities" in eve.sees, "since the link led them here"
    rana.presses("Release from the hub").presses("Release it")
    mona.says(link)
    assert "This group belongs to no hub any more." in mona.sees
    eve.says("/start g99999")
    assert "This group belongs to no hub any more." in eve.sees


def test_a_bot_in_a_hundred_groups_sees_to_them_side_by_side(town: Town, rana: Talker) -> None:
    from db.queries import hubs as queries
    from db.values import GroupState
    from network.hubs import tasks

    mona = member(town)
    groups = []
    for number in range(100):
        group = Group(town, f"Group {number}", telegram_id=-1_001_000_100_000 - number).was_in(mona)
        group.bot, group.administrator = ALL, True
        groups.append(group)

    def write(work):  # type: ignore[no-untyped-def]
        for number, group in enumerate(groups):
            chat = queries.chat_row(work.session, work.bot_id, group.telegram_id, "supergroup", "en")
            queries.write(work.session, chat, work.now, state=GroupState.LINKED, rights=list(ALL), title=group.title)
            queries.change_chat(work.session, chat, hub=f"hub{number}")
        membership.leave(work, reader_of(work, mona))
        assert work.session.query(GroupTask).count() == 100
        assert tasks.next_due(work) is not None

    groups[0].failures["banChatMember"] = [TooMany(60)]
    town.run(write)
    town.deliver()
    assert [group for group in groups if mona in group] == groups[:1]
    town.later(seconds=61)
    assert mona not in groups[0]


def test_consent_is_looked_at_again_when_the_door_opens(town: Town, group: Group) -> None:
    mona = member(town)
    reader = town.run(lambda work: reader_of(work, mona))
    assert town.run(lambda work: joining.standing(work, reader)) is joining.Stands.MAY
    town.run(lambda work: consent.give(work, reader.id, Purpose.GUIDELINES, "en"))
    assert timedelta(minutes=1) < joining.LAPSES_AFTER
    group.asks(mona)
    assert mona in group


def test_the_groups_somebody_is_in_are_named_in_what_they_have_handed_out(town: Town, group: Group) -> None:
    mona, eve = member(town), town.person("Eve")
    group.asks(mona).asks(eve)

    def handed_out(talker: Talker) -> Mapping[str, Sequence[Mapping[str, object]]]:
        return town.run(lambda work: privacy.export(work, reader_of(work, talker))).groups

    (inside,) = handed_out(mona)["hub_groups"]
    assert (inside["group"], inside["administers"], inside["since"]) == ("Cities", False, town.now)
    (waits,) = handed_out(eve)["requests_to_join_groups"]
    assert (waits["group"], waits["state"]) == ("Cities", JoinState.WAITING)
