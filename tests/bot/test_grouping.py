"""What is done in groups: once, in order, side by side, through whatever goes wrong."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.bell import Bell
from bot.grouping import Grouping
from bot.limiter import Unlimited
from db.models import GroupTask
from handlers.kit.group_deeds import Call, GroupDeed, Said
from network.hubs import tasks
from network.hubs.tasks import Task
from network.work import Work
from tests.bot.fakeapi import Fault, refusal
from tests.bot.office import Office, Units, until

ONE, OTHER = -1_001_001, -1_001_002


class Deeds:
    """Two deeds: one of two calls, and one that must not be repeated."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Said]] = []
        self.again: list[timedelta] = []
        self.broken = False
        self.by_name = {
            "twice": GroupDeed("twice", self._twice, self._settle),
            "once": GroupDeed("once", self._once, self._settle, repeats=False),
            "silent": GroupDeed("silent", lambda _work, _task, _results: None),
        }

    def _twice(self, _work: Work, task: Task, so_far: Sequence[Any]) -> Call | None:
        if self.broken:
            raise RuntimeError("what a deed may do wrong")
        return Call(f"step{len(so_far) + 1}", {"user_id": task.telegram_id}) if len(so_far) < 2 else None

    def _once(self, _work: Work, _task: Task, so_far: Sequence[Any]) -> Call | None:
        return None if so_far else Call("sendMessage", {"text": "hello"})

    def _settle(self, work: Work, task: Task, said: Said) -> datetime | None:
        self.said.append((task.kind, said))
        return work.now + self.again.pop() if self.again else None


@pytest.fixture
def deeds() -> Deeds:
    return Deeds()


async def worker(office: Office, deeds: Deeds, *, bell: Bell | None = None, limited: bool = False) -> Grouping:
    """A worker as a fresh process has it; nobody counts its calls unless it is `limited`."""
    telegram = await office.telegram()
    return Grouping(
        Units(office),
        telegram,
        deeds.by_name,
        office.clock,
        limiter=telegram.limiter if limited else Unlimited(office.clock),
        bell=bell,
        refused=office.counted.append,
    )


def wants(office: Office, chat: int, kind: str = "twice", **more: Any) -> None:
    """Write a task down."""
    office.run(lambda work: tasks.add(work, chat, kind, **more))


def left(office: Office) -> int:
    """Count the tasks that are not over."""
    return office.run(lambda work: work.session.query(GroupTask).count())


def methods(office: Office, chat: int) -> list[str]:
    """List the calls that were made in a group."""
    return [name for name, params in office.api.calls if params.get("chat_id") == chat]


async def test_a_task_is_done_call_by_call_and_is_over(office: Office, deeds: Deeds) -> None:
    group = office.group(ONE, "mena")
    wants(office, group, telegram_id=7)
    wants(office, group, telegram_id=7)
    assert left(office) == 1, "what waits already is enough"
    await (await worker(office, deeds)).settle()
    assert office.api.calls == [
        ("step1", {"chat_id": ONE, "user_id": 7}),
        ("step2", {"chat_id": ONE, "user_id": 7}),
    ]
    assert deeds.said[0][1].done
    assert len(deeds.said[0][1].results) == 2
    assert left(office) == 0


async def test_one_thing_after_the_other_in_a_group_and_groups_side_by_side(office: Office, deeds: Deeds) -> None:
    one, other = office.group(ONE, "mena"), office.group(OTHER, "see")
    for user in (1, 2):
        wants(office, one, telegram_id=user)
        wants(office, other, telegram_id=user)
    office.api.gate.clear()
    work = asyncio.create_task((await worker(office, deeds)).settle())
    await until(lambda: office.api.inside == 2)
    office.api.gate.set()
    await work
    users = [params["user_id"] for _, params in office.api.calls if params["chat_id"] == ONE]
    assert users == [1, 1, 2, 2]
    assert office.api.most_inside == 2
    assert left(office) == 0


