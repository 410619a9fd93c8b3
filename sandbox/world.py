"""Everything there is in one sandbox, and what happens in it: posts, edits, deletions, and who is told of them."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.feed import Feed
from sandbox.log import CallLog
from sandbox.model.chats import Chat, Message, bot_hears
from sandbox.model.files import FileStore
from sandbox.model.inline import InlineDesk
from sandbox.model.people import Account, Bot, Person
from sandbox.params import Params
from sandbox.strict import Limits
from sandbox.views import chat_for_bot, message_for_bot, message_for_person, summary
from sandbox.webhook import Webhook
from sandbox.wire import dumps

Json = dict[str, Any]
FIRST_PERSON = 5_000_000_001  # beyond 32 bits, as new accounts are
QUEUE_OF = {
    "inline_query": 1,
    "chosen_inline_result": 2,
    "callback_query": 3,
    "my_chat_member": 5,
    "chat_member": 6,
    "chat_join_request": 6,
    "message_reaction": 8,
    "message_reaction_count": 9,
}


@dataclass(slots=True)
class Query:
    """A press of a button, until it is answered or too old."""

    id: str
    bot: Bot
    person: Person
    message: Message
    at: float
    answer: Json | None = None

    @property
    def chat(self) -> Chat:
        return self.message.chat


def _shown(message: Message, person: Person) -> Json:
    return {"message": message_for_person(message, person)}


class World:
    """One Telegram."""

    def __init__(self, *, strict: bool = False, tokens: tuple[str, ...] = ()) -> None:
        self.clock = Clock()
        self.strict = strict
        self.tokens = frozenset(tokens)
        self.people: dict[int, Person] = {}
        self.bots: dict[int, Bot] = {}
        self.private: dict[tuple[int, int], Chat] = {}
        self.groups: dict[int, Chat] = {}
        self.files = FileStore()
        self.queries: dict[str, Query] = {}
        self.inline = InlineDesk()
        self.feed = Feed()
        self.log = CallLog()
        self.gaps: Counter[str] = Counter()
        self.faults = Faults(self.clock)
        self.limits = Limits()
        self.webhooks: dict[int, Webhook] = {}
        self.answered: Callable[[Bot, str, Params, int], Awaitable[None]] | None = None
        self.cut_polls: Callable[[int], None] | None = None
        self._last_person = FIRST_PERSON - 1
        for token in tokens:
            self.meet_bot(token)

    # Accounts

    def meet_bot(self, token: str) -> Bot:
        """The bot of a token; new ones come into being with their first call."""
        bot_id = int(token.partition(":")[0])
        bot = self.bots.get(bot_id)
        if bot is None:
            bot = self.bots[bot_id] = Bot(bot_id, token, f"sandbox{bot_id}_bot", f"Sandbox bot {bot_id}")
            self.bot_changed(bot)
        return bot

    def add_person(
        self, first_name: str, last_name: str, username: str, language: str, wanted: int = 0, zone: str = ""
    ) -> Person:
        """A new person with an id of their own."""
        if not wanted:
            while self._last_person + 1 in self.people:
                self._last_person += 1
            self._last_person += 1
        person = Person(wanted or self._last_person, first_name, last_name, username, language, zone)
        self.people[person.id] = person
        self.person_changed(person)
        return person

    def person_changed(self, person: Person) -> None:
        """Somebody is new, or their account or phone is not what it was."""
        self.tell_all("person", lambda: {"person": person.shown})

    def free_ids(self, count: int) -> int:
        """The first of so many ids in a row that nobody has."""
        first = self._last_person + 1
        while any(number in self.people for number in range(first, first + count)):
            first += count
        self._last_person = first + count - 1
        return first

    def private_chat(self, bot: Bot, person: Person) -> Chat:
        """The chat of a bot and a person, begun where there is none."""
        chat = self.private.get((bot.id, person.id))
        if chat is None:
            chat = self.private[bot.id, person.id] = Chat("private", person.id, bot, person)
        return chat

    # What happens in chats

    def post(self, chat: Chat, sender: Account, content: Json, **more: Any) -> Message:
        """Puts a message into a chat and tells everyone who is to know."""
        number = chat.next_id() if more.get("receiver") is None else chat.next_ephemeral()
        message = Message(number, chat, sender, int(self.clock.now()), content, **more)
        chat.messages[message.id] = message
        if isinstance(sender, Person):
            chat.side(sender).read(message.id, None if chat.forum is None else message.thread)
            self.to_bots(message, "message")
        else:
            chat.action = None
        self._show(message, "message")
        return message

    @staticmethod
    def next_album() -> str:
        """What the messages of one album have in common."""
        return str(1 << 62 | secrets.randbits(61))

    def edited(self, message: Message, *, visibly: bool = True, by_bot: bool = False) -> None:
        """Tells of a change; a new keyboard alone leaves no mark, and of what a bot changed bots hear nothing."""
        if visibly:
            message.edit_date = int(self.clock.now())
        if isinstance(message.sender, Person) and not by_bot:
            self.to_bots(message, "edited_message")
        self._show(message, "edit")

    def delete(self, chat: Chat, messages: list[Message]) -> None:
        """Takes messages away from everybody. No bot is ever told."""
        ids = []
        for message in messages:
            message.deleted = True
            chat.messages.pop(message.id, None)
            chat.taken_back += isinstance(message.sender, Bot)
            ids.append(message.id)
        for person in chat.people():
            side = chat.side(person)
            if side.keyboard_message in ids:
                side.keyboard = None
            self.feed.emit("delete", person.id, chat.id_for(person), lambda: {"message_ids": ids})
            self.changed(chat, person)

    def reacted(self, message: Message) -> None:
        """Shows what people say to a message without words."""
        self._show(message, "edit")

    def hide(self, message: Message, person: Person) -> None:
        """Takes a message away from one person only."""
        message.hidden_from.add(person.id)
        place = message.chat.id_for(person)
        self.feed.emit("delete", person.id, place, lambda: {"message_ids": [message.id]})
        self.changed(message.chat, person)

    def _show(self, message: Message, kind: str) -> None:
        for person in message.chat.people() if message.receiver is None else (message.receiver,):
            place = message.chat.id_for(person)
            self.feed.emit(kind, person.id, place, partial(_shown, message, person))
            self.changed(message.chat, person)

    def act(self, chat: Chat, action: str | None, seconds: float) -> None:
        """Shows that the bot is typing and the like, for so many real seconds."""
        chat.action, chat.action_ends = action, self.clock.real() + seconds
        self._show_action(chat)
        if action:
            asyncio.get_running_loop().call_later(seconds + 0.01, self._end_action, chat)

    def _end_action(self, chat: Chat) -> None:
        if chat.action and self.clock.real() >= chat.action_ends:
            chat.action = None
            self._show_action(chat)

    def _show_action(self, chat: Chat) -> None:
        for person in chat.people():
            self.changed(chat, person)

    def changed(self, chat: Chat, person: Person) -> None:
        """The person's line for this chat looks different now."""
        self.feed.emit("chat", person.id, chat.id_for(person), lambda: {"summary": summary(chat, person)})

    def bot_changed(self, bot: Bot) -> None:
        """A bot is seen for the first time, or bears another name."""
        shown = bot.shown
        self.tell_all("bot", lambda: {"bot": shown})

    def menu_changed(self, bot: Bot) -> None:
        """Commands, names or the menu button of a bot changed for everybody who talks with it."""
        for (owner, person), _ in list(self.private.items()):
            if owner == bot.id:
                self.feed.emit("commands", person, bot.id, dict)

    def tell_all(self, kind: str, make: Any) -> None:
        self.feed.emit(kind, None, None, make)

    # What bots hear

    def to_bots(self, message: Message, kind: str) -> None:
        """The update for a person's message, for the bots that hear it, which then know the person."""
        for bot in message.chat.bots():
            if bot_hears(message.chat, bot, message):
                if isinstance(message.sender, Person):
                    message.sender.met.add(bot.id)
                self.to_bot(message, bot, kind)

    def to_bot(self, message: Message, bot: Bot, kind: str) -> None:
        self.update(bot, kind, message.chat.id, message_for_bot(message, bot))

    def update(self, bot: Bot, kind: str, owner: int, body: Json) -> None:
        """Queues an update. Presses and messages have different webhook queues: they may overtake."""
        bot.updates.add(kind, owner + (QUEUE_OF.get(kind, 0) << 33), dumps(body), self.clock.now())

    def press(self, bot: Bot, person: Person, message: Message, data: str) -> Query:
        """A callback query for a pressed button."""
        query = Query(str(secrets.randbits(62)), bot, person, message, self.clock.now())
        self.queries[query.id] = query
        person.met.add(bot.id)
        body = {"id": query.id, "from": person.user}
        # Of a message that went through it a bot learns the id only, and nothing of the chat.
        body |= {"inline_message_id": message.inline_id} if message.via else {"message": message_for_bot(message, bot)}
        body |= {"chat_instance": str(-(bot.id * 1_000_003 + message.chat.id)), "data": data}
        self.update(bot, "callback_query", person.id, body)
        return query

    def membership(self, chat: Chat, by: Account, account: Account, old: Json, new: Json, **more: Any) -> None:
        """`my_chat_member` for the bot it is about, and `chat_member` for a group's administrators among the bots.

        In a private chat the bot's standing is the person's doing: they blocked it, or took it back.
        """
        body = {
            "chat": chat_for_bot(chat),
            "from": by.user,
            "date": int(self.clock.now()),
            "old_chat_member": {"user": account.user, **old},
            "new_chat_member": {"user": account.user, **new},
            **more,
        }
        if isinstance(account, Bot):
            self.update(account, "my_chat_member", chat.id, body)
        for bot in chat.bots():
            if bot is not account and chat.administers(bot.id):
                self.update(bot, "chat_member", by.id, body)

    def left(self, chat: Chat, person: Person) -> None:
        """A group is no longer in a person's list."""
        self.feed.emit("gone", person.id, chat.id_for(person), dict)

    def gap(self, method: str) -> None:
        """Counts a call of a method that the sandbox does not have."""
        self.gaps[method] += 1
        count = self.gaps[method]
        self.tell_all("gap", lambda: {"method": method, "count": count})
