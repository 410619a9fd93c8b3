"""Seats: never more go than there are, and nobody waits while one is free, whatever people do."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, update
from sqlalchemy.orm import Session

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
        _hold(work, number, 40)


def _line(work: Work, number: int) -> list[Any]:
    ids = list(work.session.scalars(select(Attendance.person_id).where(Attendance.event_id == number)))
    return [row for row in attendance.of_people(work.session, [number], ids) if row.state == WAITLISTED]


def _hold(work: Work, number: int, capacity: int | None) -> None:
    """The invariants of seats, counted here."""
    asked = select(Attendance.state, Attendance.gave_up).where(Attendance.event_id == number)
    rows = work.session.execute(asked).all()
    taken = sum(row.state in {GOING, OFFERED} for row in rows)
    waiting = sum(row.state == WAITLISTED for row in rows)
    assert capacity is None or taken <= capacity, "more than there are seats"
    assert not waiting or taken == capacity, "somebody waits while a seat is free"
    assert not any(row.state == WAITLISTED and row.gave_up for row in rows)


# --- Whatever happens ----------------------------------------------------------------------------------------------

PEOPLE = 7
ANYBODY = st.integers(0, PEOPLE - 1)


class Seats(RuleBasedStateMachine):
    """People answer, change their minds, leave, and let offers lapse, while organisers change the number of seats."""

    database: Database
    number: int

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(self.database.engine, expire_on_commit=False)
        self.work = work_in(self.session)
        self.members = [who(self.work, number) for number in range(PEOPLE)]
        self.capacity: int | None = None
        self.given_up: set[int] = set()
        self.gone: set[int] = set()

    def teardown(self) -> None:
        self.session.rollback()
        self.session.close()

    @initialize(capacity=st.integers(1, 3), day=st.sampled_from(("2027-03-03T09:00", "2027-06-01T11:00")))
    def begins(self, capacity: int, day: str) -> None:
        self.capacity = capacity
        self.number = held(self.work, capacity, at=day)

    @rule(person=ANYBODY, wanted=st.sampled_from(attending.ANSWERS))
    def answers(self, person: int, wanted: AttendanceState) -> None:
        if person in self.gone:
            return
        had = self._state(person)
        try:
            outcome = attending.answer(self.work, self.members[person], self.number, wanted)
        except Outdated:
            assert self.work.now >= self._starts_at()
            return
        now = self._state(person)
        assert now == (outcome.mine.state if outcome.mine else None)
        if wanted is not GOING:
            assert now is wanted
        elif had in {GOING, OFFERED}:
            assert now is GOING or had is OFFERED, "nobody loses a seat by asking for it"
        elif now not in {GOING, WAITLISTED}:
            assert person in self.given_up, "only whoever gave a seat up is not put in line"

    @rule(hours=st.sampled_from((0.1, 3, 12, 13, 40)))
    def time_passes(self, hours: float) -> None:
        self.work.now += timedelta(hours=hours)
        offers.tick(self.work)

    @rule(hours=st.sampled_from((0.1, 13)))
    def time_passes_unswept(self, hours: float) -> None:
        self.work.now += timedelta(hours=hours)

    @rule(capacity=st.one_of(st.none(), st.integers(1, 6)))
    def organisers_change_the_seats(self, capacity: int | None) -> None:
        try:
            seats.require_room(self.work, self.number, capacity)
        except NetworkError:
            return
        self.capacity = capacity
        self.session.execute(update(Event).where(Event.id == self.number).values(capacity=capacity))
        offers.capacity_changed(self.work, self.number)

    @precondition(lambda self: len(self.gone) < 3)
    @rule(person=ANYBODY)
    def leaves(self, person: int) -> None:
        self.gone.add(person)
        attending.withdraw_all(self.work, self.members[person].id)
        assert self._state(person) is None or self._began()

    @invariant()
    def no_seat_is_given_twice_and_nobody_waits_in_vain(self) -> None:
        if not self._began():
            _hold(self.work, self.number, self.capacity)

    @invariant()
    def offers_end_in_time_and_come_once(self) -> None:
        rows = list(self.session.execute(select(Attendance.__table__).where(Attendance.event_id == self.number)))
        for row in rows:
            assert (row.offered_until is not None) == (row.state == OFFERED)
            assert (row.place is not None) or row.state not in {OFFERED, WAITLISTED}
            assert row.state != OFFERED or (not row.gave_up and row.offered_until <= self._starts_at())
        given_up = {row.person_id for row in rows if row.gave_up}
        self.given_up = {number for number, one in enumerate(self.members) if one.id in given_up}
        posted = select(Notice.subject_id).where(Notice.kind == kinds.OFFERED)
        subjects = list(self.session.scalars(posted))
        assert len(subjects) == len(set(subjects)), "a seat is offered to nobody twice"

    def _state(self, person: int) -> AttendanceState | None:
        mine = attending.mine_of(self.work, self.number, self.members[person].id)
        return mine.state if mine else None

    def _starts_at(self) -> datetime:
        return self.session.scalars(select(Event.starts_at).where(Event.id == self.number)).one() or self.work.now

    def _began(self) -> bool:
        return self.work.now >= self._starts_at()


def test_the_invariants_hold_whatever_happens(sqlite: Database) -> None:
    with sqlite.unit() as session:
        world(work_in(session), PEOPLE)
    machine = type("OfThisDatabase", (Seats,), {"database": sqlite})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
