"""Joining and leaving: one write of everything, once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from db.models import Application, Audit, Consent, Person, Role
from db.queries import membership as queries
from db.queries import people as people_queries
from db.unit import Database
from db.values import Purpose, RoleKind, Status
from network import consent, membership, people, profile
from network.errors import NetworkError, NotAllowed, Outdated
from network.membership import Draft, Outcome
from network.people import Reader
from tests.talk import START, Town

ANSWERS: dict[str, Any] = {
    "name": "Mona Haddad",
    "member_group": "practitioner",
    "country": "JO",
    "city": "Amman",
    "organisation": None,
    "position": "Head of waste",
    "topics": ["waste", "water"],
    "languages": ["ar", "en"],
    "advice": "2",
}
AGREED = {Purpose.GUIDELINES: (1, "ar"), Purpose.PRIVACY: (1, "en")}


def draft(**changed: Any) -> Draft:
    return Draft({**ANSWERS, **changed}, AGREED, frozenset({Purpose.NEWSLETTER}))


def visitor(town: Town, telegram_id: int = 5) -> Reader:
    return town.run(lambda w: people.meet(w, telegram_id, telegram_id, "ar").reader)


def now_is(town: Town, reader: Reader) -> Reader:
    return town.run(lambda w: people.readers(w, [reader.id]))[reader.id]


def test_a_practitioner_is_a_member_at_once_with_everything_written(database: Database) -> None:
    town = Town(database)
    mona = visitor(town)
    assert town.run(lambda w: membership.hand_in(w, mona, draft())) is Outcome.ADMITTED
    after = now_is(town, mona)
    assert (after.status, after.name, after.region, after.zone) == (Status.MEMBER, "Mona Haddad", "mena", "Asia/Amman")
    held = town.run(lambda w: profile.read(w, mona.id))
    assert held.joined_at == START
    assert held.topics == (("waste", True), ("water", True))
    assert held.languages == ("ar", "en")
    assert (held.advises, held.advice_limit, held.advice) == (True, 2, "2")
    assert held.organisation is None
    stands = town.run(lambda w: consent.standing(w, mona.id))
    assert {(c.purpose, c.version, c.language) for c in stands.values()} == {
        (Purpose.GUIDELINES, 1, "ar"),
        (Purpose.PRIVACY, 1, "en"),
        (Purpose.NEWSLETTER, 1, "ar"),
    }


def test_an_ngo_waits_for_a_decision_and_is_admitted_to_no_topic_yet(database: Database) -> None:
    town = Town(database)
    mona = visitor(town)
    outcome = town.run(
        lambda w: membership.hand_in(w, mona, draft(member_group="civil_society", organisation="Clean Amman"))
    )
    assert outcome is Outcome.WAITING
    assert now_is(town, mona).status is Status.APPLICANT
    assert town.run(lambda w: profile.read(w, mona.id)).topics == (("waste", False), ("water", False))
    [application] = town.run(lambda w: list(w.session.scalars(select(Application))))
    assert (application.person_id, application.region, application.state) == (mona.id, "mena", "waiting")


def test_sent_twice_it_is_written_once(database: Database) -> None:
    town = Town(database)
    mona = visitor(town)
    town.run(lambda w: membership.hand_in(w, mona, draft(member_group="research", organisation="University")))
    # The same press once more, by somebody whose snapshot is from before.
    with pytest.raises(Outdated, match="in the meantime"):
        town.run(lambda w: membership.hand_in(w, mona, draft()))
    today = now_is(town, mona)
    with pytest.raises(Outdated, match="with the coordinators already"):
        town.run(lambda w: membership.hand_in(w, today, draft()))
    assert town.run(lambda w: w.session.scalar(select(func.count()).select_from(Application))) == 1
    assert town.run(lambda w: w.session.scalar(select(func.count()).select_from(Consent))) == 3


def test_members_and_suspended_ones_cannot_join(sqlite: Database) -> None:
    town = Town(sqlite)
    mona = visitor(town)
    for status, refused in ((Status.MEMBER, Outdated), (Status.SUSPENDED, NotAllowed), (Status.ERASED, NotAllowed)):
        with pytest.raises(refused):
            membership.require_may_join(replace(mona, status=status))
    membership.require_may_join(replace(mona, status=Status.FORMER))
    assert [status for status in Status if replace(mona, status=status).may_join] == [Status.VISITOR, Status.FORMER]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": "  "}, "name in letters"),
        ({"name": "x" * 81}, "only {most} fit"),
        ({"member_group": "king"}, "member groups"),
        ({"country": "XX"}, "do not know that country"),
        ({"country": "BR"}, "time zones"),
        ({"country": "BR", "zone": "Asia/Amman"}, "time zones"),
        ({"city": None}, "city"),
        ({"member_group": "research"}, "organisation"),
        ({"position": "123"}, "position"),
        ({"topics": []}, "at least one topic"),
        ({"topics": ["waste", "gone"]}, "topics have changed"),
        ({"topics": ["waste", "water", "mobility", "housing", "climate", "energy", "finance"]}, "At most"),
        ({"languages": ["zz9"]}, "languages"),
        ({"advice": "99"}, "one of the answers"),
        ({"followed": ["moon"]}, "regions have changed"),
    ],
)
def test_an_answer_that_does_not_fit_stops_everything(sqlite: Database, changed: dict[str, Any], says: str) -> None:
    town = Town(sqlite)
    mona = visitor(town)
    with pytest.raises(NetworkError, match=says):
        town.run(lambda w: membership.hand_in(w, mona, draft(**changed)))
    assert now_is(town, mona).status is Status.VISITOR
    assert town.run(lambda w: consent.standing(w, mona.id)) == {}
    assert town.run(lambda w: profile.read(w, mona.id)).city is None, "all or nothing"


@pytest.mark.parametrize("agreed", [{}, {Purpose.GUIDELINES: (1, "en")}, AGREED | {Purpose.PRIVACY: (2, "en")}])
def test_nobody_joins_without_the_documents_in_force(sqlite: Database, agreed: Any) -> None:
    town = Town(sqlite)
    mona = visitor(town)
    with pytest.raises(Outdated, match="newer version"):
        town.run(lambda w: membership.hand_in(w, mona, Draft(ANSWERS, agreed)))


def test_the_region_follows_from_the_country(sqlite: Database) -> None:
    town = Town(sqlite)
    mona = visitor(town)
    answers = {"country": "BR", "zone": "America/Manaus", "followed": ["ssa", "worldwide"]}
    town.run(lambda w: membership.hand_in(w, mona, draft(**answers)))
    after = now_is(town, mona)
    assert (after.region, after.zone) == ("worldwide", "America/Manaus")
    assert town.run(lambda w: profile.read(w, mona.id)).followed == ("ssa",), "one's own is followed anyway"


def test_whoever_leaves_is_forgotten_but_for_the_proof_and_may_come_back(database: Database) -> None:
    town = Town(database)
    mona = visitor(town)
    town.run(lambda w: membership.hand_in(w, mona, draft()))
    town.run(lambda w: w.session.add(Role(person_id=mona.id, kind=RoleKind.REGIONAL, region="mena", granted_at=w.now)))
    member = now_is(town, mona)
    town.now += timedelta(days=10)
    town.run(lambda w: membership.leave(w, member))
    after = now_is(town, mona)
    assert (after.status, after.name, after.region, after.regions) == (Status.FORMER, None, None, frozenset())
    assert town.run(lambda w: w.session.get(Person, mona.id)).left_at == town.now
    assert town.run(lambda w: consent.standing(w, mona.id)) == {}
    assert town.run(lambda w: people_queries.topics_of(w.session, mona.id)) == []
    assert town.run(lambda w: w.session.scalar(select(func.count()).select_from(Consent))) == 3
    assert "membership.left" in town.run(lambda w: list(w.session.scalars(select(Audit.action))))
    with pytest.raises(NetworkError, match="nothing to leave"):
        town.run(lambda w: membership.leave(w, after))
    town.run(lambda w: membership.hand_in(w, after, draft(city="Irbid")))
    again = town.run(lambda w: profile.read(w, mona.id))
    assert (now_is(town, mona).status, again.city) == (Status.MEMBER, "Irbid")
    assert town.run(lambda w: w.session.scalar(select(func.count()).select_from(Consent))) == 6


def test_an_applicant_who_leaves_takes_the_application_back(sqlite: Database) -> None:
    town = Town(sqlite)
    mona = visitor(town)
    town.run(lambda w: membership.hand_in(w, mona, draft(member_group="research", organisation="University")))
    town.run(lambda w: membership.leave(w, people.readers(w, [mona.id])[mona.id]))
    assert now_is(town, mona).status is Status.VISITOR
    assert town.run(lambda w: w.session.scalars(select(Application.state)).one()) == "withdrawn"
    assert town.run(lambda w: queries.profile(w.session, mona.id))["zone"] == "Asia/Amman"


def test_an_applicant_who_was_admitted_a_moment_ago_has_not_left_by_taking_the_application_back(
    database: Database,
) -> None:
    town = Town(database)
    mona = visitor(town)
    town.run(lambda w: membership.hand_in(w, mona, draft(member_group="research", organisation="University")))
    applicant = now_is(town, mona)
    town.run(lambda w: w.session.execute(update(Application).values(state="admitted")))
    town.run(lambda w: w.session.execute(update(Person).values(status=Status.MEMBER)))
    with pytest.raises(Outdated, match="in the meantime"):
        town.run(lambda w: membership.leave(w, applicant))
    with pytest.raises(Outdated, match="in the meantime"):
        town.run(lambda w: profile.change(w, applicant, "topics", ["waste"]))
    assert now_is(town, mona).status is Status.MEMBER
