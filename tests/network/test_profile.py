"""Changing one field of one's profile, and what follows from it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.queries import membership as queries
from db.unit import Database
from db.values import Status
from network import membership, people, profile
from network.charter import shipped_charter
from network.errors import NetworkError, NotAllowed
from network.people import Reader
from tests.network.test_membership import draft, visitor
from tests.talk import Town


def member(town: Town, **changed: Any) -> Reader:
    mona = visitor(town)
    town.run(lambda w: membership.hand_in(w, mona, draft(**changed)))
    return town.run(lambda w: people.readers(w, [mona.id]))[mona.id]


def change(town: Town, reader: Reader, field: str, value: Any) -> tuple[str, ...]:
    fresh = town.run(lambda w: people.readers(w, [reader.id]))[reader.id]
    return town.run(lambda w: profile.change(w, fresh, field, value))


def test_plain_fields(database: Database) -> None:
    town = Town(database)
    mona = member(town)
    for field, value in (("name", "Mona H."), ("city", "Irbid"), ("position", "Mayor"), ("organisation", "City")):
        assert change(town, mona, field, value) == ()
        assert getattr(town.run(lambda w: profile.read(w, mona.id)), field) == value
    change(town, mona, "organisation", None)
    change(town, mona, "languages", ["fr"])
    change(town, mona, "advice", "no")
    held = town.run(lambda w: profile.read(w, mona.id))
    assert (held.organisation, held.languages, held.advice) == (None, ("fr",), "no")
    change(town, mona, "advice", "any")
    assert town.run(lambda w: profile.read(w, mona.id)).advice == "any"


def test_a_new_country_moves_the_region_and_the_zone(database: Database) -> None:
    town = Town(database)
    mona = member(town, followed=["ssa", "see"])
    assert change(town, mona, "country", "KE") == ()
    held = town.run(lambda w: profile.read(w, mona.id))
    assert (held.region, held.zone, held.followed) == ("ssa", "Africa/Nairobi", ("see",))
    assert change(town, mona, "country", "BR") == ("zone",)
    assert town.run(lambda w: profile.read(w, mona.id)).zone == "America/Sao_Paulo", "a guess until it is asked"
    change(town, mona, "zone", "America/Manaus")
    assert change(town, mona, "country", "BR") == (), "a zone that fits is kept"
    assert town.run(lambda w: profile.read(w, mona.id)).zone == "America/Manaus"
    with pytest.raises(NetworkError):
        change(town, mona, "zone", "Africa/Nairobi")


def test_other_regions_can_be_followed(sqlite: Database) -> None:
    town = Town(sqlite)
    mona = member(town)
    change(town, mona, "followed", ["see", "mena", "see"])
    assert town.run(lambda w: profile.read(w, mona.id)).followed == ("see",)
    change(town, mona, "followed", None)
    assert town.run(lambda w: profile.read(w, mona.id)).followed == ()


def test_nobody_slips_into_a_group_that_coordinators_decide_on(sqlite: Database) -> None:
    town = Town(sqlite)
    mona = member(town)
    change(town, mona, "member_group", "city_association")
    change(town, mona, "member_group", "city_association")
    with pytest.raises(NetworkError, match="Coordinators decide"):
        change(town, mona, "member_group", "research")


def test_topics_of_those_admitted_to_named_ones_stay_named(sqlite: Database) -> None:
    town = Town(sqlite)
    mona = member(town)
    town.run(lambda w: queries.write(w.session, mona.id, topics_named=True))
    change(town, mona, "topics", ["water", "climate"])
    assert town.run(lambda w: profile.read(w, mona.id)).topics == (("climate", False), ("water", True))
    change(town, mona, "member_group", "city_association")
    assert town.run(lambda w: profile.read(w, mona.id)).topics == (("climate", True), ("water", True))


def test_what_is_being_decided_is_not_changed_meanwhile(sqlite: Database) -> None:
    town = Town(sqlite)
    mona = member(town, member_group="research", organisation="University")
    for field, value in (("country", "KE"), ("member_group", "practitioner")):
        with pytest.raises(NotAllowed, match="deciding"):
            change(town, mona, field, value)
    change(town, mona, "city", "Irbid")
    change(town, mona, "topics", ["finance"])
    assert town.run(lambda w: profile.read(w, mona.id)).topics == (("finance", False),)
    with pytest.raises(NetworkError, match="organisation"):
        change(town, mona, "organisation", None)


def test_visitors_have_no_profile_and_there_are_no_other_fields(sqlite: Database) -> None:
    town = Town(sqlite)
    with pytest.raises(NotAllowed):
        change(town, visitor(town), "name", "Mona")
    town = Town(sqlite)
    mona = member(town)
    with pytest.raises(NotAllowed):
        change(town, mona, "status", Status.SUSPENDED)


@given(st.one_of(st.none(), st.integers(), st.text(max_size=200), st.lists(st.text(max_size=9), max_size=9)))
def test_checks_take_or_refuse_whatever_they_are_given(value: Any) -> None:
    charter = shipped_charter()
    for check in (profile.check_name, profile.check_city, profile.check_organisation, profile.check_position):
        taken, said = None, ""
        try:
            taken = check(charter, value)
        except NetworkError as no:
            said = no.message.format(**no.arguments)
        assert said if taken is None else 0 < len(taken) <= 120
