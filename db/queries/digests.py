"""Queries about digests: whose is due, what was said since their last one, and what they wish. All Core."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, literal_column, select, update
from sqlalchemy.orm import Session

from db.dialects import among, numbers
from db.models import Chat, Discussion, Following, Heard, Person, PersonRegion, PersonTopic, Post
from db.queries.bringing import WHOM
from db.values import DiscussionNews, DiscussionState, Follow, PostState

_person: Any = Person.__table__.c
_chat: Any = Chat.__table__.c
_post: Any = Post.__table__.c
_discussion: Any = Discussion.__table__.c
_MEMBER: Any = literal_column("'member'")  # as the partial index says it
_WISH = (_person.status, _person.discussion_news, _person.digest_at, _person.digest_from, _person.region)


def due(session: Session, bot_id: int, now: datetime, size: int) -> Sequence[Row[Any]]:
    """Hold the next people whose digest is due: WHOM (chat_id is None for whoever has none), and what they wish.

    What they wish: status, discussion_news, digest_at, digest_from, region.
    """
    theirs = and_(_chat.person_id == _person.id, _chat.bot_id == bot_id)
    asked: Any = select(*WHOM, *_WISH).join_from(Person.__table__, Chat.__table__, theirs, isouter=True)
    # Without a second key: thousands are due at one moment, and would all be sorted.
    asked = asked.where(_person.digest_at <= now).order_by(_person.digest_at).limit(size)
    asked = asked.with_for_update(of=Person.__table__, key_share=True, skip_locked=True)
    return session.connection().execute(asked).all()


def next_due(session: Session) -> datetime | None:
    """Say when the next digest is due."""
    asked = select(_person.digest_at).where(_person.digest_at.is_not(None)).order_by(_person.digest_at).limit(1)
    return session.connection().scalar(asked)


def undated(session: Session, bot_id: int, size: int) -> Sequence[Row[Any]]:
    """Hold members who want a digest and have no hour for it yet: rows as of `due`."""
    theirs = and_(_chat.person_id == _person.id, _chat.bot_id == bot_id)
    asked: Any = select(*WHOM, *_WISH).join_from(Person.__table__, Chat.__table__, theirs)
    wanted = _person.discussion_news.in_((DiscussionNews.DAILY, DiscussionNews.WEEKLY))
    asked = asked.where(_person.digest_at.is_(None), _person.status == _MEMBER, wanted).limit(size)
    asked = asked.with_for_update(of=Person.__table__, key_share=True, skip_locked=True)
    return session.connection().execute(asked).all()


def one(session: Session, bot_id: int, person_id: int) -> Row[Any]:
    """Hold one person: a row as of `due`."""
    theirs = and_(_chat.person_id == _person.id, _chat.bot_id == bot_id)
    asked: Any = select(*WHOM, *_WISH).join_from(Person.__table__, Chat.__table__, theirs, isouter=True)
    asked = asked.where(_person.id == person_id).with_for_update(of=Person.__table__, key_share=True)
    return session.connection().execute(asked).one()


def date(session: Session, people: Collection[int], at: datetime | None, since: datetime | None) -> None:
    """Note when the next digest of these people is due, and since when it tells; None: they get none."""
    dated = update(Person).where(among(_person.id, numbers("people")))
    session.connection().execute(dated.values(digest_at=at, digest_from=since), {"people": people})


def set_wish(session: Session, person_id: int, wish: str) -> None:
    """Keep how somebody wants to hear of discussions."""
    session.connection().execute(update(Person).where(_person.id == person_id).values(discussion_news=wish))


def since(session: Session, moment: datetime, most: int) -> Sequence[Row[Any]]:
    """List the newest posts since then that stand: id, discussion_id, author_id, posted_at, topic, region."""
    columns = (_post.id, _post.discussion_id, _post.author_id, _post.posted_at, _discussion.topic, _discussion.region)
    asked: Any = select(*columns).join_from(Post.__table__, Discussion.__table__, _discussion.id == _post.discussion_id)
    stand = _post.state == PostState.LIVE, _discussion.state != DiscussionState.DRAFT
    asked = asked.where(_post.posted_at >= moment, *stand).order_by(_post.posted_at.desc(), _post.id.desc())
    return session.connection().execute(asked.limit(most)).all()


def topics(session: Session, people: Collection[int]) -> Iterable[Any]:
    """List what these people work on: person, topic."""
    asked = select(PersonTopic.person_id, PersonTopic.topic).where(PersonTopic.admitted)
    return session.connection().execute(
        asked.where(among(PersonTopic.person_id, numbers("people"))), {"people": people}
    )


def regions(session: Session, people: Collection[int]) -> Iterable[Any]:
    """List the regions that these people follow beside their own: person, region."""
    asked = select(PersonRegion.person_id, PersonRegion.region)
    return session.connection().execute(
        asked.where(among(PersonRegion.person_id, numbers("people"))), {"people": people}
    )


def muted(session: Session, people: Collection[int]) -> Iterable[Any]:
    """List what these people want to hear nothing of: person, discussion."""
    asked = select(Following.person_id, Following.discussion_id).where(Following.state == Follow.MUTED)
    return session.connection().execute(asked.where(among(Following.person_id, numbers("people"))), {"people": people})


def heard(session: Session, people: Collection[int], first_post: int) -> Iterable[Any]:
    """List which posts, from one row number on, these people heard: person, post."""
    asked = select(Heard.person_id, Heard.post_id).where(Heard.post_id >= first_post)
    return session.connection().execute(asked.where(among(Heard.person_id, numbers("people"))), {"people": people})
