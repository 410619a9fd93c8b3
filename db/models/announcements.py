"""Announcements: what coordinators tell many people, and the corrections they make to it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Json, UtcDateTime, exported, internal, rows
from db.models.people import TECHNICAL
from db.values import AnnouncementPurpose, AnnouncementState, Timing

TOLD = "keep: what the network told its members"
KEYS = "settings of a sending, about nobody"
RUNS = "the running's own bookkeeping"


class Announcement(Base):
    """What a coordinator tells many people: a draft first. Its words stand in a text, in several languages."""

    __tablename__ = "announcement"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL, erase=TOLD))
    author_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), info=internal(TECHNICAL, erase="keep: a number that names nobody any more")
    )
    purpose: Mapped[str] = mapped_column(String(16), default=AnnouncementPurpose.SERVICE, info=exported(erase=TOLD))
    state: Mapped[str] = mapped_column(String(16), default=AnnouncementState.DRAFT, info=exported(erase=TOLD))
    text_id: Mapped[int | None] = mapped_column(ForeignKey("text.id"), info=internal(TECHNICAL, erase=TOLD))
    # Attachment, as [kind, reference, bot, name].
    attachments: Mapped[list[list[Any]]] = mapped_column(
        Json, default=list, info=internal("references that only Telegram can read", erase=TOLD)
    )
    # Link buttons, as [words, address].
    buttons: Mapped[list[list[str]]] = mapped_column(Json, default=list, info=exported(erase=TOLD))
    audience: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info=internal(KEYS, erase=TOLD))
    # Whether it goes to people's own chats, or to the groups of hubs only.
    to_people: Mapped[bool] = mapped_column(Boolean, default=True, info=internal(KEYS, erase=TOLD))
    timing: Mapped[str] = mapped_column(String(16), default=Timing.NOW, info=internal(KEYS, erase=TOLD))
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    # The hour of each reader's own zone ("2026-11-25T09:00").
    local_at: Mapped[str | None] = mapped_column(String(19), info=internal(KEYS, erase=TOLD))
    joins_days: Mapped[int | None] = mapped_column(Integer, info=internal(KEYS, erase=TOLD))
    # Grows with every change, so that nobody sends what has changed since they looked.
    version: Mapped[int] = mapped_column(Integer, default=1, info=internal(RUNS, erase=TOLD))
    # The last counts by state, when they were made, and how many had it at some moments of the last minute.
    counted: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info=internal(RUNS, erase=TOLD))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(KEYS, erase=TOLD))
    launched_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    __table_args__ = (
        Index("ix_announcement_state_launched_at", "state", "launched_at"),
        # One open draft a person.
        Index(
            "uq_announcement_draft",
            "author_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        Index("ix_announcement_author_id", "author_id"),
        Index("ix_announcement_text_id", "text_id"),
        # A number is never given twice: buttons about a draft that was thrown away must not find another one.
        {"info": rows("author_id", "keep", export_as="announcements"), "sqlite_autoincrement": True},
    )


class AnnouncementCorrection(Base):
    """New words for an announcement that was sent, written aside and then taken over at once."""

    __tablename__ = "announcement_correction"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL, erase=TOLD))
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id"), info=internal(TECHNICAL, erase=TOLD))
    author_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), info=internal(TECHNICAL, erase="keep: a number that names nobody any more")
    )
    # The words written aside; the announcement's own from when they are applied.
    text_id: Mapped[int] = mapped_column(ForeignKey("text.id"), info=internal(TECHNICAL, erase=TOLD))
    # What the living text's revision was when this was begun: another one means that somebody was faster.
    base_revision: Mapped[int] = mapped_column(Integer, info=internal(RUNS, erase=TOLD))
    # The living text's revision that this made.
    made_revision: Mapped[int | None] = mapped_column(Integer, info=internal(RUNS, erase=TOLD))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    # Whether some readers were told of it with a line of its own.
    told: Mapped[bool] = mapped_column(Boolean, default=False, info=internal(RUNS, erase=TOLD))
    __table_args__ = (
        Index("ix_announcement_correction_announcement_id", "announcement_id"),
        Index("ix_announcement_correction_author_id", "author_id"),
        Index("ix_announcement_correction_text_id", "text_id"),
        {"info": rows("author_id", "keep", export_as="corrections"), "sqlite_autoincrement": True},
    )
