"""Steering what is under way: pausing, going on, and sending once more what may have arrived."""

import asyncio

import pytest

from db.models import Person
from db.values import Audience, CopyState, Lane
from network import filling, notices
from tests.bot.fakeapi import Fault
from tests.bot.office import Office, until

PENDING, CLAIMED, SENT, MAYBE, SKIPPED = (
    CopyState.PENDING,
    CopyState.CLAIMED,
    CopyState.SENT,
    CopyState.MAYBE,
    CopyState.SKIPPED,
)
AGAIN = "\n\n<i>You may have received this a moment ago already.</i>"


def pause(office: Office, subject: int) -> None:
    office.run(lambda work: notices.pause(work, "card", subject))


def resume(office: Office, subject: int) -> None:
    office.run(lambda work: notices.resume(work, "card", subject))


# --- pausing ------------------------------------------------------------------------------------------------------
async def test_what_is_paused_waits_and_goes_on(office: Office) -> None:
    office.people(3)
    card = office.post("one")
    office.run(filling.prepare)
    pause(office, card)
    await office.deliver()
    assert office.copies() == {PENDING: 3}
    assert not office.api.sent()
    resume(office, card)
    await office.deliver()
    assert office.copies() == {SENT: 3}
    resume(office, card)  # nothing is paused any more
    await office.deliver()
    assert office.api.sent() == {1: 1, 2: 1, 3: 1}


async def test_a_pause_counts_at_the_very_next_claim(office: Office) -> None:
    office.people(200)
    card = office.post("one", lane=Lane.ANNOUNCEMENT)
    office.rate = 30
    worker = await office.worker()
    office.api.gate.clear()
    delivering = asyncio.create_task(worker.settle())
    await until(lambda: office.api.inside > 0, turning=None)
    in_hand = office.copies()[CLAIMED]
    pause(office, card)  # the copies do not know of it yet
    office.api.gate.set()
    await until(delivering.done, turning=office.clock)
    await delivering
    assert office.copies() == {SENT: in_hand, PENDING: 200 - in_hand}
    resume(office, card)
    delivering = asyncio.create_task(worker.settle())
    await until(delivering.done, turning=office.clock)
    assert office.copies() == {SENT: 200}
    assert set(office.api.sent().values()) == {1}


async def test_paused_copies_are_not_looked_at_again_and_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.people(20)
    card = office.post("paused")
    office.run(filling.prepare)
    pause(office, card)
    worker = await office.worker()
    # The spreading has not come there yet: a look closes what it meets.
    looked = await worker._turn()
    assert (looked.letters, looked.more) == ([], True)
    assert not (await worker._turn()).more
    office.post("other")
    await office.deliver()
    assert office.copies(2) == {SENT: 20}
    resume(office, card)
    await office.deliver()
    assert office.copies() == {SENT: 20}


async def test_what_is_paused_is_still_corrected_and_can_be_stopped(office: Office) -> None:
    office.person(1)
    office.person(2, zone="Pacific/Auckland")  # 22:00 there
    card = office.post("one")
    await office.deliver()
    pause(office, card)
    office.revise(card, "two")
    await office.deliver()
    assert office.api.sees(1) == ["two"]
    office.run(lambda work: notices.cancel(work, "card", card))
    office.clock.turn(24 * 3600)
    await office.deliver()
    assert office.copies() == {SENT: 1, SKIPPED: 1}


async def test_what_comes_back_while_its_notice_is_paused_waits_too(office: Office) -> None:
    office.people(1)
    card = office.post("one")
    office.api.faults.append(Fault("sendMessage", (500, {"ok": False, "error_code": 500, "description": "away"})))
    office.api.gate.clear()
    delivering = asyncio.create_task(office.deliver())
    await until(lambda: office.api.inside > 0)
    pause(office, card)
    office.run(filling.prepare)
    office.api.gate.set()
    await delivering
    office.clock.turn(60)
    await office.deliver()
    assert office.copies() == {PENDING: 1}
    assert len(office.api.told("sendMessage")) == 1
    resume(office, card)
    await office.deliver()
    assert office.copies() == {SENT: 1}


# --- what may have arrived ----------------------------------------------------------------------------------------
async def in_doubt(office: Office, people: int) -> int:
    """Post something of which nobody knows whether it arrived; returns the subject."""
    office.people(people)
    office.api.faults.append(Fault("sendMessage", acts=True, times=people))
    card = office.post("one", to=Audience(statuses=("member",)))
    await office.deliver()
    assert office.copies() == {MAYBE: people}
    return card


async def test_who_may_have_it_is_listed_page_by_page(office: Office) -> None:
    await in_doubt(office, 5)
    office.run(lambda work: setattr(work.session.get_one(Person, 2), "name", "Mona"))
    first = office.run(lambda work: notices.maybe(work, 1, limit=3))
    rest = office.run(lambda work: notices.maybe(work, 1, after=first[-1].copy_id, limit=3))
    assert [one.person_id for one in first + rest] == [1, 2, 3, 4, 5]
    assert [one.name for one in first] == [None, "Mona", None]


async def test_a_coordinator_sends_to_some_of_them_or_to_all_and_it_says_so(office: Office) -> None:
    await in_doubt(office, 4)
    doubtful = office.run(lambda work: notices.maybe(work, 1))
    assert office.run(lambda work: notices.send_again(work, 1, [doubtful[0].copy_id])) == 1
    await office.deliver()
    assert office.copies() == {SENT: 1, MAYBE: 3}
    assert office.api.sees(1) == ["one", f"one{AGAIN}"]
    office.api.faults.append(Fault("sendMessage", chat=2, acts=True))
    assert office.run(lambda work: notices.send_again(work, 1)) == 3
    assert office.run(lambda work: notices.send_again(work, 1)) == 0  # a second press
    await office.deliver()
    assert office.copies() == {SENT: 3, MAYBE: 1}  # once more, nobody knows
    assert office.api.sent() == {1: 2, 2: 2, 3: 2, 4: 2}


async def test_what_was_taken_back_is_not_sent_again(office: Office) -> None:
    card = await in_doubt(office, 1)
    office.retract(card)
    assert office.run(lambda work: notices.send_again(work, 1)) == 0
    assert office.run(lambda work: notices.send_again(work, 12345)) == 0
    await office.deliver()
    assert office.copies() == {MAYBE: 1}


async def test_what_is_sent_again_while_paused_waits(office: Office) -> None:
    card = await in_doubt(office, 1)
    pause(office, card)
    assert office.run(lambda work: notices.send_again(work, 1)) == 1
    await office.deliver()
    assert office.copies() == {PENDING: 1}
    resume(office, card)
    await office.deliver()
    assert office.api.sees(1) == ["one", f"one{AGAIN}"]
