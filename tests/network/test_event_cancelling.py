"""Cancelling an event, and changing or cancelling a series from one of its events on."""

import itertools
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from db.models import EventSeries, Notice, Reminder
from db.values import AttendanceState, EventState, RichText
from network.errors import NetworkError, NotAllowed, Outdated
from network.events import applying, attending, cancelling, changing, publishing, reading, series, telling
from network.events.changing import Scope
from network.events.kinds import CHANGED, EVENT
from network.events.rhythm import Rhythm
from tests.network.announced import MENA, member, reader
from tests.network.test_event_changing import GOING, OMAR, changes, goes, told, work
from tests.network.test_event_making import MONA, later
from tests.network.test_event_making import written as draft_of
from tests.network.test_event_series import WEDNESDAY, repeated, rows

__all__ = ["work"]
WHY = "The hall is flooded."


def walls(found) -> list[str]:
    return [row.starts_local for row in found]


def test_cancelling_needs_a_reason_and_brings_everything_along(work):
    event, by = repeated(work, Rhythm.MONTHLY), reader(work, MENA)
    goes(work, event, MONA)
    assert work.session.query(Reminder).filter_by(state="waiting").count() == 2
    for reason, why in (("  ", "empty"), ("x" * 501, "too long")):
        with pytest.raises(NetworkError, match=why):
            cancelling.cancel(work, by, event.id, reason, event.version)
    with pytest.raises(NotAllowed):
        cancelling.cancel(work, reader(work, OMAR), event.id, WHY, event.version)
    with pytest.raises(Outdated, match="changed since"):
        cancelling.cancel(work, by, event.id, WHY, event.version - 1)
    assert cancelling.concerned(work, by, event.id) == (1, 1)
    done = cancelling.cancel(work, by, event.id, WHY, event.version)
    assert (done.events, done.people) == (1, 1)
    assert (done.event.state, done.event.reason, done.event.sequence) == (EventState.CANCELLED, WHY, event.sequence + 1)
    work.session.expire_all()
    assert work.session.query(Reminder).filter_by(state="waiting").count() == 0
    assert {row.revision for row in work.session.query(Notice).filter_by(kind=EVENT)} == {2}
    assert told(work) == [(reader(work, MONA).id,)]
    with pytest.raises(Outdated, match="cancelled already"):
        cancelling.cancel(work, by, event.id, WHY, done.event.version)
    with pytest.raises(NetworkError):
        attending.answer(work, reader(work, MONA), event.id, AttendanceState.GOING)
    assert {row.state for row in rows(work, event)[1:]} == {"published"}, "the others of the series stand"


def test_whoever_began_a_change_cannot_make_it_once_the_event_is_cancelled(work):
    event, by = repeated(work), reader(work, MENA)
    number = changes(work, by, event, minutes=60)
    cancelling.cancel(work, by, event.id, WHY, event.version)
    with pytest.raises(Outdated, match="cancelled already"):
        applying.apply(work, by, number)


def test_this_and_the_following_are_cancelled_with_one_line_for_each_person(work):
    first, by = repeated(work), reader(work, MENA)
    made = rows(work, first)
    for number in (0, 2, 3):
        goes(work, reading.find(work, made[number].id), MONA)
    third = reading.find(work, made[2].id)
    alone = changes(work, by, reading.find(work, made[3].id), minutes=45)
    applying.apply(work, by, alone)
    posted_before = len(told(work))
    done = cancelling.cancel(work, by, third.id, WHY, third.version, Scope.FOLLOWING)
    assert (done.events, done.people) == (len(made) - 2, 1)
    assert len(told(work)) == posted_before + 1
    states = [row.state for row in rows(work, first)]
    assert states[:2] == ["published"] * 2
    assert set(states[2:]) == {"cancelled"}
    standing = work.session.scalars(select(EventSeries)).one()
    assert (standing.ended, standing.rule) == (True, "FREQ=WEEKLY;UNTIL=20270324T235959")
    assert series.make_due(later(work, days=60)) == 0
    line = work.session.query(Notice).filter_by(kind=CHANGED).order_by(Notice.id.desc()).first()
    mona = reader(work, MONA).id
    heard = telling.heard(work, [line.subject_id], [mona])[line.subject_id]
    assert heard.theirs[mona] == [made[2].id, made[3].id]


def test_this_one_alone_is_passed_by_when_the_others_change(work):
    first, by = repeated(work), reader(work, MENA)
    made = rows(work, first)
    second = reading.find(work, made[1].id)
    applying.apply(work, by, changes(work, by, second, title=RichText("With a guest"), minutes=120))
    done = applying.apply(work, by, changes(work, by, first, title=RichText("Our Wednesdays")), Scope.FOLLOWING)
    assert done.events == len(made) - 1
    found = [reading.find(work, row.id).title.shown("en").body.text for row in rows(work, first)]
    assert found == ["Our Wednesdays", "With a guest", *["Our Wednesdays"] * (len(made) - 2)]
    series.make_due(later(work, days=30))
    last = reading.find(work, rows(work, first)[-1].id)
    assert (last.title.shown("en").body.text, last.minutes) == ("Our Wednesdays", 90)
    assert last.id not in [row.id for row in made]


