"""Queries about posts on their way: which are to be brought or told anew, and whom they are for. All Core."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, exists, func, literal_column, or_, select, union, update
from sqlalchemy.orm import Session

from db.models import Chat, Discussion, Following, Heard, Person, PersonRegion, PersonTopic, Post
from db.values import DiscussionNews, Follow, PostState, Status

_post: Any = Post.__table__.c
_person: Any = Person.__table__.c
_chat: Any = Chat.__table__.c
_follow: Any = Following.__table__.c
_heard: Any = Heard.__table__.c
# Written out where a partial index is to be used: SQLite must see that the condition is its own.
_AT_ONCE: Any = literal_column(f"'{DiscussionNews.AT_ONCE.value}'")
_FOLLOWS = (Follow.FOLLOWS, Follow.TOOK_PART)
# Their row, their chat, whether it can be reached, and the columns of Habits.
WHOM: tuple[Any, ...] = (
    _person.id.label("person_id"),
    _chat.id.label("chat_id"),
    _chat.unreachable_since.is_(None).label("reachable"),
    _chat.zone,
    _person.country,
    _person.quiet_from,
    _person.quiet_to,
    _person.weekends,
)


class Window(NamedTuple):
    """People, after one row number and up to another, who may hear of something at once; `full`: more follow.

    `seen` is how many they are.
    """

    after: int
    last: int
    seen: int
    full: bool


def waiting(session: Session, now: datetime) -> Row[Any]:
    """Say what is to be done: bring (there is a post to bring), retell, and digest (one is due)."""
    one: Any = literal_column("1")
    bring = select(one).where(_post.brought_to.is_not(None), _post.state == PostState.LIVE)
    retell = select(one).where(_post.retold_to.is_not(None))
    digest = select(one).where(_person.digest_at <= now)
    asked: Any = select(bring.exists().label("bring"), retell.exists().label("retell"), digest.exists().label("digest"))
    return session.connection().execute(asked).one()


# Which posts


def begin_bringing(session: Session, post_id: int) -> bool:
    """Note that a post is to be brought to everybody from the first person on; says whether it stands."""
    begun = update(Post).where(_post.id == post_id, _post.state == PostState.LIVE).values(brought_to=0)
    return session.connection().execute(begun).rowcount > 0


def begin_retelling(session: Session, post_id: int) -> None:
    """Note that a post, or an answer to it, reads differently now."""
    _begin_retelling(session, or_(_post.id == post_id, _post.replies_to == post_id))


def begin_retelling_of(session: Session, person_id: int) -> None:
    """Note that somebody's posts, and answers to them, read differently now."""
    theirs = select(_post.id).where(_post.author_id == person_id)
    _begin_retelling(session, _post.author_id == person_id)
    _begin_retelling(session, _post.replies_to.in_(theirs))


def begin_retelling_in(session: Session, discussion_id: int) -> None:
    """Note that all posts of a discussion read differently now: its title stands over each."""
    _begin_retelling(session, _post.discussion_id == discussion_id)


def _begin_retelling(session: Session, which: Any) -> None:
    said = update(Post).where(which, _post.state != PostState.DRAFT)
    session.connection().execute(said.values(retold_to=0))


def to_bring(session: Session) -> Row[Any] | None:
    """Hold the post that is to be brought next: id, discussion_id, author_id, brought_to, topic, region.

    Those that just came first: one for a million people does not hold up others. Hidden ones wait.
    """
    columns = (_post.id, _post.discussion_id, _post.author_id, _post.brought_to, Discussion.topic, Discussion.region)
    asked = select(*columns).join(Discussion, Discussion.id == _post.discussion_id)
    asked = asked.where(_post.brought_to.is_not(None), _post.state == PostState.LIVE)
    asked = asked.order_by(_post.brought_to, _post.id).limit(1)
    return session.connection().execute(asked.with_for_update(of=Post, key_share=True)).one_or_none()


