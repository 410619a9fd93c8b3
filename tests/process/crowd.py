"""Members with phones, an announcement to all of them, and what each chat holds in the end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import func, select

from db.migrate import migrate
from db.models import Announcement, Chat, Copy, Notice, Person
from db.unit import Database, Mode
from db.values import AnnouncementState, CopyState
from network import people
from network.announcements import audiences, correcting, running
from network.announcements.kinds import ANNOUNCEMENT
from network.people import Reader
from network.work import Work
from tests.announcing import TITLE, announce, bodies, coordinator, members
from tests.process.house import acted
from tests.process.running import BOT, Sandbox, until

T = TypeVar("T")
# Everything leaves as fast as it can.
FAST = {"rate": "1000", "paid_broadcast": "yes"}
# Faults after which nobody knows whether a message arrived.
UNKNOWN = {"html", "truncate", "timeout", "cut_before", "cut_after", "away"}


@dataclass
class Crowd:
    """Members in the sandbox and in a database alike; those with a country can be announced to by themselves."""

    town: Sandbox
    address: str
    count: int
    first: int
    row: int
    unreachable: frozenset[int]
    country: str | None = None
    announcement: int = 0

    @property
    def everybody(self) -> set[int]:
        """All of them, by Telegram id."""
        return set(range(self.first, self.first + self.count))

    @property
    def title(self) -> str:
        """What is announced to them."""
        return f"{TITLE} for {self.country}" if self.country else TITLE

    def unit(self, act: Callable[[Work], T], mode: Mode = "write") -> T:
        """Do something in the database, at the sandbox's time."""
        return acted(self.town, self.address, act, mode)

    def looks(self, look: Callable[[Work], T]) -> T:
        """Look something up, without holding up whoever writes."""
        return self.unit(look, "read")

    def announces(self, write: Callable[[Work, Reader, int], None] | None = None) -> None:
        """Let the coordinator announce something to all of them; `write` adds to the draft of that number."""

        def choose(work: Work, reader: Reader, number: int) -> None:
            if self.country:
                audiences.choose(work, reader, number, "countries", self.country)
            if write:
                write(work, reader, number)

        self.announcement = self.unit(lambda work: announce(work, self.title, choose))
        self.town.skip(seconds=30)  # nobody rang: another process wrote it

    def reader(self, work: Work, place: int) -> Reader:
        """One of them, as the rules know them."""
        return people.readers(work, [self.row + place])[self.row + place]

    # --- what the ledger says --------------------------------------------------------------------------------------
    def states(self) -> dict[str, int]:
        """How many copies are in which state; those of the announcement only."""
        counted = select(Copy.state, func.count()).where(Copy.notice_id == self._notice()).group_by(Copy.state)
        return self.looks(lambda work: dict(work.session.execute(counted).all()))

    def of_state(self, state: CopyState) -> set[int]:
        """The Telegram ids of those whose copy is in a state."""
        found = select(Chat.telegram_id).join(Copy, Copy.chat_id == Chat.id)
        asked = found.where(Copy.notice_id == self._notice(), Copy.state == state)
        return self.looks(lambda work: set(work.session.scalars(asked)))

    def state(self) -> str | None:
        """Where the announcement stands."""
        asked = select(Announcement.state).where(Announcement.id == self.announcement)
        return self.looks(lambda work: work.session.scalar(asked))

    def is_done(self) -> bool:
        """Whether the announcement knows that it is over."""
        return self.state() == AnnouncementState.DONE

    def figures(self) -> running.Progress:
        """What its card says."""
        return self.looks(lambda work: running.progress(work, self.announcement))

    def is_over(self) -> bool:
        """Whether nobody waits for anything any more."""
        states = self.states()
        return sum(states.values()) == self.count and not states.keys() & {CopyState.PENDING, CopyState.CLAIMED}

    def awaits_the_end(self) -> dict[str, int]:
        """Wait until nothing is on its way; returns the states of the copies."""
        until(self.is_over, "the run to end", patience=180, every=0.3)
        return self.states()

    def comes_to_its_end(self) -> None:
        """Let time pass until the announcement knows that it is over: what is put off need not be waited for."""
        until(self._is_done_later, "the announcement to be done", every=0.3)

    def send_again_to_maybe(self) -> int:
        """Let the coordinator send it again to those who may not have it."""
        return self.unit(lambda work: correcting.send_again(work, coordinator(work), self.announcement, None))

    # --- what the sandbox says -------------------------------------------------------------------------------------
    def arrived(self) -> dict[int, int]:
        """How many messages with the announcement each chat holds: the sandbox is the judge.

        What the coordinator is told about it quotes it, but begins with other words.
        """
        found = self.town.get("/tally", bot=BOT, text=self.title, texts=1)
        announced = tuple(body.text for body in bodies(self.title).values())
        letters = {key for key, text in found["texts"].items() if text.startswith(announced)}
        counted = {int(chat): sum(key in letters for key in held["hashes"]) for chat, held in found["chats"].items()}
        return {chat: number for chat, number in counted.items() if number}

    def sends(self) -> list[tuple[int, float, int, str]]:
        """The calls that sent them something, oldest first: chat, when, status and fault."""
        calls = self.town.get("/log", compact=1)["calls"]
        return [
            (chat, at, status, fault)
            for _, at, method, chat, status, fault, *_ in calls
            if method.startswith("send") and chat in self.everybody
        ]

    def lost(self) -> set[int]:
        """Those of whose last message nobody but the sandbox knows whether it arrived."""
        last = {chat: (status, fault) for chat, _, status, fault in self.sends()}
        return {chat for chat, (status, fault) in last.items() if fault in UNKNOWN or status in {502, 504}}

    def _is_done_later(self) -> bool:
        if self.is_done():
            return True
        self.town.skip(seconds=3)
        return False

    def _notice(self) -> int:
        asked = select(Notice.id).where(Notice.kind == ANNOUNCEMENT, Notice.subject_id == self.announcement)
        return self.looks(lambda work: work.session.scalar(asked) or 0)


def crowd(town: Sandbox, address: str, count: int, *, country: str | None = None, **options: object) -> Crowd:
    """Make that many members; options as the sandbox's (`blocked`, `deactivated`: shares).

    The first of a database's first crowd is the network's coordinator.
    """
    made = town.post("/people/bulk", {"count": count, "bot": BOT, **options})
    database = Database(address)
    now = datetime.fromtimestamp(town.get("/clock")["now"], UTC)
    try:
        migrate(database)
        with database.unit() as session:
            row = (session.scalar(select(func.max(Person.id))) or 0) + 1
            members(session, count, now, first=made["first_id"], row=row, country=country)
    finally:
        database.close()
    unreachable = frozenset(made["blocked"]) | frozenset(made["deactivated"])
    return Crowd(town, address, count, made["first_id"], row, unreachable, country)
