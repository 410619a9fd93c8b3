"""Following a discussion, or wanting to hear nothing of it."""

from db.queries import following as queries
from db.values import Follow
from network.discussions import reading
from network.discussions.reading import Discussion
from network.people import Reader
from network.work import Work


def follow(work: Work, reader: Reader, discussion_id: int) -> Discussion:
    """Let somebody hear of every post at once. Raises as `reading.find`."""
    return _put(work, reader, discussion_id, Follow.FOLLOWS)


def mute(work: Work, reader: Reader, discussion_id: int) -> Discussion:
    """Let somebody hear nothing of a discussion any more, not in their digest either. Raises as `reading.find`."""
    return _put(work, reader, discussion_id, Follow.MUTED)


def unfollow(work: Work, reader: Reader, discussion_id: int) -> Discussion:
    """Let a discussion reach somebody as any other does: in their digest, if it touches them. Raises as `find`."""
    reading.find(work, reader, discussion_id)
    queries.forget(work.session, discussion_id, reader.id)
    return reading.find(work, reader, discussion_id)


def _put(work: Work, reader: Reader, discussion_id: int, state: Follow) -> Discussion:
    reading.find(work, reader, discussion_id)
    queries.put(work.session, discussion_id, reader.id, state, work.now)
    return reading.find(work, reader, discussion_id)
