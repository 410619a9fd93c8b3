"""What follows an event by itself, each stage once and at its time; and whose word counts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from db.models import Attendance, Chat, Event, EventOrganiser, EventSeries, Notice, Person
from db.queries import team as team_queries
from db.unit import Database
from db.values import Attachment, AttendanceState, Audience, Purpose, RichText, RoleKind, Status, Used
from network import consent, people, privacy
from network.charter import shipped_charter
from network.errors import NetworkError, NotAllowed, Outdated
from network.events import afterwards, attendees, feedback, figures, kinds, summary
from network.people import Reader
from network.work import Work
from tests.coming import coming

BOT = 4242
START = datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
_numbers = count(500)


def work_at(session: Any, **after: float) -> Work:
    """A unit of work so long after the event's end (hours=…, days=…)."""
    return Work(session, START + timedelta(hours=1) + timedelta(**after), shipped_charter(), BOT)


def member(work: Work, name: str, *, directory: bool = False, language: str = "en") -> Reader:
    number = next(_numbers)
    reader = people.meet(work, number, number, language).reader
    columns = {"status": Status.MEMBER, "country": "JO", "region": "mena", "organisation": f"City of {name}"}
    work.session.execute(update(Person).where(Person.id == reader.id).values(people.as_stored(name) | columns))
    if directory:
        consent.give(work, reader.id, Purpose.DIRECTORY, language)
    return people.readers(work, [reader.id])[reader.id]


def coordinator(work: Work, name: str, *regions: str) -> Reader:
    reader = member(work, name)
    kind = RoleKind.REGIONAL if regions else RoleKind.NETWORK
    team_queries.grant(work.session, reader.id, kind, regions or ("",), reader.id, work.now)
    return people.readers(work, [reader.id])[reader.id]


def event_of(work: Work, author: Reader, **columns: Any) -> int:
    return coming(replace(work, now=START - timedelta(days=7)), author, "Waste day", **columns)


def answers(
    work: Work, event_id: int, reader: Reader, state: AttendanceState = AttendanceState.GOING, **more: Any
) -> None:
    values = {"event_id": event_id, "person_id": reader.id, "state": state, "answered_at": START} | more
    work.session.execute(insert(Attendance).values(values))


def told(work: Work, kind: str) -> list[tuple[int, ...]]:
    """Whom notices of a kind are for, by row number, in the order they were posted."""
    rows = work.session.scalars(select(Notice.audience).where(Notice.kind == kind).order_by(Notice.id))
    return [Audience.from_json(row).people for row in rows]


@pytest.fixture
def scene(sqlite: Database) -> Any:
    with sqlite.unit() as session:
        work = work_at(session, minutes=-90)
        omar, mona, ali = member(work, "Omar"), member(work, "Mona", directory=True), member(work, "Ali")
        event_id = event_of(work, omar)
        answers(work, event_id, mona)
        answers(work, event_id, ali)
        yield session, event_id, omar, mona, ali


# --- Stages -----------------------------------------------------------------------------------------------------------


def test_each_stage_comes_once_and_at_its_time(scene: Any) -> None:
    session, _, omar, mona, ali = scene

    def passed(**after: float) -> tuple[int, list[int]]:
        done = sum(afterwards.tick(work_at(session, **after)) for _ in range(2))
        four = (kinds.FEEDBACK, kinds.OVER, kinds.SUMMARY_ASKED, kinds.USED)
        return done, [len(told(work_at(session), kind)) for kind in four]

    assert passed(minutes=59) == (0, [0, 0, 0, 0])
    assert passed(minutes=61) == (1, [1, 1, 0, 0])
    assert passed(days=2.9) == (0, [1, 1, 0, 0])
    assert passed(days=3.1) == (1, [1, 1, 1, 0])
    assert passed(days=7.1) == (1, [1, 1, 2, 0])
    assert passed(days=89) == (0, [1, 1, 2, 0])
    assert passed(days=91) == (1, [1, 1, 2, 1])
    assert passed(days=400) == (0, [1, 1, 2, 1])
    work = work_at(session)
    assert told(work, kinds.FEEDBACK) == told(work, kinds.USED) == [(mona.id, ali.id)]
    assert told(work, kinds.OVER) == [(omar.id,)]


