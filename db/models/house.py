"""The house's own tables: inbox, conversations, audit log, and small settings it keeps for itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Json, UtcDateTime, exported, internal, rows
from db.models.people import TECHNICAL
from db.values import InboxState

PASSING = "passes through in a moment; blanked when done"


class Inbox(Base):
    """An update, stored before Telegram is told that we have it."""

    __tablename__ = "inbox"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL))
    bot_id: Mapped[int] = mapped_column(BigInteger, info=internal(TECHNICAL))
    update_id: Mapped[int] = mapped_column(BigInteger, info=internal(TECHNICAL))
    # The person, else the chat: rows of one key are handled one at a time.
    key: Mapped[int] = mapped_column(BigInteger, info=internal("Telegram's number of the person, for days only"))
    state: Mapped[str] = mapped_column(String(12), default=InboxState.STORED, info=internal(PASSING))
    kind: Mapped[str] = mapped_column(String(32), info=internal(PASSING))
    payload: Mapped[str] = mapped_column(Text, info=internal(PASSING))
    # Where the person wrote it in their private chat: an erasure takes it out of there while Telegram lets a bot do so.
    message_id: Mapped[int | None] = mapped_column(BigInteger, info=internal(PASSING))
    # Answers that have not left yet, and how many of them have.
    answers: Mapped[list[dict[str, Any]] | None] = mapped_column(Json, info=internal(PASSING))
    answered: Mapped[int] = mapped_column(Integer, default=0, info=internal(PASSING))
    attempts: Mapped[int] = mapped_column(Integer, default=0, info=internal(PASSING))
    reference: Mapped[str | None] = mapped_column(String(12), info=internal("the number shown when something failed"))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(PASSING))
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=internal(PASSING))
    __table_args__ = (
        Index("uq_inbox_bot_id_update_id", "bot_id", "update_id", unique=True),
        # What is open, in the order it came, and by key: both stay small however long the history is.
        Index(
            "ix_inbox_open",
            "id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index(
            "ix_inbox_open_key",
            "key",
            "update_id",
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index("ix_inbox_finished_at", "finished_at"),
        {"info": rows(None, "delete")},
    )


class InboxLease(Base):
    """Who is handling a key right now; the isolation of conversations, across processes too."""

    __tablename__ = "inbox_lease"
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, info=internal(PASSING))
    owner: Mapped[str] = mapped_column(String(40), info=internal(PASSING))
    until: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(PASSING))
    __table_args__ = ({"info": rows(None, "delete")},)


class Conversation(Base):
    """Where a person's form stands in one chat, and its draft."""

    __tablename__ = "conversation"
    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, info=internal(TECHNICAL))
    chat_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, info=internal(TECHNICAL))
    user_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, index=True, info=internal(TECHNICAL)
    )
    state: Mapped[str | None] = mapped_column(String(64), info=exported(erase="with row"))
    data: Mapped[dict[str, Any]] = mapped_column(Json, default=dict, info=exported(erase="with row"))
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True, info=exported(erase="with row"))
    __table_args__ = ({"info": rows("user_id:telegram", "delete", export_as="draft")},)


class Audit(Base):
    """What a coordinator did, append-only (triggers refuse anything else). Ids, no names."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL, erase="keep: log without names"))
    at: Mapped[datetime] = mapped_column(
        UtcDateTime, index=True, info=internal("a log without names", erase="keep: log without names")
    )
    actor_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id"), index=True, info=internal("a log without names", erase="keep: log without names")
    )
    action: Mapped[str] = mapped_column(
        String(40), info=internal("a log without names", erase="keep: log without names")
    )
    subject_kind: Mapped[str] = mapped_column(
        String(24), info=internal("a log without names", erase="keep: log without names")
    )
    subject_id: Mapped[int] = mapped_column(
        BigInteger, info=internal("a log without names", erase="keep: log without names")
    )
    detail: Mapped[dict[str, Any]] = mapped_column(
        Json, default=dict, info=internal("ids and codes only", erase="keep: log without names")
    )
    # The regions it is about, each with a space on both sides, for those who coordinate them; empty: the whole network.
    regions: Mapped[str] = mapped_column(
        Text, default="", server_default="", info=internal("a log without names", erase="keep: log without names")
    )
    __table_args__ = ({"info": rows(None, "keep")},)


class Keepsake(Base):
    """A small thing the house keeps for itself: the key of the proofs, a cooldown that outlives a restart."""

    __tablename__ = "keepsake"
    name: Mapped[str] = mapped_column(
        String(40), primary_key=True, info=internal("the house's own", erase="keep: about nobody")
    )
    value: Mapped[str] = mapped_column(Text, info=internal("the house's own", erase="keep: about nobody"))
    __table_args__ = ({"info": rows(None, "keep")},)


class Pace(Base):
    """How often somebody did today (UTC) what reaches others unasked, so that nobody is showered by one person."""

    __tablename__ = "pace"
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), primary_key=True, autoincrement=False, info=internal("about today only")
    )
    act: Mapped[str] = mapped_column(String(40), primary_key=True, info=internal("about today only"))
    day: Mapped[str] = mapped_column(String(10), primary_key=True, info=internal("about today only"))
    times: Mapped[int] = mapped_column(Integer, info=internal("about today only"))
    __table_args__ = (Index("ix_pace_day", "day"), {"info": rows("person_id", "delete")})
