"""The team, as conversations: inviting, accepting, taking roles away."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select, update

from db.models import Audit, Invitation, Person, Role
from db.values import RoleKind
from handlers.team.view import Press
from network import membership, privacy, team
from network.errors import NotAllowed, Outdated
from tests.coordinators import OWNER, applicant, coordinator, owner
from tests.people import joins, reader_of
from tests.talk import Talker, Town


@pytest.fixture
def town(sqlite) -> Town:
    return Town(sqlite, owners=(OWNER,))


def member(town: Town, first_name: str = "Nadia", **answers: object) -> Talker:
    talker = town.person(first_name)
    joins(talker, **{"name": f"{first_name} Saleh"} | answers)
    return talker


def roles(town: Town, talker: Talker) -> set[tuple[str, str]]:
    held = (
        select(Role.kind, Role.region)
        .join(Person, Person.id == Role.person_id)
        .where(Person.telegram_id == talker.telegram_id)
    )
    return {(row.kind, row.region) for row in town.run(lambda work: work.session.execute(held).all())}


def payload(talker: Talker) -> str:
    """The deep link's payload in the newest message."""
    found = re.search(r"https://t\.me/cc_test_bot\?start=(team_[A-Za-z0-9_-]+)", talker.sees)
    assert found
    assert len(found[1]) <= 64
    return found[1]


def link(town: Town, olga: Talker, *scope: str) -> str:
    olga.says("/team").presses("Add a coordinator")
    for region in scope:
        olga.presses(region)
    olga.presses("Done").presses("A link to forward")
    assert "Please forward the next message" in olga.messages[-2].text
    return payload(olga)


def test_a_member_accepts_a_link(database):
    town = Town(database, owners=(OWNER,))
    olga, nadia = owner(town), member(town)
    applicant(town)
    opened = link(town, olga, "Middle East", "Sub-Saharan")
    nadia.says(f"/start {opened}")
    assert "a coordinator: Middle East and North Africa; Sub-Saharan Africa" in nadia.sees
    assert "confidential" in nadia.sees
    nadia.presses("Accept the invitation")
    assert "a coordinator from now on: Middle East and North Africa; Sub-Saharan Africa" in nadia.sees
    assert "1 application waits for a decision now" in nadia.sees
    assert roles(town, nadia) == {(RoleKind.REGIONAL, "mena"), (RoleKind.REGIONAL, "ssa")}
    assert "applications" in nadia.commands
    assert "team" not in nadia.commands
    town.deliver()
    assert "Nadia Saleh has accepted" in olga.sees
    with town.database.unit("read") as session:
        stored = session.scalars(select(Invitation)).one()
        assert opened.removeprefix("team_") not in str(stored.token_hash)
        assert session.scalars(select(Audit.action).order_by(Audit.id)).all() == ["role.offered", "role.taken_up"]


def test_a_link_works_once(database):
    town = Town(database, owners=(OWNER,))
    olga, nadia, tarek = owner(town), member(town), member(town, "Tarek")
    opened = link(town, olga, "South-East")
    tarek.says(f"/start {opened}")
    nadia.says(f"/start {opened}").presses("Accept the invitation")
    tarek.presses("Accept the invitation")
    assert "used already" in tarek.hears
    assert "used already" in tarek.says(f"/start {opened}").sees
    assert roles(town, tarek) == set()
    assert "accepted this invitation already" in nadia.says(f"/start {opened}").sees


def test_a_link_expires_after_a_week(town):
    olga, nadia = owner(town), member(town)
    opened = link(town, olga, "South-East")
    nadia.says(f"/start {opened}")
    town.later(days=7)
    nadia.presses("Accept the invitation")
    assert "has expired" in nadia.hears
    assert "has expired" in nadia.says(f"/start {opened}").sees
    town.later(days=31)
    assert "not valid" in nadia.says(f"/start {opened}").sees
    assert town.run(lambda work: work.session.scalars(select(Invitation)).all()) == []


