"""What a charter is made of: one small frozen class for each kind of entry in `network.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

Names = Mapping[str, str]


def in_language(names: Names, language: str) -> str:
    """The text in this language (`pt-BR` takes `pt`), else in English."""
    return names.get(language) or names.get(language.partition("-")[0]) or names["en"]


@dataclass(frozen=True, slots=True)
class Named:
    """An entry with a key, which is stored, and a name, which is shown."""

    key: str
    names: Names

    def name(self, language: str) -> str:
        """The name in this language, else in English."""
        return in_language(self.names, language)


@dataclass(frozen=True, slots=True)
class Region(Named):
    """MENA, SEE, SSA, or *worldwide*: the one that lists no countries and takes every other."""

    short: str
    countries: frozenset[str]

    @property
    def worldwide(self) -> bool:
        """Whether it is the region of every country that no other lists."""
        return not self.countries


@dataclass(frozen=True, slots=True)
class Hub(Named):
    """A region's network."""

    region: str


@dataclass(frozen=True, slots=True)
class Topic(Named):
    """A theme of urban development."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Other quiet hours of some countries, from one day to another such as in Ramadan; both days belong to them.

    `quiet_from` and `quiet_to` are minutes after midnight by everybody's own clock.
    """

    key: str
    countries: frozenset[str]
    first: date
    last: date
    quiet_from: int
    quiet_to: int


@dataclass(frozen=True, slots=True)
class MemberGroup(Named):
    """One of the four kinds of member, and how it is admitted."""

    descriptions: Names
    admission: Literal["at_once", "decided"]
    to_named_topics: bool

    @property
    def decided(self) -> bool:
        """A coordinator decides on the application."""
        return self.admission == "decided"

    def description(self, language: str) -> str:
        """Who belongs to it, in this language, else in English."""
        return in_language(self.descriptions, language)


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """The version in force of one document; its texts are `folder/kind-version.language.md`."""

    kind: str
    version: int
    folder: Path

    def file(self, language: str) -> Path:
        """Where its text in this language stands, if there is one."""
        return self.folder / f"{self.kind}-{self.version}.{language}.md"


@dataclass(frozen=True, slots=True)
class Texts:
    """The most characters (code points) each thing a person writes may have."""

    name: int
    city: int
    organisation: int
    position: int
    question: int
    answer: int
    reason: int


@dataclass(frozen=True, slots=True)
class Flood:
    """More than `updates` from one person within `seconds` are slowed."""

    updates: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Talk:
    """What one person may do in discussions. `title` and `text` are the most characters, `files` the most of a post.

    For `days_without_links` after they joined, members write no links: whoever comes only to advertise comes once.
    """

    a_day: int
    posts_a_minute: int
    days_without_links: int
    title: int
    text: int
    files: int
    conclusion: int
    reports_a_day: int
    edits_a_day: int
    closings_a_day: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Days are days of 24 hours. In `advice_per_month` None stands for *no limit*."""

    draft_days: int
    undecided_days: int
    erase_declined_days: int
    advice_per_month: tuple[int | None, ...]
    most_topics: int
    most_languages: int
    # A seat that became free is kept so long for the first in line.
    offer_hours: int
    texts: Texts
    flood: Flood
    discussions: Talk
