"""Changing a published event: written aside, made at once, told to those concerned; two at the same time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from db.models import Attendance, EventChange, EventOrganiser, EventRegion, EventTopic, Notice, Reminder, TextVersion
from db.models import Event as Row
from db.unit import Database
from db.values import AttendanceState, Audience, EventFormat, EventState, RichText
from network import privacy
from network.errors import NetworkError, NotAllowed, Outdated
from network.events import applying, attending, changing, drafts, publishing, reading, seats, telling
from network.events.changing import Conflict
from network.events.kinds import CHANGED, EDITED, EVENT, OFFERED
from network.events.reading import Event
from network.people import Reader
from network.work import Work
from tests.network.announced import MENA, NETWORK, SEE, coordinators, member, reader, work_in
from tests.network.test_event_making import MONA, START, later, posted, written

OMAR = 51
GOING, MAYBE, DECLINED = AttendanceState.GOING, AttendanceState.MAYBE, AttendanceState.DECLINED


@pytest.fixture
def work(sqlite: Database) -> Iterator[Work]:
    with sqlite.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, MONA, region="mena", zone="Asia/Amman")
        member(work, OMAR, region="mena", zone="Asia/Amman")
        yield work


def published(work: Work, **more: object) -> Event:
    """Publish an event as MENA's coordinator."""
    by = reader(work, MENA)
    draft = written(work, by, **{"regions": ["mena"]} | more)
    return publishing.submit(work, by, draft.id, draft.version)


def goes(work: Work, event: Event, telegram_id: int, state: AttendanceState = GOING) -> None:
    attending.answer(work, reader(work, telegram_id), event.id, state)


def changes(work: Work, by: Reader, event: Event, **fields: object) -> int:
    """Write a change aside; returns its row number."""
    change = changing.begin(work, by, event.id)
    for name, value in fields.items():
        arguments = value if isinstance(value, tuple) else (value,)
        getattr(drafts, f"set_{name}")(work, by, change.draft.id, *arguments)
    return change.id


def revisions(work: Work, event: Event) -> set[int]:
    work.session.expire_all()
    return {row.revision for row in work.session.query(Notice).filter_by(kind=EVENT, subject_id=event.id)}


def told(work: Work) -> list[tuple[int, ...]]:
    return [audience.people for audience in posted(work, CHANGED)]


def test_nothing_changes_before_it_is_applied_and_then_all_at_once(work):
    event, by = published(work), reader(work, MENA)
    number = changes(work, by, event, title=RichText("Compost for beginners"), capacity=30)
    assert reading.find(work, event.id).title.shown("en").body.text == "Compost from kitchens"
    assert changing.find(work, by, number).fields == ("title", "capacity")
    done = applying.apply(work, by, number)
    assert (done.event.title.shown("en").body.text, done.event.capacity) == ("Compost for beginners", 30)
    assert (done.event.sequence, done.events) == (1, 1)
    assert revisions(work, event) == {2}
    assert not work.session.query(Row).filter_by(state=EventState.CHANGING).all()
    assert {row.body["text"] for row in work.session.query(TextVersion)} == {"Compost for beginners"}
    made = work.session.query(EventChange).one()
    assert (made.draft_id, made.base, made.applied_at) == (None, {}, work.now)


def test_moving_brings_lists_reminders_and_answers_along(work):
    event, by = published(work, topics=["waste"], answer_by=datetime(2027, 3, 24, 6, 0, tzinfo=UTC)), reader(work, MENA)
    goes(work, event, MONA)
    before = {row.minutes_before: row.due_at for row in work.session.query(Reminder)}
    number = changes(work, by, event, start=(START + timedelta(days=3, hours=1), "Asia/Amman"))
    done = applying.apply(work, by, number)
    assert done.event.starts_at == event.starts_at + timedelta(days=3, hours=1)
    assert done.event.answer_by == event.answer_by + timedelta(days=3, hours=1)
    work.session.expire_all()
    for table in (EventRegion, EventTopic):
        assert {row.starts_at for row in work.session.query(table)} == {done.event.starts_at}
    assert before
    waiting = work.session.query(Reminder).filter_by(state="waiting")
    assert all(row.due_at > before[row.minutes_before] for row in waiting)
    assert {row.expires_at for row in work.session.query(Notice).filter_by(kind=EVENT)} == {done.event.ends_at}
    assert told(work) == [(reader(work, MONA).id,)]