def test_moving_this_and_the_following_splits_the_series(work):
    first, by = repeated(work), reader(work, MENA)
    made = rows(work, first)
    third = reading.find(work, made[2].id)
    goes(work, reading.find(work, made[4].id), MONA)
    friday = datetime(2027, 4, 2, 15, 30)  # noqa: DTZ001 - what a clock shows
    number = changes(work, by, third, start=(friday, "Europe/Berlin"))
    assert changing.concerned(work, changing.find(work, by, number), Scope.FOLLOWING).people == 1
    done = applying.apply(work, by, number, Scope.FOLLOWING)
    assert done.events == len(made) - 2
    before, after = rows(work, first), rows(work, done.event)
    assert walls(before) == ["2027-03-17T09:00", "2027-03-24T09:00"]
    assert walls(after)[:3] == ["2027-04-02T15:30", "2027-04-09T15:30", "2027-04-16T15:30"]
    assert [row.id for row in (*before, *after)] == [row.id for row in made], "who answered keeps their event"
    assert [row.starts_local for row in after] == [row.occurrence for row in after]
    assert {row.zone for row in after} == {"Europe/Berlin"}
    assert series.make_due(later(work, days=21)) >= 2
    grown = rows(work, done.event)
    assert {row.starts_local[11:] for row in grown} == {"15:30"}
    assert rows(work, first)[-1].starts_local == "2027-03-24T09:00", "the old one goes no further"
    days = [datetime.fromisoformat(row.starts_local) for row in grown]
    assert {other - one for one, other in itertools.pairwise(days)} == {timedelta(days=7)}


def test_moving_all_of_a_monthly_series_goes_by_the_new_day_of_each_month(work):
    first, by = repeated(work, Rhythm.MONTHLY), reader(work, MENA)
    thursday = WEDNESDAY + timedelta(days=1)
    done = applying.apply(work, by, changes(work, by, first, start=(thursday, first.zone)), Scope.FOLLOWING)
    assert done.event.series_id == first.series_id
    # In July the third Wednesday is the 21st, and the third Thursday the 15th.
    assert [wall[:10] for wall in walls(rows(work, first))][:5] == [
        "2027-03-18",
        "2027-04-15",
        "2027-05-20",
        "2027-06-17",
        "2027-07-15",
    ][: len(rows(work, first))]


def test_moving_them_passes_by_what_was_cancelled_and_keeps_the_count(work):
    first, by = repeated(work), reader(work, MENA)
    made = rows(work, first)
    second = reading.find(work, made[1].id)
    cancelling.cancel(work, by, second.id, WHY, second.version)
    applying.apply(work, by, changes(work, by, first, start=(WEDNESDAY.replace(hour=11), first.zone)), Scope.FOLLOWING)
    found = rows(work, first)
    assert found[1].starts_local == "2027-03-24T09:00"
    assert found[1].occurrence == "2027-03-24T11:00"
    assert found[2].starts_local == found[2].occurrence == "2027-03-31T11:00"
    assert len(found) == len(made)


def test_a_smaller_hall_must_hold_all_of_them(work):
    first, by = repeated(work, capacity=2), reader(work, MENA)
    made = rows(work, first)
    for one in (MONA, OMAR):
        goes(work, reading.find(work, made[2].id), one, GOING)
    number = changes(work, by, first, capacity=1)
    with pytest.raises(NetworkError, match="taken already"):
        applying.apply(work, by, number, Scope.FOLLOWING)
    applying.apply(work, by, number)
    assert [row.capacity for row in rows(work, first)][:3] == [1, 2, 2]


def test_what_was_published_a_moment_ago_is_a_series_already_when_it_is_changed(work, monkeypatch):
    monkeypatch.setattr(series, "begin_due", lambda _: 0)
    first, by = repeated(work), reader(work, MENA)
    assert len(rows(work, first)) == 1
    done = applying.apply(work, by, changes(work, by, first, minutes=30), Scope.FOLLOWING)
    assert done.events == len(rows(work, first)) > 10
    assert {row.minutes for row in rows(work, first)} == {30}


def test_one_that_does_not_repeat_has_nothing_that_follows(work):
    by = reader(work, MENA)
    draft = draft_of(work, by, regions=["mena"])
    event = publishing.submit(work, by, draft.id, draft.version)
    member(work, 70, region="mena")
    assert applying.apply(work, by, changes(work, by, event, minutes=30), Scope.FOLLOWING).events == 1
    event = reading.find(work, event.id)
    assert cancelling.cancel(work, by, event.id, WHY, event.version, Scope.FOLLOWING).events == 1
