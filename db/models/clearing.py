"""What stands in people's private chats, and what is to be taken out of them when somebody erased themselves."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, UtcDateTime, internal, rows

NUMBERS = "Telegram's numbers of messages, without what they say"
LEAVING = "for the minutes after an erasure, when there is nobody left to export it to"


class ChatMessage(Base):
    """A message in a person's private chat that is no copy: an answer of ours, or what they wrote themselves.

    Kept so that an erasure finds it: theirs for as long as Telegram lets a bot delete it, ours as long as the person
    is known, because it can be edited at any time.
    """

    __tablename__ = "chat_message"
    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), primary_key=True, info=internal(NUMBERS))
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, info=internal(NUMBERS))
    ours: Mapped[bool] = mapped_column(Boolean, info=internal(NUMBERS))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(NUMBERS))
    __table_args__ = (
        # Only theirs grow old: the index stays as small as two days are.
        Index("ix_chat_message_theirs", "sent_at", sqlite_where=text("ours = 0"), postgresql_where=text("NOT ours")),
        {"info": rows(None, "delete"), "sqlite_with_rowid": False},
    )


class Clearing(Base):
    """A message that is to disappear from the chat of somebody who is no longer known: deleted, or edited to say so."""

    __tablename__ = "clearing"
    bot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, info=internal(LEAVING))
    # Telegram's, since the chat's own row is gone.
    telegram_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, info=internal(LEAVING))
    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, info=internal(LEAVING))
    ours: Mapped[bool] = mapped_column(Boolean, info=internal(LEAVING))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(LEAVING))
    # What the line in its place is written in.
    language: Mapped[str | None] = mapped_column(String(12), info=internal(LEAVING))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(LEAVING))
    # Whoever has it in hand sets this ahead; so what died there comes up again by itself.
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(LEAVING))
    attempts: Mapped[int] = mapped_column(Integer, default=0, info=internal(LEAVING))
    __table_args__ = ({"info": rows(None, "delete")},)
