"""A post office for tests: people, notices of one plain kind, and workers that deliver them through a Bot API."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from bot.delivery import Delivery
from bot.limiter import Limiter
from bot.telegram import Telegram
from db.models import Chat, Person
from db.unit import Database, Mode
from db.values import Attachment, Audience, CopyState, Lane
from handlers.kit.notices import Message, NoticeKind
from handlers.kit.speech import Speech
from network import ledger, notices
from network.charter import shipped_charter
from network.people import Reader
from network.work import Work
from tests.bot.clocks import HandClock
from tests.bot.fakeapi import TOKEN, FakeApi

BOT_ID = int(TOKEN.split(":")[0])
T = TypeVar("T")


async def until(condition: Callable[[], bool], *, turning: HandClock | None = None) -> None:
    """Let everybody do their work until something is so; `turning` lets time pass meanwhile."""
    while not condition():
        await asyncio.sleep(0.001)
        if turning:
            turning.turn(1)


def attachments(shows: str) -> tuple[Attachment, ...]:
    """Read pictures and files as tests write them: `photo:a video:b`."""
    return tuple(Attachment(*shown.split(":"), BOT_ID) for shown in shows.split())


class Units:
    """Runs units of work at once, in the loop's own thread: tests see no interleaving but the one they make."""

    def __init__(self, office: "Office") -> None:
        self._office = office
        self.fails: list[Exception] = []

    async def run(self, function: Callable[[Work], T], mode: Mode = "write") -> T:
        if self.fails:
            raise self.fails.pop()
        return self._office.run(function, mode)


class Office:
    """`says` holds what each subject says now; a subject that is missing is gone. `hidden_from` are row numbers."""

    def __init__(self, database: Database, api: FakeApi, *, rate: int = 1_000_000) -> None:
        self.database = database
        self.api = api
        self.clock = HandClock()
        self.rate = rate
        self.says: dict[int, str] = {}
        self.shows: dict[int, tuple[Attachment, ...]] = {}
        self.hidden_from: set[int] = set()
        self.broken: set[int] = set()
        self.counted: list[str] = []
        self.telegrams: list[Telegram] = []
        self.kinds = {
            "card": NoticeKind("card", self._load, self._render, render_group=self._render_group),
            "reminder": NoticeKind("reminder", self._load, self._render, again=True),
            "faulty": NoticeKind("faulty", self._fail, self._render),
        }

    def run(self, function: Callable[[Work], T], mode: Mode = "write") -> T:
        with self.database.unit(mode) as session:
            return function(Work(session, self.clock.now(), shipped_charter(), BOT_ID, frozenset({999})))

    def person(
        self, telegram_id: int, *, zone: str | None = None, status: str = "member", language: str = "en", **more: Any
    ) -> int:
        """Write a person down with their chat; returns their row number."""

        def add(work: Work) -> int:
            person = Person(
                telegram_id=telegram_id, zone=zone, status=status, language=language, first_seen=work.now, **more
            )
            work.session.add(person)
            work.session.flush()
            work.session.add(
                Chat(
                    bot_id=BOT_ID,
                    telegram_id=telegram_id,
                    kind="private",
                    person_id=person.id,
                    language=language,
                    zone=zone,
                )
            )
            return person.id

        return self.run(add)

    def group(self, telegram_id: int, hub: str, *, language: str = "en") -> int:
        """Write the group of a hub down; returns its row number."""

        def add(work: Work) -> int:
            chat = Chat(bot_id=BOT_ID, telegram_id=telegram_id, kind="supergroup", hub=hub, language=language)
            work.session.add(chat)
            work.session.flush()
            return chat.id

        return self.run(add)

    def people(self, count: int) -> list[int]:
        """Write down that many people; Telegram's ids are 1, 2, …"""
        return [self.person(number) for number in range(1, count + 1)]

    def post(
        self,
        text: str,
        *,
        kind: str = "card",
        to: Audience | None = None,
        lane: Lane = Lane.PERSONAL,
        shows: str = "",
        **more: Any,
    ) -> int:
        """Post a notice about a new subject, with pictures (as `attachments` reads them); returns the subject."""
        subject = len(self.says) + 1
        self.says[subject] = text
        self.shows[subject] = attachments(shows)
        self.run(lambda work: notices.post(work, kind, subject, to or Audience(), lane=lane, **more))
        return subject

    def revise(self, subject: int, text: str, kind: str = "card", shows: str | None = None) -> None:
        """Let a subject say something else, and show other pictures (as `attachments` reads them)."""
        self.says[subject] = text
        if shows is not None:
            self.shows[subject] = attachments(shows)
        self.run(lambda work: notices.revise(work, kind, subject))

    def retract(self, subject: int, kind: str = "card") -> None:
        """Take a subject back."""
        self.run(lambda work: notices.retract(work, kind, subject))

    def copies(self, notice_id: int = 1) -> dict[CopyState, int]:
        """Count a notice's copies by state."""
        return self.run(lambda work: ledger.counts(work, notice_id))

    async def telegram(self) -> Telegram:
        """Open a way out of its own, as a fresh process has."""
        telegram = Telegram(TOKEN, self.api.url, limiter=Limiter(self.rate, self.clock), clock=self.clock)
        await telegram.open()
        self.telegrams.append(telegram)
        return telegram

    async def worker(self, owner: str | None = None, **more: Any) -> Delivery:
        """Start a delivery worker as a fresh process would."""
        telegram = await self.telegram()
        return Delivery(
            more.pop("units", None) or Units(self),
            telegram,
            self.kinds,
            self.clock,
            limiter=telegram.limiter,
            count=self.counted.append,
            owner=owner,
            **more,
        )

    async def deliver(self) -> None:
        """Do all that is due now."""
        await (await self.worker()).settle()

    async def close(self) -> None:
        """Close all ways out."""
        for telegram in self.telegrams:
            await telegram.close()

    def _load(self, _work: Work, subjects: Sequence[int]) -> dict[int, Message]:
        return {s: Message(self.says[s], media=self.shows.get(s, ())) for s in subjects if s in self.says}

    def _fail(self, _work: Work, _subjects: Sequence[int]) -> dict[int, Message]:
        raise RuntimeError("what a feature may do wrong")

    def _render_group(self, snapshot: Message, t: Speech) -> Message | None:
        return Message(f"{t.language}: {snapshot.html}", media=snapshot.media)

    def _render(self, snapshot: Message, reader: Reader, t: Speech) -> Message | None:
        if reader.id in self.broken:
            raise RuntimeError("what a view may do wrong")
        shown = Message(t("{text}", text=snapshot.html), media=snapshot.media)
        return None if reader.id in self.hidden_from else shown
