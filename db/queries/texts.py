"""Queries about texts in several languages, and the documents made of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Document, Text, TextVersion


def add(session: Session, source_language: str) -> int:
    """Write down a new text, without a version yet; returns its row number."""
    text = Text(source_language=source_language, revision=1)
    session.add(text)
    session.flush()
    return text.id


def raise_revision(session: Session, text_id: int) -> None:
    """Record that the source has changed: versions made from the older one are stale from here."""
    session.execute(update(Text).where(Text.id == text_id).values(revision=Text.revision + 1))


def put_version(session: Session, text_id: int, language: str, of_revision: int, body: Mapping[str, Any]) -> None:
    """Write a text's version in one language, over the one that stands."""
    insert = insert_or(session, TextVersion).values(
        text_id=text_id, language=language, of_revision=of_revision, body=dict(body)
    )
    session.execute(
        insert.on_conflict_do_update(
            index_elements=["text_id", "language"], set_={"of_revision": of_revision, "body": dict(body)}
        )
    )


def versions(session: Session, text_ids: Sequence[int]) -> list[Row[Any]]:
    """Fetch all versions of these texts, each with its text's source language and present revision."""
    return list(
        session.execute(
            select(
                TextVersion.text_id,
                TextVersion.language,
                TextVersion.of_revision,
                TextVersion.body,
                Text.source_language,
                Text.revision,
            )
            .join(Text, Text.id == TextVersion.text_id)
            .where(TextVersion.text_id.in_(text_ids))
            .order_by(TextVersion.text_id, TextVersion.language)
        )
    )


_DOCUMENT: tuple[Any, ...] = (
    Document.id,
    Document.kind,
    Document.version,
    Document.text_id,
    Document.changes_id,
    Document.published_at,
)


def add_document(session: Session, kind: str, version: int, text_id: int, changes_id: int | None, now: datetime) -> int:
    """Write down one version of a document; returns its row number."""
    document = Document(kind=kind, version=version, text_id=text_id, changes_id=changes_id, published_at=now)
    session.add(document)
    session.flush()
    return document.id


def set_changes(session: Session, document_id: int, changes_id: int) -> None:
    """Tie the text that says what changed to its document."""
    session.execute(update(Document).where(Document.id == document_id).values(changes_id=changes_id))


def document(session: Session, kind: str, version: int) -> Row[Any] | None:
    """Fetch one version of a document."""
    return session.execute(select(*_DOCUMENT).where(Document.kind == kind, Document.version == version)).one_or_none()


def documents(session: Session, document_ids: Sequence[int]) -> list[Row[Any]]:
    """Fetch documents by row number."""
    return list(session.execute(select(*_DOCUMENT).where(Document.id.in_(document_ids))))


def versions_before(session: Session, kind: str, version: int) -> list[int]:
    """List the earlier versions of a document that were ever published here, by row number."""
    return list(session.scalars(select(Document.id).where(Document.kind == kind, Document.version < version)))


def set_source(session: Session, text_id: int, language: str) -> None:
    """Let a text's source be its version in another language."""
    session.execute(update(Text).where(Text.id == text_id).values(source_language=language))


def drop_version(session: Session, text_id: int, language: str) -> None:
    """Delete a text's version in one language."""
    session.execute(delete(TextVersion).where(TextVersion.text_id == text_id, TextVersion.language == language))


def drop(session: Session, text_ids: Sequence[int]) -> None:
    """Delete texts that nothing holds any more."""
    session.execute(delete(TextVersion).where(TextVersion.text_id.in_(text_ids)))
    session.execute(delete(Text).where(Text.id.in_(text_ids)))


def hold(session: Session, text_id: int) -> int:
    """Keep others from changing a text until the commit; returns its revision."""
    return session.execute(select(Text.revision).where(Text.id == text_id).with_for_update()).scalar_one()
