"""What becomes of somebody's posts when they leave or are erased (docs/decisions/0028-posts-of-former-members.md)."""

from db.queries import discussion_privacy as queries
from db.queries import discussions
from db.values import DiscussionState
from network import notices
from network.discussions import bringing, posting, searching
from network.discussions.kinds import ABOUT_DISCUSSIONS, ABOUT_POSTS, CARD_IN_GROUP
from network.work import Work


def left(work: Work, person_id: int) -> None:
    """Keep the words of somebody who leaves, without their name; their draft goes, and they follow nothing any more."""
    discussions.remove(work.session, queries.draft_of(work.session, person_id))
    queries.unfollow_all(work.session, person_id)
    _tell_anew(work, person_id)


def erased(work: Work, person_id: int) -> None:
    """Take the words of somebody who is erased out of every post and every copy; what others answered stays.

    Discussions in which only they have written are closed: nobody could answer what is not there.
    """
    discussions.remove(work.session, queries.draft_of(work.session, person_id))
    queries.hold_where_they_wrote(work.session, person_id)
    for discussion_id in queries.without_others(work.session, person_id):
        discussions.change(work.session, discussion_id, state=DiscussionState.CLOSED, closed_at=work.now)
        posting.in_groups(work, discussion_id, "closed_or_not")
    posts = queries.posts_by(work.session, person_id)
    searching.forget(work, posts)
    queries.empty_posts(work.session, person_id)
    _tell_anew(work, person_id)
    for post_id in posts:  # what they wrote in a group with their own hands is deleted there
        posting.in_groups(work, post_id, "taken_back")


def _tell_anew(work: Work, person_id: int) -> None:
    """Have everything drawn anew that names somebody: bundles in chunks, cards, pages and what stands in groups."""
    bringing.retell_all_of(work, person_id)
    for kind, subject in queries.telling_of(work.session, person_id, ABOUT_POSTS, {*ABOUT_DISCUSSIONS, CARD_IN_GROUP}):
        notices.revise(work, kind, subject)
