"""Members, discussions and posts as rows, for tests of what is brought to whom."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from db.models import Bundle, Chat, Copy, Discussion, Following, Heard, Notice, Person, PersonTopic, Post
from network.discussions import bringing, bundles
from network.work import Work


def members(work: Work, count: int, *, topics: Iterable[str] = (), **more: Any) -> list[int]:
    """Write members down, each with a chat; returns their row numbers."""
    first = (work.session.scalar(select(func.max(Person.id))) or 0) + 1
    ids = list(range(first, first + count))
    same = {"language": "en", "status": "member", "region": "mena", "quiet_from": 0, "quiet_to": 0, "weekends": True}
    person = same | {"first_seen": work.now, "joined_at": work.now} | more
    work.session.execute(insert(Person), [{"id": one, "telegram_id": 9000 + one, **person} for one in ids])
    chat = {"bot_id": work.bot_id, "kind": "private", "zone": more.get("zone")}
    work.session.execute(insert(Chat), [{**chat, "telegram_id": 9000 + one, "person_id": one} for one in ids])
    if rows := [{"person_id": one, "topic": topic} for one in ids for topic in topics]:
        work.session.execute(insert(PersonTopic), rows)
    return ids


def discussion(work: Work, author: int, **more: Any) -> int:
    """Write an open discussion down; returns its row number."""
    row = {"state": "open", "title": "Compost", "topic": "waste", "language": "en", "posts": 0, "version": 1}
    times = {"created_at": work.now, "active_at": work.now, "published_at": work.now}
    made = insert(Discussion).values(author_id=author, **row | times | more).returning(Discussion.id)
    return work.session.execute(made).scalar_one()


def post(work: Work, about: int, author: int, text: str = "Who turns waste into compost?", **more: Any) -> int:
    """Write a post down and have it brought; returns its row number."""
    number = work.session.execute(
        update(Discussion).where(Discussion.id == about).values(posts=Discussion.posts + 1).returning(Discussion.posts)
    ).scalar_one()
    row = {"state": "live", "text": {"text": text}, "language": "en", "posted_at": work.now} | more
    made = insert(Post).values(discussion_id=about, number=number, author_id=author, **row).returning(Post.id)
    post_id = work.session.execute(made).scalar_one()
    bringing.bring(work, post_id)
    return post_id


def follow(work: Work, about: int, people: Iterable[int], state: str = "follows") -> None:
    """Let people follow a discussion, or mute it."""
    rows = [{"discussion_id": about, "person_id": one, "state": state, "since": work.now} for one in people]
    work.session.execute(insert(Following), rows)


def bring_all(work: Work) -> None:
    """Bring everything that is on its way."""
    while bringing.bring_some(work):
        pass


def heard(work: Work, post_id: int) -> list[int]:
    """Say who hears a post."""
    return list(work.session.scalars(select(Heard.person_id).where(Heard.post_id == post_id).order_by(Heard.person_id)))


def letters(work: Work, person: int) -> list[tuple[str, bool, list[int]]]:
    """List somebody's bundles, oldest first: state of the copy, whether a digest, and their posts."""
    asked = (
        select(Bundle.id, Bundle.digest, Copy.state)
        .join(Notice, (Notice.kind == bundles.BUNDLE) & (Notice.subject_id == Bundle.id))
        .join(Copy, Copy.notice_id == Notice.id)
        .where(Bundle.person_id == person)
        .order_by(Bundle.id)
    )
    posts = select(Heard.post_id).order_by(Heard.post_id)
    return [
        (row.state, row.digest, list(work.session.scalars(posts.where(Heard.bundle_id == row.id))))
        for row in work.session.execute(asked)
    ]


def copy_of(work: Work, person: int) -> Any:
    """Return the copy of somebody's newest bundle: id, state, due_at, wanted, revision, open, and its notice's."""
    newest = select(func.max(Bundle.id)).where(Bundle.person_id == person).scalar_subquery()
    asked = select(Copy.id, Copy.state, Copy.due_at, Copy.wanted, Copy.open, Notice.revision, Notice.named_time)
    asked = asked.join(Notice, Copy.notice_id == Notice.id)
    return work.session.execute(asked.where(Notice.kind == bundles.BUNDLE, Notice.subject_id == newest)).one()


def at(work: Work, moment: datetime) -> Work:
    """Return the same unit of work at another moment."""
    work.now = moment
    return work
