"""The ledger: chats, notices, their copies, and the messages these copies are."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Json, UtcDateTime, exported, internal, rows
from db.models.people import TECHNICAL
from db.values import CopyState, Lane, NoticeState

LEDGER = "the ledger's own bookkeeping"


class Chat(Base):
    """A place the bot can write to. Telegram's chat id stands only here, beside language and zone."""

    __tablename__ = "chat"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL))
    bot_id: Mapped[int] = mapped_column(BigInteger, info=internal(LEDGER))
    telegram_id: Mapped[int] = mapped_column(BigInteger, info=exported(erase="with row"))
    kind: Mapped[str] = mapped_column(String(16), info=internal(LEDGER))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), unique=True, info=internal(TECHNICAL))
    language: Mapped[str | None] = mapped_column(String(12), info=exported(erase="with row"))
    zone: Mapped[str | None] = mapped_column(String(64), info=exported(erase="with row"))
    # The hub whose group this is, by its key in the charter.
    hub: Mapped[str | None] = mapped_column(String(32), info=internal("says what a group is for"))
    unreachable_since: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    # A 429 here outlives a restart.
    wait_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=internal(LEDGER))
    __table_args__ = (
        Index("uq_chat_bot_id_telegram_id", "bot_id", "telegram_id", unique=True),
        Index(
            "ix_chat_unreachable",
            "person_id",
            sqlite_where=text("unreachable_since IS NOT NULL"),
            postgresql_where=text("unreachable_since IS NOT NULL"),
        ),
        Index("ix_chat_hub", "hub", sqlite_where=text("hub IS NOT NULL"), postgresql_where=text("hub IS NOT NULL")),
        {"info": rows("person_id", "delete", export_as="chats")},
    )


class Notice(Base):
    """Something the network tells people: kind, subject and revision, never text. It is rendered when it is sent."""

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(LEDGER, erase="keep: holds no personal text"))
    kind: Mapped[str] = mapped_column(String(32), info=internal(LEDGER, erase="keep: holds no personal text"))
    subject_id: Mapped[int] = mapped_column(BigInteger, info=internal(LEDGER, erase="keep: holds no personal text"))
    revision: Mapped[int] = mapped_column(
        Integer, default=1, info=internal(LEDGER, erase="keep: holds no personal text")
    )
    state: Mapped[str] = mapped_column(
        String(12), default=NoticeState.ACTIVE, info=internal(LEDGER, erase="keep: holds no personal text")
    )
    lane: Mapped[str] = mapped_column(
        String(16), default=Lane.PERSONAL, info=internal(LEDGER, erase="keep: holds no personal text")
    )
    urgent: Mapped[bool] = mapped_column(
        Boolean, default=False, info=internal(LEDGER, erase="keep: holds no personal text")
    )
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(LEDGER, erase="keep: holds no personal text"))
    expires_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info=internal(LEDGER, erase="keep: holds no personal text")
    )
    # The wall time at which it is due in each reader's own zone ("2026-11-25T09:00"), where that matters.
    local_at: Mapped[str | None] = mapped_column(
        String(19), info=internal(LEDGER, erase="keep: holds no personal text")
    )
    # A coordinator named the time: weekends do not hold it.
    named_time: Mapped[bool] = mapped_column(
        Boolean,
        default=False,
        server_default=text("false"),
        info=internal(LEDGER, erase="keep: holds no personal text"),
    )
    # Whoever becomes a member until then, and fits, receives it as well.
    joins_until: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info=internal(LEDGER, erase="keep: holds no personal text")
    )
    audience: Mapped[dict[str, Any]] = mapped_column(Json, info=internal(LEDGER, erase="keep: holds row numbers only"))
    # Copies are filled in by the worker in chunks; the last chat that has one, empty when all have.
    filled_to: Mapped[int | None] = mapped_column(
        BigInteger, default=0, info=internal(LEDGER, erase="keep: holds no personal text")
    )
    # A new revision or state reaches the copies in chunks, too; the last chat that knows, empty when all do.
    spread_to: Mapped[int | None] = mapped_column(
        BigInteger, info=internal(LEDGER, erase="keep: holds no personal text")
    )
    created_at: Mapped[datetime] = mapped_column(
        UtcDateTime, info=internal(LEDGER, erase="keep: holds no personal text")
    )
    __table_args__ = (
        Index("ix_notice_kind_subject_id", "kind", "subject_id"),
        Index(
            "ix_notice_unspread",
            "spread_to",
            sqlite_where=text("spread_to IS NOT NULL"),
            postgresql_where=text("spread_to IS NOT NULL"),
        ),
        Index(
            "ix_notice_unfilled",
            "due_at",
            sqlite_where=text("filled_to IS NOT NULL"),
            postgresql_where=text("filled_to IS NOT NULL"),
        ),
        Index(
            "ix_notice_joins_until",
            "joins_until",
            sqlite_where=text("joins_until IS NOT NULL"),
            postgresql_where=text("joins_until IS NOT NULL"),
        ),
        {"info": rows(None, "keep")},
    )


