"""Doing in groups what is no message: letting people in, removing them, leaving, descriptions, topics.

What is to be done stands in rows that were written with their cause (network/hubs/tasks.py), so it outlives the
process. Groups are worked on side by side, one thing after the other in each. A process that dies between a call and
its note makes the call once more; the deeds take "done already" for done.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError

from bot.bell import Bell
from bot.clock import Clock, within
from bot.handling import places
from bot.inhand import Units
from bot.limiter import Gate, Want
from bot.posting import Caller
from bot.telegram import NotSent, Refused, TooMany, Unknown
from db.dialects import is_sqlite
from handlers.kit.group_deeds import Call, GroupDeed, Said
from network import pacing
from network.hubs import groups, tasks
from network.hubs.tasks import Task
from network.work import Work

log = structlog.get_logger()
LANE = "personal"  # people wait at the door
LOOK = 10.0  # real seconds after which a process looks even when nobody rang
SOON = 0.1
PATIENCE = 5.0  # seconds that a task waits in hand until its group may have another call
TOKEN_REFUSED_FOR = timedelta(minutes=1)
AFTER_A_BUG = timedelta(hours=1)
MOST_CALLS = 5  # of one task; more would be a bug


class _Full(Exception):  # noqa: N818 - reads as the sentence it is
    """The group has had as many calls as it may for now."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds


