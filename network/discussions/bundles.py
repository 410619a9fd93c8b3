"""Bundles: one message about posts to one reader. What is pending for them and in nobody's hand takes up more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import bundles as queries
from db.values import CopyState, Follow, Habits, Lane, Status
from network import pacing
from network.discussions import reading
from network.discussions.reading import ShownPost
from network.people import Reader
from network.work import Work

BUNDLE = queries.KIND  # the kind of notice; the subject is the bundle
RUSH = 100  # new bundles in one go: many more will follow


@dataclass(frozen=True, slots=True)
class Part:
    """What a bundle says of one discussion: its posts in their order, and how the reader follows it."""

    discussion_id: int
    title: str
    posts: tuple[ShownPost, ...]
    following: Follow | None

    @property
    def open(self) -> bool:
        """Whether it can be answered."""
        return self.posts[0].open


@dataclass(frozen=True, slots=True)
class Told:
    """A bundle as it stands: its parts, those of the discussion first of which something was said first.

    Before it `arrived` nothing stands in it that its reader need not see: no post that was hidden or deleted, nothing
    of a discussion they muted. Afterwards every post it brought stands in it, or what is to be said in its place.
    """

    id: int
    person_id: int
    digest: bool
    arrived: bool
    parts: tuple[Part, ...]

    @property
    def posts(self) -> tuple[ShownPost, ...]:
        """All posts in it."""
        return tuple(post for part in self.parts for post in part.posts)


def may_see(reader: Reader) -> bool:
    """Whether somebody reads discussions: members, suspended ones too, and whoever coordinates."""
    return reader.status in (Status.MEMBER, Status.SUSPENDED) or reader.coordinates


def told(work: Work, bundle_ids: Sequence[int]) -> dict[int, Told]:
    """Take the snapshots of bundles, by row number; for the letters that show them."""
    rows = queries.contents(work.session, bundle_ids)
    posts = reading.shown(work, {row.post_id for row in rows})
    by_bundle: defaultdict[int, dict[int, list[Any]]] = defaultdict(dict)
    for row in rows:
        by_bundle[row.bundle_id].setdefault(row.discussion_id, []).append(row)
    found: dict[int, Told] = {}
    for bundle in queries.told(work.session, bundle_ids):
        arrived = bundle.state == CopyState.SENT
        parts = []
        for number, heard in by_bundle[bundle.id].items():
            shown = [posts[row.post_id] for row in sorted(heard, key=_number) if row.post_id in posts]
            if not arrived:
                shown = [post for post in shown if post.stands and heard[0].state != Follow.MUTED]
            if shown:
                following = Follow(heard[0].state) if heard[0].state else None
                parts.append(Part(number, shown[0].title, tuple(shown), following))
        found[bundle.id] = Told(bundle.id, bundle.person_id, bundle.digest, arrived, tuple(parts))
    return found


def discussions_of(work: Work, bundle_id: int) -> list[int]:
    """List the discussions that a bundle is about, by row number: a reply to it belongs to one of these."""
    return queries.discussions_of(work.session, bundle_id)


def _number(row: Any) -> int:
    return int(row.number)


def habits_of(row: Any) -> Habits:
    """Return what says when somebody may be written to, of a row of people."""
    return Habits(row.zone, row.country, row.quiet_from, row.quiet_to, row.weekends)


def say(work: Work, people: Sequence[Any], posts: Mapping[int, Sequence[int]], *, digest: bool) -> None:
    """Let people (rows of db.queries.bringing.WHOM) hear posts, by person: in the bundle that waits, or in a new one.

    Only for whoever holds the lock BRINGING until the commit.
    """
    if not people:
        return
    due = _due(work, people, digest=digest)
    places = queries.open_places(work.session, [row.person_id for row in people])
    joined = {
        row.person_id: place
        for row in people
        if (place := places.get(row.person_id)) and _same_time(place, due[row.person_id], digest=digest)
    }
    fresh = [
        queries.Fresh(row.person_id, row.chat_id, row.reachable, due[row.person_id])
        for row in people
        if row.person_id not in joined
    ]
    bundles = {person: place.bundle_id for person, place in joined.items()}
    if fresh:
        bundles |= queries.begin(work.session, fresh, work.now, digest=digest)
    heard = [(post, row.person_id, bundles[row.person_id]) for row in people for post in posts[row.person_id]]
    queries.hear(work.session, heard)
    if joined:
        queries.grow(work.session, list(joined.values()), work.now)
    if len(fresh) >= RUSH:
        queries.recount(work.session)


def _due(work: Work, people: Sequence[Any], *, digest: bool) -> dict[int, datetime]:
    """Say when each of these people may be written to."""
    by_habits: dict[Habits, datetime] = {}
    due: dict[int, datetime] = {}
    for row in people:
        habits = habits_of(row)
        if (moment := by_habits.get(habits)) is None:
            moment = by_habits[habits] = pacing.due_for(
                work.now,
                habits,
                Lane.DIGEST,
                now=work.now,
                named_time=not digest,
                hours=work.charter.hours,
            )
        due[row.person_id] = moment
    return due


def _same_time(place: Any, due: datetime, *, digest: bool) -> bool:
    """Whether what is due then may wait for a bundle: what comes at once does not wait for a digest held until Monday.

    A bundle of its own kind may be a little late, because Telegram asked for patience.
    """
    return bool(place.digest == digest or place.due_at <= due)
