"""Texts that exist in several languages, and the documents that people agree to."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Json, UtcDateTime, internal, rows

OURS = "the network's own, about nobody"
KEEP = "keep: the network's own"


class Text(Base):
    """A text with a source language; its revision grows when the source changes."""

    __tablename__ = "text"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(OURS, erase=KEEP))
    source_language: Mapped[str] = mapped_column(String(12), info=internal(OURS, erase=KEEP))
    revision: Mapped[int] = mapped_column(Integer, default=1, info=internal(OURS, erase=KEEP))
    __table_args__ = ({"info": rows(None, "keep")},)


class TextVersion(Base):
    """A text in one language, made from `of_revision` of the source: stale when that is behind."""

    __tablename__ = "text_version"
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"), primary_key=True, info=internal(OURS, erase=KEEP))
    language: Mapped[str] = mapped_column(String(12), primary_key=True, info=internal(OURS, erase=KEEP))
    of_revision: Mapped[int] = mapped_column(Integer, info=internal(OURS, erase=KEEP))
    body: Mapped[dict[str, Any]] = mapped_column(Json, info=internal(OURS, erase=KEEP))
    __table_args__ = ({"info": rows(None, "keep")},)


class Document(Base):
    """One version of a document that people agree to."""

    __tablename__ = "document"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(OURS, erase=KEEP))
    kind: Mapped[str] = mapped_column(String(24), info=internal(OURS, erase=KEEP))
    version: Mapped[int] = mapped_column(Integer, info=internal(OURS, erase=KEEP))
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"), info=internal(OURS, erase=KEEP))
    changes_id: Mapped[int | None] = mapped_column(ForeignKey("text.id"), info=internal(OURS, erase=KEEP))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(OURS, erase=KEEP))
    __table_args__ = (Index("uq_document_kind_version", "kind", "version", unique=True), {"info": rows(None, "keep")})
