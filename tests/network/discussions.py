"""Published discussions, written as the rules leave them; for tests that are about finding and reading them."""

from typing import Any

from sqlalchemy import insert

from db.models import Discussion, Following, Post
from db.values import DiscussionState, Follow, PostState, RichText
from network.discussions import likeness, searching
from network.people import Reader
from network.work import Work


def talk(
    work: Work,
    author: Reader,
    title: str = "Compost",
    text: str = "How do we begin?",
    *answers: str,
    topic: str = "waste",
    region: str | None = "mena",
    language: str = "en",
    state: DiscussionState = DiscussionState.OPEN,
    **columns: Any,
) -> int:
    """Write a discussion with its posts down, all by one author; returns its row number."""
    values = {
        "author_id": author.id,
        "state": state,
        "title": title,
        "title_folded": likeness.folded(title),
        "topic": topic,
        "region": region,
        "language": language,
        "posts": 1 + len(answers),
        "version": 1,
        "created_at": work.now,
        "published_at": work.now,
        "active_at": work.now,
    } | columns
    number = int(work.session.execute(insert(Discussion).values(values).returning(Discussion.id)).scalar_one())
    for place, words in enumerate((text, *answers), 1):
        post = {
            "discussion_id": number,
            "number": place,
            "author_id": author.id,
            "state": PostState.LIVE,
            "text": RichText(words).to_json(),
            "language": language,
            "posted_at": work.now,
        }
        searching.index(work, int(work.session.execute(insert(Post).values(post).returning(Post.id)).scalar_one()))
    followed = {"discussion_id": number, "person_id": author.id, "state": Follow.TOOK_PART, "since": work.now}
    work.session.execute(insert(Following).values(followed))
    likeness.remember(work, number, title)
    return number
