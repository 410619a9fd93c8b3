"""What became of an announcement, by language, region and state."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from db.queries import announcement_copies as copies
from db.queries import announcements as queries
from db.queries.announcement_copies import Holders
from db.values import CopyState
from network.announcements import reading
from network.announcements.kinds import ANNOUNCEMENT
from network.announcements.reading import Announcement
from network.people import Reader
from network.work import Work

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Figure:
    """So many copies of one state in one language and region (None: no region); or in groups."""

    language: str
    region: str | None
    in_group: bool
    state: CopyState
    number: int


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of an announcement; the sums are made of them."""

    announcement: Announcement
    figures: Sequence[Figure]

    @property
    def total(self) -> int:
        """All copies."""
        return sum(figure.number for figure in self.figures)

    @property
    def states(self) -> Mapping[CopyState, int]:
        """The copies by state."""
        return _states(self.figures)

    @property
    def languages(self) -> Mapping[str, Mapping[CopyState, int]]:
        """The copies by language, and by state therein."""
        return _split(self.figures, lambda figure: figure.language)

    @property
    def regions(self) -> Mapping[str | None, Mapping[CopyState, int]]:
        """The copies by region, and by state therein; those in groups are left out."""
        return _split((one for one in self.figures if not one.in_group), lambda figure: figure.region)

    @property
    def in_groups(self) -> Mapping[CopyState, int]:
        """The copies in groups, by state."""
        return _states(figure for figure in self.figures if figure.in_group)


def report(work: Work, reader: Reader, announcement_id: int) -> Report:
    """Count what became of an announcement, in one query.

    Raises as `reading.find`.
    """
    found = reading.find(work, reader, announcement_id)
    rows = queries.by_language_region_state(work.session, found.id, ANNOUNCEMENT)
    figures = [Figure(row.language, row.region, row.in_group, CopyState(row.state), row.number) for row in rows]
    return Report(found, figures)


def holders(work: Work, reader: Reader, announcement_id: int) -> Holders:
    """Count who has an announcement, by language and region; of very many an estimate, which names all there may be.

    Raises as `reading.find`.
    """
    found = reading.find(work, reader, announcement_id)
    counted = copies.holders(work.session, ANNOUNCEMENT, found.id)
    if counted.estimated:  # whoever is few is not in a sample, and yet is to be chosen
        for language in work.charter.languages:
            counted.numbers.setdefault((language, None), 0)
        for region in work.charter.regions:
            counted.numbers.setdefault((next(iter(work.charter.languages)), region), 0)
    return counted


def _states(figures: Iterable[Figure]) -> dict[CopyState, int]:
    sums: Counter[CopyState] = Counter()
    for figure in figures:
        sums[figure.state] += figure.number
    return dict(sums)


def _split(figures: Iterable[Figure], key: Callable[[Figure], K]) -> dict[K, Mapping[CopyState, int]]:
    parts: dict[K, list[Figure]] = {}
    for figure in figures:
        parts.setdefault(key(figure), []).append(figure)
    return {part: _states(its) for part, its in parts.items()}
