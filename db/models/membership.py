"""Applications that a coordinator must decide, and the questions that travel with them."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Json, UtcDateTime, exported, internal, rows
from db.models.people import TECHNICAL
from db.values import ApplicationState


class Application(Base):
    """One registration that needs a decision."""

    __tablename__ = "application"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, info=internal(TECHNICAL))
    state: Mapped[str] = mapped_column(String(16), default=ApplicationState.WAITING, info=exported(erase="with row"))
    region: Mapped[str] = mapped_column(String(32), info=exported(erase="with row"))
    handed_in_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    escalate_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal("a date the network sets itself"))
    escalated_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), info=internal("names another person"))
    # In the coordinator's own words, or one of the usual ones, which applicants read in their own language.
    reason: Mapped[str | None] = mapped_column(Text, info=exported(erase="with row"))
    usual_reason: Mapped[str | None] = mapped_column(String(24), info=exported(erase="with row"))
    # The topics a coordinator admitted this person to; empty where the group is admitted as a whole.
    topics: Mapped[list[str]] = mapped_column(Json, default=list, info=exported(erase="with row"))
    erase_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = (
        # One open application a person, however often *Send* is pressed.
        Index(
            "uq_application_waiting",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_application_state_escalate_at", "state", "escalate_at"),
        Index("ix_application_erase_at", "erase_at"),
        {"info": rows("person_id", "delete", export_as="applications")},
    )


class ApplicationMessage(Base):
    """A coordinator's question or the applicant's answer."""

    __tablename__ = "application_message"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True, info=internal(TECHNICAL))
    # Whose application it is: what is said about a person is exported to them and erased with them.
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True, info=internal(TECHNICAL))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), info=internal("may name another person"))
    # The question this answers; empty for a question.
    question_id: Mapped[int | None] = mapped_column(ForeignKey("application_message.id"), info=internal(TECHNICAL))
    from_applicant: Mapped[bool] = mapped_column(Boolean, info=exported(erase="with row"))
    text: Mapped[str] = mapped_column(Text, info=exported(erase="with row"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = ({"info": rows("person_id", "delete", export_as="application_messages")},)
