"""Queries of export and erasure. They follow what the models say about themselves (db/models/base.py), nothing else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.models import (
    Application,
    ApplicationMessage,
    Base,
    Chat,
    ChatMessage,
    Consent,
    Copy,
    CopyMessage,
    Inbox,
    Person,
)
from db.values import InboxState, Status

# Tables whose rows belong to a person without a column that names them: what erases them stands in this module.
BY_HAND = frozenset({"inbox", "inbox_lease", "copy", "copy_message", "chat_message", "clearing"})


class PrivacyGapError(Exception):
    """A table or column does not say how it is exported and erased; nothing is exported or erased until it does."""


@dataclass(frozen=True, slots=True)
class About:
    """A table that holds something about people, as its tags describe it."""

    table: Table
    owner: str
    by_telegram_id: bool
    kept: bool
    export_as: str | None
    exported: tuple[str, ...]
    cleared: tuple[str, ...]

    def of(self, person_id: int, telegram_id: int) -> ColumnElement[bool]:
        """Narrow to one person's rows."""
        return self.table.c[self.owner] == (telegram_id if self.by_telegram_id else person_id)


@cache
def tables_about_people() -> tuple[About, ...]:
    """Read the tags of all tables, those that others refer to first.

    Raises PrivacyGapError when a table or column says nothing, or something that nobody understands.
    """
    return tuple(read_tags(Base.metadata.sorted_tables))


def read_tags(tables: list[Table]) -> Iterator[About]:
    """As `tables_about_people`, for any tables."""
    for table in tables:
        said = table.info
        if not {"owner", "on_erase", "export_as"} <= said.keys():
            raise PrivacyGapError(f"{table.name} does not say whose its rows are")
        kept = {"keep": True, "delete": False}.get(said["on_erase"])
        if kept is None:
            raise PrivacyGapError(f"{table.name}: {said['on_erase']!r} is neither keep nor delete")
        columns = [_checked(column, kept) for column in table.columns]
        exported = tuple(column.name for column in columns if column.info["export"])
        owner, _, how = (said["owner"] or "").partition(":")
        if not owner:
            if exported:
                raise PrivacyGapError(f"{table.name} has something to export, but names no owner")
            if not kept and table.name not in BY_HAND:
                raise PrivacyGapError(f"{table.name} is to be erased, but names no owner")
            continue
        if bool(exported) != bool(said["export_as"]):
            raise PrivacyGapError(f"{table.name}: columns to export and a name to export them by go together")
        cleared = tuple(column.name for column in columns if column.info["erase"] == "clear")
        yield About(table, owner, how == "telegram", kept, said["export_as"], exported, cleared)


def _checked(column: Column[Any], kept: bool) -> Column[Any]:
    name = f"{column.table.name}.{column.name}"
    said = column.info
    if not {"export", "erase"} <= said.keys():
        raise PrivacyGapError(f"{name} says nothing about export and erasure")
    erase = said["erase"]
    reasoned = erase.startswith("keep: ") and len(erase) > len("keep: ")
    if not (reasoned or erase == "clear" if kept else erase == "with row"):
        raise PrivacyGapError(f"{name}: {erase!r} does not fit rows that are {'kept' if kept else 'deleted'}")
    if not said["export"] and not said.get("why"):
        raise PrivacyGapError(f"{name} is not exported, but does not say why")
    if erase == "clear":
        emptied(column)
    return column


def emptied(column: Column[Any]) -> Any:
    """What a cleared column holds.

    Raises PrivacyGapError when it can hold nothing and has no default either.
    """
    if column.nullable:
        return None
    if not isinstance(column.default, ScalarElementColumnDefault):
        raise PrivacyGapError(f"{column.table.name}.{column.name} is to be cleared, but cannot be empty")
    return column.default.arg


def everything_about(session: Session, person_id: int, telegram_id: int) -> dict[str, list[dict[str, Any]]]:
    """Fetch what is exported about a person, by the tables' export names."""
    found: dict[str, list[dict[str, Any]]] = {}
    for about in tables_about_people():
        if about.export_as is None:
            continue
        columns = [about.table.c[name] for name in about.exported]
        statement = select(*columns).where(about.of(person_id, telegram_id)).order_by(*about.table.primary_key)
        rows = session.execute(statement).mappings()
        found.setdefault(about.export_as, []).extend(dict(row) for row in rows)
    return found


