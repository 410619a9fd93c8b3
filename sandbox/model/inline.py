"""Inline mode: what people ask a bot for without opening its chat, what it offers, and what was sent that way."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.model.chats import Chat, Message
from sandbox.model.files import Media
from sandbox.model.people import Bot, Person

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Result:
    """One thing a bot offers: how the list shows it, and the message it becomes.

    A file named by its address is fetched only when it is chosen: `address` and `kind` say from where and as what.
    """

    id: str
    shown: Json
    content: Json
    media: Media | None = None
    address: str = ""
    kind: str = ""
    markup: Json | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A bot's answer: results, where more begin, and perhaps a button above them."""

    results: tuple[Result, ...]
    next_offset: str = ""
    button: Json | None = None

    def shown(self) -> Json:
        """What a phone draws."""
        return {
            "results": [result.shown for result in self.results],
            "next_offset": self.next_offset,
            "button": self.button,
        }


@dataclass(slots=True)
class InlineQuery:
    """What somebody typed after a bot's name, until it is answered or too old."""

    id: str
    bot: Bot
    person: Person
    chat: Chat
    words: str
    offset: str
    at: float
    offer: Offer | None = None


@dataclass(slots=True)
class InlineDesk:
    """All queries, the answers that may be given again until some moment, and the messages that came of them."""

    queries: dict[str, InlineQuery] = field(default_factory=dict)
    kept: dict[tuple[int, str, str, int], tuple[float, Offer]] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
