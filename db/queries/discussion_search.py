"""Queries of searching posts: SQLite's FTS5 and PostgreSQL's GIN, asked alike.

Words are found whole; the beginning of one stands for all words that begin so. On PostgreSQL the newest stretches of
posts are asked first (each post's words hold the mark of its stretch), so that a word that is everywhere costs no more
than one that is rare.
"""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select, text
from sqlalchemy.orm import Session

from db.dialects import insert_or, is_sqlite
from db.models import Discussion, Post, PostWords, Word
from db.values import DiscussionState, PostState

STRETCH = 16_384  # posts that bear one mark
MOST_BEGINNINGS = 30  # words that the beginning of one stands for
_LAST = "\U0010ffff"  # follows every word that begins with what stands before it


class Hit(NamedTuple):
    """A post that was found, with all its words."""

    post_id: int
    discussion_id: int
    words: str


def post_to_index(session: Session, post_id: int) -> Any:
    """Fetch what a post is found by; `live` says whether it is to be found at all."""
    asked = (
        select(Post.id, Post.number, Post.text, Post.state, Post.discussion_id, Discussion.title)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .where(Post.id == post_id)
    )
    return session.execute(asked).one_or_none()


def stands(row: Any) -> bool:
    """Say whether a post of `post_to_index` may be found."""
    return bool(row.state == PostState.LIVE)


def write(session: Session, post_id: int, discussion_id: int, words: Collection[str]) -> None:
    """Write down by which words a post is found."""
    forget(session, [post_id])
    written = " ".join([*words, mark(post_id // STRETCH)])
    session.execute(insert(PostWords).values(post_id=post_id, discussion_id=discussion_id, words=written))
    if is_sqlite(session):
        session.execute(
            text("INSERT INTO post_fts (rowid, words) VALUES (:post_id, :words)"),
            {"post_id": post_id, "words": written},
        )
    if words:
        known = insert_or(session, Word).values(
            [{"word": word} for word in sorted(words)]
        )  # sorted: no two wait in a ring
        session.execute(known.on_conflict_do_nothing())


def forget(session: Session, post_ids: Collection[int]) -> None:
    """Let posts be found no more."""
    if is_sqlite(session):
        gone = select(PostWords.post_id, PostWords.words).where(PostWords.post_id.in_(post_ids))
        for row in session.execute(gone).all():
            session.execute(
                text("INSERT INTO post_fts (post_fts, rowid, words) VALUES ('delete', :post_id, :words)"), row._asdict()
            )
    session.execute(delete(PostWords).where(PostWords.post_id.in_(post_ids)))


def begin_with(session: Session, beginning: str) -> list[str]:
    """List words that begin so, the word itself first, then the shortest."""
    found = session.scalars(
        select(Word.word).where(Word.word >= beginning, Word.word < beginning + _LAST).limit(MOST_BEGINNINGS * 20)
    )
    return sorted(found, key=lambda word: (len(word), word))[:MOST_BEGINNINGS]


def newest(session: Session, groups: Sequence[Collection[str]], limit: int) -> list[Hit]:
    """Find the newest posts that hold a word of each group, newest first."""
    if not all(groups):
        return []
    ids = _by_fts(session, groups, limit) if is_sqlite(session) else _by_gin(session, groups, limit)
    found = select(PostWords.post_id, PostWords.discussion_id, PostWords.words).where(PostWords.post_id.in_(ids))
    return [Hit(*row) for row in session.execute(found.order_by(PostWords.post_id.desc()))]


def mark(stretch: int) -> str:
    """The word that every post of a stretch holds."""
    return f"#{stretch}"


def _by_fts(session: Session, groups: Sequence[Collection[str]], limit: int) -> list[int]:
    wanted = " AND ".join("(" + " OR ".join(f'"{word}"' for word in group) + ")" for group in groups)
    found = text("SELECT rowid FROM post_fts WHERE post_fts MATCH :wanted ORDER BY rowid DESC LIMIT :limit")
    return list(session.scalars(found, {"wanted": wanted, "limit": limit}))


_GIN = text(
    "SELECT post_id FROM post_words WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST(:wanted AS tsquery)"
)


def _by_gin(session: Session, groups: Sequence[Collection[str]], limit: int) -> list[int]:
    """Ask the newest stretch, then ever more of them at once."""
    last = session.scalar(select(PostWords.post_id).order_by(PostWords.post_id.desc()).limit(1))
    found: list[int] = []
    top, many = (last or 0) // STRETCH, 1
    while top >= 0 and len(found) < limit and last is not None:
        stretches = [mark(stretch) for stretch in range(max(0, top - many + 1), top + 1)]
        wanted = " & ".join("(" + " | ".join(f"'{word}'" for word in group) + ")" for group in (*groups, stretches))
        found += sorted(session.scalars(_GIN, {"wanted": wanted}), reverse=True)
        top, many = top - many, many * 2
    return found[:limit]


def shown(session: Session, discussion_ids: Collection[int]) -> set[int]:
    """Which of these discussions are published."""
    there = select(Discussion.id).where(Discussion.id.in_(discussion_ids), Discussion.state != DiscussionState.DRAFT)
    return set(session.scalars(there))
