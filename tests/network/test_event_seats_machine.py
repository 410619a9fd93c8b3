"""Seats: a state machine of people who answer, wait, leave and come back; the invariants hold after every step."""

from datetime import datetime, timedelta

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

from db.models import Attendance, Event, Notice
from db.unit import Database
from db.values import AttendanceState
from network.errors import NetworkError, Outdated
from network.events import attending, kinds, offers, seats
from tests.network.announced import work_in
from tests.network.test_event_seats import GOING, OFFERED, WAITLISTED, held, keeps, who, world

PEOPLE = 7
HAVING = {GOING, OFFERED}
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
        self.before: dict[int, str] = {}
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
            keeps(self.work, self.number, self.capacity)

    @invariant()
    def offers_end_in_time_and_come_once(self) -> None:
        rows = list(self.session.execute(select(Attendance.__table__).where(Attendance.event_id == self.number)))
        for row in rows:
            assert (row.offered_until is not None) == (row.state == OFFERED)
            assert (row.place is not None) or row.state not in {OFFERED, WAITLISTED}
            assert row.state != OFFERED or (not row.gave_up and row.offered_until <= self._starts_at())
        for row in rows:
            had_one = self.before.get(row.person_id) in HAVING
            if had_one and row.state not in HAVING and self.capacity is not None:
                assert row.gave_up, "who had a seat, or was offered one, and has none now, gave it up"
        self.before = {row.person_id: row.state for row in rows}
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
            max_examples=40,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
