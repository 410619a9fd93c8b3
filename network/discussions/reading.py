"""Discussions and posts as they are read: the one snapshot of each that everything shown is made from."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.queries import posts as queries
from db.values import Attachment, DiscussionState, Follow, PostState, RichText, Status
from network.discussions.listing import require_reader
from network.errors import N_, NotAllowed, Outdated
from network.people import Reader
from network.work import Work

PAGE = 8  # posts that are read at once, as far as one message holds them
MOST = 2**31 - 1
_UNSEEN = re.compile("[\u200e\u200f\u2066-\u2069]")
GONE = N_("This discussion is not there any more. Send /discussions to see what is talked about.")
NO_POST = N_("This post is not there any more.")


@dataclass(frozen=True, slots=True)
class Byline:
    """Whoever wrote something, as members read it."""

    name: str
    city: str | None


@dataclass(frozen=True, slots=True)
class Quoted:
    """The post that another one answers: who wrote it (None: a former member), and the first of its words."""

    post_id: int
    number: int
    author: Byline | None
    words: str


@dataclass(frozen=True, slots=True)
class ShownPost:
    """A post as it stands. `author` None is a former member; what is hidden or deleted has neither text nor files.

    `text` None and state live: erased with its author, or files alone. `title` is the discussion's.
    """

    id: int
    discussion_id: int
    number: int
    author_id: int
    author: Byline | None
    author_region: str | None
    state: PostState
    text: RichText | None
    files: tuple[Attachment, ...]
    language: str
    answers: Quoted | None
    quote: str | None
    posted_at: datetime
    edited_at: datetime | None
    title: str
    topic: str | None
    region: str | None
    open: bool
    is_answer: bool
    reactions: Mapping[str, int] = field(default_factory=dict)

    @property
    def stands(self) -> bool:
        """Whether there is something to read."""
        return self.state is PostState.LIVE and (self.text is not None or bool(self.files))


@dataclass(frozen=True, slots=True)
class Discussion:
    """A published discussion. `region` None: it is brought to everyone. `following` is the reader's."""

    id: int
    state: DiscussionState
    title: str
    topic: str | None
    region: str | None
    language: str
    author_id: int
    author: Byline | None
    author_region: str | None
    posts: int
    answer_id: int | None
    conclusion: RichText | None
    closed_by: Byline | None
    version: int
    published_at: datetime
    active_at: datetime
    following: Follow | None

    @property
    def open(self) -> bool:
        """Whether it can be answered."""
        return self.state is DiscussionState.OPEN


def find(work: Work, reader: Reader, discussion_id: int) -> Discussion:
    """Fetch a discussion for somebody. Raises NotAllowed for whoever is no member, Outdated when it is gone."""
    require_reader(reader)
    found = read(work, [discussion_id], reader.id).get(discussion_id)
    if found is None:
        raise Outdated(GONE)
    return found


def read(work: Work, discussion_ids: Collection[int], person_id: int = 0) -> dict[int, Discussion]:
    """Fetch published discussions, by row number; `following` is that person's."""
    found = {}
    for number, row in queries.discussions(work.session, discussion_ids, person_id).items():
        one = row.Discussion
        found[number] = Discussion(
            id=number,
            state=DiscussionState(one.state),
            title=row.shown_title or "",
            topic=one.topic,
            region=one.region,
            language=one.language,
            author_id=one.author_id,
            author=byline(row.name, row.city, row.status),
            author_region=row.author_region,
            posts=one.posts,
            answer_id=one.answer_id,
            conclusion=RichText.from_json(one.conclusion) if one.conclusion else None,
            closed_by=byline(row.closer_name, row.closer_city, row.closer_status),
            version=one.version,
            published_at=one.published_at,
            active_at=one.active_at,
            following=Follow(row.following) if row.following else None,
        )
    return found


def public_line(work: Work, discussion_id: int) -> Discussion:
    """Fetch a discussion for a stranger who followed a link to it: only its title may be shown. Raises Outdated."""
    found = read(work, [discussion_id]).get(discussion_id)
    if found is None:
        raise Outdated(GONE)
    return found


def shown(work: Work, post_ids: Collection[int]) -> dict[int, ShownPost]:
    """Take the snapshots of posts, by row number; for the letters that show them. Drafts have none."""
    rows = queries.posts(work.session, post_ids) if post_ids else []
    answered = {row.replies_to for row in rows if row.replies_to is not None}
    quoted = {row.id: row for row in queries.posts(work.session, answered)} if answered else {}
    counted: dict[int, Counter[str]] = {}
    for row in queries.reactions(work.session, [row.id for row in rows]) if rows else ():
        counted.setdefault(row.post_id, Counter()).update(row.emoji)
    return {row.id: _post(work, row, quoted.get(row.replies_to), counted.get(row.id, Counter())) for row in rows}