async def test_a_429_holds_that_group_alone_for_what_it_says(office: Office, deeds: Deeds) -> None:
    one, other = office.group(ONE, "mena"), office.group(OTHER, "see")
    for chat in (one, other):
        wants(office, chat, telegram_id=1)
        wants(office, chat, telegram_id=2)
    office.api.faults.append(
        Fault("step1", refusal(429, "Too Many Requests: retry after 30", retry_after=30), chat=ONE)
    )
    grouping = await worker(office, deeds)
    await grouping.settle()
    assert methods(office, ONE) == ["step1"]
    assert len(methods(office, OTHER)) == 4
    office.clock.turn(29)
    await grouping.settle()
    assert methods(office, ONE) == ["step1"]
    office.clock.turn(2)
    await grouping.settle()
    assert len(methods(office, ONE)) == 5
    assert left(office) == 0


@pytest.mark.parametrize("answer", [(500, "nonsense"), (502, "<html>"), (500, {"ok": False, "error_code": 500}), None])
async def test_whatever_fails_is_tried_again_a_little_later_each_time(
    office: Office, deeds: Deeds, answer: tuple[int, Any] | None
) -> None:
    group = office.group(ONE, "mena")
    wants(office, group)
    office.api.faults.append(Fault("step2", answer, times=3))
    grouping = await worker(office, deeds)
    for seconds in (0, 2, 4):
        office.clock.turn(seconds)
        await grouping.settle()
        assert left(office) == 1
    office.clock.turn(8)
    await grouping.settle()
    assert left(office) == 0
    assert methods(office, ONE) == ["step1", "step2"] * 4
    assert [said.done for _, said in deeds.said] == [True]


async def test_what_must_not_be_repeated_is_not(office: Office, deeds: Deeds) -> None:
    group = office.group(ONE, "mena")
    wants(office, group, "once")
    office.api.faults.append(Fault("sendMessage", acts=True))
    grouping = await worker(office, deeds)
    await grouping.settle()
    office.clock.turn(3600)
    await grouping.settle()
    assert office.api.sees(ONE) == ["hello"]
    assert deeds.said[0][1].unknown
    assert not deeds.said[0][1].done
    assert left(office) == 0


async def test_a_refusal_is_the_deeds_to_judge(office: Office, deeds: Deeds) -> None:
    group = office.group(ONE, "mena")
    wants(office, group)
    deeds.again = [timedelta(hours=1)]
    office.api.faults.append(Fault("step2", refusal(400, "Bad Request: not enough rights to do that")))
    grouping = await worker(office, deeds)
    await grouping.settle()
    said = deeds.said[0][1]
    assert (said.code, said.lacks_right, len(said.results)) == (400, True, 1)
    assert office.counted == ["step2"]
    assert left(office) == 1
    office.run(lambda work: tasks.wake(work, group))
    await grouping.settle()
    assert left(office) == 0


async def test_a_group_that_moved_is_followed_and_the_task_done_there(office: Office, deeds: Deeds) -> None:
    group = office.group(ONE, "mena")
    wants(office, group, telegram_id=7)
    moved = refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=OTHER)
    office.api.faults.append(Fault("step1", moved, chat=ONE))
    await (await worker(office, deeds)).settle()
    assert methods(office, OTHER) == ["step1", "step2"]
    assert left(office) == 0


async def test_a_group_that_is_gone_has_nothing_left_to_do(office: Office, deeds: Deeds) -> None:
    group = office.group(ONE, "mena")
    wants(office, group, telegram_id=7)
    office.api.faults.append(Fault("step1", refusal(403, "Forbidden: bot was kicked from the supergroup chat")))
    await (await worker(office, deeds)).settle()
    assert left(office) == 0
    assert deeds.said == []


async def test_a_bug_is_tried_once_an_hour_and_stops_nobody(office: Office, deeds: Deeds) -> None:
    one, other = office.group(ONE, "mena"), office.group(OTHER, "see")
    wants(office, one)
    wants(office, other, "once")
    deeds.broken = True
    grouping = await worker(office, deeds)
    await grouping.settle()
    assert office.api.sees(OTHER) == ["hello"]
    assert office.counted == ["grouping"]
    deeds.broken = False
    office.clock.turn(3601)
    await grouping.settle()
    assert left(office) == 0


