"""Two thousand members with phones, an announcement to all of them, and what each chat holds in the end."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import func, select

from db.migrate import migrate
from db.models import Announcement, Chat, Copy, Notice
from db.unit import Database, Mode
from db.values import AnnouncementState, CopyState
from network.announcements import correcting
from network.announcements.kinds import ANNOUNCEMENT
from network.charter import shipped_charter
from network.work import Work
from tests.announcing import TITLE, announce, coordinator, members
from tests.process.running import BOT, Sandbox, until

T = TypeVar("T")
# Everything leaves as fast as it can.
FAST = {"rate": "1000", "paid_broadcast": "yes"}


@dataclass
class Crowd:
    """Members in the sandbox and in a database alike."""

    town: Sandbox
    address: str
    count: int
    first: int
    unreachable: frozenset[int]
    announcement: int = 0

    def unit(self, act: Callable[[Work], T], mode: Mode = "write") -> T:
        """Do something in the database, at the sandbox's time."""
        database = Database(self.address)
        now = datetime.fromtimestamp(self.town.get("/clock")["now"], UTC)
        try:
            with database.unit(mode) as session:
                return act(Work(session, now, shipped_charter(), BOT))
        finally:
            database.close()

    def looks(self, look: Callable[[Work], T]) -> T:
        """Look something up, without holding up whoever writes."""
        return self.unit(look, "read")

    def announces(self) -> None:
        """Let the coordinator announce something to all."""
        self.announcement = self.unit(announce)

    def states(self) -> dict[str, int]:
        """How many copies are in which state; those of the announcement only."""
        counted = select(Copy.state, func.count()).where(Copy.notice_id == self._notice()).group_by(Copy.state)
        return self.looks(lambda work: dict(work.session.execute(counted).all()))

    def of_state(self, state: CopyState) -> set[int]:
        """The Telegram ids of those whose copy is in a state."""
        found = select(Chat.telegram_id).join(Copy, Copy.chat_id == Chat.id)
        asked = found.where(Copy.notice_id == self._notice(), Copy.state == state)
        return self.looks(lambda work: set(work.session.scalars(asked)))

    def is_over(self) -> bool:
        """Whether nobody waits for anything any more."""
        states = self.states()
        return sum(states.values()) == self.count and not states.keys() & {CopyState.PENDING, CopyState.CLAIMED}

    def awaits_the_end(self) -> dict[str, int]:
        """Wait until nothing is on its way; returns the states of the copies."""
        until(self.is_over, "the run to end", patience=180, every=0.3)
        return self.states()

    def state(self) -> str | None:
        """Where the announcement stands."""
        asked = select(Announcement.state).where(Announcement.id == self.announcement)
        return self.looks(lambda work: work.session.scalar(asked))

    def is_done(self) -> bool:
        """Whether the announcement knows that it is over."""
        return self.state() == AnnouncementState.DONE

    def send_again_to_maybe(self) -> int:
        """Let the coordinator send it again to those who may not have it."""
        return self.unit(lambda work: correcting.send_again(work, coordinator(work), self.announcement, None))

    def arrived(self) -> dict[int, int]:
        """How many messages about the workshop each chat holds: the sandbox is the judge.

        What the coordinator is told about it quotes it, and begins with other words.
        """
        found = self.town.get("/tally", bot=BOT, text=TITLE, texts=1)
        letters = {key for key, text in found["texts"].items() if text.startswith(TITLE)}
        counted = {int(chat): sum(key in letters for key in held["hashes"]) for chat, held in found["chats"].items()}
        return {chat: number for chat, number in counted.items() if number}

    def _notice(self) -> int:
        asked = select(Notice.id).where(Notice.kind == ANNOUNCEMENT, Notice.subject_id == self.announcement)
        return self.looks(lambda work: work.session.scalar(asked) or 0)


def crowd(town: Sandbox, address: str, count: int, **options: object) -> Crowd:
    """Make that many members; options as the sandbox's (`blocked`: a share)."""
    made = town.post("/people/bulk", {"count": count, "bot": BOT, **options})
    database = Database(address)
    now = datetime.fromtimestamp(town.get("/clock")["now"], UTC)
    try:
        migrate(database)
        with database.unit() as session:
            members(session, count, now, first=made["first_id"])
    finally:
        database.close()
    unreachable = frozenset(made["blocked"]) | frozenset(made["deactivated"])
    return Crowd(town, address, count, made["first_id"], unreachable)
