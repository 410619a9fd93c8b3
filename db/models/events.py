"""Events: what the network invites to, who comes, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Float, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Json, UtcDateTime, exported, internal, rows
from db.models.people import TECHNICAL
from db.values import AttendanceState, EventFormat, EventState

TOLD = "keep: what the network told its members"
NOBODY = "keep: a number that names nobody any more"
SHAPE = "what an event is, about nobody"
RUNS = "the running's own bookkeeping"


class EventSeries(Base):
    """A repeated event: its rule (RFC 5545 RRULE) and first start by the wall clock of its zone."""

    __tablename__ = "event_series"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL, erase=TOLD))
    rule: Mapped[str] = mapped_column(String(120), info=internal(SHAPE, erase=TOLD))
    zone: Mapped[str] = mapped_column(String(64), info=internal(SHAPE, erase=TOLD))
    # "2026-11-25T09:00", by the clocks of `zone`.
    starts_local: Mapped[str] = mapped_column(String(19), info=internal(SHAPE, erase=TOLD))
    # The last wall time for which an event was made; a sweep makes the next ones.
    made_to: Mapped[str | None] = mapped_column(String(19), info=internal(RUNS, erase=TOLD))
    ended: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=text("false"), info=internal(RUNS, erase=TOLD)
    )
    __table_args__ = ({"info": rows(None, "keep"), "sqlite_autoincrement": True},)


class Event(Base):
    """Something people meet for, a draft first. Title and description stand in texts, in several languages."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL, erase=TOLD))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL, erase=NOBODY))
    state: Mapped[str] = mapped_column(String(16), default=EventState.DRAFT, info=exported(erase=TOLD))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("event_series.id"), info=internal(TECHNICAL, erase=TOLD))
    # Which of its series it is: the wall time the rule gave it ("2026-11-25T09:00"), whatever became of it.
    occurrence: Mapped[str | None] = mapped_column(String(19), info=internal(SHAPE, erase=TOLD))
    # Changed by itself ("this one"): a change of the series passes it by.
    detached: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=text("false"), info=internal(RUNS, erase=TOLD)
    )
    title_id: Mapped[int | None] = mapped_column(ForeignKey("text.id"), info=internal(TECHNICAL, erase=TOLD))
    description_id: Mapped[int | None] = mapped_column(ForeignKey("text.id"), info=internal(TECHNICAL, erase=TOLD))
    format: Mapped[str] = mapped_column(String(12), default=EventFormat.VIRTUAL, info=exported(erase=TOLD))
    # Only for those who go.
    link: Mapped[str | None] = mapped_column(Text, info=exported(erase=TOLD))
    place: Mapped[str | None] = mapped_column(Text, info=exported(erase=TOLD))
    latitude: Mapped[float | None] = mapped_column(Float, info=exported(erase=TOLD))
    longitude: Mapped[float | None] = mapped_column(Float, info=exported(erase=TOLD))
    # The wall time it was meant at, in its own zone, and what that is in UTC.
    zone: Mapped[str | None] = mapped_column(String(64), info=exported(erase=TOLD))
    starts_local: Mapped[str | None] = mapped_column(String(19), info=internal(SHAPE, erase=TOLD))
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    minutes: Mapped[int | None] = mapped_column(Integer, info=exported(erase=TOLD))
    languages: Mapped[list[str]] = mapped_column(Json, default=list, info=exported(erase=TOLD))
    topics: Mapped[list[str]] = mapped_column(Json, default=list, info=exported(erase=TOLD))
    # Regions it is for; empty: all.
    regions: Mapped[list[str]] = mapped_column(Json, default=list, info=exported(erase=TOLD))
    capacity: Mapped[int | None] = mapped_column(Integer, info=exported(erase=TOLD))
    answer_by: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    # Attachment, as [kind, reference, bot, name].
    picture: Mapped[list[Any] | None] = mapped_column(
        Json, info=internal("a reference that only Telegram can read", erase=TOLD)
    )
    contact: Mapped[str | None] = mapped_column(Text, info=exported(erase="clear"))
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    # Which coordinator decided on a member's event.
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL, erase=NOBODY))
    # Why it was cancelled, or declined by a coordinator.
    reason: Mapped[str | None] = mapped_column(Text, info=exported(erase=TOLD))
    # Grows when title, time, place or status change: the SEQUENCE of its calendar entry.
    sequence: Mapped[int] = mapped_column(Integer, default=0, info=internal(RUNS, erase=TOLD))
    # Grows with every change, so that nobody publishes what has changed since they looked.
    version: Mapped[int] = mapped_column(Integer, default=1, info=internal(RUNS, erase=TOLD))
    # How full the organisers last heard it is, in percent (0, 50, 80 or 100).
    told_full: Mapped[int] = mapped_column(Integer, default=0, info=internal(RUNS, erase=TOLD))
    # When its cards in groups, which show counts, were last brought up to date; what came after waits.
    counts_shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=internal(RUNS, erase=TOLD))
    counts_changed: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=text("false"), info=internal(RUNS, erase=TOLD)
    )
    # What organisers wrote for those who came, and how far what follows an event has come: how many of the stages of
    # network/events/afterwards.py are behind it.
    summary_id: Mapped[int | None] = mapped_column(ForeignKey("text.id"), info=internal(TECHNICAL, erase=TOLD))
    summary_files: Mapped[list[list[Any]]] = mapped_column(
        Json, default=list, info=internal("references that only Telegram can read", erase=TOLD)
    )
    asked_after: Mapped[int] = mapped_column(Integer, default=0, info=internal(RUNS, erase=TOLD))
    # Title and description in all languages, folded, for searches.
    folded: Mapped[str | None] = mapped_column(
        Text, info=internal("title and description once more, spelled for searches", erase=TOLD)
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(RUNS, erase=TOLD))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    __table_args__ = (
        Index("ix_event_state_starts_at", "state", "starts_at"),
        Index("ix_event_author_id", "author_id"),
        Index("ix_event_series_id", "series_id"),
        Index("ix_event_title_id", "title_id"),
        Index("ix_event_description_id", "description_id"),
        Index("ix_event_summary_id", "summary_id"),
        # What follows next, and since when it may: what is over stays at the last stage, out of the way.
        Index(
            "ix_event_asked_after",
            "asked_after",
            "starts_at",
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        # One open draft a person.
        Index(
            "uq_event_draft",
            "author_id",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        Index(
            "ix_event_counts_changed",
            "id",
            sqlite_where=text("counts_changed = 1"),
            postgresql_where=text("counts_changed"),
        ),
        {"info": rows("author_id", "keep", export_as="events"), "sqlite_autoincrement": True},
    )


class EventChange(Base):
    """A change of a published event, written aside in an event of its own (`draft_id`) and then made at once."""

    __tablename__ = "event_change"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL, erase=TOLD))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), info=internal(TECHNICAL, erase=TOLD))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL, erase=NOBODY))
    # The event as its author wants it; none once it is made, or where nothing is written (a cancelling).
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), info=internal(TECHNICAL, erase=TOLD))
    # What the event's version was when this was begun, and what stood in it: only what differs from that is changed.
    base_version: Mapped[int] = mapped_column(Integer, info=internal(RUNS, erase=TOLD))
    base: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info=internal(RUNS, erase=TOLD))
    # Which fields were changed, in which events of the series; and what of it (time, place, title …) people are told.
    fields: Mapped[list[str]] = mapped_column(Json, default=list, info=exported(erase=TOLD))
    what: Mapped[list[str]] = mapped_column(Json, default=list, info=internal(RUNS, erase=TOLD))
    event_ids: Mapped[list[int]] = mapped_column(Json, default=list, info=internal(TECHNICAL, erase=TOLD))
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    applied_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=TOLD))
    __table_args__ = (
        Index("ix_event_change_event_id", "event_id"),
        Index("ix_event_change_author_id", "author_id"),
        Index("ix_event_change_draft_id", "draft_id"),
        # One open change of an event a person.
        Index(
            "uq_event_change_open",
            "event_id",
            "author_id",
            unique=True,
            sqlite_where=text("applied_at IS NULL"),
            postgresql_where=text("applied_at IS NULL"),
        ),
        {"info": rows("author_id", "keep", export_as="event_changes"), "sqlite_autoincrement": True},
    )


