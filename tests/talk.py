"""Conversations for tests: people talk to the real dispatcher over a real database, without a network.

    town = Town(database)
    mona = town.person("Mona", language="ar")
    mona.says("/start")
    mona.presses("انضمام")            # by the button's words …
    mona.presses(data="s:fr")         # … or by its data, as a forger would
    assert "…" in mona.sees           # the last message of the bot
    town.later(days=3)                # the clock moves; sweeps and due notices run
    town.deliver()                    # the ledger brings every copy to its state

Updates go through the inbox as in the running program: stored, claimed, handled in one unit of work, answered, done.
"""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import count
from typing import Any, Protocol, TypeVar

from bot.assembly import dispatcher, group_deeds, groups, notice_kinds, silent_bot
from bot.clearing import Clearing
from bot.clock import SystemClock
from bot.delivery import Delivery
from bot.edge import Edge
from bot.grouping import Grouping
from bot.handling import Handling
from bot.intake import as_stored
from bot.limiter import Unlimited
from bot.telegram import Refused
from db.queries import inbox
from db.unit import Database, Mode
from handlers.kit import shapes
from handlers.kit.answers import Answer
from network import clearing, housekeeping, notices
from network.charter import Charter, shipped_charter
from network.consent import publishing
from network.reminders import due
from network.work import Work

T = TypeVar("T")
BOT_ID = 4242
BOT_NAME = "cc_test_bot"
TOKEN = f"{BOT_ID}:test-token-of-no-bot"
START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)  # a Monday, nowhere near a change of summer time


