"""Digests: what was said on somebody's topics in their regions since the last one, as often as they wish."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from db.queries import digests as queries
from db.values import DiscussionNews, Status
from network.discussions import bundles
from network.discussions.mornings import next_morning
from network.errors import N_, NetworkError, NotAllowed
from network.people import Reader
from network.work import Work

READERS = 250  # digests a transaction
DATED = 5000  # members a look who get the hour of their first one
MOST_POSTS = 2000  # the newest that any digest chooses from
MOST_A_DIGEST = 60
# Somebody whose post is being written down when a digest is made gets it into the next one: it was posted before.
OVERLAP = timedelta(minutes=10)
OLDEST = timedelta(days=14)  # nobody wants to read what was said while the bot stood still for a month
WISHED = (DiscussionNews.DAILY, DiscussionNews.WEEKLY)


def make_some(work: Work) -> int:
    """Make the digests of the next people whose hour has come; returns how many people were looked at.

    One with nothing in it is not sent. Only for whoever holds the lock BRINGING until the commit.
    """
    due = queries.due(work.session, work.bot_id, work.now, READERS)
    readers = [row for row in due if row.status == Status.MEMBER and row.chat_id and _from(work, row)]
    if readers and (chosen := _choose(work, readers)):
        bundles.say(work, [row for row in readers if row.person_id in chosen], chosen, digest=True)
    _date(work, due)
    return len(due)


def next_due(work: Work) -> datetime | None:
    """Say when the next digest is due; the past when one already is."""
    return queries.next_due(work.session)


def date_new(work: Work) -> int:
    """Give members who joined lately the hour of their first digest; returns how many they were."""
    undated = queries.undated(work.session, work.bot_id, DATED)
    _date(work, undated)
    return len(undated)


def wish(work: Work, reader: Reader) -> DiscussionNews:
    """Say how the reader hears of discussions. Raises NotAllowed for whoever is no member."""
    return DiscussionNews(_row(work, reader).discussion_news)


def set_wish(work: Work, reader: Reader, wanted: str) -> DiscussionNews:
    """Keep how the reader hears of discussions. Raises NotAllowed as `wish`, NetworkError for what there is not.

    Whoever wants all at once from now on still gets, at the usual hour, what was said before.
    """
    row = _row(work, reader)
    if wanted not in set(DiscussionNews):
        raise NetworkError(N_("I do not know that choice. Please use the buttons."))
    chosen = DiscussionNews(wanted)
    queries.set_wish(work.session, reader.id, chosen)
    if chosen is DiscussionNews.NONE:
        queries.date(work.session, [reader.id], None, None)
    elif chosen in WISHED:
        at = next_morning(work.now, bundles.habits_of(row), chosen, work.charter.hours)
        queries.date(work.session, [reader.id], at, row.digest_from or work.now)
    return chosen


def _row(work: Work, reader: Reader) -> Any:
    if reader.status not in (Status.MEMBER, Status.SUSPENDED):
        raise NotAllowed(N_("Discussions are for members of the network. Send /start to join."))
    return queries.one(work.session, work.bot_id, reader.id)


def _from(work: Work, row: Any) -> datetime | None:
    """Say since when somebody's digest tells; None where they want none any more."""
    if row.discussion_news == DiscussionNews.NONE or row.digest_from is None:
        return None
    since: datetime = max(row.digest_from, work.now - OLDEST)
    return since - OVERLAP


def _choose(work: Work, readers: Sequence[Any]) -> dict[int, list[int]]:
    """Choose which posts each of these people reads in their digest; whoever gets none is left out."""
    begins = {row.person_id: moment for row in readers if (moment := _from(work, row))}
    posts = queries.since(work.session, min(begins.values()), MOST_POSTS)
    if not posts:
        return {}
    on: defaultdict[str | None, list[Any]] = defaultdict(list)
    for post in posts:
        on[post.topic].append(post)
    people = list(begins)
    topics = _sets(queries.topics(work.session, people))
    regions = _sets(queries.regions(work.session, people))
    muted = _sets(queries.muted(work.session, people))
    heard = _sets(queries.heard(work.session, people, min(post.id for post in posts)))
    chosen: dict[int, list[int]] = {}
    for row in readers:
        person = row.person_id
        near = {None, row.region, *regions.get(person, ())}
        begin = begins[person]
        found = [
            post.id
            for topic in (None, *topics.get(person, ()))
            for post in on.get(topic, ())
            if post.posted_at >= begin
            and post.region in near
            and post.author_id != person
            and post.discussion_id not in muted.get(person, ())
            and post.id not in heard.get(person, ())
        ]
        if found:
            chosen[person] = sorted(found)[-MOST_A_DIGEST:]
    return chosen


def _sets(pairs: Iterable[Any]) -> Mapping[int, set[Any]]:
    found: defaultdict[int, set[Any]] = defaultdict(set)
    for person, value in pairs:
        found[person].add(value)
    return found


def _date(work: Work, people: Sequence[Any]) -> None:
    """Say when each of these people gets the next one. Whoever is no member, or wants none, gets none."""
    alike: defaultdict[datetime | None, list[int]] = defaultdict(list)
    moments: dict[Any, datetime] = {}
    for row in people:
        if row.status != Status.MEMBER or row.discussion_news not in WISHED:
            alike[None].append(row.person_id)
            continue
        key = (bundles.habits_of(row), row.discussion_news)
        if key not in moments:
            moments[key] = next_morning(work.now, key[0], DiscussionNews(key[1]), work.charter.hours)
        alike[moments[key]].append(row.person_id)
    for moment, whose in alike.items():
        queries.date(work.session, whose, moment, work.now if moment else None)
