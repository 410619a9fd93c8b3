"""Invitations to coordinate: a link to hand on, or one for a member who was picked by name."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Json, UtcDateTime, exported, internal, rows
from db.models.people import TECHNICAL


class Invitation(Base):
    """A role that somebody may take up once, until it expires. The link's secret is kept as a hash only."""

    __tablename__ = "invitation"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL))
    # Empty where the member was picked by name: then no link exists.
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True, info=internal("the lock of a link"))
    # Who was picked, or who took the link up; empty until then.
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True, info=internal(TECHNICAL))
    kind: Mapped[str] = mapped_column(String(16), info=exported(erase="with row"))
    regions: Mapped[list[str]] = mapped_column(Json, default=list, info=exported(erase="with row"))
    invited_by: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal("names another person"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = (
        Index("ix_invitation_expires_at", "expires_at"),
        {"info": rows("person_id", "delete", export_as="invitations")},
    )