def test_a_visitor_is_asked_to_join_first(town):
    olga, vera = owner(town), town.person("Vera")
    opened = link(town, olga, "South-East")
    vera.says(f"/start {opened}")
    assert "for members of the network" in vera.sees
    joins(vera, name="Vera Novak")
    vera.says(f"/start {opened}").presses("Accept the invitation")
    assert roles(town, vera) == {(RoleKind.REGIONAL, "see")}


def test_not_now_leaves_the_link_good(town):
    olga, nadia = owner(town), member(town)
    opened = link(town, olga, "South-East")
    nadia.says(f"/start {opened}").presses("Not now")
    assert roles(town, nadia) == set()
    nadia.says(f"/start {opened}").presses("Accept the invitation")
    assert roles(town, nadia) == {(RoleKind.REGIONAL, "see")}


@pytest.mark.parametrize("forged", ["team_", "team_x", "team_" + "A" * 59, "team_ü"])
def test_a_forged_link_is_answered_kindly(town, forged):
    assert "not valid" in member(town).says(f"/start {forged}").sees


def test_a_link_is_taken_up_with_its_secret_only(town):
    olga, nadia = owner(town), member(town)
    link(town, olga, "South-East")
    for data in (Press(act="y", value="1"), Press(act="n", value="1"), Press(act="k", value="1")):
        nadia.says("/help").presses(data=data.pack())
        assert nadia.hears
    assert roles(town, nadia) == set()


def searching(olga, name):
    olga.says("/team").presses("Add a coordinator").presses("Middle East").presses("Done").presses("name")
    return olga.says(name)


def test_many_of_one_name_are_turned_like_pages(database):
    town = Town(database, owners=(OWNER,))
    olga = owner(town)
    for number in range(9):
        member(town, name=f"Salma Haddad {number}", city=f"City {number}")
    member(town, name="Sal")
    searching(olga, "HADDAD sal")
    assert [words.split(" (")[0] for words in olga.buttons[:8]] == [f"Salma Haddad {n}" for n in range(8)]
    assert olga.buttons[8:] == ["Page 2 ▶", "Search again", "Back"]
    olga.presses("Page 2")
    assert olga.buttons[1:] == ["◀ Page 1", "Search again", "Back"]
    olga.presses("Salma Haddad 8")
    assert "I am asking them now" in olga.sees
    olga.presses(data=Press(act="f", value="0").pack())
    assert "begin again with /team" in olga.hears, "nobody is being picked any more"


def test_a_search_knows_the_name_of_today_and_nobody_who_left(town):
    olga, nadia = owner(town), member(town, "Nadia", name="Nadia Çelik")
    nadia.says("/me").presses(data="m:e:name").says("Nadia Şahin")
    assert "Nadia Şahin" in searching(olga, "sahin").buttons[0]
    searching(olga, "celik")
    assert "I found no member" in olga.messages[-2].text
    nadia.says("/me").presses("Leave the network").presses("Yes")
    searching(olga, "sahin")
    assert "I found no member" in olga.messages[-2].text
    with town.database.unit("read") as session:
        assert set(session.scalars(select(Person.name_folded))) == {None}


