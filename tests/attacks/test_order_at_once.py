"""Reports and decisions in the same moment, each in a unit of work of its own, on PostgreSQL."""

from datetime import timedelta

import pytest

from db.models import Audit, Case, Discussion, Notice, Person, Post, Report
from db.unit import Database
from db.values import CaseState, PostState, RichText, Status
from network import privacy
from network.discussions import closing, editing, posting, searching
from network.order import answering, deciding, reporting
from network.order.kinds import ANSWERED, OUTCOME, TOLD
from network.people import Reader
from network.work import Work
from tests.attacks.test_at_once import NO, Deed, all_of, at_once
from tests.coordinators import coordinator
from tests.erasure import everything_stored, traces
from tests.network.bringing import discussion
from tests.people import joins, reader_of
from tests.talk import Talker, Town

POST, CASE = 2, 1


class Scene:
    """Omar's post in Mona's discussion; Karim and Rana coordinate its region."""

    def __init__(self, database: Database) -> None:
        self.town = Town(database)
        self.mona, self.omar, self.lina, self.sami = (self.member(name) for name in ("Mona", "Omar", "Lina", "Sami"))
        self.karim, self.rana = (coordinator(self.town, name, "mena") for name in ("Karim", "Rana"))

        def begin(work: Work) -> int:
            about = discussion(work, reader_of(work, self.mona).id, region="mena")
            posting.add(work, reader_of(work, self.mona), about, RichText("Who composts?"))
            posting.add(work, reader_of(work, self.omar), about, RichText("Fools"))
            return about

        self.about = self.town.run(begin)

    def member(self, name: str) -> Talker:
        talker = self.town.person(name)
        joins(talker, name=f"{name} Haddad")
        return talker

    def reported(self) -> "Scene":
        self.town.run(lambda work: reporting.report(work, reader_of(work, self.lina), POST))
        return self


@pytest.fixture
def scene(postgresql: Database) -> Scene:
    return Scene(postgresql)


def hides(work: Work, reader: Reader) -> CaseState:
    deciding.hide(work, reader, CASE, 1, "Be friendly")
    return CaseState.HIDDEN


def suspends(work: Work, reader: Reader) -> CaseState:
    deciding.suspend(work, reader, CASE, 1, "Be friendly", work.now + timedelta(days=7))
    return CaseState.SUSPENDED


def reports(reason: str | None = None) -> Deed:
    return lambda work, reader: reporting.report(work, reader, POST, reason)


def test_of_two_coordinators_who_decide_at_once_one_counts(scene: Scene) -> None:
    scene.reported()
    came = at_once(scene.town, (scene.karim, hides), (scene.rana, suspends))
    assert came.count(NO) == 1
    (state,) = [one for one in came if one != NO]
    assert all_of(scene.town, Case.state) == [state]
    assert (Status.SUSPENDED in all_of(scene.town, Person.status)) == (state == CaseState.SUSPENDED)
    assert all_of(scene.town, Notice.kind).count(TOLD) == 1
    assert all_of(scene.town, Notice.kind).count(OUTCOME) == 1
    decided = [act for act in all_of(scene.town, Audit.action) if act in ("case.hidden", "case.suspended")]
    assert len(decided) == 1


def test_of_two_who_take_it_back_at_once_one_counts(scene: Scene) -> None:
    scene.reported()
    scene.town.run(lambda work: suspends(work, reader_of(work, scene.karim)))
    undo: Deed = lambda work, reader: deciding.undo(work, reader, CASE, 2)  # noqa: E731
    came = at_once(scene.town, (scene.karim, undo), (scene.rana, undo))
    assert came.count(NO) == 1
    assert all_of(scene.town, Audit.action).count("membership.restored") == 1
    assert Status.SUSPENDED not in all_of(scene.town, Person.status)


def test_four_who_report_at_once_make_one_case(scene: Scene) -> None:
    who = (scene.mona, scene.lina, scene.sami, scene.rana)
    came = at_once(scene.town, *[(one, reports()) for one in who])
    assert set(came) == {CASE}
    assert all_of(scene.town, Case.state) == [CaseState.WAITING]
    assert len(all_of(scene.town, Report.person_id)) == 4


