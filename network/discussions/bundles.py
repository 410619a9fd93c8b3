"""Bundles: one message about posts to one reader. What is pending for them and in nobody's hand takes up more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from db.queries import bundles as queries
from db.values import Habits, Lane
from network import pacing
from network.work import Work

BUNDLE = queries.KIND  # the kind of notice; the subject is the bundle


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