def post(work: Work, reader: Reader, post_id: int) -> ShownPost:
    """Fetch one post for somebody. Raises NotAllowed for whoever is no member, Outdated when there is none."""
    require_reader(reader)
    found = shown(work, [post_id]).get(post_id)
    if found is None:
        raise Outdated(NO_POST)
    return found


def discussion_of(work: Work, post_id: int) -> int:
    """Say in which discussion a post stands. Raises Outdated when there is none."""
    found = shown(work, [post_id]).get(post_id)
    if found is None:
        raise Outdated(NO_POST)
    return found.discussion_id


def page(work: Work, reader: Reader, discussion_id: int, first: int = 1, many: int = PAGE) -> Sequence[ShownPost]:
    """Read posts in their order from number `first` on. Raises as `find`."""
    require_reader(reader)
    ids = queries.numbered(work.session, discussion_id, first, many)
    found = shown(work, ids)
    return [found[number] for number in ids if number in found]


def of_bundle(work: Work, bundle_id: int) -> list[ShownPost]:
    """The posts that came to somebody in one message, oldest first."""
    ids = queries.of_bundle(work.session, bundle_id)
    found = shown(work, ids)
    return [found[number] for number in ids if number in found]


def first_post(work: Work, discussion_id: int) -> list[int]:
    """The row number of how a discussion began, alone in a list; empty where there is none."""
    return queries.numbered(work.session, discussion_id, 1, 1)


def following_posts(work: Work, first: ShownPost, many: int = PAGE) -> Sequence[ShownPost]:
    """A post and those after it."""
    ids = queries.numbered(work.session, first.discussion_id, first.number, many)
    found = shown(work, ids)
    return [found[number] for number in ids if number in found]


def newest(work: Work, discussion_id: int, last: int = MOST, many: int = 2 * PAGE) -> Sequence[ShownPost]:
    """The newest posts of a discussion up to number `last`, oldest first."""
    ids = queries.before(work.session, discussion_id, last, many)
    found = shown(work, ids)
    return [found[number] for number in ids if number in found]


def quoted_one(posts: Sequence[ShownPost], quote: str | None) -> int | None:
    """The row number of the one post among these whose words are quoted; None where it is none, or not clear which."""
    wanted = _plain(quote or "")
    found = [one.id for one in posts if wanted and one.text is not None and wanted in _plain(one.text.text)]
    return found[0] if len(found) == 1 else None


def moderates(reader: Reader, found: Discussion | ShownPost) -> bool:
    """Whether somebody sees to order here: the coordinators of its region, of its author's where it is for everyone."""
    region = found.region or found.author_region
    return reader.coordinates_region(region) if region else reader.network_wide


def require_author(reader: Reader, found: ShownPost) -> None:
    """Let only a post's author pass. Raises NotAllowed otherwise."""
    if found.author_id != reader.id:
        raise NotAllowed(N_("Only whoever wrote a post can do that."))


def byline(name: str | None, city: str | None, status: str | None) -> Byline | None:
    """Return under which name members read something; None for whoever is no member any more."""
    here = status not in (None, Status.FORMER, Status.ERASED)
    return Byline(name, city) if here and name else None


def _post(work: Work, row: Any, answered: Any, reactions: Mapping[str, int]) -> ShownPost:
    live = row.state == PostState.LIVE
    files = [Attachment(*one) for one in row.files or ()] if live else []
    return ShownPost(
        id=row.id,
        discussion_id=row.discussion_id,
        number=row.number,
        author_id=row.author_id,
        author=byline(row.name, row.city, row.status),
        author_region=row.author_region,
        state=PostState(row.state),
        text=RichText.from_json(row.text) if live and row.text else None,
        files=tuple(one for one in files if one.bot_id == work.bot_id),
        language=row.language,
        answers=_quoted(answered) if answered is not None else None,
        quote=row.quote if live and answered is not None and answered.state == PostState.LIVE else None,
        posted_at=row.posted_at,
        edited_at=row.edited_at,
        title=row.title or "",
        topic=row.topic,
        region=row.region,
        open=row.discussion_state == DiscussionState.OPEN,
        is_answer=row.answer_id == row.id,
        reactions=dict(reactions),
    )


def _plain(text: str) -> str:
    """A text without what a quote of it may lack: line breaks, marks of direction, the ellipsis it was cut with."""
    return " ".join(_UNSEEN.sub("", text).split()).strip("… ")


def _quoted(row: Any) -> Quoted:
    live = row.state == PostState.LIVE and row.text
    words = RichText.from_json(row.text).text if live else ""
    return Quoted(row.id, row.number, byline(row.name, row.city, row.status), words)