class Copy(Base):
    """A notice as it stands in one chat. `revision` is what the chat shows; 0 is nothing yet."""

    __tablename__ = "copy"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(LEDGER))
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), info=internal(LEDGER))
    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), index=True, info=internal(TECHNICAL))
    thread_id: Mapped[int | None] = mapped_column(BigInteger, info=internal(LEDGER))
    inline_id: Mapped[str | None] = mapped_column(String(128), info=internal(LEDGER))
    state: Mapped[str] = mapped_column(String(12), default=CopyState.PENDING, info=internal(LEDGER))
    revision: Mapped[int] = mapped_column(Integer, default=0, info=internal(LEDGER))
    # The revision the notice asks for, brought here when it grows, so that one index finds all that is open.
    wanted: Mapped[int] = mapped_column(Integer, default=1, info=internal(LEDGER))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(LEDGER))
    lane_rank: Mapped[int] = mapped_column(Integer, default=0, info=internal(LEDGER))
    # True while something is to be done here (send, edit, delete) and no worker has it in hand.
    open: Mapped[bool] = mapped_column(Boolean, default=True, info=internal(LEDGER))
    lease_owner: Mapped[str | None] = mapped_column(String(40), info=internal(LEDGER))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=internal(LEDGER))
    attempts: Mapped[int] = mapped_column(Integer, default=0, info=internal(LEDGER))
    error: Mapped[str | None] = mapped_column(String(200), info=internal(LEDGER))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=internal(LEDGER))
    __table_args__ = (
        Index("uq_copy_notice_id_chat_id", "notice_id", "chat_id", unique=True),
        # Counting a notice's copies, and finding those that may have arrived, reads nothing but this.
        Index("ix_copy_notice_id_state", "notice_id", "state"),
        Index(
            "ix_copy_open", "lane_rank", "due_at", "id", sqlite_where=text("open = 1"), postgresql_where=text("open")
        ),
        Index(
            "ix_copy_leased",
            "lease_until",
            sqlite_where=text("lease_until IS NOT NULL"),
            postgresql_where=text("lease_until IS NOT NULL"),
        ),
        {"info": rows(None, "delete")},
    )


class Allowance(Base):
    """What all processes of a bot together sent a moment ago, and so may send now; one row, changed all the time."""

    __tablename__ = "allowance"
    bot_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, info=internal(LEDGER, erase="keep: about nobody")
    )
    # Chats stand in it for seconds, and in disguise.
    state: Mapped[str] = mapped_column(Text, info=internal(LEDGER, erase="keep: about nobody"))
    __table_args__ = ({"info": rows(None, "keep")},)


class CopyMessage(Base):
    """A message that a copy is; an album is several. Whose it is: ours, or a member's own (theirs)."""

    __tablename__ = "copy_message"
    copy_id: Mapped[int] = mapped_column(
        ForeignKey("copy.id", ondelete="CASCADE"), primary_key=True, info=internal(LEDGER)
    )
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, info=internal(LEDGER))
    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), info=internal(TECHNICAL))
    whose: Mapped[str] = mapped_column(String(8), default="ours", info=internal(LEDGER))
    # Its place in an album (0 where it stands alone), and a mark of the picture or file it shows; none for a text.
    place: Mapped[int] = mapped_column(Integer, default=0, server_default=text("0"), info=internal(LEDGER))
    media: Mapped[str | None] = mapped_column(String(24), info=internal(LEDGER))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(LEDGER))
    __table_args__ = (
        Index("ix_copy_message_chat_id_message_id", "chat_id", "message_id"),
        {"info": rows(None, "delete")},
    )
