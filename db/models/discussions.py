"""Discussions: what members talk about, their posts, who follows them, and what reaches whom in one message."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Json, UtcDateTime, exported, internal, rows
from db.models.people import TECHNICAL
from db.values import CaseState, DiscussionState, PostState

TALK = "keep: what others answered hangs on it"
NOBODY = "keep: a number that names nobody any more"
FOLLOWS = "keep: goes with the words of its post"
WORD = "keep: a word that says nobody's name by itself"
RUNS = "the running's own bookkeeping"
TITLES = "the title once more, spelled for searches"


class Discussion(Base):
    """Something members talk about, a draft first. What its author says first is its post number 1."""

    __tablename__ = "discussion"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL, erase=TALK))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL, erase=NOBODY))
    state: Mapped[str] = mapped_column(String(12), default=DiscussionState.DRAFT, info=exported(erase=TALK))
    title: Mapped[str | None] = mapped_column(Text, info=exported(erase=TALK))
    # The stems of its words in their alphabet's order, so that one that says the same is found.
    title_folded: Mapped[str | None] = mapped_column(Text, info=internal(TITLES, erase=TALK))
    topic: Mapped[str | None] = mapped_column(String(48), info=exported(erase=TALK))
    # The region it is brought to; empty: everyone.
    region: Mapped[str | None] = mapped_column(String(32), info=exported(erase=TALK))
    language: Mapped[str] = mapped_column(String(12), info=exported(erase=TALK))
    # How many posts it has had; the next one's number is one more.
    posts: Mapped[int] = mapped_column(Integer, default=0, info=internal(RUNS, erase=TALK))
    # The post that its author picked as the answer.
    answer_id: Mapped[int | None] = mapped_column(BigInteger, info=internal(TECHNICAL, erase=TALK))
    # What came of it, in the words of whoever closed it (RichText).
    conclusion: Mapped[dict[str, Any] | None] = mapped_column(Json, info=exported(erase=TALK))
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL, erase=NOBODY))
    # Grows with every change of what its card shows, so that nobody publishes or closes what changed since they looked.
    version: Mapped[int] = mapped_column(Integer, default=1, info=internal(RUNS, erase=TALK))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase=TALK))
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=TALK))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=TALK))
    # When its last post came: lists are in this order.
    active_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(RUNS, erase=TALK))
    __table_args__ = (
        Index("ix_discussion_state_active_at", "state", "active_at", "id"),
        Index("ix_discussion_topic_active_at", "topic", "active_at", "id"),
        Index("ix_discussion_region_active_at", "region", "active_at", "id"),
        Index("ix_discussion_author_id", "author_id", "active_at", "id"),
        Index("ix_discussion_title_folded", "title_folded", "id"),
        # Those nobody has answered yet: only what its author said stands there.
        Index(
            "ix_discussion_unanswered",
            "active_at",
            "id",
            sqlite_where=sql("state = 'open' AND posts = 1"),
            postgresql_where=sql("state = 'open' AND posts = 1"),
        ),
        Index(
            "uq_discussion_draft",
            "author_id",
            unique=True,
            sqlite_where=sql("state = 'draft'"),
            postgresql_where=sql("state = 'draft'"),
        ),
        {"info": rows("author_id", "keep", export_as="discussions"), "sqlite_autoincrement": True},
    )


class TitleWord(Base):
    """A word of a published discussion's title, by which titles like a new one are found."""

    __tablename__ = "title_word"
    word: Mapped[str] = mapped_column(String(48), primary_key=True, info=internal(TITLES, erase=TALK))
    discussion_id: Mapped[int] = mapped_column(
        ForeignKey("discussion.id"), primary_key=True, info=internal(TITLES, erase=TALK)
    )
    __table_args__ = (
        Index("ix_title_word_discussion_id", "discussion_id"),
        {"info": rows(None, "keep"), "sqlite_with_rowid": False},
    )


