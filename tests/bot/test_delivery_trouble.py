"""Deliveries that go wrong: refusals, outcomes nobody knows, features and databases that fail."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.limiter import Limiter
from bot.pauses import Pauses
from bot.permits import Want
from db.models import Clearing
from db.values import Audience, CopyState
from handlers.kit.notices import NoticeKind
from network import filling, ledger, notices, people, privacy
from network.work import Work
from tests.bot.fakeapi import BLOCKED, Fault, refusal
from tests.bot.office import Office, Units, until

PENDING, CLAIMED, SENT, MAYBE = CopyState.PENDING, CopyState.CLAIMED, CopyState.SENT, CopyState.MAYBE
UNREACHABLE, FAILED = CopyState.UNREACHABLE, CopyState.FAILED
GONE, DELETED = CopyState.GONE, CopyState.DELETED
HOUR = 3600.0


# --- refusals -----------------------------------------------------------------------------------------------------
async def test_whoever_blocked_the_bot_is_written_to_again_when_they_write(office: Office) -> None:
    first, _ = office.people(2)
    office.api.faults.append(Fault("sendMessage", BLOCKED, chat=1))
    office.post("one")
    await office.deliver()
    office.post("two")
    await office.deliver()
    assert office.copies(1) == office.copies(2) == {SENT: 1, UNREACHABLE: 1}
    assert office.api.sent() == {1: 1, 2: 2}  # the second was not even tried
    office.run(lambda work: people.meet(work, 1, 1, "en"))
    await office.deliver()
    assert office.api.sees(1) == ["one", "two"]
    office.clock.turn(8 * 24 * HOUR)
    office.run(lambda work: people.blocked_us(work, people.readers(work, [first])[first]))
    office.post("three")
    await office.deliver()
    office.clock.turn(8 * 24 * HOUR)
    office.run(lambda work: people.meet(work, 1, 1, "en"))
    await office.deliver()
    assert office.api.sees(1) == ["one", "two"]  # that is no news any more


async def test_an_edit_that_was_missed_comes_when_they_write_again(office: Office) -> None:
    office.people(1)
    card = office.post("waits")
    await office.deliver()
    office.api.faults.append(Fault("editMessageText", BLOCKED))
    office.revise(card, "admitted")
    await office.deliver()
    await office.deliver()
    assert office.api.sees(1) == ["waits"]
    office.run(lambda work: people.meet(work, 1, 1, "en"))
    await office.deliver()
    assert office.api.sees(1) == ["admitted"]


async def test_too_many_stops_everybody_and_outlives_a_restart(office: Office) -> None:
    office.people(3)
    office.api.faults.append(Fault("sendMessage", refusal(429, "Too Many Requests: retry after 30", retry_after=30)))
    office.rate = 1
    worker = await office.worker()
    office.post("one", to=Audience(people=(1,)))
    first = office.telegrams[-1].limiter
    assert isinstance(first, Limiter)
    kept = Pauses(first, Units(office), office.clock)
    await worker.settle()
    await kept.settle()
    assert office.copies() == {PENDING: 1}

    reborn = await office.worker()
    second = office.telegrams[-1].limiter
    assert isinstance(second, Limiter)
    await Pauses(second, Units(office), office.clock).heed()
    assert not reborn._limiter.take_now([Want("answers", 2)])
    office.clock.turn(29)
    assert not reborn._limiter.take_now([Want("answers", 2)])
    office.clock.turn(1.2)
    await reborn.settle()
    assert office.api.sees(1) == ["one"]
    assert office.run(lambda work: notices.pauses(work, work.now)) == {}


async def test_a_refused_text_fails_for_that_chat_only(office: Office) -> None:
    office.people(2)
    office.api.faults.append(Fault("sendMessage", refusal(400, "Bad Request: can't parse entities: …"), chat=1))
    office.post("one")
    await office.deliver()
    await office.deliver()
    assert office.copies() == {SENT: 1, FAILED: 1}


async def test_a_server_error_backs_off_and_tries_again(office: Office) -> None:
    office.people(1)
    office.api.faults.append(Fault("sendMessage", refusal(500, "Internal Server Error"), times=3))
    office.post("one")
    for attempts in range(1, 4):
        await office.deliver()
        await office.deliver()  # too early: nothing is tried
        assert office.api.sent() == {1: attempts}
        office.clock.turn(2.0 ** (attempts - 1))
    await office.deliver()
    assert office.copies() == {SENT: 1}
    assert len(office.api.sees(1)) == 1


async def test_a_revoked_token_costs_no_copy(office: Office) -> None:
    office.people(1)
    office.api.faults.append(Fault("sendMessage", refusal(401, "Unauthorized")))
    office.post("one")
    await office.deliver()
    assert office.copies() == {PENDING: 1}
    office.clock.turn(61)
    await office.deliver()
    assert office.copies() == {SENT: 1}


async def test_a_group_that_migrates_is_written_to_under_its_new_id(office: Office) -> None:
    office.person(-5)
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    office.api.faults.append(Fault("sendMessage", refusal(400, text, migrate_to_chat_id=-1009), chat=-5))
    office.post("one")
    await office.deliver()
    assert office.api.sees(-1009) == ["one"]


# --- outcomes nobody knows ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("fault", [Fault("sendMessage", acts=True), Fault("sendMessage", (502, "<html>"))])
async def test_what_may_have_arrived_is_never_sent_again(office: Office, fault: Fault) -> None:
    office.people(1)
    fault.times = 1
    office.api.faults.append(fault)
    card = office.post("one")
    await office.deliver()
    office.clock.turn(24 * HOUR)
    office.revise(card, "two")
    await office.deliver()
    assert office.copies() == {MAYBE: 1}
    assert office.api.sent() == {1: 1}


async def test_a_reminder_that_may_have_arrived_is_sent_once_more_and_says_so(office: Office) -> None:
    office.people(2)
    office.api.faults.append(Fault("sendMessage", chat=1, acts=True))
    office.api.faults.append(Fault("sendMessage", chat=2, times=2))
    office.post("tomorrow at ten", kind="reminder")
    await office.deliver()
    office.clock.turn(6)
    await office.deliver()
    office.clock.turn(24 * HOUR)
    await office.deliver()
    first, second = office.api.sees(1)
    assert first == "tomorrow at ten"
    assert second == "tomorrow at ten\n\n<i>You may have received this a moment ago already.</i>"
    assert office.api.sent() == {1: 2, 2: 2}
    assert office.copies() == {SENT: 1, MAYBE: 1}


async def test_edits_and_deletions_simply_repeat(office: Office) -> None:
    office.people(1)
    card = office.post("one")
    await office.deliver()
    office.api.faults.append(Fault("editMessageText", acts=True))
    office.revise(card, "two")
    await office.deliver()
    office.clock.turn(2)
    await office.deliver()
    assert len(office.api.told("editMessageText")) == 2
    office.api.faults.append(Fault("deleteMessage", acts=True))
    office.retract(card)
    await office.deliver()
    office.clock.turn(2)
    await office.deliver()
    assert len(office.api.told("deleteMessage")) == 2
    assert office.copies() == {DELETED: 1}


async def test_what_its_reader_deleted_is_gone_and_stays_gone(office: Office) -> None:
    office.people(1)
    card = office.post("one")
    await office.deliver()
    office.api.messages[1].clear()
    office.revise(card, "two")
    await office.deliver()
    office.revise(card, "three")
    await office.deliver()
    assert office.copies() == {GONE: 1}
    assert office.api.sent() == {1: 1}


def died_in_hand(office: Office, kind: str) -> None:
    """Leave a copy as a worker does that was killed between its claim and its record."""
    office.post("one", kind=kind)
    office.run(filling.prepare)

    def claim(work: Work) -> None:
        row = ledger.open_copies(work, 1)[0]
        found = ledger.Open(
            row.id,
            row.person_id,
            people.readers(work, [row.person_id])[row.person_id],
            row.revision,
            row.notice_state,
            row.notice_id,
            Audience(),
            sends=True,
        )
        assert ledger.claim(work, [found], "the dead", work.now + timedelta(seconds=90)) == {row.id}

    office.run(claim)
    assert office.copies() == {CLAIMED: 1}


async def test_what_died_in_a_workers_hand_may_have_arrived(office: Office) -> None:
    office.people(1)
    died_in_hand(office, "card")
    await office.deliver()
    assert office.copies() == {CLAIMED: 1}  # its worker may still be alive
    office.clock.turn(91)
    await office.deliver()
    assert office.copies() == {MAYBE: 1}
    assert not office.api.sent()


async def test_a_reminder_that_died_in_a_workers_hand_is_sent_once_more(office: Office) -> None:
    office.people(1)
    died_in_hand(office, "reminder")
    office.clock.turn(91)
    await office.deliver()
    assert office.copies() == {SENT: 1}
    assert "received this" in office.api.sees(1)[0]


async def test_on_sqlite_a_fresh_start_waits_for_no_lease(office_on_sqlite: Office) -> None:
    office = office_on_sqlite
    office.people(1)
    died_in_hand(office, "reminder")
    worker = await office.worker()
    await worker._hand.recover(worker._again)
    await worker.settle()
    assert office.copies() == {SENT: 1}


# --- bugs and accidents -------------------------------------------------------------------------------------------
async def test_a_feature_that_fails_holds_up_no_other(office: Office) -> None:
    first, _ = office.people(2)
    office.post("one", kind="faulty")
    office.post("two", kind="unknown to this version")
    office.broken = {first}
    office.post("three")
    await office.deliver()
    assert office.api.sees(2) == ["three"]
    assert office.api.sees(1) == []
    office.broken.clear()
    office.kinds["faulty"] = NoticeKind("faulty", office._load, office._render)
    office.kinds["unknown to this version"] = NoticeKind("unknown to this version", office._load, office._render)
    for _ in range(5):
        office.clock.turn(301)
        await office.deliver()
    assert sorted(office.api.sees(1)) == sorted(office.api.sees(2)) == ["one", "three", "two"]


async def test_a_database_that_goes_away_makes_nobody_receive_twice(office: Office) -> None:
    office.people(3)
    units = Units(office)
    worker = await office.worker(units=units)
    running = asyncio.create_task(worker.run())
    office.api.gate.clear()
    office.post("one")
    worker.wake()
    await until(lambda: office.api.inside >= 3)
    units.fails += [OperationalError("COMMIT", {}, Exception("gone"))] * 2
    office.api.gate.set()
    await until(lambda: not units.fails, turning=office.clock)
    await until(lambda: office.copies() == {SENT: 3}, turning=office.clock)
    worker.stop()
    await running
    assert office.api.sent() == {1: 1, 2: 1, 3: 1}


async def test_what_was_on_its_way_when_its_reader_was_erased_is_taken_out_of_their_chat(office: Office) -> None:
    first, _ = office.people(2)
    office.post("one")
    office.api.gate.clear()
    delivering = asyncio.create_task(office.deliver())
    await until(lambda: office.api.inside >= 2)
    office.run(lambda work: privacy.erase_person(work, first, 1))
    office.api.gate.set()
    await delivering
    late = [message for message, text in office.api.messages[1].items() if text == "one"]
    asked = office.run(lambda work: work.session.execute(select(Clearing.telegram_id, Clearing.message_id)).all())
    assert [tuple(row) for row in asked] == [(1, *late)]
    assert office.copies() == {SENT: 1}