class EventRegion(Base):
    """A region a published event is for, beside when it starts, so that lists find it; `all` where it is for all."""

    __tablename__ = "event_region"
    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id"), primary_key=True, info=internal(TECHNICAL, erase=TOLD)
    )
    region: Mapped[str] = mapped_column(String(32), primary_key=True, info=internal(SHAPE, erase=TOLD))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(SHAPE, erase=TOLD))
    __table_args__ = (
        Index("ix_event_region_region_starts_at", "region", "starts_at", "event_id"),
        {"info": rows(None, "keep")},
    )


class EventTopic(Base):
    """A topic of a published event, beside when it starts, so that lists find it."""

    __tablename__ = "event_topic"
    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id"), primary_key=True, info=internal(TECHNICAL, erase=TOLD)
    )
    topic: Mapped[str] = mapped_column(String(48), primary_key=True, info=internal(SHAPE, erase=TOLD))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(SHAPE, erase=TOLD))
    __table_args__ = (
        Index("ix_event_topic_topic_starts_at", "topic", "starts_at", "event_id"),
        {"info": rows(None, "keep")},
    )


class EventOrganiser(Base):
    """Somebody who organises an event beside its author."""

    __tablename__ = "event_organiser"
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True, info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, info=internal(TECHNICAL))
    since: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = (
        Index("ix_event_organiser_person_id", "person_id"),
        {"info": rows("person_id", "delete", export_as="organised_events")},
    )