def test_after_a_standstill_only_what_is_still_of_use_is_asked(scene: Any) -> None:
    session, *_ = scene
    work = work_at(session, days=100)
    assert afterwards.tick(work) == 4
    assert [len(told(work, kind)) for kind in (kinds.FEEDBACK, kinds.OVER, kinds.SUMMARY_ASKED)] == [0, 0, 0]
    assert len(told(work, kinds.USED)) == 1


def test_a_summary_that_is_written_is_not_asked_for(scene: Any) -> None:
    session, event_id, omar, *_ = scene
    summary.set_text(work_at(session, days=1), omar, event_id, RichText("Well done"))
    afterwards.tick(work_at(session, days=8))
    assert told(work_at(session), kinds.SUMMARY_ASKED) == []


def test_an_event_that_is_put_off_is_asked_about_after_its_new_end(scene: Any) -> None:
    session, *_ = scene
    afterwards.tick(work_at(session, hours=2))
    session.execute(update(Event).values(starts_at=START + timedelta(days=30)))
    assert afterwards.tick(work_at(session, hours=3)) == 0
    assert afterwards.tick(work_at(session, days=30, hours=2)) == 1
    assert len(told(work_at(session), kinds.FEEDBACK)) == 2


def test_of_a_weekly_series_people_are_asked_once_a_month(scene: Any) -> None:
    session, _, omar, mona, _ = scene
    rule = {"rule": "FREQ=WEEKLY", "zone": "Asia/Amman", "starts_local": "2027-03-08T11:00"}
    series = session.execute(insert(EventSeries).values(rule).returning(EventSeries.id)).scalar_one()
    session.execute(update(Event).values(series_id=series))
    for week in range(1, 26):
        made = event_of(work_at(session), omar, series_id=series, starts_at=START + timedelta(weeks=week))
        answers(work_at(session), made, mona)
    asked = dict.fromkeys((kinds.FEEDBACK, kinds.OVER, kinds.SUMMARY_ASKED, kinds.USED), 0)
    for day in range(26 * 7 + 92):
        afterwards.tick(work_at(session, days=day, hours=2))
    for kind in asked:
        asked[kind] = len(told(work_at(session), kind))
    months = 7  # of 26 weeks, the first one too
    assert asked == {kinds.FEEDBACK: months, kinds.OVER: months, kinds.SUMMARY_ASKED: 2 * months, kinds.USED: 2}


@pytest.mark.parametrize("state", ["draft", "waiting", "scheduled", "cancelled", "declined"])
def test_nothing_follows_what_did_not_happen(scene: Any, state: str) -> None:
    session, *_ = scene
    session.execute(update(Event).values(state=state))
    assert afterwards.tick(work_at(session, days=100)) == 0


def test_nothing_is_asked_where_nobody_came(scene: Any) -> None:
    session, *_ = scene
    session.execute(update(Attendance).values(came=False))
    for days in (1, 4, 8, 91):
        afterwards.tick(work_at(session, days=days))
    assert [told(work_at(session), kind) for kind in (kinds.FEEDBACK, kinds.OVER, kinds.USED)] == [[], [], []]
    assert told(work_at(session), kinds.SUMMARY_ASKED) == []


