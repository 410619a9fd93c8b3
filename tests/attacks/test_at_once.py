"""Two presses in the same moment, each in a thread and a unit of work of its own, on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Application, ApplicationMessage, Consent, Notice, Person, Role
from db.unit import Database
from db.values import ApplicationState, Purpose, Status
from network import applications, consent, me, membership, privacy, team
from network.errors import NetworkError
from network.membership import Draft
from network.people import Reader
from network.work import Work
from tests.coordinators import NGO, OWNER, applicant, coordinator, owner
from tests.people import ANSWERS, joins, reader_of
from tests.talk import Talker, Town

Deed = Callable[[Work, Reader], Any]
NO = "no"


@pytest.fixture
def town(postgresql: Database) -> Town:
    return Town(postgresql, owners=(OWNER,))


def at_once(town: Town, *deeds: tuple[Talker, Deed]) -> list[Any]:
    """Let everybody read who they are, and only then act; returns what came of each (NO where a rule said no)."""
    ready = Barrier(len(deeds), timeout=10)

    def do(who: Talker, deed: Deed) -> Any:
        def work(work: Work) -> Any:
            reader = reader_of(work, who)
            ready.wait()
            return deed(work, reader)

        try:
            return town.run(work)
        except NetworkError:
            return NO

    with ThreadPoolExecutor(len(deeds)) as threads:
        return [future.result(30) for future in [threads.submit(do, *deed) for deed in deeds]]


def application_of(town: Town) -> int:
    return town.run(lambda work: work.session.scalars(select(Application.id)).one())


def all_of(town: Town, column: Any) -> list[Any]:
    return town.run(lambda work: list(work.session.scalars(select(column))))


def test_of_ten_decisions_one_counts(town: Town) -> None:
    coordinators = [coordinator(town, f"Sami{number}", "mena") for number in range(4)]
    applicant(town)
    number = application_of(town)
    admit: Deed = lambda work, reader: applications.admit(work, reader, number)  # noqa: E731
    decline: Deed = lambda work, reader: applications.decline(work, reader, number, "No")  # noqa: E731
    came = at_once(town, *[(who, admit if at % 2 else decline) for at, who in enumerate(coordinators)])
    assert came.count(NO) == len(coordinators) - 1
    state = all_of(town, Application.state)[0]
    status = town.run(lambda w: w.session.scalars(select(Person.status).where(Person.name == "Mona Haddad")).one())
    assert (state, status) in {
        (ApplicationState.ADMITTED, Status.MEMBER),
        (ApplicationState.DECLINED, Status.VISITOR),
    }
    assert all_of(town, Notice.kind).count(applications.DECISION) == 1


@pytest.mark.parametrize("how", ["withdraw", "erase"])
def test_admitted_in_the_moment_in_which_they_go(town: Town, how: str) -> None:
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    number = application_of(town)
    go: dict[str, Deed] = {
        "withdraw": applications.withdraw,
        "erase": lambda work, reader: privacy.erase_person(work, reader.id, reader.telegram_id),
    }
    at_once(town, (sami, lambda work, reader: applications.admit(work, reader, number)), (mona, go[how]))
    statuses = all_of(town, Person.status)
    if how == "erase":
        assert statuses.count(Status.ERASED) == 1
        assert statuses.count(Status.MEMBER) == 1, "the coordinator alone"
        assert all_of(town, Application.id) == all_of(town, ApplicationMessage.id) == []
        assert "Mona Haddad" not in all_of(town, Person.name)
    else:
        state = all_of(town, Application.state)[0]
        assert (state == ApplicationState.ADMITTED) == (statuses.count(Status.MEMBER) == 2)


def test_asked_in_the_moment_of_erasure(town: Town) -> None:
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    number = application_of(town)
    at_once(
        town,
        (sami, lambda work, reader: applications.ask(work, reader, number, "Why?")),
        (mona, lambda work, reader: privacy.erase_person(work, reader.id, reader.telegram_id)),
    )
    assert all_of(town, Application.id) == all_of(town, ApplicationMessage.id) == []


def test_sent_twice_it_is_one_registration(town: Town) -> None:
    mona = town.person("Mona")
    town.run(lambda work: reader_of(work, mona))
    agreed = dict.fromkeys(consent.NEEDED, (1, "en"))
    send: Deed = lambda work, reader: membership.hand_in(work, reader, Draft(ANSWERS | NGO, agreed))  # noqa: E731
    came = at_once(town, *[(mona, send)] * 3)
    assert came.count(NO) == 2
    assert len(all_of(town, Application.id)) == 1
    assert len(all_of(town, Consent.id)) == len(consent.NEEDED)


def test_one_link_makes_one_coordinator(town: Town) -> None:
    olga = owner(town)
    token, _ = town.run(lambda work: team.invite_by_link(work, reader_of(work, olga), ["mena"]))
    members = [town.person(f"Member{number}") for number in range(4)]
    for one in members:
        joins(one)
    came = at_once(town, *[(one, lambda work, reader: team.accept_link(work, reader, token)) for one in members])
    assert came.count(NO) == len(members) - 1
    assert len(all_of(town, Role.id)) == 1


def test_two_answers_too_many(town: Town) -> None:
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    number = application_of(town)
    question = town.run(lambda work: applications.ask(work, reader_of(work, sami), number, "Why?"))
    say: Deed = lambda work, reader: applications.answer(work, reader, question, "Because")  # noqa: E731
    came = at_once(town, *[(mona, say)] * 4)
    assert came.count(NO) == 4 - applications.MOST_ANSWERS


def test_a_consent_given_twice_at_once_stands_once(town: Town) -> None:
    mona = town.person("Mona")
    joins(mona)
    yes: Deed = lambda work, reader: me.agree(work, reader, Purpose.NEWSLETTER)  # noqa: E731
    came = at_once(town, *[(mona, yes)] * 3)
    assert sorted(came) == [False, False, True]


def test_a_role_taken_away_twice_at_once(town: Town) -> None:
    olga, sami = owner(town), coordinator(town, "Sami", "mena")
    del sami
    role = all_of(town, Role.id)[0]
    came = at_once(town, *[(olga, lambda work, reader: team.remove(work, reader, role))] * 2)
    assert came.count(NO) == 1
    assert all_of(town, Notice.kind).count(team.CHANGED) == 1


def test_erased_twice_at_once(town: Town) -> None:
    mona = town.person("Mona")
    joins(mona)
    erase: Deed = lambda work, reader: privacy.erase_person(work, reader.id, reader.telegram_id)  # noqa: E731
    at_once(town, *[(mona, erase)] * 2)
    assert all_of(town, Person.status) == [Status.ERASED]
