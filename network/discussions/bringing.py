"""Bringing posts to their readers, and telling what became of one since: noted here, done in chunks by the worker.

Who hears at once: who follows the discussion or took part, and who wants all on their topics in their regions at once.
Nobody hears a post twice: what somebody heard is one row, written with the bundle it came in.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from db import locks
from db.dialects import is_sqlite
from db.queries import bringing as queries
from db.queries import bundles as bundle_queries
from db.values import PostState
from network import filling
from network.discussions import bundles, digests
from network.work import Work

CHUNK = 5000
SQLITE_CHUNK = 1000  # others wait for the one who writes
COSTS = 50  # a post's own queries, in people
STILL_NEWS = timedelta(days=7)
A_MOMENT = timedelta(seconds=1)


def bring(work: Work, post_id: int) -> None:
    """Have a post brought to everybody it is for, at once; those whose digest it is for get it there.

    Calling it twice does no harm: nobody hears a post twice.
    """
    if queries.begin_bringing(work.session, post_id):
        work.woken.add(filling.LEDGER)


def retell(work: Work, post_id: int) -> None:
    """Have every message corrected that shows a post or an answer to it.

    To be called when it was edited, deleted, hidden or shown again. What was hidden before it reached somebody reaches
    them after all once it is shown again.
    """
    queries.begin_retelling(work.session, post_id)
    work.woken.add(filling.LEDGER)


def retell_all_of(work: Work, person_id: int) -> None:
    """Have every message corrected that names somebody as its author: they left, or were erased."""
    queries.begin_retelling_of(work.session, person_id)
    work.woken.add(filling.LEDGER)


def retell_all_in(work: Work, discussion_id: int) -> None:
    """Have every message corrected that shows a post of a discussion: its title, which stands over all, changed."""
    queries.begin_retelling_in(work.session, discussion_id)
    work.woken.add(filling.LEDGER)


def bring_some(work: Work) -> bool:
    """Bring, tell anew and make digests, about a chunk of each; says whether there may be more.

    One process at a time does it, so that two posts for one reader meet in one bundle; whoever finds another at it
    leaves it to that one.
    """
    todo = queries.waiting(work.session, work.now)
    if not (todo.bring or todo.retell or todo.digest) or not locks.taken(work.session, locks.BRINGING):
        return False
    size = SQLITE_CHUNK if is_sqlite(work.session) else CHUNK
    if todo.retell:
        _fill(work, size, _retell)
    if todo.bring:
        _fill(work, size, _bring)
    if todo.digest:
        digests.make_some(work)
    work.woken.add(filling.LEDGER)
    return True


def _fill(work: Work, size: int, part: Callable[[Work, int], int]) -> None:
    """Do parts of something until about so many people were looked at; a part with none to do looks at 0."""
    room = size
    while room > 0 and (looked_at := part(work, size)):
        room -= looked_at


def next_due(work: Work) -> datetime | None:
    """Say when to look for digests again: a moment from now where some are due, which another process has in hand."""
    due = digests.next_due(work)
    return due and max(due, work.now + A_MOMENT)


def _bring(work: Work, size: int) -> int:
    post = queries.to_bring(work.session)
    if post is None:
        return 0
    window = queries.window(work.session, post.discussion_id, post.brought_to, size)
    if window is not None:
        people = queries.hearers(work.session, work.bot_id, post, window)
        bundles.say(work, people, dict.fromkeys((row.person_id for row in people), (post.id,)), digest=False)
    queries.went(work.session, post.id, brought_to=window.last if window is not None and window.full else None)
    return COSTS + (window.seen if window is not None else 0)


def _retell(work: Work, size: int) -> int:
    post = queries.to_retell(work.session)
    if post is None:
        return 0
    if post.state == PostState.DELETED:  # whoever it has not reached yet need not hear of it
        queries.went(work.session, post.id, brought_to=None)
    told = queries.holders(work.session, post.id, post.retold_to, size)
    if told:
        again = work.now - STILL_NEWS if post.state == PostState.LIVE else None
        bundle_queries.revise(work.session, {row.bundle_id for row in told}, work.now, anew_since=again)
    queries.went(work.session, post.id, retold_to=told[-1].person_id if len(told) == size else None)
    return COSTS + len(told)
