"""Queries about what one person wrote in discussions: for their export, and for when they leave or are erased."""

from collections.abc import Collection

from sqlalchemy import and_, delete, exists, or_, select, union, update
from sqlalchemy.orm import Session, aliased

from db.models import Discussion, Following, Notice, Post
from db.values import DiscussionState, PostState


def titles_of_posts(session: Session, person_id: int) -> list[str | None]:
    """List the titles of the discussions somebody's posts stand in, in the posts' order."""
    asked = select(Discussion.title).join(Post, Post.discussion_id == Discussion.id)
    return list(session.scalars(asked.where(Post.author_id == person_id).order_by(Post.id)))


def titles_followed(session: Session, person_id: int) -> list[str | None]:
    """List the titles of the discussions somebody follows, in the order of their numbers."""
    asked = select(Discussion.title).join(Following, Following.discussion_id == Discussion.id)
    return list(session.scalars(asked.where(Following.person_id == person_id).order_by(Following.discussion_id)))


def draft_of(session: Session, person_id: int) -> list[int]:
    """Find somebody's draft, by row number."""
    asked = select(Discussion.id).where(Discussion.author_id == person_id, Discussion.state == DiscussionState.DRAFT)
    return list(session.scalars(asked))


def unfollow_all(session: Session, person_id: int) -> None:
    """Let somebody follow nothing any more."""
    session.execute(delete(Following).where(Following.person_id == person_id))


def hold_where_they_wrote(session: Session, person_id: int) -> None:
    """Keep others from writing in the discussions somebody wrote in until the commit: nobody quotes what goes."""
    where = select(Post.discussion_id).where(Post.author_id == person_id)
    held = select(Discussion.id).where(Discussion.id.in_(where)).order_by(Discussion.id)
    session.execute(held.with_for_update()).all()


def posts_by(session: Session, person_id: int) -> list[int]:
    """List what somebody posted, by row number."""
    asked = select(Post.id).where(Post.author_id == person_id, Post.state != PostState.DRAFT)
    return list(session.scalars(asked.order_by(Post.id)))


def telling_of(
    session: Session, person_id: int, of_posts: Collection[str], of_discussions: Collection[str]
) -> list[tuple[str, int]]:
    """List what shows the discussions somebody wrote in or closed: notices of these kinds, each with its subject."""
    theirs = union(
        select(Post.discussion_id).where(Post.author_id == person_id, Post.state != PostState.DRAFT),
        select(Discussion.id).where(Discussion.closed_by == person_id),
    )
    posts = select(Post.id).where(Post.discussion_id.in_(theirs))
    named = or_(
        and_(Notice.kind.in_(of_posts), Notice.subject_id.in_(posts)),
        and_(Notice.kind.in_(of_discussions), Notice.subject_id.in_(theirs)),
    )
    return [(row.kind, row.subject_id) for row in session.execute(select(Notice.kind, Notice.subject_id).where(named))]


def empty_posts(session: Session, person_id: int) -> None:
    """Take the words and files out of all posts of somebody, and what others quoted of them; nobody picks one."""
    theirs = select(Post.id).where(Post.author_id == person_id)
    session.execute(update(Post).where(Post.replies_to.in_(theirs)).values(quote=None))
    # Found by where they wrote: nothing is looked up by the answer.
    where = select(Post.discussion_id).where(Post.author_id == person_id)
    picked = update(Discussion).where(Discussion.id.in_(where), Discussion.answer_id.in_(theirs))
    session.execute(picked.values(answer_id=None, version=Discussion.version + 1))
    session.execute(
        update(Post)
        .where(Post.author_id == person_id)
        .values(state=PostState.DELETED, text=None, files=None, quote=None, album=None)
    )


def without_others(session: Session, person_id: int) -> list[int]:
    """List open discussions of somebody in which nobody else has posted, by row number."""
    other = aliased(Post)
    answered = exists().where(other.discussion_id == Discussion.id, other.author_id != person_id)
    # By their author only: asked for the state as well, SQLite would walk through all that are open.
    asked = select(Discussion.id, Discussion.state).where(Discussion.author_id == person_id, ~answered)
    found = session.execute(asked.order_by(Discussion.id))
    return [row.id for row in found if row.state == DiscussionState.OPEN]
