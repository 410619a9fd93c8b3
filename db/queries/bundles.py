"""Queries that bring posts to their readers: bundles, their notices and copies, and what changed since. All Core."""

from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from db.models import Post
from db.values import PostState

_post: Any = Post.__table__.c
UNTOLD = (PostState.DRAFT,)


def begin_bringing(session: Session, post_id: int) -> bool:
    """Note that a post is to be brought to everybody from the first person on; says whether it stands."""
    begun = update(Post).where(_post.id == post_id, _post.state == PostState.LIVE).values(brought_to=0)
    return session.connection().execute(begun).rowcount > 0


def begin_retelling(session: Session, post_id: int) -> None:
    """Note that a post, or an answer to it, reads differently now."""
    changed = update(Post).where(or_(_post.id == post_id, _post.replies_to == post_id))
    session.connection().execute(changed.where(_post.state.not_in(UNTOLD)).values(retold_to=0))


def begin_retelling_of(session: Session, person_id: int) -> None:
    """Note that somebody's posts, and answers to them, read differently now."""
    theirs = select(_post.id).where(_post.author_id == person_id).scalar_subquery()
    changed = update(Post).where(or_(_post.author_id == person_id, _post.replies_to.in_(theirs)))
    session.connection().execute(changed.where(_post.state.not_in(UNTOLD)).values(retold_to=0))