def to_retell(session: Session) -> Row[Any] | None:
    """Hold the post that is to be told anew next: id, state, retold_to."""
    asked = select(_post.id, _post.state, _post.retold_to).where(_post.retold_to.is_not(None))
    asked = asked.order_by(_post.retold_to, _post.id).limit(1)
    return session.connection().execute(asked.with_for_update(key_share=True)).one_or_none()


def went(session: Session, post_id: int, **to: int | None) -> None:
    """Note up to whom a post was brought (`brought_to`) or told anew (`retold_to`); None: to everybody."""
    session.connection().execute(update(Post).where(_post.id == post_id).values(**to))


# Whom


def window(session: Session, discussion_id: int, after: int, size: int) -> Window | None:
    """Look at the next people, by row number, who may want to hear of a discussion at once; None: nobody is left.

    They are those who follow it, and those who want all at once, whatever it is about.
    """
    follows = select(_follow.person_id.label("id")).where(
        _follow.discussion_id == discussion_id, _follow.state.in_(_FOLLOWS), _follow.person_id > after
    )
    wishes = select(_person.id).where(_person.discussion_news == _AT_ONCE, _person.id > after)
    parts = [part.order_by(part.selected_columns[0]).limit(size).subquery() for part in (follows, wishes)]
    both = union(*(select(part.c.id) for part in parts)).subquery()
    part = select(both.c.id).order_by(both.c.id).limit(size).subquery()
    last, count = session.connection().execute(select(func.max(part.c.id), func.count()).select_from(part)).one()
    return Window(after, last, count, count == size) if count else None


def hearers(session: Session, bot_id: int, post: Row[Any], seen: Window) -> Sequence[Row[Any]]:
    """List who of a window hears a post at once, and has not heard it: rows of WHOM.

    Never its author, nor whoever muted the discussion.
    """
    between = _person.id > seen.after, _person.id <= seen.last
    theirs = _follow.discussion_id == post.discussion_id, _follow.person_id > seen.after, _follow.person_id <= seen.last
    follows = select(_follow.person_id).where(*theirs, _follow.state.in_(_FOLLOWS))
    wishes = select(_person.id).where(
        *between, _person.discussion_news == _AT_ONCE, _person.status == Status.MEMBER, *_touched(post)
    )
    muted = exists().where(
        _follow.discussion_id == post.discussion_id, _follow.person_id == _person.id, _follow.state == Follow.MUTED
    )
    asked = select(*WHOM).join_from(Person.__table__, Chat.__table__, _chat.person_id == _person.id)
    asked = asked.where(
        _person.id.in_(union(follows, wishes)),
        _person.id != post.author_id,
        _person.status.not_in((Status.FORMER, Status.ERASED)),
        _chat.bot_id == bot_id,
        ~muted,
        ~exists().where(_heard.post_id == post.id, _heard.person_id == _person.id),
    )
    return session.connection().execute(asked).all()


def holders(session: Session, post_id: int, after: int, size: int) -> Sequence[Row[Any]]:
    """List the next people, by row number, who heard a post: person_id, bundle_id."""
    asked = select(_heard.person_id, _heard.bundle_id).where(_heard.post_id == post_id, _heard.person_id > after)
    return session.connection().execute(asked.order_by(_heard.person_id).limit(size)).all()


def _touched(post: Row[Any]) -> list[Any]:
    """Say whom a discussion touches: who works on its topic, and lives in or follows its region."""
    clauses: list[Any] = []
    if post.region is not None:
        followed = and_(PersonRegion.person_id == _person.id, PersonRegion.region == post.region)
        clauses.append(or_(_person.region == post.region, exists().where(followed)))
    if post.topic is not None:
        works = and_(PersonTopic.person_id == _person.id, PersonTopic.topic == post.topic, PersonTopic.admitted)
        clauses.append(exists().where(works))
    return clauses