def test_a_member_picked_by_name_is_asked(database):
    town = Town(database, owners=(OWNER,))
    olga, nadia = owner(town), member(town, "Zoë", name="Zoë Ben Salém")
    other = member(town, "Zoe", name="Zoe Salem", city="Tunis")
    olga.says("/team").presses("Add a coordinator").presses("Middle East").presses("Done").presses("name")
    olga.says("nobody of that name")
    assert "I found no member" in olga.messages[-2].text
    olga.says("ZOE SALEM")
    assert "Zoë Ben Salém (Greater Irbid Municipality, Irbid)" in olga.buttons
    assert "Zoe Salem (Greater Irbid Municipality, Tunis)" in olga.buttons
    olga.presses("Zoë Ben Salém")
    assert "I am asking them now" in olga.sees
    assert roles(town, nadia) == set()
    town.deliver()
    assert "You are invited to become a coordinator" in nadia.sees
    asked = nadia.last
    accept = asked.keyboard[0][0]["callback_data"]
    other.says("/help").presses(data=accept)
    assert "not for you" in other.hears
    nadia.presses("Accept the invitation", on=asked)
    assert roles(town, nadia) == {(RoleKind.REGIONAL, "mena")}
    town.deliver()
    assert "Zoë Ben Salém has accepted" in olga.sees
    nadia.presses(data=accept, on=asked)
    assert "accepted this invitation already" in nadia.hears


def test_a_picked_member_may_say_no(town):
    olga, nadia = owner(town), member(town)
    olga.says("/team").presses("Add a coordinator").presses("Middle East").presses("Done").presses("name")
    olga.says("nadia").presses("Nadia Saleh")
    town.deliver()
    nadia.presses("No, thank you")
    town.deliver()
    assert roles(town, nadia) == set()
    assert "Nothing changes for you" in nadia.everything
    assert "Accept the invitation" not in nadia.buttons


def test_only_owners_hand_on_the_whole_network(town):
    olga, nils, nadia = owner(town), coordinator(town, "Nils"), member(town)
    nils.says("/team").presses("Add a coordinator")
    assert "The whole network" not in nils.buttons
    with pytest.raises(NotAllowed):
        town.run(lambda work: team.invite_by_link(work, reader_of(work, nils), []))
    nadia.says(f"/start {link(town, olga, 'The whole network')}").presses("Accept the invitation")
    assert roles(town, nadia) == {(RoleKind.NETWORK, "")}
    assert "team" in nadia.commands


def test_the_team_is_for_network_coordinators(town):
    owner(town)
    sami, nadia = coordinator(town, "Sami", "mena"), member(town)
    for stranger in (sami, nadia, town.person("Vera")):
        assert "Only the network coordinators" in stranger.says("/team").sees
        for act in "haplrx":
            stranger.presses(data=Press(act=act, value="1").pack())
            assert stranger.hears
    assert roles(town, sami) == {(RoleKind.REGIONAL, "mena")}


def test_the_team_is_listed_by_region(town):
    olga = owner(town)
    coordinator(town, "Sami", "mena", "ssa")
    coordinator(town, "Nils")
    olga.says("/team")
    text = olga.sees
    assert text.index("The whole network") < text.index("Nils Coordinator") < text.index("Middle East")
    assert text.count("Sami Coordinator") == 2
    assert "South-East Europe\nNobody yet" in text


def test_an_owner_takes_a_role_away(database):
    town = Town(database, owners=(OWNER,))
    olga, sami, lina = owner(town), coordinator(town, "Sami", "mena", "ssa"), coordinator(town, "Lina", "mena")
    applicant(town)
    assert "Application:" in sami.sees
    olga.says("/team").presses("Take a role away").presses("Sami Coordinator · MENA")
    assert "Coordinator: Middle East and North Africa" in olga.sees
    gone = olga.last.keyboard[0][0]["callback_data"]
    olga.presses("Take the role away")
    assert roles(town, sami) == {(RoleKind.REGIONAL, "ssa")}
    town.deliver()
    assert "You are a coordinator now: Sub-Saharan Africa" in sami.sees
    assert "Mona Haddad" not in sami.everything
    assert "Mona Haddad" in lina.everything
    olga.presses(data=gone)
    assert "taken away already" in olga.hears
    olga.says("/team").presses("Take a role away").presses("Sami").presses("Take the role away")
    town.deliver()
    assert "You are not a coordinator any more" in sami.sees
    assert "applications" not in sami.commands


