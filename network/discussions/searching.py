"""Searching titles and posts, in whatever language they were written.

All words must be there; the beginning of one is enough. Found are the newest, or the best among the newest.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from db.queries import discussion_search as queries
from db.queries.discussion_search import Hit
from db.values import RichText
from network.sought import SHORTEST, sought, spelled
from network.work import Work

NEWEST = 1000  # hits among which the best are looked for
LONGEST_WORD = 40  # letters; what is longer is no word, but an address or a slip
MOST_KEPT = 600  # different words of one post


@dataclass(frozen=True, slots=True)
class Found:
    """A discussion with hits: the one to show, and how many posts of it were found among the newest."""

    discussion_id: int
    post_id: int
    posts: int


def index(work: Work, post_id: int) -> None:
    """Let a post be found as it stands now: by the words of its text, the first one by its title's, too.

    What is deleted, hidden or not published yet is not found.
    """
    row = queries.post_to_index(work.session, post_id)
    if row is None or not queries.stands(row):
        queries.forget(work.session, [post_id])
        return
    text = RichText.from_json(row.text).text if row.text else ""
    title = f"{row.title or ''}\n" if row.number == 1 else ""
    kept = dict.fromkeys(word for word in spelled(title + text) if 1 < len(word) <= LONGEST_WORD)
    queries.write(work.session, post_id, row.discussion_id, list(kept)[:MOST_KEPT])


def forget(work: Work, post_ids: Sequence[int]) -> None:
    """Let posts be found no more."""
    if post_ids:
        queries.forget(work.session, post_ids)


def find(work: Work, words: str, *, best: bool = False) -> list[Found]:
    """List discussions that hold these words, newest hit first, or best first among the newest 1,000 hits.

    Raises NetworkError when there is no word to look for.
    """
    wanted = [word for word in sought(words) if len(word) >= SHORTEST]
    groups = [_all_that_begin_so(work, word) for word in wanted]
    hits = queries.newest(work.session, groups, NEWEST)
    if best:
        worth = {hit.post_id: _worth(hit, wanted) for hit in hits}
        hits = sorted(hits, key=lambda hit: (-worth[hit.post_id], -hit.post_id))
    many = Counter(hit.discussion_id for hit in hits)
    first: dict[int, Hit] = {}
    for hit in hits:
        first.setdefault(hit.discussion_id, hit)
    return [Found(number, hit.post_id, many[number]) for number, hit in first.items()]


def _all_that_begin_so(work: Work, word: str) -> list[str]:
    """The words that one stands for: itself, and all that begin with it."""
    found = queries.begin_with(work.session, word)
    return found if word in found else [*found, word]


def _worth(hit: Hit, wanted: Sequence[str]) -> float:
    """How well a post fits: whole words before beginnings, early ones (a title's) before late ones, short posts."""
    words = hit.words.split(" ")
    worth = 0.0
    for word in wanted:
        places = [place for place, other in enumerate(words) if other.startswith(word)]
        if not places:
            continue
        worth += (2.0 if word in words else 1.0) + 1.0 / (1 + places[0] / 8)
    return worth - len(words) / MOST_KEPT