def test_those_going_or_maybe_are_told_and_who_changed_it_is_not(work):
    event, by = published(work, capacity=1), reader(work, MENA)
    member(work, 60, region="mena")
    member(work, 61, region="mena")
    goes(work, event, MONA)
    goes(work, event, OMAR)  # in line
    goes(work, event, 60, MAYBE)
    goes(work, event, 61, DECLINED)
    assert work.session.query(Attendance).filter_by(state="waitlisted").count() == 1
    number = changes(work, by, event, minutes=120)
    seen = changing.concerned(work, changing.find(work, by, number))
    assert (seen.events, seen.people, seen.what) == (1, 3, (telling.TIME,))
    assert applying.apply(work, by, number).people == 3
    assert told(work) == [tuple(sorted(reader(work, one).id for one in (MONA, OMAR, 60)))]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": RichText("Compost, from kitchens!")},
        {"description": RichText("Bring your figures.")},
        {"topics": ["water"]},
        {"contact": "Mona Haddad"},
        {"capacity": 50},
        {"languages": ["en", "ar"]},
    ],
)
def test_a_changed_comma_tells_nobody(work, fields):
    event, by = published(work), reader(work, MENA)
    goes(work, event, MONA)
    done = applying.apply(work, by, changes(work, by, event, **fields))
    assert (done.people, told(work)) == (0, [])
    loud = "title" in fields
    assert revisions(work, event) == ({2} if loud else {1}), "cards are drawn anew only for what they must show"
    assert done.event.sequence == int(loud)


def test_a_new_link_is_told_to_those_going_only(work):
    event, by = published(work), reader(work, MENA)
    goes(work, event, MONA)
    goes(work, event, OMAR, MAYBE)
    applying.apply(work, by, changes(work, by, event, link="https://example.org/other"))
    assert told(work) == [(reader(work, MONA).id,)]


def test_a_place_on_the_map_beside_words_is_told_to_nobody(work):
    event, by = published(work, format=EventFormat.ON_SITE, place="City hall"), reader(work, MENA)
    goes(work, event, MONA)
    applying.apply(work, by, changes(work, by, event, place=("City hall, Amman", (31.95, 35.93))))
    assert len(told(work)) == 1
    applying.apply(work, by, changes(work, by, event, place=("City Hall Amman", (31.9505, 35.93))))
    assert len(told(work)) == 1
    applying.apply(work, by, changes(work, by, event, place=("City Hall Amman", (31.9, 35.93))))
    assert len(told(work)) == 2, "somewhere else by the same name"


def test_two_changes_in_one_night_become_one_line(work):
    event, by = published(work), reader(work, MENA)
    goes(work, event, MONA)
    applying.apply(work, by, changes(work, by, event, minutes=60))
    applying.apply(work, by, changes(work, by, event, title=RichText("Something else")))
    first, second = work.session.query(EventChange).order_by(EventChange.id)
    work.session.expire_all()
    states = {row.subject_id: row.state for row in work.session.query(Notice).filter_by(kind=CHANGED)}
    assert states == {first.id: "cancelled", second.id: "active"}
    heard = telling.heard(work, [second.id], [reader(work, MONA).id])[second.id]
    assert heard.what == (telling.TITLE, telling.TIME)
    assert heard.theirs == {reader(work, MONA).id: [event.id]}


def test_what_is_told_comes_at_night_when_it_is_soon(work):
    event, by = published(work), reader(work, MENA)
    goes(work, event, MONA)
    applying.apply(work, by, changes(work, by, event, minutes=60))
    soon = later(work, days=23, hours=14)
    applying.apply(soon, by, changes(soon, by, event, minutes=75))
    assert [row.urgent for row in work.session.query(Notice).filter_by(kind=CHANGED).order_by(Notice.id)] == [0, 1]


def test_the_second_of_two_sees_what_the_first_made_of_it_and_decides(work):
    event, by, other = published(work), reader(work, MENA), reader(work, NETWORK)
    mine = changes(work, by, event, title=RichText("Mine"), minutes=60)
    theirs = changes(work, other, event, title=RichText("Theirs"), capacity=30)
    applying.apply(work, other, theirs)
    clash = applying.apply(work, by, mine)
    assert isinstance(clash, Conflict)
    assert (clash.at, clash.change.theirs, clash.change.mine) == (work.now, ("title", "capacity"), ("title", "minutes"))
    assert reading.find(work, event.id).title.shown("en").body.text == "Theirs"
    assert isinstance(applying.apply(work, by, mine, over=clash.version - 1), Conflict), "of that version all was seen"
    done = applying.apply(work, by, mine, over=clash.version)
    assert done.event.title.shown("en").body.text == "Mine"
    assert (done.event.capacity, done.event.minutes) == (30, 60), "what only they changed stands"


def test_the_same_change_twice_changes_nothing_the_second_time(work):
    event, by, other = published(work), reader(work, MENA), reader(work, NETWORK)
    mine, theirs = changes(work, by, event, minutes=60), changes(work, other, event, minutes=60)
    applying.apply(work, other, theirs)
    clash = applying.apply(work, by, mine)
    with pytest.raises(Outdated, match="as you want it already"):
        applying.apply(work, by, mine, over=clash.version)
    with pytest.raises(Outdated, match="made already"):
        applying.apply(work, other, theirs)


def test_seats_that_are_taken_stay_and_more_are_offered(work):
    event, by = published(work, capacity=2), reader(work, MENA)
    member(work, 60, region="mena")
    for one in (MONA, OMAR, 60):
        goes(work, event, one)
    with pytest.raises(NetworkError, match="taken already"):
        applying.apply(work, by, changes(work, by, event, capacity=1))
    applying.apply(work, by, changes(work, by, event, capacity=3))
    assert seats.count(work, event.id).offered == 1