def erase(session: Session, person_id: int, telegram_id: int) -> None:
    """Delete or clear a person's rows, as tagged. Their chat's messages go first; their own row stays, emptied."""
    chats = select(Chat.id).where(Chat.person_id == person_id)
    # Whoever is writing a copy for this chat just now is waited for; whoever comes after finds no chat any more.
    session.execute(chats.with_for_update())
    session.execute(delete(ChatMessage).where(ChatMessage.chat_id.in_(chats)))
    session.execute(delete(CopyMessage).where(CopyMessage.chat_id.in_(chats)))
    session.execute(delete(Copy).where(Copy.chat_id.in_(chats)))
    for about in reversed(tables_about_people()):
        theirs = about.of(person_id, telegram_id)
        if not about.kept:
            session.execute(delete(about.table).where(theirs))
        elif about.cleared:
            values = {name: emptied(about.table.c[name]) for name in about.cleared}
            session.execute(update(about.table).where(theirs).values(values))
    session.expire_all()  # what the session has loaded is no longer true


def close_person(session: Session, person_id: int, proof: str | None, now: datetime) -> None:
    """Mark a person's emptied row as erased and end their standing consents, whose rows stay as proof."""
    session.execute(
        update(Person)
        .where(Person.id == person_id)
        .values(status=Status.ERASED, proof=proof, left_at=func.coalesce(Person.left_at, now))
    )
    session.execute(
        update(Consent).where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None)).values(withdrawn_at=now)
    )


def blank_inbox(session: Session, key: int, now: datetime) -> None:
    """Blank a person's stored updates; those still waiting are dropped. The one in hand, the lowest open one, stays.

    Their update ids stay for days, so that what Telegram sends again is recognised; nothing else does.
    """
    in_hand = select(func.min(Inbox.update_id)).where(Inbox.key == key, Inbox.finished_at.is_(None)).scalar_subquery()
    session.execute(
        update(Inbox)
        .where(Inbox.key == key, or_(Inbox.finished_at.is_not(None), Inbox.update_id > in_hand))
        .values(
            key=0,
            state=InboxState.DONE,
            payload="",
            answers=None,
            reference=None,
            finished_at=func.coalesce(Inbox.finished_at, now),
        )
    )


def blank_mentions(session: Session, mentions: Sequence[str]) -> None:
    """Blank updates of others that could not be handled and quote a person: a press brings the pressed card's text."""
    quoted = or_(*(Inbox.payload.contains(mention, autoescape=True) for mention in mentions))
    session.execute(update(Inbox).where(Inbox.state == InboxState.SET_ASIDE, quoted).values(payload=""))


def has_consents(session: Session, person_id: int) -> bool:
    """Say whether there is any consent, standing or withdrawn, to be proved."""
    return session.scalar(select(Consent.id).where(Consent.person_id == person_id).limit(1)) is not None


def applications_of(session: Session, person_id: int) -> list[int]:
    """List a person's applications and hold them, so that nobody decides one while it goes."""
    held = select(Application.id).where(Application.person_id == person_id).order_by(Application.id).with_for_update()
    return list(session.scalars(held))


def applications_naming(session: Session, person_id: int) -> list[int]:
    """List other people's applications that name a person: as who decided, or as who asked."""
    asked = select(ApplicationMessage.application_id).where(ApplicationMessage.author_id == person_id)
    return list(
        session.scalars(
            select(Application.id)
            .where(
                Application.person_id != person_id, or_(Application.decided_by == person_id, Application.id.in_(asked))
            )
            .order_by(Application.id)
        )
    )


def questions_to(session: Session, person_id: int) -> list[int]:
    """List the questions about a person's applications."""
    return _lines(session, ApplicationMessage.person_id == person_id, ApplicationMessage.from_applicant.is_(False))


def questions_by(session: Session, person_id: int) -> list[int]:
    """List the questions a person asked others about theirs."""
    return _lines(session, ApplicationMessage.author_id == person_id, ApplicationMessage.from_applicant.is_(False))


def answers_by(session: Session, person_id: int) -> list[int]:
    """List the answers a person gave to questions about their applications."""
    return _lines(session, ApplicationMessage.person_id == person_id, ApplicationMessage.from_applicant.is_(True))


def _lines(session: Session, *wanted: ColumnElement[bool]) -> list[int]:
    return list(session.scalars(select(ApplicationMessage.id).where(*wanted).order_by(ApplicationMessage.id)))
