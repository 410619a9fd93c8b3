"""Queries about discussions themselves: drafts, how they begin, titles, and how much somebody wrote lately."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, literal, select, union_all, update
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Discussion, Following, Person, Post, TitleWord
from db.queries.titles import SHOWN_TITLE
from db.values import DiscussionState, Follow, PostState

_ROW: tuple[Any, ...] = tuple(Discussion.__table__.c)
_OPENING: tuple[Any, ...] = (Post.id.label("post_id"), Post.text, Post.files)


def several(session: Session, discussion_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch discussions by row number, each with its opening post: post_id, text, files."""
    asked = select(*_ROW, *_OPENING).join(Post, (Post.discussion_id == Discussion.id) & (Post.number == 1))
    return list(session.execute(asked.where(Discussion.id.in_(discussion_ids))))


def hold(session: Session, discussion_id: int) -> bool:
    """Keep others from changing a discussion until the commit; says whether it is there."""
    asked = select(Discussion.id).where(Discussion.id == discussion_id)
    return session.scalar(asked.with_for_update()) is not None


def begin(session: Session, author_id: int, language: str, now: datetime) -> tuple[int, bool]:
    """Find a person's draft, or write a new one down; returns its row number and whether it is new.

    `now` is aware UTC.
    """
    made = session.scalar(
        insert_or(session, Discussion)
        .values(
            author_id=author_id,
            state=DiscussionState.DRAFT,
            language=language,
            posts=0,
            version=1,
            created_at=now,
            active_at=now,
        )
        .on_conflict_do_nothing()
        .returning(Discussion.id)
    )
    if made is None:
        return session.execute(_drafts(author_id)).scalar_one(), False
    session.execute(
        insert(Post).values(
            discussion_id=made, number=1, author_id=author_id, state=PostState.DRAFT, language=language, posted_at=now
        )
    )
    return made, True


def draft_of(session: Session, author_id: int) -> int | None:
    """Find a person's draft, by row number."""
    found: int | None = session.scalar(_drafts(author_id))
    return found


def _drafts(author_id: int) -> Any:
    return select(Discussion.id).where(Discussion.author_id == author_id, Discussion.state == DiscussionState.DRAFT)


def change(session: Session, discussion_id: int, **values: Any) -> None:
    """Change a discussion; its version grows."""
    session.execute(
        update(Discussion).where(Discussion.id == discussion_id).values(version=Discussion.version + 1, **values)
    )


def change_opening(session: Session, discussion_id: int, **values: Any) -> None:
    """Change a discussion's opening post."""
    session.execute(update(Post).where(Post.discussion_id == discussion_id, Post.number == 1).values(**values))


def remove(session: Session, discussion_ids: Collection[int]) -> None:
    """Delete drafts, which nobody else has seen, with what stands in them."""
    drafts = select(Discussion.id).where(Discussion.id.in_(discussion_ids), Discussion.state == DiscussionState.DRAFT)
    found = list(session.scalars(drafts))
    session.execute(delete(Post).where(Post.discussion_id.in_(found)))
    session.execute(delete(Discussion).where(Discussion.id.in_(found)))


def take_part(session: Session, discussion_id: int, person_id: int, now: datetime) -> None:
    """Let somebody who wrote in a discussion hear of it from here; whoever does not want to stays muted."""
    first = insert_or(session, Following).values(
        discussion_id=discussion_id, person_id=person_id, state=Follow.TOOK_PART, since=now
    )
    session.execute(
        first.on_conflict_do_update(
            index_elements=["discussion_id", "person_id"],
            set_={"state": Follow.TOOK_PART},
            where=Following.state == Follow.FOLLOWS,
        )
    )


# How much somebody wrote, and since when they may


def posts_since(session: Session, author_id: int, since: datetime) -> int:
    """Count what somebody posted after that moment, in all discussions, what was deleted since as well."""
    asked = select(func.count()).where(
        Post.author_id == author_id, Post.posted_at > since, Post.state != PostState.DRAFT
    )
    return int(session.scalar(asked) or 0)


def joined_at(session: Session, person_id: int) -> datetime | None:
    """Say when somebody joined."""
    return session.scalar(select(Person.joined_at).where(Person.id == person_id))


def name_and_city(session: Session, person_id: int) -> tuple[str | None, str | None]:
    """Say under which name and city members read what somebody writes."""
    row = session.execute(select(Person.name, Person.city).where(Person.id == person_id)).one_or_none()
    return (row.name, row.city) if row else (None, None)


# Titles


def write_words(session: Session, discussion_id: int, words: Collection[str]) -> None:
    """Write down by which words a title is found, in place of those written before."""
    session.execute(delete(TitleWord).where(TitleWord.discussion_id == discussion_id))
    rows = [{"word": word, "discussion_id": discussion_id} for word in words]
    if rows:
        session.execute(insert(TitleWord), rows)


def sharing_words(session: Session, words: Sequence[str], most: int) -> Mapping[str, list[int]]:
    """List for each word the newest discussions that have it in their title, `most` of them, by row number."""
    each = [
        select(literal(word).label("word"), TitleWord.discussion_id)
        .where(TitleWord.word == word)
        .order_by(TitleWord.discussion_id.desc())
        .limit(most)
        .subquery()
        for word in words
    ]
    found: dict[str, list[int]] = {word: [] for word in words}
    if each:
        for word, discussion_id in session.execute(union_all(*(select(one) for one in each))):
            found[word].append(discussion_id)
    return found


def titled(session: Session, title_folded: str, most: int) -> list[int]:
    """List discussions with this very title, folded: the newest, by row number."""
    asked = select(Discussion.id).where(Discussion.title_folded == title_folded)
    return list(session.scalars(asked.order_by(Discussion.id.desc()).limit(most)))


def open_titles(session: Session, discussion_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch those of these discussions that are open: id, title, posts, state."""
    asked: Any = select(Discussion.id, SHOWN_TITLE.label("title"), Discussion.posts, Discussion.state)
    # By their numbers only: asked for the state as well, SQLite would walk through all that are open.
    found = session.execute(asked.where(Discussion.id.in_(discussion_ids)))
    return [row for row in found if row.state == DiscussionState.OPEN]
