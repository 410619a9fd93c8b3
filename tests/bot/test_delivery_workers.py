"""Workers: what is checked at the claim, several of them side by side, sleeping and stopping."""

import asyncio
from datetime import timedelta
from typing import Any

from bot.bell import Bell
from bot.delivery import CONCURRENCY
from bot.workers import Workers
from db.models import Person
from db.queries import people as people_queries
from db.values import Audience, CopyState
from network import filling, ledger, people
from network.charter import shipped_charter
from network.work import Work
from tests.bot.office import Office, until

CLAIMED, SENT, SKIPPED = CopyState.CLAIMED, CopyState.SENT, CopyState.SKIPPED


# --- the claim ----------------------------------------------------------------------------------------------------
def found(work: Work) -> list[ledger.Open]:
    """Look at what is open as a worker does."""
    filling.prepare(work)
    rows = ledger.open_copies(work, 100)
    readers = people.readers(work, [row.person_id for row in rows])
    audiences = ledger.audiences_of(work, {row.notice_id for row in rows})
    return [
        ledger.Open(
            row.id,
            row.person_id,
            readers[row.person_id],
            row.revision,
            row.notice_state,
            row.notice_id,
            audiences[row.notice_id],
            sends=True,
        )
        for row in rows
    ]


async def test_everything_is_checked_again_at_the_claim(office: Office) -> None:
    first, second, third = office.people(3)
    card = office.post("for members", to=Audience(statuses=("member",)))
    seen = office.run(found)
    until = office.clock.now() + timedelta(seconds=90)
    set_status(office, second, "suspended")
    set_language(office, third, "ar")
    assert len(office.run(lambda work: ledger.claim(work, seen, "me", until))) == 1
    office.run(lambda work: ledger.sweep(work, before=None, again={"card"}, in_hand=()))
    seen = office.run(found)
    office.revise(card, "for members, corrected")
    assert office.run(lambda work: ledger.claim(work, seen, "me", until)) == set()
    await office.deliver()
    assert office.copies() == {SENT: 2, SKIPPED: 1}
    assert not office.api.sees(2)
    assert first


def set_status(office: Office, person_id: int, status: str) -> None:

    office.run(lambda work: setattr(work.session.get_one(Person, person_id), "status", status))


def set_language(office: Office, person_id: int, language: str) -> None:

    office.run(lambda work: people_queries.set_language(work.session, person_id, language))


async def test_what_another_worker_holds_is_left_alone(office_on_postgresql: Office) -> None:
    office = office_on_postgresql
    office.people(4)
    office.post("one")
    seen = office.run(found)
    until = office.clock.now() + timedelta(seconds=90)
    with office.database.unit() as mine, office.database.unit() as theirs:

        def work_of(session: Any) -> Work:
            return Work(session, office.clock.now(), shipped_charter(), 4242)

        assert len(ledger.claim(work_of(mine), seen[:3], "me", until)) == 3
        assert ledger.claim(work_of(theirs), seen, "they", until) == {seen[3].copy_id}


async def test_two_workers_share_and_nothing_is_sent_twice(office_on_postgresql: Office) -> None:
    office = office_on_postgresql
    office.people(300)
    office.post("one")
    pools = [pool(office), pool(office)]
    workers = [await office.worker(f"worker {number}", units=units) for number, units in enumerate(pools)]
    await asyncio.gather(*(worker.settle() for worker in workers))
    assert office.copies() == {SENT: 300}
    assert set(office.api.sent().values()) == {1}
    for units in pools:
        units.close()


def pool(office: Office) -> Workers:
    from network.charter import shipped_charter

    bell = Bell(office.database, office.clock)
    return Workers(office.database, office.clock, bell, shipped_charter(), bot_id=4242, owners=frozenset())


async def test_no_more_than_the_agreed_number_is_in_hand(office: Office) -> None:
    office.people(CONCURRENCY * 2 + 10)
    office.post("one")
    office.api.gate.clear()
    delivering = asyncio.create_task((await office.worker()).settle())
    await until(lambda: office.api.inside >= CONCURRENCY)
    await asyncio.sleep(0.02)
    assert office.copies()[CLAIMED] == CONCURRENCY == office.api.inside
    office.api.gate.set()
    await delivering
    assert office.api.most_inside == CONCURRENCY
    assert office.copies() == {SENT: CONCURRENCY * 2 + 10}


async def test_what_is_revised_while_it_is_on_its_way_is_edited_after(office: Office) -> None:
    office.people(1)
    card = office.post("one")
    office.api.gate.clear()
    delivering = asyncio.create_task((await office.worker()).settle())
    await until(lambda: office.api.inside > 0)
    office.revise(card, "two")
    office.run(filling.prepare)
    office.api.gate.set()
    await delivering
    await office.deliver()
    assert office.api.sees(1) == ["two"]
    assert office.api.sent() == {1: 1}


# --- running ------------------------------------------------------------------------------------------------------
async def test_stopping_finishes_what_is_in_hand(office: Office) -> None:
    office.people(3)
    office.api.gate.clear()
    office.post("one")
    worker = await office.worker()
    running = asyncio.create_task(worker.run())
    await until(lambda: office.api.inside >= 3)
    worker.stop()
    await asyncio.sleep(0.01)
    assert not running.done()
    office.api.gate.set()
    await running
    assert office.copies() == {SENT: 3}


async def test_it_sleeps_until_something_rings_or_falls_due(office: Office) -> None:
    office.people(1)
    rings: asyncio.Queue[bool] = asyncio.Queue()
    asked: list[str] = []

    async def wait(name: str, seconds: float) -> bool:
        asked.append(name)
        return await rings.get()

    worker = await office.worker(wait=wait)
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0.02)
    office.post("one")
    await asyncio.sleep(0.02)
    assert office.api.sees(1) == []
    rings.put_nowait(True)
    await until(lambda: office.api.sees(1) == ["one"])
    office.post("two", due_at=office.clock.now() + timedelta(seconds=20))
    rings.put_nowait(True)
    await asyncio.sleep(0.05)
    office.clock.turn(19.5)
    await asyncio.sleep(0.02)
    assert office.api.sees(1) == ["one"]
    office.clock.turn(0.5)
    await until(lambda: office.api.sees(1) == ["one", "two"])
    worker.stop()
    await running
    assert set(asked) == {"ledger"}
