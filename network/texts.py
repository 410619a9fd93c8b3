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
