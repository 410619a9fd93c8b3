"""People: who they are, what they told about themselves, what they agreed to, and which roles they hold."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Id, Json, UtcDateTime, exported, internal, rows
from db.values import DiscussionNews, Status

TECHNICAL = "a number that only ties rows together"


class Person(Base):
    """Somebody who wrote to the bot, whatever they are to the network."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(
        Id, primary_key=True, info=internal(TECHNICAL, erase="keep: ties the proof of consent")
    )
    telegram_id: Mapped[int | None] = mapped_column(BigInteger, unique=True, info=exported(erase="clear"))
    status: Mapped[str] = mapped_column(
        String(16), default=Status.VISITOR, info=exported(erase="keep: says only that somebody was erased")
    )
    language: Mapped[str] = mapped_column(String(12), default="en", info=exported(erase="clear"))
    zone: Mapped[str | None] = mapped_column(String(64), info=exported(erase="clear"))
    name: Mapped[str | None] = mapped_column(Text, info=exported(erase="clear"))
    # Its words in one spelling, each with a space before it; written with the name, so that searches need not fold.
    name_folded: Mapped[str | None] = mapped_column(
        Text, info=internal("the name once more, spelled for searches", erase="clear")
    )
    member_group: Mapped[str | None] = mapped_column(String(32), info=exported(erase="clear"))
    country: Mapped[str | None] = mapped_column(String(2), info=exported(erase="clear"))
    city: Mapped[str | None] = mapped_column(Text, info=exported(erase="clear"))
    organisation: Mapped[str | None] = mapped_column(Text, info=exported(erase="clear"))
    position: Mapped[str | None] = mapped_column(Text, info=exported(erase="clear"))
    region: Mapped[str | None] = mapped_column(String(32), index=True, info=exported(erase="clear"))
    advises: Mapped[bool] = mapped_column(Boolean, default=False, info=exported(erase="clear"))
    # None with `advises` means: no limit
    advice_limit: Mapped[int | None] = mapped_column(Integer, info=exported(erase="clear"))
    topics_named: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=text("false"), info=exported(erase="clear")
    )
    # Quiet hours, in minutes after midnight by the person's own clock. Both empty: 21:00 to 08:00; both alike: none.
    quiet_from: Mapped[int | None] = mapped_column(Integer, info=exported(erase="clear"))
    quiet_to: Mapped[int | None] = mapped_column(Integer, info=exported(erase="clear"))
    # Whether announcements may come on weekends; otherwise they wait.
    weekends: Mapped[bool] = mapped_column(
        Boolean, default=False, server_default=text("false"), info=exported(erase="clear")
    )
    # Whether new events of their regions come by themselves; otherwise /events has them.
    event_news: Mapped[bool] = mapped_column(
        Boolean, default=True, server_default=text("true"), info=exported(erase="clear")
    )
    # How discussions on their topics in their regions come (a DiscussionNews), and when the next digest is due.
    discussion_news: Mapped[str] = mapped_column(
        String(8), default=DiscussionNews.DAILY, server_default=text("'daily'"), info=exported(erase="clear")
    )
    digest_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info=internal("when their next digest is made", erase="clear")
    )
    # It tells of what was said from then on.
    digest_from: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info=internal("since when their next digest tells", erase="clear")
    )
    # Until when a coordinator suspended them.
    suspended_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="clear"))
    # Minutes before an event at which they want to be reminded of it; empty: a day and an hour before.
    remind_before: Mapped[list[int] | None] = mapped_column(Json, info=exported(erase="clear"))
    first_seen: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="keep: dates the proof of consent"))
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="clear"))
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="keep: dates the end"))
    # Keyed hash of the Telegram id, written at erasure: lets a consent be proved to the one person it came from.
    proof: Mapped[str | None] = mapped_column(
        String(64), info=internal("empty while the person is held", erase="keep: proof of consent")
    )

    __table_args__ = (
        # Whom an announcement is for is counted in these alone: small and without row numbers where a profile says it
        # all, by row number where topics and consents are joined in.
        Index("ix_person_audience", "status", "region", "country", "member_group", "language"),
        Index("ix_person_joined", "id", "status", "region", "country", "member_group", "language"),
        Index(
            "ix_person_digest_at",
            "digest_at",
            sqlite_where=text("digest_at IS NOT NULL"),
            postgresql_where=text("digest_at IS NOT NULL"),
        ),
        # Members who joined, and have no hour for their digest yet.
        Index(
            "ix_person_undigested",
            "discussion_news",
            "id",
            sqlite_where=text("digest_at IS NULL AND status = 'member'"),
            postgresql_where=text("digest_at IS NULL AND status = 'member'"),
        ),
        Index(
            "ix_person_at_once",
            "id",
            sqlite_where=text("discussion_news = 'at_once'"),
            postgresql_where=text("discussion_news = 'at_once'"),
        ),
        Index(
            "ix_person_suspended_until",
            "suspended_until",
            sqlite_where=text("suspended_until IS NOT NULL"),
            postgresql_where=text("suspended_until IS NOT NULL"),
        ),
        {"info": rows("id", "keep", export_as="profile")},
    )


