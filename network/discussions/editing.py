"""Changing and taking back one's own posts; every message that shows one follows."""

from db.queries import posts as queries
from db.values import PostState, RichText
from network import notices
from network.discussions import bringing, limits, posting, reading, searching
from network.discussions.kinds import DISCUSSION, OWN_POST, READING
from network.discussions.reading import NO_POST, ShownPost
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.people import Reader
from network.work import Work


def edit(work: Work, reader: Reader, post_id: int, rich: RichText) -> ShownPost:
    """Write a post's text anew. The same text changes nothing.

    Raises NotAllowed for somebody else's and for whoever may not write, Outdated for what was deleted, NetworkError
    for what is empty, too long, hidden by a coordinator, or holds a link too early.
    """
    limits.require_writer(reader)
    found = _mine(work, reader, post_id)
    if found.state is PostState.HIDDEN:
        raise NetworkError(N_("A coordinator has hidden this post. It cannot be changed now."))
    if not rich.text.strip() and not found.files:
        raise NetworkError(N_("That was empty. Delete the post, if you want to take it back."))
    if rich == found.text:
        return found
    limits.check_words(work, reader, rich)
    queries.change(work.session, post_id, text=rich.to_json() if rich.text.strip() else None, edited_at=work.now)
    return _told(work, post_id, "changed")


def delete(work: Work, reader: Reader, post_id: int) -> ShownPost:
    """Take a post back: its words and files are gone at once; a second press changes nothing.

    Raises NotAllowed for somebody else's, Outdated when there is none. Suspended members may take back theirs.
    """
    found = _mine(work, reader, post_id, gone_too=True)
    if found.state is PostState.DELETED:
        return found
    queries.change(
        work.session, post_id, state=PostState.DELETED, text=None, files=None, quote=None, edited_at=work.now
    )
    return _told(work, post_id, "taken_back")


def _mine(work: Work, reader: Reader, post_id: int, *, gone_too: bool = False) -> ShownPost:
    found = reading.shown(work, [post_id]).get(post_id)
    if found is None or (found.state is PostState.DELETED and not gone_too and found.author_id == reader.id):
        raise Outdated(NO_POST)
    if found.author_id != reader.id:
        raise NotAllowed(N_("Only whoever wrote a post can do that."))
    queries.hold(work.session, found.discussion_id)
    return reading.shown(work, [post_id])[post_id]


def _told(work: Work, post_id: int, what: str) -> ShownPost:
    """Let everything follow that shows a post."""
    searching.index(work, post_id)
    bringing.retell(work, post_id)
    redraw(work, post_id)
    posting.in_groups(work, post_id, what)
    return reading.shown(work, [post_id])[post_id]


def redraw(work: Work, post_id: int) -> None:
    """Have everything drawn anew in which somebody has a post open: its own line, pages, the card of its discussion."""
    found = reading.shown(work, [post_id]).get(post_id)
    if found is None:
        return
    notices.revise(work, OWN_POST, post_id)
    for first in queries.before(work.session, found.discussion_id, found.number, reading.PAGE):
        notices.revise(work, READING, first)
    notices.revise(work, DISCUSSION, found.discussion_id)