def test_a_crowd_is_told_in_several_notices(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    session, *_, mona, ali = scene
    monkeypatch.setattr(afterwards, "MOST_PEOPLE", 1)
    afterwards.tick(work_at(session, hours=2))
    assert told(work_at(session), kinds.FEEDBACK) == [(mona.id,), (ali.id,)]


def test_an_event_whose_organisers_are_gone_is_left_to_the_coordinators(scene: Any) -> None:
    session, _, omar, *_ = scene
    session.execute(update(Person).where(Person.id == omar.id).values(status=Status.FORMER))
    session.execute(update(Event).values(regions=["mena"]))
    afterwards.tick(work_at(session, hours=2))
    row = session.scalars(select(Notice.audience).where(Notice.kind == kinds.OVER)).one()
    assert Audience.from_json(row).coordinators_of == ("mena",)


# --- Who came ---------------------------------------------------------------------------------------------------------


def test_members_see_names_of_the_directory_and_coordinators_all(scene: Any) -> None:
    session, event_id, omar, mona, _ = scene
    work = work_at(session)
    roll = attendees.roll(work, omar, event_id)
    assert ([one.name for one in roll.guests], roll.all.total, roll.unnamed.total) == (["Mona"], 2, 1)
    work.session.execute(update(Event).values(regions=["mena", "see"]))
    for olga in (coordinator(work, "Olga", "mena"), coordinator(work, "Oma")):
        seen = attendees.roll(work, olga, event_id)
        assert ([one.name for one in seen.guests], seen.unnamed.total) == (["Ali", "Mona"], 0)
    far = coordinator(work, "Otto", "see")
    assert [one.name for one in attendees.roll(work, far, event_id).guests] == ["Mona"], "Ali is not of his region"
    assert attendees.tick_unnamed(work, far, event_id, came=True) == 1
    assert attendees.tick_unnamed(work, far, event_id, came=True) == 0
    with pytest.raises(NotAllowed):
        attendees.roll(work, mona, event_id)
    with pytest.raises(NotAllowed):
        attendees.roll(work, coordinator(work, "Sami", "ssa"), event_id)
    with pytest.raises(Outdated):
        attendees.roll(work, omar, 4711)


def test_ticks_say_the_same_twice_and_only_from_the_beginning_on(scene: Any) -> None:
    session, event_id, omar, mona, ali = scene
    with pytest.raises(NetworkError, match="not begun"):
        attendees.tick(work_at(session, hours=-3), omar, event_id, mona.id, came=True)
    work = work_at(session)
    for _ in range(2):
        attendees.tick(work, omar, event_id, mona.id, came=True)
    assert attendees.roll(work, omar, event_id).all == attendees.Numbers(came=1, absent=0, unsaid=1)
    with pytest.raises(Outdated):
        attendees.tick(work, omar, event_id, ali.id, came=True)  # not in the directory: no name, no tick
    assert attendees.tick_unnamed(work, omar, event_id, came=False) == 1
    assert attendees.roll(work, omar, event_id).all == attendees.Numbers(came=1, absent=1, unsaid=0)
    attendees.tick(work, omar, event_id, mona.id, came=None)
    assert attendees.tick_the_rest(work, omar, event_id, came=True) == 1
    assert attendees.tick_the_rest(work, omar, event_id, came=True) == 0


def test_whoever_is_found_to_have_come_later_is_asked_too(scene: Any) -> None:
    session, event_id, omar, *_ = scene
    work = work_at(session, hours=2)
    zoe = member(work, "Zoe", directory=True)
    answers(work, event_id, zoe, AttendanceState.MAYBE)
    afterwards.tick(work)
    for _ in range(2):
        attendees.tick(work, omar, event_id, zoe.id, came=True)
    assert told(work, kinds.FEEDBACK)[1:] == [(zoe.id,)]
    assert feedback.mine(work, zoe, event_id).was_there


def test_the_table_holds_only_who_stands_in_the_directory_whoever_fetches_it(scene: Any) -> None:
    session, event_id, omar, *_ = scene
    work = work_at(session)
    for reader in (omar, coordinator(work, "Olga")):
        _, guests, others = attendees.table(work, reader, event_id)
        assert [(one.name, one.organisation, one.country) for one in guests] == [("Mona", "City of Mona", "JO")]
        assert others == 1


# --- What they say ----------------------------------------------------------------------------------------------------


def test_only_those_who_were_there_and_only_when_it_is_over(scene: Any) -> None:
    session, event_id, omar, mona, ali = scene
    work = work_at(session)
    with pytest.raises(Outdated):
        feedback.rate(work_at(session, minutes=-1), mona, event_id, 5)
    with pytest.raises(NotAllowed):
        feedback.rate(work, omar, event_id, 5)  # organises it, and did not answer
    for stars in (0, 6, -1, 2**40):
        with pytest.raises(NetworkError):
            feedback.rate(work, mona, event_id, stars)
    assert feedback.rate(work, mona, event_id, 4).stars == 4
    assert feedback.rate(work, mona, event_id, 5).stars == 5
    assert feedback.remark(work, mona, event_id, " Good ").remark == "Good"
    with pytest.raises(NetworkError):
        feedback.remark(work, mona, event_id, "x" * 9000)
    attendees.tick_the_rest(work, omar, event_id, came=False)
    with pytest.raises(NotAllowed):
        feedback.rate(work, ali, event_id, 1)


def test_ones_own_word_on_not_having_come_counts_unless_somebody_saw_them(scene: Any) -> None:
    session, event_id, omar, mona, ali = scene
    work = work_at(session)
    attendees.tick(work, omar, event_id, mona.id, came=True)
    with pytest.raises(NetworkError, match="noted that you were there"):
        feedback.was_not_there(work, mona, event_id)
    feedback.was_not_there(work, ali, event_id)
    with pytest.raises(NotAllowed):
        feedback.rate(work, ali, event_id, 3)
    found = figures.figures(work, omar, event_id)
    assert (found.came, found.absent, found.unsaid) == (1, 1, 0)


def test_a_use_that_is_taken_back_takes_its_line_along(scene: Any) -> None:
    session, event_id, _, mona, _ = scene
    work = work_at(session, days=90)
    with pytest.raises(Outdated):
        feedback.use_how(work, mona, event_id, "Bins")
    feedback.use(work, mona, event_id, Used.PLANNED)
    assert feedback.use_how(work, mona, event_id, "Bins").used_how == "Bins"
    assert feedback.use(work, mona, event_id, Used.YES).used_how == "Bins"
    assert feedback.use(work, mona, event_id, Used.NO).used_how is None


def test_what_few_say_is_not_shown(scene: Any) -> None:
    session, event_id, omar, mona, ali = scene
    work = work_at(session)
    feedback.rate(work, mona, event_id, 5)
    feedback.remark(work, mona, event_id, "Loved it")
    feedback.rate(work, ali, event_id, 2)
    few = figures.figures(work, omar, event_id)
    assert (few.rated, few.stars, few.average, few.remarks) == (2, {}, None, ())
    zoe = member(work, "Zoe")
    answers(work, event_id, zoe)
    feedback.rate(work, zoe, event_id, 5)
    enough = figures.figures(work, omar, event_id)
    assert (enough.stars, enough.average, enough.remarks) == ({5: 2, 2: 1}, 4.0, ["Loved it"])
    with pytest.raises(NotAllowed):
        figures.figures(work, mona, event_id)


# --- The summary ------------------------------------------------------------------------------------------------------


def attachment(number: int, kind: str = "photo") -> Attachment:
    return Attachment(kind, f"file{number}", BOT)


def test_a_summary_is_a_draft_until_it_is_sent_once(scene: Any) -> None:
    session, event_id, omar, mona, ali = scene
    work = work_at(session, days=1)
    with pytest.raises(NetworkError, match="empty"):
        summary.send(work, omar, event_id)
    summary.set_text(work, omar, event_id, RichText("We sorted waste."))
    assert told(work, kinds.SUMMARY) == []
    for _ in range(2):
        assert summary.send(work, omar, event_id).sent
    assert told(work, kinds.SUMMARY) == [(mona.id, ali.id)]
    with pytest.raises(Outdated, match="files stay"):
        summary.drop_files(work, omar, event_id)
    revision = session.scalars(select(Notice.revision).where(Notice.kind == kinds.SUMMARY)).one()
    summary.set_text(work, omar, event_id, RichText("We sorted waste well."))
    assert session.scalars(select(Notice.revision).where(Notice.kind == kinds.SUMMARY)).one() == revision + 1


def test_of_a_cancelled_event_there_is_nothing_to_sum_up(scene: Any) -> None:
    session, event_id, omar, *_ = scene
    work = work_at(session, days=1)
    session.get(Event, event_id).state = "cancelled"
    session.flush()
    with pytest.raises(Outdated, match="cancelled"):
        summary.send(work, omar, event_id)


def test_a_summary_holds_what_telegram_holds(scene: Any) -> None:
    session, event_id, omar, *_ = scene
    work = work_at(session, days=1)
    with pytest.raises(NetworkError, match="long"):
        summary.set_text(work, omar, event_id, RichText("x" * (summary.LONGEST + 1)))
    for number in (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10):
        summary.add_file(work, omar, event_id, attachment(number))
    with pytest.raises(NetworkError, match="most"):
        summary.add_file(work, omar, event_id, attachment(11))
    with pytest.raises(NetworkError, match="long"):
        summary.set_text(work, omar, event_id, RichText("x" * (summary.LONGEST_CAPTION + 1)))
    assert summary.drop_files(work, omar, event_id).files == ()
    summary.add_file(work, omar, event_id, attachment(1))
    with pytest.raises(NetworkError, match="cannot go together"):
        summary.add_file(work, omar, event_id, attachment(2, "document"))


ACTS: list[Callable[[Work, Reader, int], object]] = [
    summary.find,
    summary.send,
    summary.drop_files,
    attendees.roll,
    attendees.table,
    figures.figures,
    lambda work, reader, event: summary.set_text(work, reader, event, RichText("x")),
    lambda work, reader, event: summary.add_file(work, reader, event, attachment(1)),
    lambda work, reader, event: attendees.tick_the_rest(work, reader, event, came=True),
    lambda work, reader, event: attendees.tick_unnamed(work, reader, event, came=True),
]


@pytest.mark.parametrize("act", ACTS)
def test_only_organisers_may(scene: Any, act: Callable[[Work, Reader, int], object]) -> None:
    session, event_id, _, mona, _ = scene
    work = work_at(session, days=1)
    with pytest.raises(NotAllowed):
        act(work, mona, event_id)


def test_whoever_organises_beside_the_author_may_as_well(scene: Any) -> None:
    session, event_id, _, mona, ali = scene
    work = work_at(session, days=1)
    session.execute(insert(EventOrganiser).values(event_id=event_id, person_id=mona.id, since=START))
    summary.set_text(work, mona, event_id, RichText("x"))
    assert summary.send(work, mona, event_id).guests == 1
    assert told(work, kinds.SUMMARY) == [(ali.id,)], "who organises knows it"


# --- Erasure ----------------------------------------------------------------------------------------------------------


def test_what_somebody_said_goes_with_them(scene: Any) -> None:
    session, event_id, omar, mona, _ = scene
    work = work_at(session)
    feedback.rate(work, mona, event_id, 5)
    feedback.remark(work, mona, event_id, "Zauberwort")
    (entry,) = privacy.export(work, mona).groups["attendances"]
    assert (entry["stars"], entry["remark"]) == (5, "Zauberwort")
    privacy.erase_person(work, mona.id, mona.telegram_id)
    assert mona.id not in set(session.scalars(select(Attendance.person_id)))
    assert figures.figures(work, omar, event_id).rated == 0
    assert session.scalar(select(Chat.id).where(Chat.person_id == mona.id)) is None