class Post(Base):
    """What somebody said in a discussion. Number 1 is how it began."""

    __tablename__ = "post"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL, erase=TALK))
    discussion_id: Mapped[int] = mapped_column(ForeignKey("discussion.id"), info=internal(TECHNICAL, erase=TALK))
    number: Mapped[int] = mapped_column(Integer, info=exported(erase=TALK))
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL, erase=NOBODY))
    state: Mapped[str] = mapped_column(String(12), default=PostState.LIVE, info=exported(erase=TALK))
    # RichText; empty once it was deleted, or its author erased.
    text: Mapped[dict[str, Any] | None] = mapped_column(Json, info=exported(erase="clear"))
    # Attachments, each as [kind, reference, bot, name].
    files: Mapped[list[list[Any]] | None] = mapped_column(
        Json, info=internal("references that only Telegram can read", erase="clear")
    )
    language: Mapped[str] = mapped_column(String(12), info=exported(erase=TALK))
    # The post it answers, and what of it was quoted.
    replies_to: Mapped[int | None] = mapped_column(BigInteger, info=internal(TECHNICAL, erase=TALK))
    quote: Mapped[str | None] = mapped_column(Text, info=internal("the words of somebody else", erase="clear"))
    # Telegram's mark of the album it came in: what follows belongs to the same post.
    album: Mapped[str | None] = mapped_column(String(64), info=internal(TECHNICAL, erase="clear"))
    # It is brought to readers in chunks, and so is a change of it; the last person it reached, empty when all have it.
    brought_to: Mapped[int | None] = mapped_column(BigInteger, info=internal(RUNS, erase=TALK))
    retold_to: Mapped[int | None] = mapped_column(BigInteger, info=internal(RUNS, erase=TALK))
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase=TALK))
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=TALK))
    __table_args__ = (
        Index("uq_post_discussion_id_number", "discussion_id", "number", unique=True),
        Index("ix_post_author_id", "author_id", "posted_at"),
        Index("ix_post_posted_at", "posted_at"),
        Index(
            "ix_post_replies_to",
            "replies_to",
            sqlite_where=sql("replies_to IS NOT NULL"),
            postgresql_where=sql("replies_to IS NOT NULL"),
        ),
        Index(
            "ix_post_brought_to",
            "id",
            sqlite_where=sql("brought_to IS NOT NULL"),
            postgresql_where=sql("brought_to IS NOT NULL"),
        ),
        Index(
            "ix_post_retold_to",
            "id",
            sqlite_where=sql("retold_to IS NOT NULL"),
            postgresql_where=sql("retold_to IS NOT NULL"),
        ),
        {"info": rows("author_id", "keep", export_as="posts"), "sqlite_autoincrement": True},
    )


class PostWords(Base):
    """The words of a post that stands (of the first one the title's, too) in one spelling, by which it is found.

    Over them lies a full-text index: FTS5 on SQLite, GIN on PostgreSQL, made by the migration.
    """

    __tablename__ = "post_words"
    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id"), primary_key=True, autoincrement=False, info=internal(TECHNICAL, erase=FOLLOWS)
    )
    discussion_id: Mapped[int] = mapped_column(BigInteger, info=internal(TECHNICAL, erase=FOLLOWS))
    # With one space between two, and at the end the mark of the stretch of posts it belongs to ("#12").
    words: Mapped[str] = mapped_column(Text, info=internal("the post's words once more", erase=FOLLOWS))
    __table_args__ = ({"info": rows(None, "keep")},)


class Word(Base):
    """A word that stands in some post, so that the beginning of one finds all that begin so."""

    __tablename__ = "word"
    word: Mapped[str] = mapped_column(String(48), primary_key=True, info=internal("a word alone", erase=WORD))
    __table_args__ = ({"info": rows(None, "keep"), "sqlite_with_rowid": False},)


