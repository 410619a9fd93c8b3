"""Reminders: a row for each time somebody is to be reminded."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Json, UtcDateTime, exported, internal, rows
from db.models.people import TECHNICAL
from db.values import ReminderState

RUNS = "the running's own bookkeeping"


class Reminder(Base):
    """One time somebody is to be reminded, of an event or of what they wrote; a repeated one makes the next row."""

    __tablename__ = "reminder"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL))
    # Who is reminded, or, with an audience, the coordinator who set it.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL))
    kind: Mapped[str] = mapped_column(String(12), info=exported(erase="with row"))
    state: Mapped[str] = mapped_column(String(12), default=ReminderState.WAITING, info=exported(erase="with row"))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    # What it is worth nothing after; later it is recorded as missed.
    useful_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=internal(RUNS))
    fired_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    # It comes in quiet hours, too.
    urgent: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"), info=internal(RUNS))
    # Of an event: how many minutes before its start it was asked for; `due_at` may be earlier for quiet hours' sake.
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), info=internal(TECHNICAL))
    minutes_before: Mapped[int | None] = mapped_column(Integer, info=exported(erase="with row"))
    # One's own: the words, and when by the wall clock of which zone, once or by an RRULE (RFC 5545).
    words: Mapped[str | None] = mapped_column(Text, info=exported(erase="with row"))
    zone: Mapped[str | None] = mapped_column(String(64), info=exported(erase="with row"))
    local_at: Mapped[str | None] = mapped_column(String(19), info=exported(erase="with row"))
    rule: Mapped[str | None] = mapped_column(String(120), info=exported(erase="with row"))
    # The first row of a repeated or snoozed reminder; empty on that one itself.
    root_id: Mapped[int | None] = mapped_column(ForeignKey("reminder.id"), info=internal(TECHNICAL))
    # An Audience (db.values), where a coordinator reminds many; their words stand in a text then.
    audience: Mapped[dict[str, Any] | None] = mapped_column(Json, info=internal("a filter, about nobody"))
    text_id: Mapped[int | None] = mapped_column(ForeignKey("text.id"), info=internal(TECHNICAL))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = (
        Index(
            "ix_reminder_due",
            "due_at",
            "id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_reminder_event_id_person_id", "event_id", "person_id"),
        Index("ix_reminder_person_id_state", "person_id", "state", "due_at"),
        Index("ix_reminder_root_id", "root_id"),
        Index("ix_reminder_text_id", "text_id"),
        {"info": rows("person_id", "delete", export_as="reminders"), "sqlite_autoincrement": True},
    )
