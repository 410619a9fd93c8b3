"""Units of work in worker threads: one for SQLite, a small pool for PostgreSQL."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from bot.bell import Bell
from bot.clock import Clock
from db.unit import Database, Mode
from network.charter import Charter
from network.work import Work

T = TypeVar("T")


class Workers:
    """Runs functions of the lower floors, each in a unit of work of its own."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        bell: Bell,
        charter: Charter,
        *,
        bot_id: int,
        owners: frozenset[int],
        rate: int = 30,
        public_url: str | None = None,
    ) -> None:
        """Start no thread yet; they come with the first use."""
        self.database = database
        self.clock = clock
        self.bell = bell
        self.charter = charter
        self.bot_id = bot_id
        self.owners = owners
        self.rate = rate
        self.public_url = public_url
        self.bot_name, self.inline = "", False  # Telegram tells at the start
        self.threads = ThreadPoolExecutor(database.threads, thread_name_prefix="unit")

    async def run(self, function: Callable[[Work], T], mode: Mode = "write") -> T:
        """Run `function` in a thread, inside one unit of work; whoever it woke is woken after the commit."""
        result, woken = await asyncio.get_running_loop().run_in_executor(self.threads, self._unit, function, mode)
        for name in woken:
            self.bell.ring(name)
        return result

    @contextmanager
    def unit(self, mode: Mode = "write") -> Iterator[Work]:
        """Open one unit of work, in a thread. Its commit wakes other processes; whoever opened it wakes this one."""
        with self.database.unit(mode) as session:
            work = Work(
                session,
                self.clock.now(),
                self.charter,
                self.bot_id,
                self.owners,
                self.rate,
                public_url=self.public_url,
                bot_name=self.bot_name,
                inline=self.inline,
            )
            yield work
            if work.woken:
                session.flush()
                self.bell.announce(session, work.woken)

    def _unit(self, function: Callable[[Work], T], mode: Mode) -> tuple[T, set[str]]:
        with self.unit(mode) as work:
            result = function(work)
        return result, work.woken

    def close(self) -> None:
        """Wait for what is in hand and end the threads."""
        self.threads.shutdown(wait=True)
