"""Series: what is made ahead, when, and like what."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import Event as Row
from db.models import EventOrganiser, EventRegion, EventSeries, EventTopic, Notice
from db.unit import Database
from db.values import EventState
from network.errors import NetworkError, NotAllowed, Outdated
from network.events import drafts, organisers, publishing, reading, series
from network.events.kinds import EVENT
from network.events.reading import Event
from network.events.rhythm import Rhythm
from network.work import Work
from tests.network.announced import MENA, coordinators, member, reader, work_in
from tests.network.test_event_making import MONA, later, written

WEDNESDAY = datetime(2027, 3, 17, 9, 0)  # noqa: DTZ001 - what a clock shows


@pytest.fixture
def work(sqlite: Database) -> Iterator[Work]:
    with sqlite.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, MONA, region="mena", zone="Asia/Amman")
        yield work


def repeated(work: Work, wanted: Rhythm = Rhythm.WEEKLY, zone: str = "Europe/Sarajevo", **more: object) -> Event:
    """Publish an event that repeats, as MENA's coordinator, with what is made of it at once."""
    by = reader(work, MENA)
    until = more.pop("until", None)
    draft = written(work, by, **{"regions": ["mena"], "topics": ["waste"], "capacity": 20} | more)
    drafts.set_start(work, by, draft.id, WEDNESDAY, zone)
    draft = series.repeat(work, by, draft.id, wanted, until)
    publishing.submit(work, by, draft.id, draft.version)
    series.begin_due(work)
    return reading.find(work, draft.id)


def rows(work: Work, event: Event) -> list[Row]:
    work.session.expire_all()
    return list(work.session.scalars(select(Row).where(Row.series_id == event.series_id).order_by(Row.occurrence)))


def test_events_are_made_three_months_ahead_by_the_wall_clock_of_their_zone(work):
    first = repeated(work)
    made = rows(work, first)
    assert made[0].id == first.id
    assert made[-1].starts_at > work.now + timedelta(days=85)
    assert {row.starts_local[11:] for row in made} == {"09:00"}
    assert [row.starts_local for row in made] == [row.occurrence for row in made]
    # Summer time begins on 28 March.
    assert [row.starts_at.hour for row in made[:3]] == [8, 8, 7]
    assert {row.state for row in made} == {EventState.PUBLISHED}
    assert {(row.capacity, row.minutes, row.title_id) for row in made} == {(20, 90, made[0].title_id)}


def test_lists_find_each_of_them_and_nobody_is_told_of_each(work):
    made = rows(work, repeated(work))
    for table in (EventRegion, EventTopic):
        listed = {row.event_id: row.starts_at for row in work.session.query(table)}
        assert listed == {row.id: row.starts_at for row in made}
    assert {row.subject_id for row in work.session.query(Notice).filter_by(kind=EVENT)} == {made[0].id}


def test_whoever_helps_to_organise_one_helps_with_the_next(work):
    first = repeated(work, Rhythm.MONTHLY)
    mona = reader(work, MONA)
    last = rows(work, first)[-1]
    work.session.add(EventOrganiser(event_id=last.id, person_id=mona.id, since=work.now))
    work.session.flush()
    assert series.make_due(later(work, days=40)) > 0
    assert reading.find(work, rows(work, first)[-1].id).organisers == {first.author_id, mona.id}


def test_monthly_ones_are_at_least_four(work):
    made = rows(work, repeated(work, Rhythm.MONTHLY))
    assert len(made) >= 4
    assert [row.starts_local[:10] for row in made[:4]] == ["2027-03-17", "2027-04-21", "2027-05-19", "2027-06-16"]
    for days in range(0, 400, 9):
        there = later(work, days=days)
        series.make_due(there)
        assert sum(row.starts_at > there.now for row in rows(work, reading.find(work, made[0].id))) >= 4, days


def test_a_year_of_a_weekly_series_has_each_week_once(work):
    first = repeated(work)
    for days in range(0, 366, 3):
        series.make_due(later(work, days=days))
    made = rows(work, first)
    gaps = {
        datetime.fromisoformat(later_one.starts_local) - datetime.fromisoformat(row.starts_local)
        for row, later_one in itertools.pairwise(made)
    }
    assert gaps == {timedelta(days=7)}
    assert len(made) > 52


def test_after_a_long_standstill_what_is_over_is_passed_by(work):
    first = repeated(work)
    before = {row.id for row in rows(work, first)}
    there = later(work, days=300)
    assert series.make_due(there) > 0
    fresh = [row for row in rows(work, first) if row.id not in before]
    assert min(row.starts_at for row in fresh) > there.now
    assert {row.starts_local[11:] for row in fresh} == {"09:00"}


