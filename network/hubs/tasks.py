"""What the bot is to do in a group that is no message: written where it is caused, done by bot/grouping.py."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from db.queries import group_tasks as queries
from network.work import Work

GROUPS = "groups"  # the worker's bell
IN_HAND = timedelta(seconds=120)  # what a process took and did not finish comes up again after that
SIDE_BY_SIDE = 16  # groups at once; in one group, one thing after the other
GIVEN_UP_AFTER = timedelta(days=30)  # a right that is missing may come back; nobody is removed a year later

# Kinds of task. The worker finds the deed of each in handlers.group_deeds().
APPROVE, DECLINE, REMOVE = "approve", "decline", "remove"
LEAVE, DESCRIBE, INVITE, REVOKE, CHECK = "leave", "describe", "invite", "revoke", "check"
GUEST, GUESTS = "guest", "guests"
TOPIC, TURN, RENAME, UNSAY = "topic", "turn", "rename", "unsay"


class Task(NamedTuple):
    """A task in hand. `chat_id` is the group's row, `group` its Telegram id; `language` is the group's."""

    id: int
    chat_id: int
    group: int
    kind: str
    telegram_id: int | None
    subject_id: int | None
    attempts: int
    language: str


def add(
    work: Work,
    chat_id: int,
    kind: str,
    *,
    telegram_id: int | None = None,
    subject_id: int | None = None,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Have something done in a group (row of `chat`), once: a task that waits for the same already is enough.

    `telegram_id` says whom it is about: stored until it is done, since they may be nobody the network knows by then.
    `due_at` is now unless told; what was not done by `expires_at` (a month unless told) is not done at all.
    """
    until = expires_at or work.now + GIVEN_UP_AFTER
    queries.add(work.session, chat_id, kind, telegram_id, subject_id, due_at or work.now, until)
    work.woken.add(GROUPS)


def drop(work: Work, chat_id: int, kinds: Collection[str] = (), *, telegram_id: int | None = None) -> int:
    """Do not do what waits in a group: of these kinds (all where none is named), about that account if one is named.

    Returns how many tasks there were.
    """
    return queries.drop(work.session, chat_id, kinds, telegram_id)


def drop_about(work: Work, chat_id: int, kind: str, subject_id: int) -> None:
    """Do not do what waits of this kind about this subject in a group."""
    queries.drop_about(work.session, chat_id, kind, subject_id)


def wake(work: Work, chat_id: int) -> None:
    """Try now what was tried in vain in a group: a right came back."""
    queries.wake(work.session, chat_id, work.now)
    work.woken.add(GROUPS)


# For the worker


def take_up(work: Work) -> None:
    """Take over what an earlier life of the program had in hand; only where no other process may be at work."""
    queries.drop_leases(work.session, work.bot_id)


def take(work: Work, busy: Collection[int]) -> list[Task]:
    """Take some tasks in hand, one a group at most; `busy` are groups (rows) in which something is going on."""
    queries.drop_expired(work.session, work.now)
    rows = queries.take(work.session, work.bot_id, work.now, work.now + IN_HAND, SIDE_BY_SIDE, busy)
    return [
        Task(
            row.id,
            row.chat_id,
            row.telegram_chat_id,
            row.kind,
            row.telegram_id,
            row.subject_id,
            row.attempts,
            row.language or work.charter.language_for(None),
        )
        for row in rows
    ]


def over(work: Work, task: Task) -> None:
    """Forget a task: it is done, or never will be."""
    queries.forget(work.session, task.id)


def later(work: Work, task: Task, until: datetime, *, all_of_them: bool = False, tried: bool = True) -> None:
    """Try a task again then, and, where `all_of_them`, nothing else in its group before.

    `tried` counts the attempt.
    """
    queries.later(work.session, task.id, until, tried=tried)
    if all_of_them:
        queries.put_off(work.session, task.chat_id, until)


def next_due(work: Work) -> datetime | None:
    """Say when the next task is due that is in nobody's hand."""
    return queries.next_due(work.session, work.bot_id)