async def test_what_is_due_later_waits_and_what_is_over_is_dropped(office: Office, deeds: Deeds) -> None:
    group = office.group(ONE, "mena")
    now = office.clock.now()
    wants(office, group, telegram_id=1, due_at=now + timedelta(seconds=30))
    wants(office, group, telegram_id=2, expires_at=now)
    wants(office, group, "of a newer version")
    wants(office, group, "silent")
    grouping = await worker(office, deeds)
    await grouping.settle()
    assert office.api.calls == []
    assert office.run(tasks.next_due) == now + timedelta(seconds=30)
    office.clock.turn(31)
    await grouping.settle()
    assert methods(office, ONE) == ["step1", "step2"]


async def test_a_process_that_was_killed_leaves_its_task_to_the_next(office: Office, deeds: Deeds) -> None:
    group = office.group(ONE, "mena")
    wants(office, group)
    assert len(office.run(lambda work: tasks.take(work, ()))) == 1  # and dies
    grouping = await worker(office, deeds)
    await grouping.settle()
    assert left(office) == 1, "it is in somebody's hand, as far as anybody knows"
    office.clock.turn(tasks.IN_HAND.total_seconds() + 1)
    await grouping.settle()
    assert left(office) == 0


async def test_where_a_process_is_alone_it_goes_on_at_once(office_on_sqlite: Office, deeds: Deeds) -> None:
    office = office_on_sqlite
    wants(office, office.group(ONE, "mena"))
    office.run(lambda work: tasks.take(work, ()))
    bell = Bell(office.database, office.clock)  # type: ignore[arg-type]
    grouping = await worker(office, deeds, bell=bell)
    running = asyncio.create_task(grouping.run())
    await until(lambda: not left(office))
    wants(office, office.group(OTHER, "see"))
    bell.ring(tasks.GROUPS)
    await until(lambda: not left(office))
    grouping.stop()
    office.clock.turn(60)
    await running
    assert len(methods(office, ONE)) == len(methods(office, OTHER)) == 2


async def test_two_processes_never_take_one_task(office_on_postgresql: Office) -> None:
    office = office_on_postgresql
    for number in range(40):
        wants(office, office.group(ONE - number, f"hub{number}"))
    with office.database.unit() as first, office.database.unit() as second:
        from network.charter import shipped_charter
        from tests.bot.office import BOT_ID

        now = office.clock.now()
        mine = tasks.take(Work(first, now, shipped_charter(), BOT_ID), ())
        theirs = tasks.take(Work(second, now, shipped_charter(), BOT_ID), ())
    assert len(mine) == tasks.SIDE_BY_SIDE
    assert not {task.id for task in mine} & {task.id for task in theirs}
    with office.database.unit("read") as session:
        held = session.scalars(select(GroupTask.id).where(GroupTask.lease_until.is_not(None))).all()
    assert len(held) == len(mine) + len(theirs)


async def test_a_group_that_had_enough_calls_is_put_off_and_holds_up_nobody(office: Office, deeds: Deeds) -> None:
    one, other = office.group(ONE, "mena"), office.group(OTHER, "see")
    for user in range(15):
        wants(office, one, telegram_id=user)
    wants(office, other, telegram_id=99)
    grouping = await worker(office, deeds, limited=True)
    settling = asyncio.create_task(grouping.settle())
    await until(settling.done, turning=office.clock)
    assert len(methods(office, ONE)) <= 20
    assert len(methods(office, OTHER)) == 2
    assert left(office) > 0
    office.clock.turn(90)
    settling = asyncio.create_task(grouping.settle())
    await until(settling.done, turning=office.clock)
    office.clock.turn(90)
    assert len(methods(office, ONE)) == 30
    assert left(office) == 0
