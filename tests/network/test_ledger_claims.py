"""The ledger's claims check once more what was found, and its records know what became of copies that are elsewhere."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from db.models import Copy, CopyMessage, Person
from db.queries import claims
from db.unit import Database
from db.values import Audience, CopyState, NoticeState, Status
from network import filling, ledger, notices, people
from network.charter import shipped_charter
from network.work import Work
from tests.announcing import members

NOW = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
SOON = NOW + timedelta(seconds=90)
MEMBERS = Audience(statuses=(Status.MEMBER,))
OF_A_REGION = Audience(statuses=(Status.MEMBER,), regions=("mena",))


@pytest.fixture
def work(database: Database) -> Iterator[Work]:
    with database.unit() as session:
        yield Work(session, NOW, shipped_charter(), 4242)


def found(work: Work) -> list[ledger.Open]:
    """Return all open copies as a worker finds them."""
    while filling.prepare(work):
        pass
    rows = ledger.open_copies(work, 100)
    readers = people.readers(work, [row.person_id for row in rows])
    audiences = ledger.audiences_of(work, {row.notice_id for row in rows})
    return [
        ledger.Open(
            copy_id=row.id,
            person_id=row.person_id,
            reader=readers[row.person_id],
            revision=row.revision,
            notice_state=NoticeState(row.notice_state),
            notice_id=row.notice_id,
            audience=audiences[row.notice_id],
            sends=True,
        )
        for row in rows
    ]


def copy(work: Work, copy_id: int) -> Copy:
    return work.session.execute(select(Copy).where(Copy.id == copy_id)).scalar_one()


def arrived(one: ledger.Open) -> ledger.Outcome:
    shown = (ledger.Shown(100 + one.copy_id, 0, "photo:a"), ledger.Shown(200 + one.copy_id, 1, None))
    return ledger.Outcome(one.copy_id, one.chat_id, CopyState.SENT, one.revision, arrived=shown)


def standing(work: Work) -> dict[int, list[ledger.Standing]]:
    return ledger.messages(work, list(work.session.scalars(select(Copy.id))))


def test_whoever_changed_since_they_were_looked_at_stays_open(work: Work) -> None:
    members(work.session, 3, NOW)
    notices.post(work, "card", 1, MEMBERS)
    first, *others = found(work)
    work.session.execute(update(Person).where(Person.id == first.person_id).values(name="Another"))
    assert ledger.claim(work, [first, *others], "me", SOON) == {one.copy_id for one in others}
    left = copy(work, first.copy_id)
    assert (left.state, left.open, left.lease_owner, left.lease_until) == (CopyState.PENDING, True, None, None)
    taken = copy(work, others[0].copy_id)
    assert (taken.state, taken.open, taken.lease_owner, taken.lease_until) == (CopyState.CLAIMED, False, "me", SOON)
    assert [one.copy_id for one in found(work)] == [first.copy_id]


@pytest.mark.parametrize("several", [False, True])
def test_whoever_left_the_audience_is_skipped(work: Work, several: bool) -> None:
    members(work.session, 4, NOW)
    notices.post(work, "card", 1, MEMBERS)
    if several:
        notices.post(work, "card", 2, OF_A_REGION)
    wanted = found(work)
    left = wanted[0].person_id
    work.session.execute(update(Person).where(Person.id == left).values(status=Status.VISITOR))
    now = people.readers(work, [one.person_id for one in wanted if one.person_id])
    seen = [replace(one, reader=now[one.person_id or 0]) for one in wanted]  # looked at once more, a moment later
    theirs = {one.copy_id for one in seen if one.person_id == left}
    assert len(theirs) == (2 if several else 1)
    assert ledger.claim(work, seen, "me", SOON) == {one.copy_id for one in seen} - theirs
    for copy_id in theirs:
        skipped = copy(work, copy_id)
        assert (skipped.state, skipped.open, skipped.lease_owner) == (CopyState.SKIPPED, False, None)


def test_what_arrived_is_known_whoever_has_the_copy_in_hand(work: Work) -> None:
    members(work.session, 3, NOW)
    notices.post(work, "card", 1, MEMBERS)
    wanted = found(work)
    ledger.claim(work, wanted, "me", SOON)
    theirs, mine, swept = (one.copy_id for one in wanted)
    work.session.execute(update(Copy).where(Copy.id == theirs).values(lease_owner="another"))
    work.session.execute(update(Copy).where(Copy.id == swept).values(lease_owner=None, state=CopyState.MAYBE))
    for _ in range(2):  # the second time it was recorded already, and nobody had heard
        ledger.record(work, "me", [arrived(one) for one in wanted])
        assert copy(work, theirs).state == CopyState.CLAIMED, "it is theirs to say what becomes of it"
        assert {copy(work, mine).state, copy(work, swept).state} == {CopyState.SENT}
        assert standing(work) == {
            one.copy_id: [
                ledger.Standing(100 + one.copy_id, NOW, 0, "photo:a"),
                ledger.Standing(200 + one.copy_id, NOW, 1, None),
            ]
            for one in wanted
        }


def test_copies_that_are_no_more_are_named_and_hold_up_nobody(work: Work) -> None:
    members(work.session, 3, NOW)
    notices.post(work, "card", 1, MEMBERS)
    erased, *others = found(work)
    ledger.claim(work, [erased, *others], "me", SOON)
    work.session.execute(delete(Copy).where(Copy.id == erased.copy_id))
    sent = claims.Result(CopyState.SENT, 1, 0, None, NOW, NOW, retry=False, given_up=False)
    later = claims.Result(CopyState.PENDING, 0, 1, "away", SOON, None, retry=True, given_up=False)
    results = {sent: {erased.copy_id, others[0].copy_id}, later: {others[1].copy_id}}
    messages = [claims.Arrival(one.copy_id, 7, 0, None) for one in (erased, others[0])]
    assert claims.settle(work.session, "me", NOW, results, messages) == {erased.copy_id}
    assert work.session.scalars(select(CopyMessage.copy_id)).all() == [others[0].copy_id]
    assert copy(work, others[0].copy_id).sent_at == NOW
    waits = copy(work, others[1].copy_id)
    assert (waits.state, waits.open, waits.due_at, waits.attempts) == (CopyState.PENDING, True, SOON, 1)
