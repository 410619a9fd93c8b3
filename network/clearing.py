"""A person's own private chat: which messages stand in it, and clearing it when they erased themselves.

Answers of ours are remembered for as long as the person is known, since a bot may edit them at any time; what people
write themselves for two days, since nobody else may delete it later (docs/decisions/0010-export-and-erasure.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from db.queries import clearing as queries
from network import pacing
from network.work import Work

CLEARING = "clearing"
IN_HAND = timedelta(seconds=60)  # what a process took and did not finish comes up again after that
CHATS, MOST = 16, 100  # at once, and messages in each: as many as one call deletes
GIVEN_UP_AFTER = timedelta(days=3)  # the number of somebody who is erased is not kept for longer


class Standing(NamedTuple):
    """A message that is to go. `deletable` says whether Telegram still deletes it; what is not is edited, if `ours`."""

    message_id: int
    ours: bool
    deletable: bool


@dataclass(frozen=True, slots=True)
class Cleared:
    """What became of one chat. `done` are messages that are gone or out of reach; the others go on.

    `again_at` is set where they failed and are tried again then; `over` says that nothing can be done there any more.
    """

    chat: "Chat"
    done: Sequence[int] = ()
    again_at: datetime | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat to clear, by Telegram's id, and the language of its person."""

    telegram_id: int
    language: str
    attempts: int
    messages: Sequence[Standing]


def remember(work: Work, ours: Sequence[tuple[int, int]], rows: Sequence[int]) -> None:
    """Remember answers that arrived (chat and message by Telegram's ids), and what people wrote themselves.

    The latter are given as rows of the inbox that are about to be finished.
    """
    queries.remember_ours(work.session, work.bot_id, ours, work.now)
    queries.remember_theirs(work.session, rows)


def forget_old(work: Work) -> int:
    """Forget what people wrote so long ago that only they can delete it; returns how many messages."""
    return queries.forget_theirs(work.session, work.now - pacing.DELETABLE_FOR)


def ask(work: Work, person_id: int, telegram_id: int, *, but: int | None) -> None:
    """Have a person's chat cleared, before its rows go. `but` names the message that says good-bye."""
    found = [
        row
        for row in queries.in_chat(work.session, person_id, telegram_id)
        if row.message_id != but and (row.ours or pacing.deletable(row.sent_at, work.now))
    ]
    queries.ask(work.session, telegram_id, found, work.now)
    work.woken.add(CLEARING)


def too_late(work: Work, telegram_id: int, message_ids: Sequence[int]) -> None:
    """Have messages of ours cleared that arrived in a person's chat when they had erased themselves already."""
    queries.ask_for(work.session, work.bot_id, telegram_id, message_ids, work.now)
    work.woken.add(CLEARING)


def take_up(work: Work) -> None:
    """Begin where an earlier life of the program ended. Doing something twice does no harm here."""
    queries.take_up(work.session, work.bot_id, work.now)


def take(work: Work) -> list[Chat]:
    """Take some chats in hand."""
    chats = []
    for telegram_id in queries.due(work.session, work.bot_id, work.now, CHATS):
        rows = queries.take(work.session, work.bot_id, telegram_id, work.now, work.now + IN_HAND, MOST)
        if rows:
            messages = [Standing(r.message_id, r.ours, pacing.deletable(r.sent_at, work.now)) for r in rows]
            language = rows[0].language or work.charter.language_for(None)
            chats.append(Chat(telegram_id, language, max(r.attempts for r in rows), messages))
    return chats


def record(work: Work, results: Sequence[Cleared]) -> None:
    """Write down what became of chats."""
    for result in results:
        chat, done = result.chat, set(result.done)
        queries.cleared(work.session, work.bot_id, chat.telegram_id, None if result.over else done)
        left = [message.message_id for message in chat.messages if message.message_id not in done]
        if left and not result.over:
            queries.later(work.session, work.bot_id, chat.telegram_id, left, result.again_at, work.now)


def give_up(work: Work) -> int:
    """Forget what could not be cleared in three days; returns how many messages."""
    return queries.give_up(work.session, work.now - GIVEN_UP_AFTER)
