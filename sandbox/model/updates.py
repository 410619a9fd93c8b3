"""A bot's updates between the moment they happen and the moment the bot confirms them (Bot API page, getUpdates)."""

import asyncio
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import takewhile

DAY = 86_400.0
# How long an update waits for its bot; a press is worth nothing later (Bot API server, Client.cpp).
LIFETIME = {"callback_query": 150.0, "inline_query": 30.0, "chosen_inline_result": 600.0}

KNOWN = (
    "message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "chosen_inline_result",
    "callback_query", "shipping_query", "pre_checkout_query", "poll", "poll_answer", "my_chat_member", "chat_member",
    "chat_join_request", "chat_boost", "removed_chat_boost", "message_reaction", "message_reaction_count",
    "business_connection", "business_message", "edited_business_message", "deleted_business_messages",
    "purchased_paid_media", "managed_bot", "guest_message", "subscription", "stopped_message_generation",
)  # fmt: skip
ASKED_FOR = {"chat_member", "message_reaction", "message_reaction_count"}
DEFAULT = frozenset(KNOWN) - ASKED_FOR


@dataclass(slots=True)
class Update:
    """One update, written as JSON when it happened; `key` names the webhook queue it belongs to."""

    id: int
    kind: str
    key: int
    expires: float
    body: bytes


class UpdateQueue:
    """What a bot has not confirmed yet, and the poll that waits for more."""

    def __init__(self) -> None:
        self.pending: dict[int, Update] = {}
        self.next_id = 100_000_000 + secrets.randbelow(800_000_000)
        self.allowed: frozenset[str] = DEFAULT
        self.poll: asyncio.Future[None] | None = None
        self.push: Callable[[Update], None] | None = None
        self.soonest = float("inf")
        self.last_offset = 0
        self.last_poll = -1e9
        self.next_conflict = -1e9

    def allow(self, names: Iterable[object]) -> None:
        """What the bot wants from now on; unknown names are ignored, and nothing known means the default."""
        known = frozenset(str(name).lower() for name in names) & frozenset(KNOWN)
        self.allowed = known or DEFAULT

    def add(self, kind: str, key: int, body: str, now: float) -> Update | None:
        """Keeps an update for the bot, unless it did not ask for its kind."""
        if kind not in self.allowed:
            return None
        line = f'{{"update_id":{self.next_id},"{kind}":{body}}}'.encode()
        update = Update(self.next_id, kind, key, now + LIFETIME.get(kind, DAY), line)
        self.next_id += 1
        self.pending[update.id] = update
        self.soonest = min(self.soonest, update.expires)
        if self.push is not None:
            self.push(update)
        elif self.poll is not None and not self.poll.done():
            self.poll.set_result(None)
        return update

    def expire(self, now: float) -> None:
        """Drops what waited too long."""
        if now < self.soonest:
            return
        for key in [key for key, update in self.pending.items() if update.expires <= now]:
            del self.pending[key]
        self.soonest = min((update.expires for update in self.pending.values()), default=float("inf"))

    def confirm(self, offset: int) -> None:
        """Forgets all before the offset; a negative one keeps only the last so many."""
        gone = list(self.pending)[:offset] if offset < 0 else list(takewhile(offset.__gt__, self.pending))
        for key in gone:
            del self.pending[key]

    def batch(self, limit: int, size: int = 4 << 20) -> list[Update]:
        """The oldest updates, at most `limit` of them and 4 MB."""
        found: list[Update] = []
        for update in self.pending.values():
            size -= len(update.body)
            if len(found) == limit or (found and size < 0):
                break
            found.append(update)
        return found

    def clear(self) -> None:
        self.pending.clear()
