"""Names under every spelling they are known by, and what is near to a name that was not spelled right."""

from collections.abc import Iterable
from dataclasses import dataclass

from network.places.spelling import keys_of, without_article, words

CHOICES = 6
_SHORTEST = 4  # shorter keys are near to everything


@dataclass(frozen=True, slots=True)
class Match:
    """What a text may mean: the code, how near it came (1 is exact), and whether it needs no asking back."""

    code: str
    score: float
    certain: bool


@dataclass(frozen=True, slots=True)
class Near:
    """How many letters (added, dropped, changed or swapped) lie between a text and the nearest name of a code."""

    code: str
    distance: int
    score: float


class Index:
    """Built once, then only asked."""

    def __init__(self) -> None:
        self.exact: dict[str, frozenset[str]] = {}
        self._plain: dict[str, frozenset[str]] = {}
        self._plain_keys: list[str] = []
        self._word_sets: list[tuple[frozenset[str], str]] = []

    def add(self, names: Iterable[str], *codes: str) -> None:
        """Make names known for one code, or for several that share them."""
        for name in names:
            spelled = keys_of(name)
            for each in (*spelled, "".join(sorted(words(name)))):
                self.exact[each] = self.exact.get(each, frozenset()).union(codes)
            for each in spelled:
                if len(each) >= _SHORTEST:
                    self._plain[each] = self._plain.get(each, frozenset()).union(codes)
            self._word_sets += [(frozenset(words(name)), code) for code in codes]

    def done(self) -> "Index":
        self._plain_keys = list(self._plain)
        return self

    def spelled(self, found: list[str]) -> frozenset[str]:
        """The codes of exactly this name, as written or in another order."""
        return self.exact.get("".join(found)) or self.exact.get("".join(sorted(found))) or frozenset()

    def get(self, found: list[str]) -> frozenset[str]:
        """As `spelled`, but with an Arabic article too many."""
        return self.spelled(found) or self.spelled([without_article(word) for word in found])

    def near(self, text: str, most: int = 4) -> list[Near]:
        """The codes with a name at most so many letters away, nearest first."""
        from rapidfuzz import process  # noqa: PLC0415 - some 2 MB, for whoever misspells something
        from rapidfuzz.distance import OSA  # noqa: PLC0415

        best: dict[str, Near] = {}
        for name, distance, _ in process.extract(
            text, self._plain_keys, scorer=OSA.distance, score_cutoff=most, limit=None
        ):
            score = 1 - distance / max(len(text), len(name))
            for code in self._plain[name]:
                if code not in best or (distance, -score) < (best[code].distance, -best[code].score):
                    best[code] = Near(code, int(distance), score)
        return sorted(best.values(), key=lambda near: (near.distance, -near.score, near.code))

    def clear_winner(self, text: str) -> Near | None:
        """The one code a typing error away, when no other is nearly as near and no other name begins like this."""
        length = len(text)
        allowed = 0 if length < 5 else 1 if length < 9 else 2
        near = self.near(text, allowed + 1)
        if not near or near[0].distance > allowed:
            return None
        winner = near[0]
        rival = any(other.distance <= winner.distance + 1 for other in near[1:])
        begun = any(name.startswith(text) and self._plain[name] != {winner.code} for name in self._plain_keys)
        return None if rival or begun else winner

    def partial(self, found: list[str]) -> dict[str, float]:
        """Codes with a name that begins with the text, or that has all its words and more; with a score below 1."""
        text = "".join(found)
        scores: dict[str, float] = {}
        if len(text) >= 3:
            for name in self._plain_keys:
                if name.startswith(text):
                    for code in self._plain[name]:
                        scores[code] = max(scores.get(code, 0), 0.7 + 0.25 * len(text) / len(name))
            wanted = {word for word in found if len(word) >= 3}
            for name_words, code in self._word_sets:
                if wanted and wanted < name_words:
                    scores[code] = max(scores.get(code, 0), 0.7 + 0.2 * len(wanted) / len(name_words))
        return scores

    def within(self, found: list[str]) -> tuple[list[frozenset[str]], list[str]]:
        """The names that stand whole within a longer text (the longest first taken), and the words left over."""
        names: list[frozenset[str]] = []
        rest: list[str] = []
        at = 0
        while at < len(found):
            for end in range(min(len(found), at + 7), at, -1):
                codes = self.get(found[at:end]) if len("".join(found[at:end])) > 2 else frozenset()
                if codes:
                    names.append(codes)
                    at = end
                    break
            else:
                rest.append(found[at])
                at += 1
        return names, rest


def choices(scores: dict[str, float], least: float = 0.0) -> list[Match]:
    """The best few, to be asked back."""
    best = sorted(((score, code) for code, score in scores.items() if score >= least), key=lambda it: (-it[0], it[1]))
    return [Match(code, round(min(score, 0.99), 3), certain=False) for score, code in best[:CHOICES]]