class Attendance(Base):
    """What somebody answered to an event, and whether they came."""

    __tablename__ = "attendance"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL))
    state: Mapped[str] = mapped_column(String(12), default=AttendanceState.GOING, info=exported(erase="with row"))
    # Their place in the line for a seat: who has the smaller number is offered one first.
    place: Mapped[int | None] = mapped_column(BigInteger, info=internal(RUNS))
    # Until when the seat that was offered is kept for them.
    offered_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    # They had a seat, or were offered one, and gave it up: it is not offered to them again.
    gave_up: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=text("false"), info=exported(erase="with row")
    )
    # Minutes before the start at which they want to be reminded of this one; empty: as they want it in general.
    remind_before: Mapped[list[int] | None] = mapped_column(Json, info=exported(erase="with row"))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    # Confirmed by an organiser afterwards; empty: nobody has said yet.
    came: Mapped[bool | None] = mapped_column(Boolean, info=exported(erase="with row"))
    # Their word afterwards: one to five stars, a line, whether their city used it (yes, planned, no).
    stars: Mapped[int | None] = mapped_column(Integer, info=exported(erase="with row"))
    remark: Mapped[str | None] = mapped_column(Text, info=exported(erase="with row"))
    used: Mapped[str | None] = mapped_column(String(12), info=exported(erase="with row"))
    used_how: Mapped[str | None] = mapped_column(Text, info=exported(erase="with row"))
    __table_args__ = (
        Index("uq_attendance_event_id_person_id", "event_id", "person_id", unique=True),
        Index("ix_attendance_event_id_state_place", "event_id", "state", "place"),
        Index("ix_attendance_person_id_state", "person_id", "state"),
        Index(
            "ix_attendance_offered_until",
            "offered_until",
            sqlite_where=text("offered_until IS NOT NULL"),
            postgresql_where=text("offered_until IS NOT NULL"),
        ),
        {"info": rows("person_id", "delete", export_as="attendances")},
    )


class EventQuestion(Base):
    """What somebody asked the organisers of an event, and what one of them answered."""

    __tablename__ = "event_question"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL))
    question: Mapped[str] = mapped_column(Text, info=exported(erase="with row"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    answer: Mapped[str | None] = mapped_column(Text, info=exported(erase="with row"))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), info=internal("names another person"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = (
        Index("ix_event_question_event_id", "event_id"),
        Index("ix_event_question_person_id", "person_id"),
        {"info": rows("person_id", "delete", export_as="event_questions"), "sqlite_autoincrement": True},
    )


class CalendarFeed(Base):
    """The private address under which somebody's calendar program reads what they said yes to."""

    __tablename__ = "calendar_feed"
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), primary_key=True, autoincrement=False, info=internal(TECHNICAL)
    )
    # Only its hash is kept: whoever reads the database cannot read the calendar.
    key_hash: Mapped[str] = mapped_column(String(64), unique=True, info=internal("a key's hash"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = ({"info": rows("person_id", "delete", export_as="calendar_feed")},)