class PersonTopic(Base):
    """A topic somebody works on; `admitted` where a coordinator admitted them to named topics only."""

    __tablename__ = "person_topic"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, info=internal(TECHNICAL))
    topic: Mapped[str] = mapped_column(String(48), primary_key=True, info=exported(erase="with row"))
    admitted: Mapped[bool] = mapped_column(Boolean, default=True, info=exported(erase="with row"))
    __table_args__ = (
        Index(
            "ix_person_topic_topic_person_id",
            "topic",
            "person_id",
            sqlite_where=text("admitted = 1"),
            postgresql_where=text("admitted"),
        ),
        {"info": rows("person_id", "delete", export_as="topics")},
    )


class PersonLanguage(Base):
    """A language somebody speaks (ISO 639 code)."""

    __tablename__ = "person_language"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, info=internal(TECHNICAL))
    language: Mapped[str] = mapped_column(String(12), primary_key=True, info=exported(erase="with row"))
    __table_args__ = ({"info": rows("person_id", "delete", export_as="languages")},)


class PersonRegion(Base):
    """A further region somebody follows beside their own."""

    __tablename__ = "person_region"
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, info=internal(TECHNICAL))
    region: Mapped[str] = mapped_column(String(32), primary_key=True, info=exported(erase="with row"))
    __table_args__ = (
        Index("ix_person_region_region_person_id", "region", "person_id"),
        {"info": rows("person_id", "delete", export_as="followed_regions")},
    )


class Consent(Base):
    """A dated yes to one version of one document or purpose. Never overwritten; a withdrawal is dated beside it."""

    __tablename__ = "consent"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL, erase="keep: proof of consent"))
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id"), info=internal(TECHNICAL, erase="keep: proof of consent")
    )
    purpose: Mapped[str] = mapped_column(String(24), info=exported(erase="keep: proof of consent"))
    version: Mapped[int] = mapped_column(Integer, info=exported(erase="keep: proof of consent"))
    language: Mapped[str] = mapped_column(String(12), info=exported(erase="keep: proof of consent"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="keep: proof of consent"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=exported(erase="keep: proof of consent"))
    __table_args__ = (
        Index("ix_consent_person_id_purpose", "person_id", "purpose"),
        # Two presses of *Accept* at once leave one standing yes.
        Index(
            "uq_consent_standing",
            "person_id",
            "purpose",
            "version",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index(
            "ix_consent_purpose_person_id",
            "purpose",
            "person_id",
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        {"info": rows("person_id", "keep", export_as="consents")},
    )


class Role(Base):
    """A coordinator's role: of one region, or of the whole network (`region` empty)."""

    __tablename__ = "role"
    id: Mapped[int] = mapped_column(Id, primary_key=True, info=internal(TECHNICAL))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), info=internal(TECHNICAL))
    kind: Mapped[str] = mapped_column(String(16), info=exported(erase="with row"))
    region: Mapped[str] = mapped_column(String(32), default="", info=exported(erase="with row"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime, info=exported(erase="with row"))
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"), info=internal("names another person"))
    __table_args__ = (
        Index("uq_role_person_id_kind_region", "person_id", "kind", "region", unique=True),
        Index("ix_role_kind_region", "kind", "region"),
        {"info": rows("person_id", "delete", export_as="roles")},
    )
