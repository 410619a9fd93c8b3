"""Deep links: guessed, replayed, stale, and 64 letters of anything."""

import secrets
from typing import Any

import pytest
from sqlalchemy import update

from db.models import Person, Role
from db.unit import Database
from db.values import Status
from network import team
from network.errors import NotAllowed
from tests.attacks.reading import set_aside
from tests.coordinators import OWNER, coordinator, owner
from tests.people import joins, reader_of
from tests.talk import Talker, Town


@pytest.fixture
def town(sqlite: Database) -> Town:
    return Town(sqlite, owners=(OWNER,))


def member(town: Town, name: str) -> Talker:
    talker = town.person(name)
    joins(talker, name=f"{name} Member")
    return talker


def link_of(town: Town, inviter: Talker, *scope: str) -> str:
    return town.run(lambda work: team.invite_by_link(work, reader_of(work, inviter), scope))[0]


def roles(town: Town) -> list[tuple[int, str]]:
    return town.run(lambda work: [(role.person_id, role.region) for role in work.session.query(Role)])


PAYLOADS = (
    "", "team", "team_", "team__", "team_" + "A" * 59, "team_" + "_" * 59, "team_" + "-" * 59, "team_ x", "team_\n",
    "team_" + "0" * 32, "team_{0}", "team_%s", "team_' OR '1'='1", "team_" + "x" * 4000, "team_ﬁ", "x" * 64, "erase",
    "j:send:", "a:y:1", "=" * 64, "d0", "d-1", "d1x", "d１", "d٣", "d" + "9" * 40, "p0", "p-1", "p9999999999999999999",
    "p1 2", "g0", "g-1001", "g" + "9" * 19, "e0", "e-1", "e" + "9" * 40, "d1'--", "p{0}", "g%s",
)  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_link_of_anything_gives_nothing(town: Town, payload: str) -> None:
    link_of(town, owner(town))
    eve = member(town, "Eve")
    eve.says(f"/start {payload}")
    assert eve.messages
    for press in (payload, payload.removeprefix("team_")):
        eve.presses(data=f"t:k:{press}"[:64])
    assert roles(town) == []
    assert set_aside(town) == 0


def test_guessing_finds_nothing_and_tells_nothing(town: Town) -> None:
    token = link_of(town, owner(town))
    eve = member(town, "Eve")
    near = [token[:-1] + letter for letter in "AZaz09_-" if letter != token[-1]]
    near += [token.swapcase(), token[:-1], token + "A", secrets.token_urlsafe(24)]
    for guess in near:
        eve.says(f"/start team_{guess}")
        assert "not valid" in eve.sees
    assert roles(town) == []


def test_a_link_serves_once_whoever_opens_it_again(town: Town) -> None:
    token = link_of(town, owner(town), "mena")
    eve, bob = member(town, "Eve"), member(town, "Bob")
    eve.says(f"/start team_{token}").presses(data=f"t:k:{token}")
    for who in (bob, eve):
        who.says(f"/start team_{token}").presses(data=f"t:k:{token}")
    assert roles(town) == [(town.run(lambda work: reader_of(work, eve)).id, "mena")]


@pytest.mark.parametrize("what", ["expired", "inviter lost the role", "suspended", "left", "visitor", "by its number"])
def test_a_link_that_must_not_serve_any_more(town: Town, what: str) -> None:
    net = coordinator(town, "Net")
    token = link_of(town, net, "mena")
    eve = member(town, "Eve")

    def becomes(who: Talker, **fields: Any) -> None:
        statement = update(Person).where(Person.telegram_id == who.telegram_id).values(**fields)
        town.run(lambda work: work.session.execute(statement))

    match what:
        case "expired":
            town.later(days=8)
        case "inviter lost the role":
            town.run(lambda work: work.session.query(Role).delete())
        case "suspended":
            becomes(eve, status=Status.SUSPENDED)
        case "left":
            becomes(eve, status=Status.FORMER)
        case "visitor":
            becomes(eve, status=Status.VISITOR)
    data = "t:y:1" if what == "by its number" else f"t:k:{token}"
    eve.says(f"/start team_{token}").presses(data=data)
    assert not [role for role in roles(town) if role[1] == "mena"]


def test_a_network_coordinator_cannot_hand_on_the_whole_network(town: Town) -> None:
    owner(town)
    net = coordinator(town, "Net")
    net.presses(data="t:a:").presses(data="f:t_add:scope:o:network").presses(data="f:t_add:scope:d:")
    assert "network" not in str(net.messages[-1].keyboard[-1])
    assert "t.me" not in net.presses(data="f:t_add:how:o:link").everything
    with pytest.raises(NotAllowed):
        link_of(town, net)


@pytest.mark.parametrize("typed", ["%", "_", "%%", "\\", "' OR 1=1--", "*", ".*", "[a-z]", "\0", "Mem%", "e_ber"])
def test_a_search_by_name_knows_no_wildcards(town: Town, typed: str) -> None:
    olga = owner(town)
    member(town, "Mem")
    olga.presses(data="t:a:").presses(data="f:t_add:scope:o:mena").presses(data="f:t_add:scope:d:")
    olga.presses(data="f:t_add:how:o:name").says(typed)
    assert "Member" not in olga.everything
    assert set_aside(town) == 0


@pytest.mark.parametrize("regions", [("mena",), ("mena", "see", "ssa")])
def test_whoever_coordinates_regions_only_searches_nobody(town: Town, regions: tuple[str, ...]) -> None:
    sami = coordinator(town, "Sami", *regions)
    member(town, "Mem")
    sami.says("/team").presses(data="t:a:").presses(data="f:t_add:scope:o:mena").presses(data="f:t_add:scope:d:")
    sami.presses(data="f:t_add:how:o:name").says("Mem").presses(data="t:p:2")
    assert "Mem" not in sami.everything
