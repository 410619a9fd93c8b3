"""Documents in force: published from the charter's files at the start, and told to members when a version is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db import locks
from db.queries import consent as consent_queries
from db.queries import texts as queries
from db.values import Audience, Lane, Purpose, RichText, Status
from network import notices, texts
from network.consent.giving import version_in_force
from network.documents import Document, load_documents, paginate, read_markdown
from network.errors import N_, NetworkError
from network.work import Work

# A kind of notice for each kind of document; the subject is the document.
KINDS = (Purpose.GUIDELINES, Purpose.PRIVACY)
SOURCE = "en"


@dataclass(frozen=True, slots=True)
class Published:
    """A document in one language, whole, in pages."""

    id: int
    kind: Purpose
    version: int
    language: str
    pages: tuple[RichText, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a notice of a new version shows: what it changed, if somebody wrote that; which of its readers accepted."""

    kind: Purpose
    version: int
    changes: texts.Text | None
    in_force: bool
    accepted: frozenset[int]


def publish_documents(work: Work) -> None:
    """Bring the documents of the charter's files into the database. Run at every start; a second run changes nothing.

    A version that is new here, where an older one was published before, is told to every member once.
    Raises CharterError when a file cannot be read.
    """
    documents = load_documents(work.charter)
    locks.wait_for(work.session, locks.PUBLISHING)  # several processes start side by side
    for kind, document in documents.items():
        _publish(work, Purpose(kind), document)


def _publish(work: Work, kind: Purpose, document: Document) -> None:
    bodies = {language: document.rich(language, work.charter.contact(language)) for language in document.texts}
    changes = {language: read_markdown(text) for language, text in document.changes.items()}
    row = queries.document(work.session, kind, document.version)
    if row is not None:
        changed = _bring_up(work, row.text_id, bodies)
        if row.changes_id:
            changed |= _bring_up(work, row.changes_id, changes)
        elif SOURCE in changes:
            queries.set_changes(work.session, row.id, _write(work, changes))
            changed = True
        if changed:
            notices.revise(work, kind, row.id)
        return
    before = queries.versions_before(work.session, kind, document.version)
    changes_id = _write(work, changes) if SOURCE in changes else None
    document_id = queries.add_document(work.session, kind, document.version, _write(work, bodies), changes_id, work.now)
    for older in before:
        notices.retract(work, kind, older)
    if before:
        audience = Audience(statuses=(Status.MEMBER, Status.APPLICANT))
        notices.post(work, kind, document_id, audience, lane=Lane.ANNOUNCEMENT)


def _write(work: Work, bodies: Mapping[str, RichText]) -> int:
    text_id = texts.write(work, SOURCE, bodies[SOURCE])
    for language, body in bodies.items():
        if language != SOURCE:
            texts.translate(work, text_id, language, body)
    return text_id


def _bring_up(work: Work, text_id: int, bodies: Mapping[str, RichText]) -> bool:
    """Follow corrected files. A version whose file is as it was when the source changed is stale from then on."""
    before = texts.read(work, [text_id])[text_id]
    changed = SOURCE in bodies and texts.rewrite(work, text_id, bodies[SOURCE])
    for language, body in bodies.items():
        standing = before.versions.get(language)
        if language != SOURCE and (standing is None or standing.body != body):
            changed |= texts.translate(work, text_id, language, body)
    return changed


def in_force(work: Work, kind: Purpose, language: str) -> Published:
    """The version of a document in force, for a reader of `language`.

    Raises NetworkError before anything was published.
    """
    version = version_in_force(work, kind)
    row = queries.document(work.session, kind, version)
    if row is None:
        raise NetworkError(N_("This text cannot be shown at the moment."))
    shown = texts.read(work, [row.text_id])[row.text_id].shown(language)
    return Published(row.id, kind, version, shown.language, tuple(paginate(shown.body)))


def changes(work: Work, document_ids: Sequence[int], readers: Sequence[int]) -> dict[int, Change]:
    """What notices of new versions show to these readers (by row number), for many documents at once."""
    rows = queries.documents(work.session, document_ids)
    notes = texts.read(work, [row.changes_id for row in rows if row.changes_id])
    return {row.id: _change(work, row, notes.get(row.changes_id), readers) for row in rows}


def _change(work: Work, row: Any, note: texts.Text | None, readers: Sequence[int]) -> Change:
    kind = Purpose(row.kind)
    return Change(
        kind,
        row.version,
        note,
        in_force=row.version == version_in_force(work, kind),
        accepted=consent_queries.who_agreed(work.session, kind, row.version, readers),
    )
