"""Seats: never more go than there are, and nobody waits while one is free, whatever people do."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from db.models import Attendance, Chat, Event, Notice
from db.queries import attendance
from db.unit import Database
from db.values import AttendanceState, EventState, Habits
from network import people
from network.errors import NetworkError, NotAllowed, Outdated
from network.events import attending, kinds, offers, seats
from network.events.attending import Outcome
from network.people import Reader
from network.work import Work
from tests.meeting import event
from tests.network.announced import coordinators, member, reader, work_in

GOING, MAYBE, DECLINED = attending.ANSWERS
WAITLISTED, OFFERED = AttendanceState.WAITLISTED, AttendanceState.OFFERED
AUTHOR = 2  # the coordinator of MENA
FIRST = 10


@pytest.fixture
def work(sqlite: Database) -> Iterator[Work]:
    with sqlite.unit() as session:
        yield world(work_in(session), 6)


def world(work: Work, number: int) -> Work:
    coordinators(work)
    for each in range(FIRST, FIRST + number):
        member(work, each, region="mena", country="JO", zone="Asia/Amman")
    return work


def who(work: Work, number: int) -> Reader:
    """A member, counted from 0."""
    return reader(work, FIRST + number)


def held(work: Work, capacity: int | None = 2, **fields: Any) -> int:
    return event(work, reader(work, AUTHOR).id, capacity=capacity, **fields)


def says(work: Work, number: int, event_id: int, wanted: AttendanceState) -> Outcome:
    return attending.answer(work, who(work, number), event_id, wanted)


def states(work: Work, event_id: int) -> dict[int, str]:
    """What each answered, by their number."""
    asked = select(Attendance.person_id, Attendance.state).where(Attendance.event_id == event_id)
    by_person = {row.person_id: row.state for row in work.session.execute(asked)}
    return {n: by_person[who(work, n).id] for n in range(20) if _is(work, n) and who(work, n).id in by_person}


def _is(work: Work, number: int) -> bool:
    return people.known(work, FIRST + number)


def later(work: Work, **span: float) -> None:
    work.now += timedelta(**span)
    offers.tick(work)


def told(work: Work, kind: str, state: str = "active") -> list[int]:
    return list(
        work.session.scalars(
            select(Notice.subject_id).where(Notice.kind == kind, Notice.state == state).order_by(Notice.id)
        )
    )


# --- One after the other -------------------------------------------------------------------------------------------


def test_who_comes_too_late_stands_in_line_and_is_offered_what_becomes_free(work: Work) -> None:
    number = held(work)
    for each in range(4):
        outcome = says(work, each, number, GOING)
    assert outcome.mine is not None
    assert (outcome.mine.state, outcome.mine.line) == (WAITLISTED, 2)
    assert states(work, number) == {0: GOING, 1: GOING, 2: WAITLISTED, 3: WAITLISTED}
    says(work, 0, number, DECLINED)
    assert states(work, number) == {0: DECLINED, 1: GOING, 2: OFFERED, 3: WAITLISTED}
    mine = attending.mine_of(work, number, who(work, 2).id)
    assert mine is not None
    assert mine.offered_until == work.now + timedelta(hours=12)
    assert told(work, kinds.OFFERED) == [mine.id]
    says(work, 2, number, GOING)
    assert states(work, number) == {0: DECLINED, 1: GOING, 2: GOING, 3: WAITLISTED}
    assert told(work, kinds.OFFERED) == []
    again = says(work, 2, number, GOING)
    assert not again.changed


def test_an_offer_lapses_and_goes_to_the_next_and_never_to_the_same_again(work: Work) -> None:
    number = held(work, 1)
    for each in range(3):
        says(work, each, number, GOING)
    says(work, 0, number, MAYBE)
    later(work, hours=11, minutes=59)
    assert states(work, number) == {0: MAYBE, 1: OFFERED, 2: WAITLISTED}
    later(work, minutes=2)
    assert states(work, number)[1] == DECLINED
    assert states(work, number)[2] == OFFERED
    refused = says(work, 1, number, GOING)
    assert refused.full
    assert states(work, number)[1] == DECLINED
    says(work, 2, number, DECLINED)
    assert states(work, number) == {0: MAYBE, 1: DECLINED, 2: DECLINED}, "nobody is offered a seat twice"
    assert says(work, 1, number, GOING).mine == attending.mine_of(work, number, who(work, 1).id)
    assert states(work, number)[1] == GOING, "but whoever asks for a free one has it"


def test_an_offer_waits_for_the_end_of_quiet_hours_and_ends_with_the_event(work: Work) -> None:
    hours, amman = timedelta(hours=12), Habits("Asia/Amman", "JO")
    night = datetime(2027, 3, 2, 20, 0, tzinfo=UTC)  # 23:00 in Amman
    far = night + timedelta(days=5)
    assert offers.kept_until(night, far, amman, hours) == (datetime(2027, 3, 3, 17, 0, tzinfo=UTC), False)
    noon = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
    assert offers.kept_until(noon, noon + timedelta(hours=4), amman, hours) == (noon + timedelta(hours=2), False)
    soon = noon + timedelta(minutes=10)
    assert offers.kept_until(noon, soon, amman, hours)[0] == soon, "never beyond the event"
    early = datetime(2027, 3, 3, 5, 5, tzinfo=UTC)  # 08:05 in Amman: the night would swallow the offer
    until, at_once = offers.kept_until(night, early, amman, hours)
    assert at_once
    assert night < until <= early


def test_more_seats_are_offered_to_as_many_and_fewer_than_taken_cannot_be(work: Work) -> None:
    number = held(work, 2)
    for each in range(6):
        says(work, each, number, GOING)
    with pytest.raises(NetworkError, match="taken already"):
        seats.require_room(work, number, 1)
    work.session.execute(update(Event).where(Event.id == number).values(capacity=4))
    offers.capacity_changed(work, number)
    assert states(work, number) == {0: GOING, 1: GOING, 2: OFFERED, 3: OFFERED, 4: WAITLISTED, 5: WAITLISTED}
    with pytest.raises(NetworkError, match="taken already"):
        seats.require_room(work, number, 3)
    work.session.execute(update(Event).where(Event.id == number).values(capacity=None))
    offers.capacity_changed(work, number)
    assert states(work, number)[5] == OFFERED


def test_who_cannot_be_reached_or_left_is_passed_by(work: Work) -> None:
    number = held(work, 1)
    for each in range(4):
        says(work, each, number, GOING)
    work.session.execute(update(Chat).where(Chat.person_id == who(work, 1).id).values(unreachable_since=work.now))
    attending.withdraw_all(work, who(work, 2).id)
    attending.withdraw_all(work, who(work, 0).id)
    assert states(work, number) == {1: WAITLISTED, 3: OFFERED}
    says(work, 3, number, DECLINED)
    assert states(work, number) == {1: OFFERED, 3: DECLINED}, "when nobody else waits, they are asked"


def test_of_an_offer_that_nobody_has_heard_of_nobody_hears_once_the_event_is_cancelled(work: Work) -> None:
    number = held(work, 1)
    for each in range(2):
        says(work, each, number, GOING)
    says(work, 0, number, MAYBE)
    assert len(told(work, kinds.OFFERED)) == 1
    work.session.execute(update(Event).where(Event.id == number).values(state=EventState.CANCELLED))
    offers.capacity_changed(work, number)
    assert not told(work, kinds.OFFERED)
    later(work, hours=13)
    assert told(work, kinds.OFFERED, "cancelled")


def test_organisers_hear_once_of_half_of_most_and_of_all(work: Work) -> None:
    number = held(work, 4)
    heard = []
    for each in range(5):
        says(work, each, number, GOING)
        heard.append(work.session.scalar(select(Event.told_full).where(Event.id == number)))
    assert heard == [0, 50, 50, 100, 100]
    says(work, 0, number, DECLINED)
    says(work, 4, number, GOING)
    assert len(told(work, kinds.FILLING) + told(work, kinds.FILLING, "cancelled")) == 2
    assert len(told(work, kinds.FILLING)) == 1, "what was not sent yet gives way to what is so now"


def test_organisers_hear_of_four_fifths(work: Work) -> None:
    number = held(work, 5)
    for each in range(5):
        says(work, each, number, GOING)
        full = work.session.scalar(select(Event.told_full).where(Event.id == number))
        assert full == [0, 0, 50, 80, 100][each]
        assert len(told(work, kinds.FILLING)) == (1 if full else 0)


def test_who_may_answer_and_when(work: Work) -> None:
    number = held(work, answer_by=work.now + timedelta(days=1))
    with pytest.raises(NotAllowed):
        attending.answer(work, reader(work, AUTHOR), number, GOING)
    with pytest.raises(NetworkError, match="do not know that choice"):
        says(work, 0, number, WAITLISTED)
    with pytest.raises(Outdated, match="no more"):
        says(work, 0, number + 1, GOING)
    says(work, 0, number, GOING)
    work.now += timedelta(days=2)
    with pytest.raises(NetworkError, match="time for answers is over"):
        says(work, 1, number, GOING)
    assert says(work, 0, number, DECLINED).changed, "a seat can be given back until the end"
    work.session.execute(update(Event).where(Event.id == number).values(state=EventState.CANCELLED))
    with pytest.raises(Outdated, match="cancelled"):
        says(work, 0, number, GOING)
    work.session.execute(update(Event).where(Event.id == number).values(state=EventState.PUBLISHED))
    work.now += timedelta(days=30)
    with pytest.raises(Outdated, match="is over"):
        says(work, 0, number, MAYBE)


def test_two_hundred_for_forty_and_a_hundred_who_change_their_minds(work: Work) -> None:
    for each in range(FIRST + 6, FIRST + 200):
        member(work, each, region="mena", country="JO", zone="Asia/Amman")
    number = held(work, 40)
    everybody = list(range(200))
    chance = random.Random(4)
    chance.shuffle(everybody)
    readers = {each: who(work, each) for each in everybody}
    for each in everybody:
        attending.answer(work, readers[each], number, GOING)
    counted = seats.count(work, number)
    assert (counted.going, counted.waitlisted) == (40, 160)
    order = {row.person_id: row.ahead for row in _line(work, number)}
    assert [order[readers[each].id] for each in everybody[40:]] == list(range(160)), "in the order in which they came"
    for each in chance.sample(everybody, 100):
        attending.answer(work, readers[each], number, chance.choice((DECLINED, MAYBE, GOING)))
        keeps(work, number, 40)


def _line(work: Work, number: int) -> list[Any]:
    ids = list(work.session.scalars(select(Attendance.person_id).where(Attendance.event_id == number)))
    return [row for row in attendance.of_people(work.session, [number], ids) if row.state == WAITLISTED]


def keeps(work: Work, number: int, capacity: int | None) -> None:
    """The invariants of seats, counted here."""
    asked = select(Attendance.state, Attendance.gave_up).where(Attendance.event_id == number)
    rows = work.session.execute(asked).all()
    taken = sum(row.state in {GOING, OFFERED} for row in rows)
    waiting = sum(row.state == WAITLISTED for row in rows)
    assert capacity is None or taken <= capacity, "more than there are seats"
    assert not waiting or taken == capacity, "somebody waits while a seat is free"
    assert not any(row.state == WAITLISTED and row.gave_up for row in rows)
