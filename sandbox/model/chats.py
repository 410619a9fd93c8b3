"""Chats and the messages in them.

A private chat belongs to one bot and one person; groups have an id and members of their own. A message is stored once
and shown to each side as that side sees it (`sandbox/views.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.model.files import Media
from sandbox.model.forums import Asked, Forum, Invite
from sandbox.model.members import PERMISSIONS, Member
from sandbox.model.people import Account, Bot, Person

Json = dict[str, Any]
Kind = Literal["private", "group", "supergroup", "channel"]
REPEATABLE = frozenset({"text", "contact", "location", "venue"})
# What makes a location move; what is copied, forwarded or stopped stays where it was.
LIVE_FIELDS = frozenset({"live_period", "heading", "proximity_alert_radius"})


@dataclass(slots=True, eq=False)
class Message:
    """A message. `content` holds Telegram's own fields but files, which look different to each bot.

    Messages with the same `album` are shown as one; each of them is a message of its own all the same. `origin`
    says where a forwarded one came from. What a person chose of a bot's offers went `via` that bot, which may know it
    by its `inline_id`.
    An ephemeral one has a `receiver`, who alone sees it; its id is below zero. `thread` is the forum's topic it stands
    in, 0 for General, and `reactions` holds what each account reacted with.
    """

    id: int
    chat: "Chat"
    sender: Account
    date: int
    content: Json
    media: Media | None = None
    markup: Json | None = None
    had_keyboard: bool = False
    reply_to: "Message | None" = None
    quote: Json | None = None
    album: str = ""
    origin: Json | None = None
    edit_date: int = 0
    protected: bool = False
    deleted: bool = False
    hidden_from: set[int] = field(default_factory=set)
    body: bytes = b""
    via: Bot | None = None
    inline_id: str = ""
    thread: int = 0
    receiver: Person | None = None
    reactions: dict[int, list[Json]] = field(default_factory=dict)

    @property
    def repeatable(self) -> bool:
        """Whether it can be copied and forwarded: all can but what a chat says of itself (who came, who left)."""
        return self.media is not None or not self.content.keys().isdisjoint(REPEATABLE)

    def buttons(self) -> Iterator[tuple[int, int, Json]]:
        """Row, column and button of the inline keyboard. Phones show none under a part of an album."""
        if self.album:
            return
        for row, line in enumerate((self.markup or {}).get("inline_keyboard", ())):
            for column, button in enumerate(line):
                yield row, column, button


@dataclass(slots=True)
class Side:
    """What one person's phone keeps about a chat."""

    read_to: int = 0
    topics: dict[int, int] = field(default_factory=dict)
    keyboard: Json | None = None
    keyboard_message: int = 0

    def has_read(self, message: Message) -> bool:
        """Whether the person saw it. Ephemeral messages have ids of their own and count as seen."""
        return message.receiver is not None or message.id <= max(self.read_to, self.topics.get(message.thread, 0))

    def read(self, newest: int, thread: int | None = None) -> bool:
        """Notes what was seen, of one topic or of all; whether that is news."""
        known = self.read_to if thread is None else self.topics.get(thread, 0)
        if newest <= known:
            return False
        if thread is None:
            self.read_to = newest
        else:
            self.topics[thread] = newest
        return True


@dataclass(slots=True, eq=False)
class Chat:
    """A chat of any kind. In a private one `id` is the person's, as the bot sees it.

    `taken_back` counts bots' messages that were deleted. A basic group that became a supergroup has `migrated_to`, one
    that was deleted is `closed`.
    """

    kind: Kind
    id: int
    bot: Bot | None = None
    person: Person | None = None
    title: str = ""
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    sides: dict[int, Side] = field(default_factory=dict)
    started: bool = False
    action: str | None = None
    action_ends: float = 0.0
    last_id: int = 0
    taken_back: int = 0
    migrated_to: int = 0
    closed: bool = False
    description: str = ""
    permissions: frozenset[str] = frozenset(PERMISSIONS)
    forum: Forum | None = None
    invites: dict[str, Invite] = field(default_factory=dict)
    asked: dict[int, Asked] = field(default_factory=dict)
    last_ephemeral: int = 0

    def __post_init__(self) -> None:
        for account in (self.bot, self.person):
            if account is not None:
                self.members[account.id] = Member(account)

    def next_id(self) -> int:
        """Private chats count by the bot's account, groups by themselves."""
        if self.bot is not None:
            return self.bot.next_message_id()
        self.last_id += 1
        return self.last_id

    def next_ephemeral(self) -> int:
        """Ephemeral messages are counted by themselves, and stand among the others below zero."""
        self.last_ephemeral += 1
        return -self.last_ephemeral

    def people(self) -> Iterator[Person]:
        for member in self.members.values():
            if isinstance(member.account, Person) and member.present:
                yield member.account

    def bots(self) -> Iterator[Bot]:
        for member in self.members.values():
            if isinstance(member.account, Bot) and member.present:
                yield member.account

    def has(self, account: int) -> bool:
        """Whether someone is in here now."""
        member = self.members.get(account)
        return member is not None and member.present

    def may(self, account: int, right: str) -> bool:
        """Whether someone has an administrator's right."""
        member = self.members.get(account)
        return member is not None and member.may(right)

    def lets(self, account: int, permission: str) -> bool:
        """Whether someone may do what plain members usually may."""
        member = self.members.get(account)
        if member is None or not member.present:
            return False
        if self.person is not None or member.status in {"creator", "administrator"}:
            return True
        return permission in self.permissions and (member.status == "member" or permission in member.permissions)

    def administers(self, account: int) -> bool:
        member = self.members.get(account)
        return member is not None and member.status in {"creator", "administrator"}

    def side(self, person: Person) -> Side:
        found = self.sides.get(person.id)
        if found is None:
            found = self.sides[person.id] = Side()
        return found

    def id_for(self, _: Person) -> int:
        """The chat's id on a person's phone: in a private chat that of the bot."""
        return self.bot.id if self.bot is not None else self.id


def bot_hears(chat: Chat, bot: Bot, message: Message) -> bool:
    """Whether a bot gets a message: privacy mode keeps most of a group's talk from it.

    With privacy mode on, a bot that is no administrator gets commands meant for it, replies to its messages, messages
    it is mentioned in, what was sent through it and service messages. A bot never hears itself or another bot.
    """
    if message.receiver is not None or isinstance(message.sender, Bot):
        return False
    if chat.kind in {"private", "channel"} or not bot.privacy or chat.administers(bot.id):
        return True
    if message.via is bot or (message.reply_to is not None and message.reply_to.sender is bot):
        return True
    text = message.content.get("text") or message.content.get("caption")
    if text is None:
        return not message.repeatable
    mine = f"@{bot.username}".lower()
    entities = message.content.get("entities") or message.content.get("caption_entities") or ()
    wide = text.encode("utf-16-le")
    for entity in entities:
        start = entity["offset"] * 2
        part = wide[start : start + entity["length"] * 2].decode("utf-16-le").lower()
        if entity["type"] == "mention" and part == mine:
            return True
        if entity["type"] == "bot_command" and ("@" not in part or part.endswith(mine)):
            return True
    return False