def test_only_owners_take_roles_away(town):
    owner(town)
    nils = coordinator(town, "Nils")
    coordinator(town, "Sami", "mena")
    nils.says("/team")
    assert nils.buttons == ["Add a coordinator"]
    for act in "rx":
        nils.presses(data=Press(act=act, value="2").pack())
        assert nils.hears == "Only owners can take a role away."


def test_an_invitation_ends_with_the_role_of_who_made_it(town):
    olga, nils, nadia = owner(town), coordinator(town, "Nils"), member(town)
    opened = link(town, nils, "South-East")
    olga.says("/team").presses("Take a role away").presses("Nils").presses("Take the role away")
    assert "no longer valid" in nadia.says(f"/start {opened}").sees


def test_who_holds_the_role_leaves_the_link_to_others(town):
    olga, sami = owner(town), coordinator(town, "Sami", "mena")
    opened = link(town, olga, "Middle East")
    assert "You have this role already" in sami.says(f"/start {opened}").sees
    member(town).says(f"/start {opened}").presses("Accept the invitation")


@pytest.mark.parametrize("data", ["t", "t:", "t:x:", "t:x:-1", "t:r:9999999999999999999", "t:l:٣", "t:p:1", "t:zz:1"])
def test_broken_presses_are_answered_kindly(town, data):
    olga = owner(town)
    olga.says("/help").presses(data=data)
    assert olga.hears or "Coordinators" in olga.sees
    assert town.handlers[-1] != "set aside"


def test_a_large_team_fits_into_one_message(town):
    olga = owner(town)
    for number in range(9):
        coordinator(town, f"Coordinator{number} " + "x" * 40, "mena", "see", "ssa")
    olga.says("/team")
    assert "and 2 more" in olga.sees
    olga.presses("Take a role away").presses("Page 2")
    assert "◀ Page 1" in olga.buttons


def test_the_worst_press_fits_into_a_button():
    assert len(Press(act="k", value="x" * 32).pack()) <= 64


def test_a_suspended_member_takes_up_no_role(town):
    olga, nadia = owner(town), member(town)
    opened = link(town, olga, "South-East")
    town.run(lambda work: work.session.execute(update(Person).values(status="suspended")))
    assert "suspended" in nadia.says(f"/start {opened}").sees
    assert roles(town, nadia) == set()


def test_a_coordinator_who_leaves_loses_role_and_cards(database):
    town = Town(database, owners=(OWNER,))
    sami, lina = coordinator(town, "Sami", "mena"), coordinator(town, "Lina", "mena")
    applicant(town)
    town.run(lambda work: membership.leave(work, reader_of(work, sami)))
    town.deliver()
    assert roles(town, sami) == set()
    assert "Mona Haddad" not in sami.everything
    assert "Mona Haddad" in lina.everything


def test_an_erased_member_leaves_no_trace_in_the_team(database):
    town = Town(database, owners=(OWNER,))
    olga, nadia = owner(town), member(town)
    nadia.says(f"/start {link(town, olga, 'South-East')}").presses("Accept the invitation")
    town.deliver()
    assert "Nadia Saleh" in olga.everything
    held = town.run(lambda work: reader_of(work, nadia))
    town.run(lambda work: privacy.erase_person(work, held.id, held.telegram_id))
    town.deliver()
    assert "Nadia Saleh" not in olga.everything
    assert "Nadia" not in olga.says("/team").sees


def test_two_who_accept_at_once_get_one_role(postgresql):
    town = Town(postgresql, owners=(OWNER,))
    olga, nadia, tarek = owner(town), member(town), member(town, "Tarek")
    token = link(town, olga, "South-East").removeprefix("team_")
    both = Barrier(2)

    def accept(talker: Talker) -> bool:
        def act(work):
            reader = reader_of(work, talker)
            both.wait(10)
            team.accept_link(work, reader, token)

        try:
            town.run(act)
        except Outdated:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(accept, (nadia, tarek))) == [False, True]
    assert len(roles(town, nadia) | roles(town, tarek)) == 1
