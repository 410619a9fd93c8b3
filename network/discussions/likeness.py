"""Titles that look like one another, so that nobody starts what is under discussion already.

Titles are compared by the stems of their folded words. Each word is looked up by itself among the newest that have it,
so that the work stays the same however many discussions there are.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from math import log

from db.queries import discussions as queries
from network.places import spelling
from network.work import Work

MOST_SHOWN = 3
MOST_WORDS = 12  # of a title that are looked up
NEWEST = 1000  # of each word; what is rarer is looked through completely
CANDIDATES = 60
STEM = 5  # letters: `flood` and `flooding` are one, and so are the many forms of German and Arabic words
ALIKE = 0.5  # of 1: how much of both titles the common words must be
# Words in which questions begin, whatever they are about.
_SMALL = """
    a an and are at can do does for from has have how i in is it me my of on or our should that the their there this
    to was we what when where which who why with you your
    au aux avec ce ces cette comment dans de des du en est et il la le les mes mon nos notre nous ont ou par pour
    pourquoi quand que quel quelle quelles quels qui sa ses son sont sur un une vos votre vous y
    als am auf aus bei das dem den der des die ein eine einem einen einer es für gibt hat haben ich ihr im ist kann man
    mein mit oder sich sie sind über um und unser unsere von vor wann warum was welche welcher welches wer wie wir wo
    zu zum zur
    con del el las los para por una como cual cuando donde
    في من على عن إلى ما ماذا هل كيف متى مع هو هي هذا هذه التي الذي و او لا لم لن أين لماذا كم عند
"""


@dataclass(frozen=True, slots=True)
class Like:
    """An open discussion whose title looks like another one."""

    id: int
    title: str
    posts: int


def like(work: Work, title: str, *, but: Collection[int] = ()) -> list[Like]:
    """Find open discussions whose titles look like this one, the most alike first; those in `but` are known already."""
    wanted = stems(title)
    if not wanted:
        return []
    found = queries.sharing_words(work.session, wanted[:MOST_WORDS], NEWEST)
    shared: Counter[int] = Counter()
    for discussions in found.values():
        weight = 1 + log(NEWEST / (len(discussions) or 1))  # rare words say more
        shared.update(dict.fromkeys(discussions, weight))
    # Among titles that share as much, the newest; one that says the very same however old it is.
    same = queries.titled(work.session, folded(title), MOST_SHOWN + len(but))
    first = [*same, *sorted(shared, key=lambda one: (-shared[one], -one))[: CANDIDATES + len(but)]]
    alike = [(_alike(wanted, stems(row.title)), row) for row in queries.open_titles(work.session, {*first} - {*but})]
    best = sorted((one for one in alike if one[0] >= ALIKE), key=lambda one: (-one[0], -one[1].id))
    return [Like(row.id, row.title, row.posts) for _, row in best[:MOST_SHOWN]]


def remember(work: Work, discussion_id: int, title: str) -> None:
    """Let titles like this one be found by others from here on."""
    queries.write_words(work.session, discussion_id, stems(title)[:MOST_WORDS])


def folded(title: str) -> str:
    """A title in the form in which all that say the same are alike: its stems, sorted."""
    return " ".join(sorted(stems(title)))


def stems(title: str) -> list[str]:
    """The beginnings of a title's words, without those in which questions begin, each once and in its order."""
    words = [spelling.without_article(word) for word in spelling.words(title) if word not in _FOLDED_SMALL]
    return list(dict.fromkeys(word[:STEM] for word in words))


def _alike(one: Collection[str], other: Collection[str]) -> float:
    """How much two titles have in common, from 0 to 1. A single common word is enough only where there is no other."""
    common = len(set(one) & set(other))
    if common < 2 <= min(len(one), len(other)):
        return 0.0
    return 2 * common / (len(set(one)) + len(set(other)))


_FOLDED_SMALL = frozenset(spelling.fold(word) for word in _SMALL.split())
