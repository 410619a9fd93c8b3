"""Posts through the running program: each reaches each follower once, whoever is killed, and so does each change."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update

from bot.bell import CHANNEL
from db.dialects import is_sqlite
from db.models import Chat, Copy, Discussion, Following, Heard, Notice, Person, Post
from network.discussions import bringing, bundles
from network.filling import LEDGER
from network.work import Work
from tests.database import Templates
from tests.process.crowd import FAST, Crowd, crowd
from tests.process.running import Phone, Sandbox, bot, plain, until

pytestmark = pytest.mark.process
PEOPLE, DISCUSSIONS, POSTS = 60, 20, 3
DAY = 24 * 60
FOLLOWED = PEOPLE // DISCUSSIONS  # each of them follows one discussion


@pytest.fixture
def postgresql(templates: Templates) -> Iterator[str]:
    with templates.postgresql() as database:
        yield database.url.render_as_string(hide_password=False)


def rings(work: Work) -> None:
    """Call the processes, as whoever posts does."""
    if not is_sqlite(work.session):
        work.session.execute(text(f"SELECT pg_notify('{CHANNEL}', '{LEDGER}')"))


def discussions(people: Crowd) -> None:
    """Let each of so many discussions have its followers, and posts by somebody who follows none of them."""

    def write(work: Work) -> None:
        # Nothing leaves for now: what a kill leaves in the air would only say something about the delivery.
        minute = work.now.hour * 60 + work.now.minute
        quiet = {"quiet_from": (minute - 60) % DAY, "quiet_to": (minute + 120) % DAY}
        work.session.execute(update(Person).values(**quiet, discussion_news="none"))
        work.session.execute(update(Chat).values(zone=None))
        author = people.row + people.count
        known = {"language": "en", "status": "member", "name": "Mona", "first_seen": work.now}
        work.session.execute(insert(Person).values(id=author, telegram_id=1, **known))
        times = {"created_at": work.now, "active_at": work.now, "published_at": work.now}
        for number in range(1, DISCUSSIONS + 1):
            row = {
                "id": number,
                "author_id": author,
                "state": "open",
                "title": "Compost",
                "language": "en",
                "posts": POSTS,
            }
            work.session.execute(insert(Discussion).values(**row, **times))
            first = people.row + (number - 1) * FOLLOWED
            follows = {"discussion_id": number, "state": "follows", "since": work.now}
            followers = [{**follows, "person_id": one} for one in range(first, first + FOLLOWED)]
            work.session.execute(insert(Following), followers)
            for place in range(1, POSTS + 1):
                said = {"text": {"text": f"Thought {number}.{place}."}, "language": "en", "posted_at": work.now}
                made = insert(Post).values(discussion_id=number, number=place, author_id=author, **said)
                bringing.bring(work, work.session.execute(made.returning(Post.id)).scalar_one())
        rings(work)

    people.unit(write)


def changes(people: Crowd) -> None:
    """Let every post be edited."""

    def write(work: Work) -> None:
        for post_id in list(work.session.scalars(select(Post.id))):
            said = {"text": f"Changed thought of post {post_id}."}
            work.session.execute(update(Post).where(Post.id == post_id).values(text=said, edited_at=work.now))
            bringing.retell(work, post_id)
        rings(work)

    people.unit(write)


def is_brought(people: Crowd) -> bool:
    """Whether no post is on its way to a bundle."""
    waits = select(Post.id).where(Post.brought_to.is_not(None) | Post.retold_to.is_not(None))
    return people.looks(lambda work: work.session.scalar(waits.limit(1))) is None


def is_shown(people: Crowd) -> bool:
    """Whether every copy shows what it should."""
    late = select(Copy.id).where((Copy.state != "sent") | (Copy.revision < Copy.wanted))
    return is_brought(people) and people.looks(lambda work: work.session.scalar(late.limit(1))) is None


def reads(people: Crowd, place: int) -> Counter[str]:
    """Count the lines on somebody's phone."""
    received = Phone(people.town, people.first + place).received
    return Counter(line for message in received for line in plain(message["text"]).splitlines())


def judge(people: Crowd, thought: str) -> None:
    """Each phone shows each post of the discussion it follows once; the sandbox is the judge."""
    for place in range(PEOPLE):
        number = place // FOLLOWED + 1
        shown = {line: times for line, times in reads(people, place).items() if "thought" in line.casefold()}
        posts = range((number - 1) * POSTS + 1, number * POSTS + 1)
        wanted = {thought.format(number=number, place=post - posts[0] + 1, post=post): 1 for post in posts}
        assert shown == wanted


def heard(people: Crowd) -> tuple[int, int]:
    """Count what was heard, and the bundles' copies."""
    copies = select(func.count(Copy.id)).join(Notice, Notice.id == Copy.notice_id).where(Notice.kind == bundles.BUNDLE)
    rows = select(func.count()).select_from(Heard)
    return people.looks(lambda work: (work.session.scalar(rows) or 0, work.session.scalar(copies) or 0))


def test_killed_while_posts_are_brought_each_arrives_once_and_so_does_its_change(
    town: Sandbox, address: str, tmp_path: Path
) -> None:
    people = crowd(town, address, PEOPLE)
    discussions(people)
    for point in ("while_bringing:1", "while_bringing:3", "between_bringing:2"):
        with bot(town, address, folder=tmp_path, part="delivery", crash=point, ready=False, **FAST) as dies:
            dies.died()
    assert not is_brought(people)
    with bot(town, address, folder=tmp_path, part="delivery", **FAST):
        until(lambda: is_brought(people), "everything to be brought", every=0.3)
        assert heard(people) == (PEOPLE * POSTS, PEOPLE), "one message each"
        town.skip(hours=3)
        until(lambda: is_shown(people), "everything to arrive", every=0.3)
    judge(people, "Thought {number}.{place}.")
    changes(people)
    for point in ("while_bringing:1", "while_bringing:2", "between_bringing:2"):
        with bot(town, address, folder=tmp_path, part="delivery", crash=point, ready=False, **FAST) as dies:
            dies.died()
    with bot(town, address, folder=tmp_path, part="delivery", **FAST):
        until(lambda: is_shown(people), "every change to arrive", every=0.3)
    judge(people, "Changed thought of post {post}.")


def test_several_processes_bring_and_one_may_die(town: Sandbox, postgresql: str, tmp_path: Path) -> None:
    people = crowd(town, postgresql, PEOPLE)
    with (
        bot(town, postgresql, folder=tmp_path, part="delivery", **FAST),
        bot(town, postgresql, folder=tmp_path, part="delivery", **FAST),
    ):
        with bot(town, postgresql, folder=tmp_path, part="delivery", crash="while_bringing:1", **FAST):
            discussions(people)
            until(lambda: is_brought(people), "everything to be brought", every=0.3)
        assert heard(people)[0] == PEOPLE * POSTS
        town.skip(hours=3)
        until(lambda: is_shown(people), "everything to arrive", every=0.3)
        judge(people, "Thought {number}.{place}.")
        changes(people)
        until(lambda: is_shown(people), "every change to arrive", every=0.3)
    judge(people, "Changed thought of post {post}.")