class AnyGroup(Protocol):
    """A group that the bot's calls reach."""

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """Do what a call asks for; raises Refused as Telegram does."""

    def answered(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """As `call`, for an answer: what is refused is lost."""


@dataclass
class Shown:
    """A message as somebody's phone shows it."""

    id: int
    html: str
    keyboard: list[list[dict[str, str]]] = field(default_factory=list)
    file: str | None = None
    content: bytes = b""
    thread: int | None = None  # the topic of a forum that it stands in

    @property
    def text(self) -> str:
        """The words without tags and isolates."""
        return re.sub("[\u2066-\u2069\u200e\u200f]", "", unescape(re.sub(r"<[^>]+>", "", self.html)))

    @property
    def buttons(self) -> list[str]:
        """The buttons' words, row by row, in reading order."""
        return [re.sub("[\u2066-\u2069]", "", button["text"]) for row in self.keyboard for button in row]


class Talker:
    """A person with a phone."""

    def __init__(self, town: "Town", telegram_id: int, first_name: str, last_name: str, language: str | None) -> None:
        self.town = town
        self.telegram_id = telegram_id
        self.profile = {"id": telegram_id, "is_bot": False, "first_name": first_name}
        if last_name:
            self.profile["last_name"] = last_name
        if language:
            self.profile["language_code"] = language
        self.messages: list[Shown] = []
        self.toasts: list[str] = []
        self.commands: list[str] = []
        self.blocked = False
        self.wrote: dict[str, Any] | None = None  # the message sent last

    # --- what the person does -----------------------------------------------------------------------------------
    def says(self, text: str, **extra: Any) -> "Talker":
        """Write a text."""
        entities = (
            [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
            if text.startswith("/")
            else []
        )
        content: dict[str, Any] = {"text": text} | ({"entities": entities} if entities else {})
        return self.sends(**content, **extra)

    def sends(self, **content: Any) -> "Talker":
        """Send a message of any kind, in the Bot API's form (photo=…, sticker=…)."""
        self.wrote = self._message(**content)
        return self.town.update(self, "message", self.wrote)

    def replies(self, to: "Shown", text: str, **extra: Any) -> "Talker":
        """Reply to a message of the bot, with a text; or, with `photo=…` and the like, with something else."""
        replied = {
            "message_id": to.id,
            "date": int(self.town.now.timestamp()),
            "chat": self._chat(),
            "from": {"id": BOT_ID, "is_bot": True, "first_name": "Bot"},
            "text": to.text or "…",
        }
        content = {"caption": text} if extra.keys() & {"photo", "document", "video"} else {"text": text}
        return self.sends(**(content if text else {}), reply_to_message=replied, **extra)

    def edits_last(self, text: str) -> "Talker":
        """Edit the message that was sent last."""
        assert self.wrote is not None, "nothing was sent yet"
        edited = {**self.wrote, "text": text, "edit_date": int(self.town.now.timestamp())}
        return self.town.update(self, "edited_message", edited)

    def reacts(self, to: "Shown", *emoji: str) -> "Talker":
        """Show something beneath a message of the bot; nothing takes it away."""
        return self.town.update(
            self,
            "message_reaction",
            {
                "chat": self._chat(),
                "message_id": to.id,
                "user": self.profile,
                "date": int(self.town.now.timestamp()),
                "old_reaction": [],
                "new_reaction": [{"type": "emoji", "emoji": one} for one in emoji],
            },
        )

    def sends_photo(self, caption: str = "") -> "Talker":
        """Send a photo."""
        size = {"file_id": "p1", "file_unique_id": "u1", "width": 90, "height": 90}
        return self.sends(photo=[size], **({"caption": caption} if caption else {}))

    def sends_sticker(self) -> "Talker":
        """Send a sticker."""
        return self.sends(
            sticker={
                "file_id": "s1",
                "file_unique_id": "u2",
                "type": "regular",
                "width": 512,
                "height": 512,
                "is_animated": False,
                "is_video": False,
            }
        )

    def presses(self, words: str | None = None, *, data: str | None = None, on: Shown | None = None) -> "Talker":
        """Press a button: the one whose words contain `words`, on the newest message that has it, or raw `data`."""
        if data is None:
            on, data = self._find(words or "", on)
        shown = on or (self.messages[-1] if self.messages else Shown(1, "old"))
        return self.town.update(
            self,
            "callback_query",
            {
                "id": str(next(self.town.numbers)),
                "from": self.profile,
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": shown.id,
                    "date": int(self.town.now.timestamp()),
                    "chat": self._chat(),
                    "from": {"id": BOT_ID, "is_bot": True, "first_name": "Bot"},
                    "text": shown.text or "…",
                },
            },
        )

    def blocks(self) -> "Talker":
        """Block the bot."""
        self.blocked = True
        member = {"user": {"id": BOT_ID, "is_bot": True, "first_name": "Bot"}}
        return self.town.update(
            self,
            "my_chat_member",
            {
                "chat": self._chat(),
                "from": self.profile,
                "date": int(self.town.now.timestamp()),
                "old_chat_member": {"status": "member", **member},
                "new_chat_member": {"status": "kicked", "until_date": 0, **member},
            },
        )

    # --- what the person sees -----------------------------------------------------------------------------------
    @property
    def last(self) -> Shown:
        """The newest message of the bot."""
        return self.messages[-1]

    @property
    def sees(self) -> str:
        """The words of the newest message."""
        return self.last.text

    @property
    def buttons(self) -> list[str]:
        """The buttons of the newest message."""
        return self.last.buttons

    @property
    def hears(self) -> str:
        """The newest toast or alert."""
        return re.sub("[\u2066-\u2069]", "", self.toasts[-1]) if self.toasts else ""

    @property
    def everything(self) -> str:
        """All words on the phone."""
        return "\n".join(message.text for message in self.messages)

    def _find(self, words: str, on: Shown | None) -> tuple[Shown, str]:
        for shown in [on] if on else reversed(self.messages):
            for row in shown.keyboard:
                for button in row:
                    if words in re.sub("[\u2066-\u2069]", "", button["text"]) and "callback_data" in button:
                        return shown, button["callback_data"]
        raise AssertionError(f"no button {words!r}; the newest message has {self.messages and self.buttons}")

    def _chat(self) -> dict[str, Any]:
        return {"id": self.telegram_id, "type": "private", "first_name": self.profile["first_name"]}

    def _message(self, **content: Any) -> dict[str, Any]:
        return {
            "message_id": next(self.town.numbers),
            "date": int(self.town.now.timestamp()),
            "chat": self._chat(),
            "from": self.profile,
            **content,
        }


class Town:
    """A network with a clock that a test turns, people, and the program's own inbox, edge and ledger between them."""

    def __init__(
        self, database: Database, *, charter: Charter | None = None, owners: tuple[int, ...] = (), now: datetime = START
    ) -> None:
        self.database = database
        self.charter = charter or shipped_charter()
        self.owners = frozenset(owners)
        self.now = now
        self.inline = True  # whether BotFather has turned inline mode on
        self.numbers = count(1000)
        self.people: dict[int, Talker] = {}
        self.groups: dict[int, AnyGroup] = {}  # see tests/groups.py
        self.public_url: str | None = None
        self.handlers: list[str] = []
        self.bodies = 0  # bytes of all requests' JSON, for the traffic's sake
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.refused: list[str] = []  # what the clearing counted as refused
        self._handling = Handling(Edge(dispatcher(), silent_bot(TOKEN), BOT_NAME, groups()), self.unit)
        self.run(publishing.publish_documents)

    def person(
        self, first_name: str, *, last_name: str = "", language: str | None = "en", telegram_id: int | None = None
    ) -> Talker:
        """Let somebody into town."""
        telegram_id = telegram_id or 700_000 + len(self.people)
        self.people[telegram_id] = Talker(self, telegram_id, first_name, last_name, language)
        return self.people[telegram_id]

    def run(self, function: Callable[[Work], T]) -> T:
        """Run a use case or a query in a unit of work of its own."""
        with self.unit() as work:
            return function(work)

    @contextmanager
    def unit(self) -> Iterator[Work]:
        """Open a unit of work, as the running program does."""
        with self.database.unit() as session:
            yield Work(
                session,
                self.now,
                self.charter,
                BOT_ID,
                self.owners,
                public_url=self.public_url,
                bot_name=BOT_NAME,
                inline=self.inline,
            )

    def update(self, talker: Talker, kind: str, event: dict[str, Any], *, update_id: int | None = None) -> Talker:
        """Bring one update in and the answers out, as the running program does."""
        self._presser = talker.telegram_id
        update = {"update_id": update_id or next(self.numbers), kind: event}
        with self.database.unit("durable") as session:
            inbox.store(session, BOT_ID, [as_stored(update)], self.now)
        with self.database.unit() as session:
            rows = inbox.claim(session, "town", self.now, self.now + timedelta(minutes=1), 10, ())
        for row in rows:
            answers, handler, _ = self._handling.handle(row)
            self.handlers.append(handler)
            results = [self.apply(answer) for answer in answers]
            said = zip(answers, results, strict=True)
            adopted = [made for answer, result in said if (made := self._adopted(answer, result))]
            said = zip(answers, results, strict=True)
            arrived = [made for answer, result in said if (made := self._arrived(answer, result))]
            with self.unit() as work:
                clearing.remember(work, arrived, [row.id])
                inbox.finish(work.session, "town", [(row.id, row.key)], self.now)
            for adopt in adopted:
                self.run(adopt)
        return talker

    def apply(self, answer: Answer) -> dict[str, Any]:
        """Show what a Bot API call changes on the phones; returns the call's result."""
        params = answer.params
        self.calls.append((answer.method, params))
        self.bodies += len(repr(params))
        if params.get("chat_id", 0) in self.groups:
            return self.groups[params["chat_id"]].answered(answer.method, params)
        talker = self.people.get(params.get("chat_id", 0))
        match answer.method:
            case "answerCallbackQuery":
                if params.get("text"):
                    newest = [p for p in self.people.values() if p.telegram_id == self._presser]
                    newest[0].toasts.append(params["text"])
            case "sendMessage" | "sendDocument" | "sendPhoto" if talker:
                shown = Shown(
                    next(self.numbers),
                    params.get("text", params.get("caption", "")),
                    params.get("reply_markup", {}).get("inline_keyboard", []),
                    answer.file.name if answer.file else None,
                    answer.file.content if answer.file else b"",
                )
                assert len(shown.text) <= (4096 if answer.method == "sendMessage" else 1024), (
                    "longer than Telegram takes"
                )
                talker.messages.append(shown)
                return {"message_id": shown.id}
            case "editMessageText" if talker:
                found = [m for m in talker.messages if m.id == params["message_id"]]
                if not found:
                    return self.apply(Answer("sendMessage", {k: v for k, v in params.items() if k != "message_id"}))
                found[0].html = params["text"]
                found[0].keyboard = params.get("reply_markup", {}).get("inline_keyboard", [])
                return {"message_id": found[0].id}
            case "editMessageCaption" | "editMessageMedia" if talker:
                for shown in talker.messages:
                    if shown.id == params["message_id"]:
                        shown.html = params.get("caption") or params.get("media", {}).get("caption", "")
                        shown.keyboard = params.get("reply_markup", {}).get("inline_keyboard", [])
            case "editMessageReplyMarkup" if talker:
                for shown in talker.messages:
                    if shown.id == params["message_id"]:
                        shown.keyboard = params.get("reply_markup", {}).get("inline_keyboard", [])
            case "deleteMessage" if talker:
                talker.messages = [m for m in talker.messages if m.id != params["message_id"]]
            case "deleteMessages" if talker:
                talker.messages = [m for m in talker.messages if m.id not in params["message_ids"]]
            case "setMyCommands":
                scoped = self.people.get(params.get("scope", {}).get("chat_id", 0))
                if scoped:
                    scoped.commands = [c["command"] for c in params["commands"]]
        return {}

    def later(self, **span: float) -> None:
        """Let time pass (as timedelta's arguments), then sweep, remind and deliver what fell due."""
        self.now += timedelta(**span)
        self.run(housekeeping.sweep)
        while self.run(due.fire).count:
            pass
        self.deliver()

    def deliver(self) -> None:
        """Let the ledger bring every copy to the state its notice asks for, and clear chats, as far as it is due."""
        asyncio.run(self._deliver())

    async def _deliver(self) -> None:
        post = TownPost(self)
        clock = TownClock(self)
        deeds = group_deeds()
        await Grouping(
            post, post, deeds, clock, limiter=Unlimited(clock), bell=None, refused=self.refused.append
        ).settle()
        await Delivery(post, post, notice_kinds(), clock, limiter=Unlimited(clock)).settle()
        await Clearing(post, post, clock, None, self.refused.append).settle()

    @staticmethod
    def _arrived(answer: Answer, result: dict[str, Any]) -> tuple[int, int] | None:
        fresh = result.get("message_id")
        known = answer.notice or fresh is None or fresh == answer.params.get("message_id")
        return None if known else (answer.params["chat_id"], fresh)

    def _adopted(self, answer: Answer, result: dict[str, Any]) -> Callable[[Work], None] | None:
        if not answer.notice or "message_id" not in result:
            return None
        notice, message_id, chat_id = answer.notice, result["message_id"], answer.params["chat_id"]
        shows = shapes.shown_by(answer.method, answer.params)
        return lambda work: notices.adopt(work, notice, chat_id, message_id, answer.revision, shows)


class TownPost:
    """What the delivery worker needs: units of work, and a Telegram that ends at the town's phones."""

    def __init__(self, town: Town) -> None:
        self._town = town

    async def run(self, function: Callable[[Work], T], mode: Mode = "write") -> T:  # noqa: ARG002 - the caller's interface
        """Run a unit of work here and now."""
        return self._town.run(function)

    async def call(self, method: str, params: dict[str, Any] | None = None, **_: Any) -> Any:
        """Show what a call changes; refuse as Telegram does."""
        params = params or {}
        chat = params.get("chat_id", 0)
        if chat in self._town.groups:
            return self._town.groups[chat].call(method, params)
        talker = self._town.people.get(chat)
        if talker and talker.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return self._town.apply(Answer(method, params)) or True


class TownClock(SystemClock):
    """The clock that the test turns."""

    def __init__(self, town: Town) -> None:
        self._town = town

    def now(self) -> datetime:
        """Return the town's time."""
        return self._town.now

    def wall(self) -> datetime:
        """Return the town's time."""
        return self._town.now
