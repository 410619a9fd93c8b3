"""Queries about posts and the discussions they stand in, for reading and for writing."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, union, update
from sqlalchemy.orm import Session, aliased

from db.models import Discussion, Following, Heard, Notice, Person, Post, Reaction
from db.queries.titles import SHOWN_TITLE
from db.values import DiscussionState, Follow, PostState

_author = aliased(Person)
_closer = aliased(Person)
_WHO: tuple[Any, ...] = (_author.name, _author.city, _author.status, _author.region.label("author_region"))


def discussions(session: Session, discussion_ids: Collection[int], person_id: int) -> dict[int, Row[Any]]:
    """Fetch published discussions with who began and closed them, and how one person follows them, by row number."""
    asked = (
        select(
            Discussion,
            SHOWN_TITLE.label("shown_title"),
            *_WHO,
            _closer.name.label("closer_name"),
            _closer.city.label("closer_city"),
            _closer.status.label("closer_status"),
            Following.state.label("following"),
        )
        .join(_author, _author.id == Discussion.author_id)
        .outerjoin(_closer, _closer.id == Discussion.closed_by)
        .outerjoin(Following, (Following.discussion_id == Discussion.id) & (Following.person_id == person_id))
        .where(Discussion.id.in_(discussion_ids), Discussion.state != DiscussionState.DRAFT)
    )
    return {row.Discussion.id: row for row in session.execute(asked.execution_options(populate_existing=True))}


def hold(session: Session, discussion_id: int) -> Any:
    """Keep others from writing in a discussion until the commit; returns its state, posts, region and title."""
    asked = select(
        Discussion.state,
        Discussion.posts,
        Discussion.region,
        Discussion.title,
        Discussion.version,
        Discussion.author_id,
    )
    return session.execute(asked.where(Discussion.id == discussion_id).with_for_update()).one_or_none()


def posts(session: Session, post_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch posts with who wrote them, and with their discussion's title, language and state."""
    asked = (
        select(
            *Post.__table__.c,
            *_WHO,
            SHOWN_TITLE.label("title"),
            Discussion.topic,
            Discussion.region,
            Discussion.state.label("discussion_state"),
            Discussion.answer_id,
        )
        .join(_author, _author.id == Post.author_id)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .where(Post.id.in_(post_ids), Post.state != PostState.DRAFT)
    )
    return list(session.execute(asked))


def numbered(session: Session, discussion_id: int, first: int, many: int) -> list[int]:
    """List posts of a discussion by row number, in their order, from number `first` on."""
    asked = select(Post.id).where(
        Post.discussion_id == discussion_id, Post.number >= first, Post.state != PostState.DRAFT
    )
    return list(session.scalars(asked.order_by(Post.number).limit(many)))


def before(session: Session, discussion_id: int, last: int, many: int) -> list[int]:
    """List the posts up to number `last`, in their order, at most so many."""
    asked = select(Post.id).where(
        Post.discussion_id == discussion_id, Post.number <= last, Post.state != PostState.DRAFT
    )
    return list(session.scalars(asked.order_by(Post.number.desc()).limit(many)))[::-1]


def pages_with(session: Session, post_id: int, many: int) -> list[int]:
    """List the posts with which a page of so many may begin that shows this post, or the first words of it.

    Only those with which somebody has one open.
    """
    first = aliased(Post)
    pages = select(Notice.id).where(Notice.kind == "discussion_page", Notice.subject_id == first.id)
    asked = (
        select(first.id)
        .join(Post, Post.discussion_id == first.discussion_id)
        .where(
            (Post.id == post_id) | (Post.replies_to == post_id),
            first.number.between(Post.number - many + 1, Post.number),
            pages.exists(),
        )
    )
    return list(session.scalars(asked.distinct().order_by(first.id)))


def notices_in(
    session: Session, discussion_id: int, of_posts: Collection[str], of_itself: Collection[str]
) -> list[tuple[str, int]]:
    """List what shows a discussion's title: notices of these kinds, each with its subject."""
    posts = select(Post.id).where(Post.discussion_id == discussion_id)
    asked = select(Notice.kind, Notice.subject_id)
    over_posts = asked.where(Notice.kind.in_(of_posts), Notice.subject_id.in_(posts))
    over_itself = asked.where(Notice.kind.in_(of_itself), Notice.subject_id == discussion_id)
    # Two questions, each answered by the index: asked as one with "or", all notices might be walked through.
    return [(row.kind, row.subject_id) for row in session.execute(union(over_posts, over_itself))]


def add(session: Session, values: Mapping[str, Any]) -> int:
    """Write a post down; returns its row number."""
    return int(session.execute(insert(Post).values(**values).returning(Post.id)).scalar_one())


def change(session: Session, post_id: int, **values: Any) -> None:
    """Change a post."""
    session.execute(update(Post).where(Post.id == post_id).values(**values))


def grown(session: Session, discussion_id: int, posts: int, now: datetime) -> None:
    """Note that a discussion has one post more."""
    session.execute(update(Discussion).where(Discussion.id == discussion_id).values(posts=posts, active_at=now))


def of_album(session: Session, author_id: int, discussion_id: int, album: str) -> int | None:
    """Find the post that the first part of an album became."""
    asked = select(Post.id).where(Post.author_id == author_id, Post.discussion_id == discussion_id, Post.album == album)
    return session.scalar(asked.order_by(Post.id.desc()).limit(1))


def by_album(session: Session, author_id: int, album: str, since: datetime) -> int | None:
    """Find the newest post of somebody that came in this album since then."""
    asked = select(Post.id).where(Post.author_id == author_id, Post.posted_at >= since, Post.album == album)
    return session.scalar(asked.order_by(Post.id.desc()).limit(1))


def of_bundle(session: Session, bundle_id: int) -> list[int]:
    """List the posts of a bundle, by row number, oldest first."""
    asked = select(Heard.post_id).where(Heard.bundle_id == bundle_id)
    return list(session.scalars(asked.order_by(Heard.post_id)))


def follow(session: Session, discussion_id: int, person_id: int) -> str | None:
    """Say how somebody follows a discussion."""
    return session.scalar(
        select(Following.state).where(Following.discussion_id == discussion_id, Following.person_id == person_id)
    )


def took_part(session: Session, discussion_id: int) -> list[int]:
    """List whoever posted in a discussion, but those who want to hear nothing of it, by row number."""
    muted = select(Following.person_id).where(Following.discussion_id == discussion_id, Following.state == Follow.MUTED)
    asked = select(Post.author_id).where(
        Post.discussion_id == discussion_id, Post.state != PostState.DRAFT, Post.author_id.not_in(muted)
    )
    return list(session.scalars(asked.distinct()))


def reactions(session: Session, post_ids: Collection[int]) -> list[Row[Any]]:
    """List what people showed beneath posts: post_id and emoji."""
    return list(session.execute(select(Reaction.post_id, Reaction.emoji).where(Reaction.post_id.in_(post_ids))))


def followers(session: Session, discussion_id: int) -> int:
    """Count those who follow a discussion."""
    asked = select(func.count()).where(
        Following.discussion_id == discussion_id, Following.state.in_((Follow.FOLLOWS, Follow.TOOK_PART))
    )
    return int(session.scalar(asked) or 0)
