"""Texts that people write in several versions: a source language, its revision, and one rule for what is shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from db.queries import texts as queries
from db.values import RichText
from network.errors import N_, NetworkError
from network.work import Work


@dataclass(frozen=True, slots=True)
class Version:
    """A text in one language. `stale` when the source has changed since this was made from it."""

    language: str
    body: RichText
    stale: bool


@dataclass(frozen=True, slots=True)
class Text:
    """All versions of a text."""

    id: int
    source_language: str
    revision: int
    versions: Mapping[str, Version]

    def shown(self, language: str) -> Version:
        """The one rule: the reader's language, else its base (`pt` for `pt-BR`), else the source.

        A stale version goes before a fresh one in a language the reader may not know; whoever shows it says so.
        """
        for wanted in (language, language.partition("-")[0], self.source_language):
            if wanted in self.versions:
                return self.versions[wanted]
        raise NetworkError(N_("This text cannot be shown at the moment."))  # its source was never written


def write(work: Work, source_language: str, body: RichText) -> int:
    """Write a new text in its source language; returns its row number."""
    text_id = queries.add(work.session, source_language)
    queries.put_version(work.session, text_id, source_language, 1, body.to_json())
    return text_id


def rewrite(work: Work, text_id: int, body: RichText) -> bool:
    """Change a text's source; its other versions are stale from here. Says whether anything changed."""
    text = read(work, [text_id])[text_id]
    if text.versions[text.source_language].body == body:
        return False
    queries.raise_revision(work.session, text_id)
    queries.put_version(work.session, text_id, text.source_language, text.revision + 1, body.to_json())
    return True


def translate(work: Work, text_id: int, language: str, body: RichText) -> bool:
    """Write a text's version in another language, made from the present source. Says whether anything changed."""
    text = read(work, [text_id])[text_id]
    standing = text.versions.get(language)
    if standing and standing.body == body and not standing.stale:
        return False
    queries.put_version(work.session, text_id, language, text.revision, body.to_json())
    return True


def relabel(work: Work, text_id: int, language: str) -> None:
    """Say that the source is in another language, one that has no version yet; the other versions stay as they are."""
    text = read(work, [text_id])[text_id]
    source = text.versions[text.source_language]
    queries.put_version(work.session, text_id, language, text.revision, source.body.to_json())
    queries.set_source(work.session, text_id, language)
    queries.drop_version(work.session, text_id, text.source_language)


def confirm(work: Work, text_id: int, language: str) -> None:
    """Let a version stand as it is, though the source has changed since."""
    text = read(work, [text_id])[text_id]
    if (standing := text.versions.get(language)) and standing.stale:
        queries.put_version(work.session, text_id, language, text.revision, standing.body.to_json())


def drop_version(work: Work, text_id: int, language: str) -> None:
    """Take a version away, so that its readers are shown another. The source stays whatever is asked."""
    if language != read(work, [text_id])[text_id].source_language:
        queries.drop_version(work.session, text_id, language)


def copy(work: Work, text_id: int) -> int:
    """Write a text down a second time, stale marks included; returns the new row number."""
    text = read(work, [text_id])[text_id]
    made = queries.add(work.session, text.source_language)
    take_over(work, made, text)
    return made


def take_over(work: Work, text_id: int, other: Text) -> int:
    """Put all versions of another text in the place of this one's; returns the revision this made."""
    queries.raise_revision(work.session, text_id)
    revision = queries.hold(work.session, text_id)
    standing = read(work, [text_id]).get(text_id)  # nothing, where it has no version yet
    for language in set(standing.versions if standing else ()) - set(other.versions):
        queries.drop_version(work.session, text_id, language)
    for version in other.versions.values():
        of = revision - 1 if version.stale else revision
        queries.put_version(work.session, text_id, version.language, of, version.body.to_json())
    queries.set_source(work.session, text_id, other.source_language)
    return revision


def read(work: Work, text_ids: Iterable[int]) -> dict[int, Text]:
    """Fetch texts with all their versions, in one query."""
    rows: dict[int, list[Version]] = defaultdict(list)
    heads: dict[int, tuple[str, int]] = {}
    wanted: Sequence[int] = list(text_ids)
    for row in queries.versions(work.session, wanted) if wanted else ():
        heads[row.text_id] = (row.source_language, row.revision)
        version = Version(row.language, RichText.from_json(row.body), row.of_revision < row.revision)
        rows[row.text_id].append(version)
    return {
        text_id: Text(text_id, source, revision, {version.language: version for version in rows[text_id]})
        for text_id, (source, revision) in heads.items()
    }