@pytest.mark.parametrize("attempt", range(3))
def test_a_report_and_a_decision_do_not_wait_for_each_other(scene: Scene, attempt: int) -> None:
    scene.reported()
    decided, told = at_once(scene.town, (scene.karim, hides), (scene.sami, reports()))
    # Whoever came first: a case that another report changed is looked at again, a hidden post is not reported.
    assert (decided == CaseState.HIDDEN) or told == CASE, attempt
    assert len(all_of(scene.town, Case.id)) == 1


def test_an_edit_in_the_moment_of_hiding_leaves_it_hidden(scene: Scene) -> None:
    scene.reported()
    edits: Deed = lambda work, reader: editing.edit(work, reader, POST, RichText("Ever more fools"))  # noqa: E731
    at_once(scene.town, (scene.karim, hides), (scene.omar, edits))
    assert all_of(scene.town, Post.state) == [PostState.LIVE, PostState.HIDDEN]
    assert scene.town.run(lambda work: searching.find(work, "fools")) == []


def test_taken_back_in_the_moment_of_hiding_it_never_comes_back(scene: Scene) -> None:
    scene.reported()
    deletes: Deed = lambda work, reader: editing.delete(work, reader, POST)  # noqa: E731
    at_once(scene.town, (scene.karim, hides), (scene.omar, deletes))
    assert sorted(all_of(scene.town, Post.state)) == [PostState.DELETED, PostState.LIVE]
    if all_of(scene.town, Case.state) == [CaseState.HIDDEN]:
        scene.town.run(lambda work: deciding.undo(work, reader_of(work, scene.rana), CASE, 2))
    assert sorted(all_of(scene.town, Post.state)) == [PostState.DELETED, PostState.LIVE]


def test_the_author_answers_once_also_twice_at_once(scene: Scene) -> None:
    scene.reported()
    scene.town.run(lambda work: deciding.warn(work, reader_of(work, scene.karim), CASE, 1, "Be friendly"))
    says: Deed = lambda work, reader: answering.answer(work, reader, CASE, "A joke")  # noqa: E731
    came = at_once(scene.town, *[(scene.omar, says)] * 3)
    assert came.count(NO) == 2
    assert all_of(scene.town, Notice.kind).count(ANSWERED) == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_report_of_somebody_who_is_erased_in_that_moment_keeps_no_word_of_them(scene: Scene, attempt: int) -> None:
    at_once(
        scene.town,
        (scene.lina, reports("Omar Haddad insults us")),
        (scene.omar, lambda work, reader: privacy.erase_person(work, reader.id, reader.telegram_id)),
    )
    stored = scene.town.run(lambda work: everything_stored(work.session))
    assert traces(["Omar Haddad insults"], stored) == [], attempt
    assert CaseState.WAITING not in all_of(scene.town, Case.state)


@pytest.mark.parametrize("attempt", range(3))
def test_what_is_taken_back_while_it_is_picked_answers_nothing(scene: Scene, attempt: int) -> None:
    at_once(
        scene.town,
        (scene.mona, lambda work, reader: closing.pick_answer(work, reader, scene.about, POST)),
        (scene.omar, lambda work, reader: editing.delete(work, reader, POST)),
    )
    assert all_of(scene.town, Discussion.answer_id) == [None], attempt


def test_a_suspension_and_an_erasure_at_once_leave_nobody_suspended(scene: Scene) -> None:
    scene.reported()
    at_once(
        scene.town,
        (scene.karim, suspends),
        (scene.omar, lambda work, reader: privacy.erase_person(work, reader.id, reader.telegram_id)),
    )
    assert Status.ERASED in all_of(scene.town, Person.status)
    assert Status.SUSPENDED not in all_of(scene.town, Person.status)
    assert all_of(scene.town, Post.text)[1:] == [None]


def test_what_fails_after_the_rule_is_done_by_nobody(scene: Scene) -> None:
    scene.reported()

    def breaks(work: Work) -> None:
        suspends(work, reader_of(work, scene.karim))
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError):
        scene.town.run(breaks)
    assert all_of(scene.town, Case.state) == [CaseState.WAITING]
    assert set(all_of(scene.town, Post.state)) == {PostState.LIVE}
    assert Status.SUSPENDED not in all_of(scene.town, Person.status)
    assert not {TOLD, OUTCOME} & set(all_of(scene.town, Notice.kind))
    scene.town.run(lambda work: suspends(work, reader_of(work, scene.rana)))
    assert all_of(scene.town, Case.state) == [CaseState.SUSPENDED]