def test_a_series_ends_on_its_last_day(work):
    first = repeated(work, until=date(2027, 4, 7))
    assert [row.starts_local[:10] for row in rows(work, first)] == [
        "2027-03-17",
        "2027-03-24",
        "2027-03-31",
        "2027-04-07",
    ]
    assert work.session.scalars(select(EventSeries)).one().ended
    assert series.make_due(later(work, days=60)) == 0


def test_answers_are_due_as_long_before_each(work):
    first = repeated(work, answer_by=datetime(2027, 3, 15, 8, 0, tzinfo=UTC))
    assert {row.starts_at - row.answer_by for row in rows(work, first)} == {timedelta(days=2)}


def test_nobody_left_to_organise_it_nothing_is_made(work):
    first = repeated(work)
    known = len(rows(work, first))
    work.session.connection().exec_driver_sql("DELETE FROM role")
    assert series.make_due(later(work, days=30)) == 0
    assert len(rows(work, first)) == known


def test_a_draft_is_repeated_by_its_author_only_and_can_do_without(work):
    by, mona = reader(work, MENA), reader(work, MONA)
    number = drafts.begin(work, by)
    with pytest.raises(NetworkError, match="say first when it begins"):
        series.repeat(work, by, number, Rhythm.WEEKLY)
    drafts.set_start(work, by, number, WEDNESDAY, "Asia/Amman")
    with pytest.raises(NotAllowed):
        series.repeat(work, mona, number, Rhythm.WEEKLY)
    with pytest.raises(NetworkError, match="use the buttons"):
        series.repeat(work, by, number, Rhythm.MONTHLY_LAST)
    with pytest.raises(NetworkError, match="before the second one"):
        series.repeat(work, by, number, Rhythm.WEEKLY, date(2027, 3, 23))
    assert series.repeat(work, by, number, Rhythm.WEEKLY).series_id
    assert series.once(work, by, number).series_id is None
    assert not work.session.query(EventSeries).all()


def test_a_draft_that_is_moved_repeats_from_where_it_stands_then(work):
    by = reader(work, MENA)
    draft = written(work, by, regions=["mena"])
    drafts.set_start(work, by, draft.id, WEDNESDAY, "Asia/Amman")
    series.repeat(work, by, draft.id, Rhythm.MONTHLY)
    draft = drafts.set_start(work, by, draft.id, WEDNESDAY.replace(day=31), "Asia/Amman")
    assert series.of_event(work, draft).repeat.rhythm is Rhythm.MONTHLY_LAST
    publishing.submit(work, by, draft.id, draft.version)
    series.begin_due(work)
    assert [row.starts_local[:10] for row in rows(work, draft)][:3] == ["2027-03-31", "2027-04-28", "2027-05-26"]


def test_a_published_event_is_repeated_by_coordinators_at_once(work):
    by, mona = reader(work, MENA), reader(work, MONA)
    draft = written(work, by, regions=["mena"])
    publishing.submit(work, by, draft.id, draft.version)
    work.session.add(EventOrganiser(event_id=draft.id, person_id=mona.id, since=work.now))
    work.session.flush()
    with pytest.raises(NotAllowed, match="Only coordinators"):
        series.repeat(work, mona, draft.id, Rhythm.WEEKLY)
    found = series.of_event(work, series.repeat(work, by, draft.id, Rhythm.WEEKLY), coming=3)
    assert [moment.day for _, moment in found.coming] == [25, 1, 8]
    with pytest.raises(Outdated, match="repeats already"):
        series.repeat(work, by, draft.id, Rhythm.FORTNIGHTLY)


def test_who_helps_with_one_helps_with_those_that_follow_and_leaves_them_too(work):
    first, by = repeated(work), reader(work, MENA)
    second = rows(work, first)[1].id
    member(work, 52, region="mena")
    mona = reader(work, MONA)
    invited = organisers.invite(work, by, second, mona.id)
    organisers.accept(work, mona, invited.id)
    helps = [mona.id in reading.find(work, row.id).organisers for row in rows(work, first)]
    assert helps == [False] + [True] * (len(helps) - 1)
    third = rows(work, first)[2].id
    organisers.remove(work, mona, third, mona.id)
    helps = [mona.id in reading.find(work, row.id).organisers for row in rows(work, first)]
    assert helps == [False, True] + [False] * (len(helps) - 2)