class Grouping:
    """One process's share of what is done in groups."""

    def __init__(
        self,
        workers: Units,
        telegram: Caller,
        deeds: Mapping[str, GroupDeed],
        clock: Clock,
        *,
        limiter: Gate,
        bell: Bell | None,
        refused: Callable[[str], None],
    ) -> None:
        """`deeds` are all kinds of task by name; `bell` wakes it when something was written.

        `refused` counts what Telegram did not do, by method.
        """
        self._workers = workers
        self._telegram = telegram
        self._deeds = deeds
        self._clock = clock
        self._limiter = limiter
        self._bell = bell
        self._refused = refused
        self._busy: dict[int, asyncio.Task[None]] = {}
        self._stopping = False

    async def run(self) -> None:
        """Work until `stop` is called; then finish the calls that are under way."""
        begun = False
        while not self._stopping:
            try:
                if not begun:
                    await self._workers.run(_take_up)
                begun = True
                if not await self._begin_some():
                    await self._rest()
            except DBAPIError as error:
                log.error("grouping.database", error=type(error.orig).__name__)
                await self._clock.pause(1)
        await asyncio.gather(*self._busy.values())

    def stop(self) -> None:
        """Begin nothing more; what is left goes on at the next start."""
        self._stopping = True
        if self._bell is not None:
            self._bell.ring(tasks.GROUPS)

    async def settle(self) -> None:
        """Do all that is due now."""
        while await self._begin_some():
            await asyncio.gather(*self._busy.values())

    async def _rest(self) -> None:
        """Sleep until something rings, is done or is due; never for long: a call from elsewhere can be lost."""
        due = await self._workers.run(tasks.next_due, "read")
        seconds = LOOK if due is None else min(LOOK, (due - self._clock.now()).total_seconds())
        if self._bell is not None:
            # What is due and was not begun waits for its group, or is in another process's hand.
            await within(self._clock, max(seconds, SOON), self._bell.wait(tasks.GROUPS, LOOK))

    async def _begin_some(self) -> bool:
        """Take one task of each of some groups in hand, and begin them. Says whether there were any."""
        taken = await self._workers.run(lambda work: tasks.take(work, tuple(self._busy)))
        for task in taken:
            self._busy[task.chat_id] = asyncio.create_task(self._see_to(task))
        return bool(taken)

    async def _see_to(self, task: Task) -> None:
        try:
            await self._do(task)
        except DBAPIError as error:  # it is in hand until its lease lapses, and is done again then
            log.error("grouping.database", error=type(error.orig).__name__)
        finally:
            del self._busy[task.chat_id]
            if self._bell is not None:
                self._bell.ring(tasks.GROUPS)

    async def _do(self, task: Task) -> None:
        """Do one task and write down what came of it. Never raises but for a database in trouble."""
        deed = self._deeds.get(task.kind)
        if deed is None:  # of an older version of the program
            await self._workers.run(lambda work: tasks.over(work, task))
            return
        method, results = "", list[Any]()
        try:
            for _ in range(MOST_CALLS):
                call = await self._workers.run(partial(_next_call, deed, task, tuple(results)))
                if call is None:
                    break
                method = call.method
                results.append(await self._make(task, call, first=not results))
            said = Said(results)
        except _Full as full:
            await self._later(task, timedelta(seconds=full.seconds), tried=False)
            return
        except TooMany as error:
            await self._later(task, timedelta(seconds=error.retry_after), all_of_them=True)
            return
        except Refused as error:
            if await self._is_about_the_group(task, error):
                return
            self._refused(method)
            said = Said(results, error.code, error.description)
        except Unknown:
            if deed.repeats:
                await self._later(task, pacing.back_off(task.attempts + 1))
                return
            said = Said(results, unknown=True)
        except NotSent:
            await self._later(task, pacing.back_off(task.attempts + 1))
            return
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - a bug of ours must not end the program, nor be tried every second
            await self._bug(task, error)
            return
        try:
            await self._workers.run(partial(_settle, deed, task, said))
        except DBAPIError:
            raise
        except Exception as error:  # noqa: BLE001 - as above
            await self._bug(task, error)

    async def _make(self, task: Task, call: Call, *, first: bool) -> Any:
        wait = self._limiter.chat_wait(Want(LANE, task.group))
        if first and wait > PATIENCE:
            raise _Full(wait)
        permit = await self._limiter.take(LANE, task.group)
        params = {"chat_id": task.group, **call.params}
        return await self._telegram.call(call.method, params, lane=LANE, permit=permit)

    async def _is_about_the_group(self, task: Task, error: Refused) -> bool:
        """Take a refusal that any call would meet: the token, a group that moved, one that is gone."""
        if error.token_refused:
            await self._later(task, TOKEN_REFUSED_FOR)
            return True
        moved_to = error.migrate_to
        if moved_to is not None:

            def move(work: Work) -> None:
                groups.moved(work, task.group, moved_to)
                tasks.later(work, task, work.now)

            await self._workers.run(move)
            return True
        if error.code == 403 or (error.code == 400 and "chat not found" in error.description.lower()):

            def gone(work: Work) -> None:
                groups.gone(work, task.chat_id)
                tasks.over(work, task)

            await self._workers.run(gone)
            return True
        return False

    async def _bug(self, task: Task, error: Exception) -> None:
        self._refused("grouping")
        log.error("grouping.failed", kind=task.kind, error=type(error).__name__, at=places(error))
        await self._later(task, AFTER_A_BUG)

    async def _later(self, task: Task, span: timedelta, *, all_of_them: bool = False, tried: bool = True) -> None:
        until = self._clock.now() + span
        await self._workers.run(lambda work: tasks.later(work, task, until, all_of_them=all_of_them, tried=tried))


def _take_up(work: Work) -> None:
    if is_sqlite(work.session):  # elsewhere another process may be at work: its leases lapse
        tasks.take_up(work)


def _next_call(deed: GroupDeed, task: Task, results: tuple[Any, ...], work: Work) -> Call | None:
    return deed.call(work, task, results)


def _settle(deed: GroupDeed, task: Task, said: Said, work: Work) -> None:
    """Write down what came of a task, and end it or put it off, in one unit of work."""
    again_at: datetime | None = deed.settle(work, task, said) if deed.settle else None
    if again_at is None:
        tasks.over(work, task)
    else:
        tasks.later(work, task, again_at)
