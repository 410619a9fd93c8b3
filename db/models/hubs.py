"""Hub groups: Telegram groups that belong to a hub, who is in them, who asks to come in, and their topics."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Json, UtcDateTime, exported, internal, rows
from db.models.people import TECHNICAL
from db.values import GroupState, JoinState, ThreadState

ABOUT_GROUPS = "says how a group is, about nobody"
KEPT = "keep: about nobody"
NOBODY = "keep: a number that names nobody any more"
SHORT = "keep: a hash that names nobody, for 90 days"
WHILE = "keep: for the minutes until it is done"


class HubGroup(Base):
    """A Telegram group the bot is in. `chat.hub` names the hub only while it is linked."""

    __tablename__ = "hub_group"
    chat_id: Mapped[int] = mapped_column(
        ForeignKey("chat.id"), primary_key=True, autoincrement=False, info=internal(TECHNICAL, erase=KEPT)
    )
    state: Mapped[str] = mapped_column(String(12), default=GroupState.ADDED, info=internal(ABOUT_GROUPS, erase=KEPT))
    title: Mapped[str | None] = mapped_column(Text, info=internal(ABOUT_GROUPS, erase=KEPT))
    forum: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=text("false"), info=internal(ABOUT_GROUPS, erase=KEPT)
    )
    # The coordinator who added the bot, and whoever linked the group: they hear of trouble first.
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL, erase=NOBODY))
    linked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL, erase=NOBODY))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(ABOUT_GROUPS, erase=KEPT))
    linked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=internal(ABOUT_GROUPS, erase=KEPT))
    # The rights the bot has there, by Telegram's names, and the troubles its coordinators have been told of.
    rights: Mapped[list[str]] = mapped_column(Json, default=list, info=internal(ABOUT_GROUPS, erase=KEPT))
    told: Mapped[list[str]] = mapped_column(Json, default=list, info=internal(ABOUT_GROUPS, erase=KEPT))
    # The hub's link, by which people ask to come in.
    invite_link: Mapped[str | None] = mapped_column(Text, info=internal(ABOUT_GROUPS, erase=KEPT))
    welcomed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=internal(ABOUT_GROUPS, erase=KEPT))
    # When the next topic may be made here.
    next_topic_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=internal(ABOUT_GROUPS, erase=KEPT))
    __table_args__ = (
        Index("ix_hub_group_state", "state"),
        {"info": rows(None, "keep")},
    )


class GroupMember(Base):
    """Somebody known to the network who is in a group, as far as Telegram told."""

    __tablename__ = "group_member"
    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), primary_key=True, info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, info=internal(TECHNICAL))
    # They administer the group: the bot cannot remove them.
    administers: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=text("false"), info=exported(erase="with row")
    )
    since: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = (
        Index("ix_group_member_person_id", "person_id"),
        {"info": rows("person_id", "delete", export_as="hub_groups")},
    )


class GroupGuest(Base):
    """Somebody who is no member and wrote in a group: that they were told how to join, and no more than that."""

    __tablename__ = "group_guest"
    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), primary_key=True, info=internal(TECHNICAL, erase=SHORT))
    # A keyed hash of Telegram's identifier: says whether this one was told, and nothing else.
    mark: Mapped[str] = mapped_column(
        String(64), primary_key=True, info=internal("a hash that names nobody", erase=SHORT)
    )
    told_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal("when they were told", erase=SHORT))
    __table_args__ = (
        Index("ix_group_guest_told_at", "told_at"),
        {"info": rows(None, "keep")},
    )


class JoinRequest(Base):
    """Somebody asked to come into a hub's group, and waits for the network's word."""

    __tablename__ = "join_request"
    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), primary_key=True, info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, info=internal(TECHNICAL))
    state: Mapped[str] = mapped_column(String(12), default=JoinState.WAITING, info=exported(erase="with row"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = (
        Index("ix_join_request_person_id", "person_id"),
        {"info": rows("person_id", "delete", export_as="requests_to_join_groups")},
    )


class GroupTask(Base):
    """Something the bot is to do in a group: let somebody in, remove them, write a description, and the like.

    Written in the transaction that causes it, like a notice; a worker does it, and tries again until it is done.
    """

    __tablename__ = "group_task"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL, erase=WHILE))
    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), info=internal(TECHNICAL, erase=WHILE))
    # Which of network/hubs/tasks.py it is.
    kind: Mapped[str] = mapped_column(String(24), info=internal("what is to be done in a group", erase=WHILE))
    # Whom it is about: Telegram's identifier, because they may be nobody the network knows any more.
    telegram_id: Mapped[int | None] = mapped_column(
        BigInteger, info=internal("for as long as it takes to do it", erase=WHILE)
    )
    # What else it is about: a message of the group, a topic's row.
    subject_id: Mapped[int | None] = mapped_column(BigInteger, info=internal(TECHNICAL, erase=WHILE))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal("when it is to be done", erase=WHILE))
    expires_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info=internal("until when it is worth doing", erase=WHILE)
    )
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=internal("whose hand it is in", erase=WHILE))
    attempts: Mapped[int] = mapped_column(Integer, default=0, info=internal("how often it was tried", erase=WHILE))
    __table_args__ = (
        Index("ix_group_task_due_at", "due_at"),
        Index("ix_group_task_chat_id", "chat_id", "kind"),
        {"info": rows(None, "keep"), "sqlite_autoincrement": True},
    )


class Thread(Base):
    """A topic of a forum: of announcements, of events, or of one discussion. (A *topic* is a theme of development.)"""

    __tablename__ = "thread"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL, erase=KEPT))
    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), info=internal(TECHNICAL, erase=KEPT))
    # A ThreadPurpose, and of which discussion (0 for the others).
    purpose: Mapped[str] = mapped_column(String(16), info=internal(ABOUT_GROUPS, erase=KEPT))
    discussion_id: Mapped[int] = mapped_column(BigInteger, default=0, info=internal(TECHNICAL, erase=KEPT))
    # Telegram's number; empty until it is made.
    thread_id: Mapped[int | None] = mapped_column(BigInteger, info=internal(TECHNICAL, erase=KEPT))
    state: Mapped[str] = mapped_column(String(12), default=ThreadState.WANTED, info=internal(ABOUT_GROUPS, erase=KEPT))
    # When Telegram was last asked to make it: nobody may know yet whether it did.
    asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=internal(ABOUT_GROUPS, erase=KEPT))
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=internal(ABOUT_GROUPS, erase=KEPT))
    # It was deleted once, and made anew: a second time it is not.
    made_again: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=text("false"), info=internal(ABOUT_GROUPS, erase=KEPT)
    )
    __table_args__ = (
        Index("uq_thread_chat_id_purpose_discussion_id", "chat_id", "purpose", "discussion_id", unique=True),
        Index("ix_thread_chat_id_thread_id", "chat_id", "thread_id"),
        Index("ix_thread_discussion_id", "discussion_id"),
        {"info": rows(None, "keep")},
    )
