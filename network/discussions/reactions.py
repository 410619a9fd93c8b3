"""Reactions are counted, a person's once a post, wherever they gave them; no message is edited for their sake."""

from collections.abc import Sequence

from db.queries import reactions as queries
from network.discussions import reading
from network.discussions.listing import require_reader
from network.people import Reader
from network.work import Work

MOST = 3  # of one person, as Telegram allows those who pay


def react(work: Work, reader: Reader, post_id: int, emoji: Sequence[str]) -> None:
    """Note what somebody shows beneath a post now; an empty list takes it back. Their own posts do not count.

    Raises NotAllowed for whoever may not read it, Outdated when there is none.
    """
    require_reader(reader)
    found = reading.post(work, reader, post_id)
    if found.author_id != reader.id:
        queries.put(work.session, post_id, reader.id, list(dict.fromkeys(emoji))[:MOST], work.now)
