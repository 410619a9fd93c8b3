"""What each reader reads: the version in their language, or another under a line saying which; and whether it fits.

Lengths are Telegram's: code points of what is shown, formatting aside.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from db.values import RichText, Span
from network.announcements.reading import Announcement
from network.texts import Text

CAPTION, MESSAGE = 1024, 4096
BETWEEN = "\n\n"

# Says to readers of one language (the first) which language (the second) a text is in, in plain words.
Line = Callable[[str, str], str]


class Obstacle(StrEnum):
    """Why an announcement cannot go out yet."""

    NO_TEXT = "no_text"
    NOBODY = "nobody"
    TOO_LONG = "too_long"
    PAST = "past"
    OUT_OF_REACH = "out_of_reach"


class Doubt(StrEnum):
    """What a coordinator should know of before an announcement goes out."""

    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands in the way. TOO_LONG names the language and by how many characters."""

    what: Obstacle
    language: str | None = None
    by: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Concern:
    """A version that is stale, or one that readers of the audience would need and is missing."""

    what: Doubt
    language: str


def needs_line(text: Text, language: str) -> bool:
    """Whether readers of a language see this text in another one."""
    return _base(text.shown(language).language) != _base(language)


def as_read(text: Text, language: str, line: Line) -> RichText:
    """Return what readers of a language see: their version, or another under a line in their language that says so."""
    version = text.shown(language)
    if not needs_line(text, language):
        return version.body
    said = line(language, version.language)
    shift = len(said) + len(BETWEEN)
    spans = (Span("italic", 0, len(said)), *(replace(span, start=span.start + shift) for span in version.body.spans))
    return RichText(said + BETWEEN + version.body.text, spans)


def limit(announcement: Announcement) -> int:
    """Say how many characters a version may have."""
    return CAPTION if announcement.attachments else MESSAGE


def too_long(text: Text, languages: Iterable[str], line: Line, limit: int) -> list[Problem]:
    """List the languages in which a text does not fit: every version written, and what readers of others will see."""
    found = []
    for language in sorted({*languages, *text.versions}):
        length = len(as_read(text, language, line).text)
        if length > limit:
            found.append(Problem(Obstacle.TOO_LONG, language, length - limit, limit))
    return found


def warnings(text: Text | None, languages: Collection[str]) -> list[Concern]:
    """List versions that are stale, and those that an audience reading these languages would need."""
    if text is None:
        return []
    stale = [Concern(Doubt.STALE, language) for language, one in sorted(text.versions.items()) if one.stale]
    return stale + [Concern(Doubt.MISSING, language) for language in sorted(languages) if needs_line(text, language)]


def _base(language: str) -> str:
    return language.partition("-")[0]