class Following(Base):
    """Whether somebody follows a discussion or wants to hear nothing of it, and how far they have read."""

    __tablename__ = "following"
    discussion_id: Mapped[int] = mapped_column(ForeignKey("discussion.id"), primary_key=True, info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, info=internal(TECHNICAL))
    # A Follow: follows, took_part (and so follows), muted.
    state: Mapped[str] = mapped_column(String(12), info=exported(erase="with row"))
    since: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = (
        Index("ix_following_person_id", "person_id", "state", "discussion_id"),
        {"info": rows("person_id", "delete", export_as="followed_discussions")},
    )


class Reaction(Base):
    """What somebody showed beneath a post, as Telegram names it (one emoji after another)."""

    __tablename__ = "reaction"
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, info=internal(TECHNICAL))
    # Where they reacted: a post stands in several chats, and the last word counts.
    emoji: Mapped[list[str]] = mapped_column(Json, default=list, info=exported(erase="with row"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = (
        Index("ix_reaction_person_id", "person_id"),
        {"info": rows("person_id", "delete", export_as="reactions")},
    )


class Bundle(Base):
    """One message about posts to one reader, at once or as their digest; its notice's subject."""

    __tablename__ = "bundle"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL))
    digest: Mapped[bool] = mapped_column(Boolean, default=False, info=internal(RUNS))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(RUNS))
    __table_args__ = (
        Index("ix_bundle_person_id", "person_id", "id"),
        {"info": rows("person_id", "delete"), "sqlite_autoincrement": True},
    )


class Heard(Base):
    """A post that reaches somebody, and in which bundle: one row for both, so never twice."""

    __tablename__ = "heard"
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), primary_key=True, info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, info=internal(TECHNICAL))
    bundle_id: Mapped[int] = mapped_column(ForeignKey("bundle.id"), info=internal(TECHNICAL))
    __table_args__ = (
        Index("ix_heard_bundle_id", "bundle_id"),
        Index("ix_heard_person_id", "person_id", "post_id"),
        {"info": rows("person_id", "delete"), "sqlite_with_rowid": False},
    )


class Case(Base):
    """A post that was reported, and what its coordinators decided. One open case a post."""

    __tablename__ = "post_case"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL, erase=NOBODY))
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), info=internal(TECHNICAL, erase=NOBODY))
    # Whose post it is: they are told what was decided, and may answer once.
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL, erase=NOBODY))
    state: Mapped[str] = mapped_column(String(12), default=CaseState.WAITING, info=exported(erase=NOBODY))
    # The guideline it goes against, in the coordinator's words, and until when its author is suspended.
    guideline: Mapped[str | None] = mapped_column(Text, info=exported(erase="clear"))
    suspended_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="clear"))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL, erase=NOBODY))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=NOBODY))
    answer: Mapped[str | None] = mapped_column(Text, info=exported(erase="clear"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase=NOBODY))
    version: Mapped[int] = mapped_column(Integer, default=1, info=internal(RUNS, erase=NOBODY))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime, info=internal(RUNS, erase=NOBODY))
    __table_args__ = (
        Index("ix_post_case_post_id", "post_id"),
        Index("ix_post_case_author_id", "author_id"),
        Index(
            "uq_post_case_open",
            "post_id",
            unique=True,
            sqlite_where=sql("state = 'waiting'"),
            postgresql_where=sql("state = 'waiting'"),
        ),
        {"info": rows("author_id", "keep", export_as="decisions_about_posts"), "sqlite_autoincrement": True},
    )


class Report(Base):
    """Somebody's word that a post is not right. Whoever wrote the post never learns whose."""

    __tablename__ = "report"
    case_id: Mapped[int] = mapped_column(ForeignKey("post_case.id"), primary_key=True, info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, info=internal(TECHNICAL))
    reason: Mapped[str | None] = mapped_column(Text, info=exported(erase="with row"))
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    __table_args__ = (
        Index("ix_report_person_id", "person_id"),
        {"info": rows("person_id", "delete", export_as="reports")},
    )
