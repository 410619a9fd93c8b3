"""Hiding a post everywhere, and showing it again: our copies follow by an edit, a member's own message in a group goes.

The title of a discussion goes with the post that began it: it may be what was reported.

Its words are kept, for coordinators alone. What becomes of it in groups, network/hubs/threads.py says: `hidden` and
`shown`; where Telegram does not let a message go, the hub's coordinators hear of it from there.
"""

from db.queries import posts as queries
from db.values import PostState
from network import notices
from network.discussions import bringing, editing, posting, reading, searching
from network.discussions.kinds import CARD_IN_GROUP, CLOSED, DISCUSSION, OWN_POST, READING
from network.work import Work


def hide(work: Work, post_id: int) -> None:
    """Hide a post; one that was deleted or hidden already stays as it is."""
    _turn(work, post_id, PostState.LIVE, PostState.HIDDEN, "hidden")


def show_again(work: Work, post_id: int) -> None:
    """Show a hidden post again, wherever it stood; what a member wrote in a group stands there as ours now."""
    _turn(work, post_id, PostState.HIDDEN, PostState.LIVE, "shown")


def _turn(work: Work, post_id: int, before: PostState, after: PostState, what: str) -> None:
    found = reading.shown(work, [post_id]).get(post_id)
    if found is None or found.state is not before:
        return
    queries.change(work.session, post_id, state=after)
    searching.index(work, post_id)
    bringing.retell(work, post_id)
    editing.redraw(work, post_id)
    posting.in_groups(work, post_id, what)
    if found.number == 1:
        bringing.retell_all_in(work, found.discussion_id)
        of_itself = (DISCUSSION, CLOSED, CARD_IN_GROUP)
        for kind, subject in queries.notices_in(work.session, found.discussion_id, (READING, OWN_POST), of_itself):
            notices.revise(work, kind, subject)