def test_organisers_change_it_and_nobody_else(work):
    event, mona = published(work), reader(work, MONA)
    for somebody in (mona, reader(work, SEE)):
        with pytest.raises(NotAllowed):
            changing.begin(work, somebody, event.id)
    number = changes(work, reader(work, MENA), event, minutes=60)
    with pytest.raises(NotAllowed):
        changing.find(work, mona, number)
    with pytest.raises(NotAllowed):
        applying.apply(work, mona, number)


def test_what_is_over_is_not_changed_and_what_is_on_can_be(work):
    event, by = published(work, answer_by=datetime(2027, 3, 20, tzinfo=UTC)), reader(work, MENA)
    on = later(work, days=23, hours=21, minutes=30)
    assert event.starts_at < on.now < event.ends_at
    done = applying.apply(on, by, changes(on, by, event, link="https://example.org/other"))
    assert done.event.link == "https://example.org/other"
    with pytest.raises(Outdated, match="over"):
        changing.begin(later(work, days=30), by, event.id)


def test_a_change_can_be_thrown_away_or_left_and_leaves_nothing_behind(work):
    event, by = published(work), reader(work, MENA)
    number = changes(work, by, event, title=RichText("Not this"))
    assert changing.begin(work, by, event.id).id == number, "it goes on"
    assert changing.discard(work, by, number).title.shown("en").body.text == "Compost from kitchens"
    with pytest.raises(Outdated):
        changing.find(work, by, number)
    changes(work, by, event, title=RichText("Nor this"))
    assert changing.drop_old(later(work, days=6)) == 0
    assert changing.drop_old(later(work, days=8)) == 1
    assert not work.session.query(EventChange).all()
    assert {row.body["text"] for row in work.session.query(TextVersion)} == {"Compost from kitchens"}


def test_answers_to_a_line_name_the_audience_in_parts(work, monkeypatch):
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    event, by = published(work), reader(work, MENA)
    for one in (MONA, OMAR, 60):
        if one == 60:
            member(work, one, region="mena")
        goes(work, event, one)
    applying.apply(work, by, changes(work, by, event, minutes=60))
    assert [len(audience.people) for audience in posted(work, CHANGED)] == [2, 1]
    assert all(audience == Audience(people=audience.people) for audience in posted(work, CHANGED))


def test_what_somebody_began_to_change_goes_with_them_and_nothing_else(work):
    event, by = published(work), reader(work, NETWORK)
    changes(work, by, event, title=RichText("Not this"), contact="Karim 555")
    privacy.erase_person(work, by.id, NETWORK)
    work.session.expire_all()
    assert not work.session.query(EventChange).all()
    assert [row.state for row in work.session.query(Row)] == ["published"]
    assert {row.body["text"] for row in work.session.query(TextVersion)} == {"Compost from kitchens"}
    done = applying.apply(work, reader(work, MENA), changes(work, reader(work, MENA), event, minutes=60))
    assert done.event.minutes == 60


def test_other_organisers_hear_who_changed_it_and_coordinators_of_what_a_member_changed(work):
    event, by, mona = published(work), reader(work, MENA), reader(work, MONA)
    applying.apply(work, by, changes(work, by, event, capacity=30))
    assert posted(work, EDITED) == [], "there is nobody else"
    work.session.add(EventOrganiser(event_id=event.id, person_id=mona.id, since=work.now))
    work.session.flush()
    applying.apply(work, by, changes(work, by, event, capacity=40))
    assert posted(work, EDITED) == [Audience(people=(mona.id,))]
    applying.apply(work, mona, changes(work, mona, event, contact="Mona"))
    others, deciders = posted(work, EDITED)[1:]
    assert others == Audience(people=(by.id,))
    assert (deciders.coordinators_of, deciders.without) == (("mena",), (by.id, mona.id))
    edit = telling.edits(work, [work.session.query(EventChange).order_by(EventChange.id.desc()).first().id])
    assert [(one.fields, one.events) for one in edit.values()] == [(("contact",), 1)]


def test_an_offer_does_not_outlast_the_start_it_is_moved_to(work):
    event, by = published(work, capacity=1), reader(work, MENA)
    goes(work, event, MONA)
    goes(work, event, OMAR)
    goes(work, event, MONA, DECLINED)
    assert work.session.query(Attendance).filter_by(state="offered").one().offered_until > later(work, hours=3).now
    soon = datetime(2027, 3, 1, 14, 0)  # noqa: DTZ001 - what a clock shows
    done = applying.apply(work, by, changes(work, by, event, start=(soon, "Asia/Amman")))
    work.session.expire_all()
    assert work.session.query(Attendance).filter_by(state="offered").one().offered_until <= done.event.starts_at
    assert {row.revision for row in work.session.query(Notice).filter_by(kind=OFFERED)} == {2}
