"""How an event comes about: what coordinators ask before they decide, and who is asked to help."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, UtcDateTime, exported, internal, rows
from db.models.people import TECHNICAL


class EventMessage(Base):
    """What a coordinator asked about an event that waits for a decision, or what its author answered."""

    __tablename__ = "event_message"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), info=internal(TECHNICAL))
    # Whose event it is: what is said about a person is exported to them and erased with them.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), info=internal("may name another person"))
    # The question this answers; empty for a question.
    question_id: Mapped[int | None] = mapped_column(ForeignKey("event_message.id"), info=internal(TECHNICAL))
    from_organiser: Mapped[bool] = mapped_column(Boolean, info=exported(erase="with row"))
    text: Mapped[str] = mapped_column(Text, info=exported(erase="with row"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = (
        Index("ix_event_message_event_id", "event_id"),
        Index("ix_event_message_person_id", "person_id"),
        Index("ix_event_message_author_id", "author_id"),
        {"info": rows("person_id", "delete", export_as="event_messages"), "sqlite_autoincrement": True},
    )


class EventInvitation(Base):
    """Somebody was asked to organise an event, too; they do once they accept."""

    __tablename__ = "event_invitation"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL))
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL))
    invited_by: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal("names another person"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = (
        Index("uq_event_invitation_event_id_person_id", "event_id", "person_id", unique=True),
        Index("ix_event_invitation_person_id", "person_id"),
        Index("ix_event_invitation_invited_by", "invited_by"),
        {"info": rows("person_id", "delete", export_as="event_invitations"), "sqlite_autoincrement": True},
    )
