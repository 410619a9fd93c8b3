"""The rules of applications, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from db.models import Application, ApplicationMessage, Consent, Copy, Notice, Person, PersonTopic
from db.queries import audit as audit_queries
from db.unit import Database
from db.values import ApplicationState, Status
from network import applications, membership
from network.errors import NetworkError, NotAllowed, Outdated
from tests.coordinators import NGO, OWNER, applicant, coordinator, owner
from tests.people import joins, reader_of
from tests.talk import Talker, Town


def the_one(town: Town) -> Application:
    return town.run(lambda work: work.session.scalars(select(Application)).one())


def person(town: Town, talker: Talker) -> Person:
    return town.run(
        lambda work: work.session.scalars(select(Person).where(Person.telegram_id == talker.telegram_id)).one()
    )


def does(town: Town, talker: Talker, use_case, *arguments, **named):
    """Let somebody do something by the rules."""
    return town.run(lambda work: use_case(work, reader_of(work, talker), *arguments, **named))


def admitted_topics(town: Town, talker: Talker) -> set[str]:
    held = select(PersonTopic.topic).join(Person).where(Person.telegram_id == talker.telegram_id, PersonTopic.admitted)
    return set(town.run(lambda work: work.session.scalars(held).all()))


def test_admission_makes_a_member_of_the_named_topics(database):
    town = Town(database)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    application = the_one(town)
    assert admitted_topics(town, mona) == set()
    does(town, sami, applications.admit, application.id, ["waste", "gender", "forged"])
    decided = the_one(town)
    assert (decided.state, decided.topics) == (ApplicationState.ADMITTED, ["gender", "waste"])
    assert decided.erase_at is None
    assert (person(town, mona).status, person(town, mona).topics_named) == (Status.MEMBER, True)
    assert admitted_topics(town, mona) == {"waste", "gender"}
    lines = town.run(lambda work: audit_queries.about(work.session, "application", application.id))
    assert [line[0] for line in lines] == ["application.admitted"]


def test_at_least_one_topic_must_be_left(sqlite):
    town = Town(sqlite)
    sami = coordinator(town, "Sami", "mena")
    applicant(town)
    with pytest.raises(NetworkError, match="at least one"):
        does(town, sami, applications.admit, the_one(town).id, ["energy"])
    assert the_one(town).state == ApplicationState.WAITING


def test_whoever_was_declined_is_a_visitor_and_may_apply_again(database):
    town = Town(database)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    first = the_one(town)
    does(town, sami, applications.decline, first.id, "  Please apply with your city.  ")
    declined = the_one(town)
    assert (declined.state, declined.reason) == (ApplicationState.DECLINED, "Please apply with your city.")
    assert declined.erase_at == town.now + timedelta(days=90)
    assert person(town, mona).status == Status.VISITOR
    joins(mona, **NGO)
    waiting = town.run(lambda work: applications.waiting(work, reader_of(work, sami)))
    assert waiting.count == 1
    assert person(town, mona).status == Status.APPLICANT


@pytest.mark.parametrize(("reason", "usual"), [("", None), ("   ", None), ("x" * 501, None), (None, "forged")])
def test_a_decline_needs_a_reason_that_fits(sqlite, reason, usual):
    town = Town(sqlite)
    sami = coordinator(town, "Sami", "mena")
    applicant(town)
    with pytest.raises(NetworkError):
        does(town, sami, applications.decline, the_one(town).id, reason, usual=usual)
    assert the_one(town).state == ApplicationState.WAITING


def test_only_coordinators_of_the_region_decide(sqlite):
    town = Town(sqlite, owners=(OWNER,))
    far, olga, member = coordinator(town, "Femi", "ssa"), owner(town), town.person("Nadia")
    joins(member)
    mona = applicant(town)
    for stranger in (far, member, mona):
        for use_case, more in (
            (applications.admit, ()),
            (applications.decline, ("No",)),
            (applications.ask, ("Why?",)),
        ):
            with pytest.raises(NotAllowed):
                does(town, stranger, use_case, the_one(town).id, *more)
    does(town, olga, applications.admit, the_one(town).id)
    assert person(town, mona).status == Status.MEMBER


def test_the_second_decision_learns_of_the_first(database):
    town = Town(database, owners=(OWNER,))
    sami, lina, olga = coordinator(town, "Sami", "mena"), coordinator(town, "Lina", "mena"), owner(town)
    applicant(town)
    does(town, sami, applications.admit, the_one(town).id)
    with pytest.raises(Outdated) as late:
        does(town, lina, applications.decline, the_one(town).id, "No")
    assert late.value.arguments == {"name": "Sami Coordinator"}
    with pytest.raises(Outdated, match="You have already admitted"):
        does(town, sami, applications.admit, the_one(town).id)
    applicant(town, "Rana")
    second = town.run(lambda work: work.session.scalar(select(func.max(Application.id))))
    does(town, olga, applications.decline, second, "No")  # the owner has no name here
    with pytest.raises(Outdated, match="Another coordinator has already declined"):
        does(town, lina, applications.admit, second)


def test_two_coordinators_at_once_make_one_decision(postgresql: Database):
    town = Town(postgresql)
    sami, lina = coordinator(town, "Sami", "mena"), coordinator(town, "Lina", "mena")
    for turn in range(5):
        applicant(town, f"Mona{turn}")
        application = town.run(lambda work: work.session.scalar(select(func.max(Application.id))))
        both = Barrier(2)

        def decide(talker: Talker, number: int = application, both: Barrier = both) -> str:
            def act(work):
                reader = reader_of(work, talker)
                both.wait(10)
                if talker is sami:
                    applications.admit(work, reader, number)
                else:
                    applications.decline(work, reader, number, "No")

            try:
                town.run(act)
            except Outdated as late:
                return str(late.arguments.get("name"))
            return "decided"

        with ThreadPoolExecutor(2) as threads:
            came = list(threads.map(decide, (sami, lina)))
        winner = "Sami Coordinator" if came[0] == "decided" else "Lina Coordinator"
        assert sorted(came) == sorted(["decided", winner])
        lines = town.run(lambda work, number=application: audit_queries.about(work.session, "application", number))
        assert len(lines) == 1


def test_the_applicant_answers_what_was_asked_of_them_only(database):
    town = Town(database)
    sami = coordinator(town, "Sami", "mena")
    mona, rana = applicant(town, "Mona"), applicant(town, "Rana")
    first = town.run(lambda work: work.session.scalar(select(func.min(Application.id))))
    question = does(town, sami, applications.ask, first, "In which city?")
    with pytest.raises(NotAllowed):
        does(town, rana, applications.answer, question, "Not mine")
    answer = does(town, mona, applications.answer, question, "In Irbid")
    with pytest.raises(Outdated):
        does(town, mona, applications.answer, answer, "An answer is no question")
    does(town, mona, applications.answer, question, "And in Zarqa")
    card = does(town, sami, applications.card, first)
    assert [(line.from_applicant, line.text) for line in card.lines] == [
        (False, "In which city?"),
        (True, "In Irbid"),
        (True, "And in Zarqa"),
    ]
    does(town, sami, applications.admit, first)
    with pytest.raises(Outdated, match="decided"):
        does(town, mona, applications.answer, question, "Too late")


def test_handing_in_twice_is_one_application(database):
    town = Town(database)
    mona = applicant(town)
    assert does(town, mona, applications.open_application, "mena") == the_one(town).id


def test_a_withdrawn_application_is_erased_with_the_next_sweep(database):
    town = Town(database)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    does(town, mona, membership.leave)
    town.deliver()
    assert "Taken back by the applicant" in sami.sees
    with pytest.raises(Outdated, match="taken this application back"):
        does(town, sami, applications.admit, the_one(town).id)
    town.later(minutes=1)
    assert town.run(lambda work: work.session.scalars(select(Application)).all()) == []
    assert person(town, mona).name is None


def test_applications_nobody_decides_are_passed_on_once(database):
    town = Town(database)
    coordinator(town, "Sami", "mena")
    applicant(town)
    town.later(days=2, hours=23)
    assert the_one(town).escalated_at is None
    town.later(hours=2)
    assert the_one(town).escalated_at == town.now
    assert town.run(applications.escalate_due) == 0
    passed_on = select(func.count()).where(Notice.kind == applications.OVERDUE)
    assert town.run(lambda work: work.session.scalar(passed_on)) == 1


def test_ninety_days_after_the_decline_the_answers_are_gone(database):
    town = Town(database)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    question = does(town, sami, applications.ask, the_one(town).id, "In which city?")
    does(town, mona, applications.answer, question, "In Irbid")
    does(town, sami, applications.decline, the_one(town).id, usual="outside")
    town.later(days=89)
    assert person(town, mona).name == "Mona Haddad"
    assert "Mona Haddad" in sami.everything
    town.later(days=2)
    held = person(town, mona)
    assert (held.name, held.city, held.country, held.zone, held.organisation) == (None,) * 5
    assert (held.status, held.telegram_id) == (Status.VISITOR, mona.telegram_id)
    with town.database.unit("read") as session:
        assert session.scalars(select(Application)).all() == []
        assert session.scalars(select(ApplicationMessage)).all() == []
        assert session.scalars(select(PersonTopic).where(PersonTopic.person_id == held.id)).all() == []
        agreed = session.scalars(select(Consent).where(Consent.person_id == held.id)).all()
    assert len(agreed) == 2
    assert all(consent.withdrawn_at == town.now for consent in agreed)
    assert "Mona" not in sami.everything


def test_who_applied_again_keeps_what_the_new_application_needs(database):
    town = Town(database)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    does(town, sami, applications.decline, the_one(town).id, "Not yet")
    town.later(days=60)
    joins(mona, **NGO)
    town.later(days=31)
    assert the_one(town).state == ApplicationState.WAITING
    assert person(town, mona).name == "Mona Haddad"


def test_whoever_leaves_takes_their_application_along(database):
    town = Town(database)
    sami = coordinator(town, "Sami", "mena")
    mona = applicant(town)
    does(town, sami, applications.admit, the_one(town).id)
    town.deliver()
    assert "Mona Haddad" in sami.everything
    does(town, mona, membership.leave)
    town.deliver()
    assert "Mona Haddad" not in sami.everything
    assert town.run(lambda work: work.session.scalars(select(Application)).all()) == []


def test_a_region_without_coordinators_is_looked_after_by_the_networks(database):
    town = Town(database, owners=(OWNER,))
    nils, olga, femi = coordinator(town, "Nils"), owner(town), coordinator(town, "Femi", "ssa")
    applicant(town)
    assert "Application: Mona Haddad" in nils.sees
    assert "Application: Mona Haddad" in olga.sees
    assert femi.messages == []
    applicant(town, "Lena", country="DE", zone=None, topics=["waste"])
    assert "Application: Lena Haddad" in olga.sees
    with town.database.unit("read") as session:
        assert session.scalar(select(func.count()).select_from(Copy)) >= 4
