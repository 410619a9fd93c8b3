"""Queries about hub groups: which there are, what they are for, who is in them and who asks to come in."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, delete, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Chat, Copy, GroupGuest, GroupMember, GroupTask, HubGroup, JoinRequest, Person, Thread
from db.values import GroupState, JoinState, Status

_GROUP: tuple[Any, ...] = (
    Chat.id,
    Chat.telegram_id,
    Chat.kind,
    Chat.hub,
    Chat.language,
    Chat.unreachable_since,
    HubGroup.state,
    HubGroup.title,
    HubGroup.forum,
    HubGroup.added_by,
    HubGroup.linked_by,
    HubGroup.rights,
    HubGroup.told,
    HubGroup.invite_link,
    HubGroup.welcomed_at,
)


def _groups(*conditions: Any) -> Select[Any]:
    return select(*_GROUP).join(HubGroup, HubGroup.chat_id == Chat.id).where(*conditions)


# Groups


def by_telegram(session: Session, bot_id: int, telegram_id: int) -> Row[Any] | None:
    """Find a group by Telegram's id."""
    return session.execute(_groups(Chat.bot_id == bot_id, Chat.telegram_id == telegram_id)).one_or_none()


def by_rows(session: Session, chat_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch groups by row numbers."""
    return list(session.execute(_groups(Chat.id.in_(chat_ids))))


def of_bot(session: Session, bot_id: int) -> list[Row[Any]]:
    """List all groups that this bot is in or was linked in, by title."""
    theirs = (Chat.bot_id == bot_id, HubGroup.state.in_((GroupState.ADDED, GroupState.LINKED)))
    return list(session.execute(_groups(*theirs).order_by(HubGroup.title, Chat.id)))


def linked(session: Session, bot_id: int) -> list[Row[Any]]:
    """List the groups that are linked to a hub."""
    theirs = (Chat.bot_id == bot_id, HubGroup.state == GroupState.LINKED, Chat.hub.is_not(None))
    return list(session.execute(_groups(*theirs).order_by(Chat.id)))


def hold(session: Session) -> None:
    """Hold all groups until the commit: who links one next waits for whoever links one now."""
    session.execute(select(HubGroup.chat_id).order_by(HubGroup.chat_id).with_for_update()).all()


def chat_row(session: Session, bot_id: int, telegram_id: int, kind: str, language: str) -> int:
    """Return the row of a group's chat, written now if it is new."""
    new = insert_or(session, Chat).values(bot_id=bot_id, telegram_id=telegram_id, kind=kind, language=language)
    session.execute(new.on_conflict_do_nothing(index_elements=["bot_id", "telegram_id"]))
    mine = (Chat.bot_id == bot_id, Chat.telegram_id == telegram_id)
    return int(session.execute(select(Chat.id).where(*mine)).scalar_one())


def write(session: Session, chat_id: int, now: datetime, **values: Any) -> None:
    """Write down what is known of a group, new or known before."""
    new = insert_or(session, HubGroup).values(
        **{"chat_id": chat_id, "state": GroupState.ADDED, "rights": [], "told": [], "added_at": now} | values
    )
    session.execute(new.on_conflict_do_update(index_elements=["chat_id"], set_=values or {"chat_id": chat_id}))


def change_chat(session: Session, chat_id: int, **values: Any) -> None:
    """Change a group's chat: its hub, its language, whether it can be reached."""
    session.execute(update(Chat).where(Chat.id == chat_id).values(**values))


def move(session: Session, chat_id: int, to: int) -> None:
    """Let everything known of a group be known of the row `to`, in place of what was known there."""
    for table in (GroupMember, GroupGuest, JoinRequest, Thread, GroupTask, HubGroup):
        session.execute(delete(table).where(table.chat_id == to).execution_options(synchronize_session=False))
        moved = update(table).where(table.chat_id == chat_id).values(chat_id=to)
        session.execute(moved.execution_options(synchronize_session=False))


def unreachable(session: Session, bot_id: int) -> list[Row[Any]]:
    """List the linked groups that could not be written to lately."""
    gone = (Chat.unreachable_since.is_not(None), HubGroup.state == GroupState.LINKED)
    return list(session.execute(_groups(Chat.bot_id == bot_id, *gone)))


def forget_left(session: Session, bot_id: int, before: datetime) -> int:
    """Forget groups that never belonged to a hub and that the bot left before then; returns how many."""
    old = (
        select(HubGroup.chat_id)
        .join(Chat, Chat.id == HubGroup.chat_id)
        .where(
            Chat.bot_id == bot_id,
            HubGroup.state == GroupState.LEFT,
            HubGroup.linked_at.is_(None),
            HubGroup.added_at < before,
        )
    )
    gone = session.scalars(old).all()
    for table in (GroupMember, GroupGuest, JoinRequest, GroupTask, HubGroup):
        session.execute(delete(table).where(table.chat_id.in_(gone)).execution_options(synchronize_session=False))
    sent = select(Copy.id).where(Copy.chat_id == Chat.id).exists()
    session.execute(delete(Chat).where(Chat.id.in_(gone), ~sent).execution_options(synchronize_session=False))
    return len(gone)


def hold_one(session: Session, chat_id: int) -> None:
    """Hold one group until the commit: what is told of it is told once, whoever else has something to tell."""
    session.execute(select(HubGroup.chat_id).where(HubGroup.chat_id == chat_id).with_for_update()).all()


def may_welcome(session: Session, chat_id: int, now: datetime, before: datetime) -> bool:
    """Say whether the last welcome in a group was before then; it was now, if so."""
    quiet = or_(HubGroup.welcomed_at.is_(None), HubGroup.welcomed_at <= before)
    welcomed = update(HubGroup).where(HubGroup.chat_id == chat_id, quiet).values(welcomed_at=now)
    return session.connection().execute(welcomed).rowcount == 1


# Titles, for whoever has their data handed out


def titles_inside(session: Session, person_id: int) -> list[str | None]:
    """List the titles of the groups that somebody is in, in the order of the groups."""
    mine = select(HubGroup.title).select_from(GroupMember).outerjoin(HubGroup, HubGroup.chat_id == GroupMember.chat_id)
    return list(session.scalars(mine.where(GroupMember.person_id == person_id).order_by(GroupMember.chat_id)))


def titles_asked(session: Session, person_id: int) -> list[str | None]:
    """List the titles of the groups that somebody asked to come into, in the order of the groups."""
    mine = select(HubGroup.title).select_from(JoinRequest).outerjoin(HubGroup, HubGroup.chat_id == JoinRequest.chat_id)
    return list(session.scalars(mine.where(JoinRequest.person_id == person_id).order_by(JoinRequest.chat_id)))


# Who is in them


def came(session: Session, chat_id: int, person_id: int, now: datetime, *, administers: bool | None = None) -> bool:
    """Write down that somebody is in a group; says whether that is new. None leaves `administers` as it is."""
    known = session.scalar(
        select(GroupMember.administers).where(GroupMember.chat_id == chat_id, GroupMember.person_id == person_id)
    )
    if known is None:
        new = insert_or(session, GroupMember).values(
            chat_id=chat_id, person_id=person_id, administers=bool(administers), since=now
        )
        session.execute(new.on_conflict_do_nothing(index_elements=["chat_id", "person_id"]))
    elif administers is not None and known != administers:
        row = update(GroupMember).where(GroupMember.chat_id == chat_id, GroupMember.person_id == person_id)
        session.execute(row.values(administers=administers).execution_options(synchronize_session=False))
    return known is None


def went(session: Session, chat_id: int, person_id: int) -> None:
    """Forget that somebody is in a group."""
    row = delete(GroupMember).where(GroupMember.chat_id == chat_id, GroupMember.person_id == person_id)
    session.execute(row.execution_options(synchronize_session=False))


def groups_of(session: Session, person_id: int) -> list[int]:
    """List the groups (rows) that somebody is in, as far as Telegram told."""
    return list(session.scalars(select(GroupMember.chat_id).where(GroupMember.person_id == person_id)))


def administered_by(session: Session, person_id: int) -> list[int]:
    """List the groups (rows) that somebody administers."""
    theirs = (GroupMember.person_id == person_id, GroupMember.administers.is_(True))
    return list(session.scalars(select(GroupMember.chat_id).where(*theirs)))


def people(session: Session, person_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch people by row numbers: id, telegram_id, name, status."""
    found = select(Person.id, Person.telegram_id, Person.name, Person.status).where(Person.id.in_(person_ids))
    return list(session.execute(found))


def count_people(session: Session, chat_id: int) -> int:
    """Count the members who are known to be in a group."""
    mine = and_(GroupMember.chat_id == chat_id, Person.id == GroupMember.person_id, Person.status == Status.MEMBER)
    return int(session.scalar(select(func.count()).select_from(GroupMember).join(Person, mine)) or 0)


# Who asks to come in


def asked(session: Session, chat_id: int, person_id: int, state: JoinState, now: datetime) -> None:
    """Write down that somebody asked to come into a group, and what becomes of it."""
    values = {"state": state, "asked_at": now}
    new = insert_or(session, JoinRequest).values(chat_id=chat_id, person_id=person_id, **values)
    session.execute(new.on_conflict_do_update(index_elements=["chat_id", "person_id"], set_=values))


def waiting(session: Session, person_id: int) -> list[int]:
    """List the groups (rows) that somebody waits at the door of."""
    theirs = (JoinRequest.person_id == person_id, JoinRequest.state == JoinState.WAITING)
    return list(session.scalars(select(JoinRequest.chat_id).where(*theirs).order_by(JoinRequest.chat_id)))


def request(session: Session, chat_id: int, person_id: int) -> str | None:
    """Say what became of somebody's request; None where there is none."""
    mine = (JoinRequest.chat_id == chat_id, JoinRequest.person_id == person_id)
    return session.scalar(select(JoinRequest.state).where(*mine))


def decide(session: Session, chat_id: int, person_id: int, state: JoinState) -> None:
    """Write down what became of a request."""
    mine = (JoinRequest.chat_id == chat_id, JoinRequest.person_id == person_id)
    session.execute(update(JoinRequest).where(*mine).values(state=state).execution_options(synchronize_session=False))


def wait_again(session: Session, person_id: int, now: datetime) -> None:
    """Let somebody wait at the door of every group they are in: they are let in again when they may."""
    inside = select(GroupMember.chat_id, GroupMember.person_id, literal(JoinState.WAITING.value), literal(now)).where(
        GroupMember.person_id == person_id
    )
    known = select(JoinRequest.chat_id).where(JoinRequest.person_id == person_id)
    again = update(JoinRequest).where(
        JoinRequest.person_id == person_id,
        JoinRequest.chat_id.in_(select(GroupMember.chat_id).where(GroupMember.person_id == person_id)),
    )
    session.execute(again.values(state=JoinState.WAITING, asked_at=now).execution_options(synchronize_session=False))
    columns = ["chat_id", "person_id", "state", "asked_at"]
    fresh = inside.where(GroupMember.chat_id.not_in(known))
    session.execute(insert(JoinRequest).from_select(columns, fresh))


def old_requests(session: Session, before: datetime) -> list[Row[Any]]:
    """List who has waited at a door since before then: chat_id, person_id, telegram_id."""
    old = (JoinRequest.state == JoinState.WAITING, JoinRequest.asked_at < before)
    found = select(JoinRequest.chat_id, JoinRequest.person_id, Person.telegram_id)
    return list(session.execute(found.join(Person, Person.id == JoinRequest.person_id).where(*old).limit(500)))


# Guests


def first_time(session: Session, chat_id: int, mark: str, now: datetime) -> bool:
    """Write down that a guest is told something in a group; says whether it is the first time."""
    new = insert_or(session, GroupGuest).values(chat_id=chat_id, mark=mark, told_at=now)
    fresh = new.on_conflict_do_nothing(index_elements=["chat_id", "mark"]).returning(GroupGuest.chat_id)
    return session.connection().execute(fresh).first() is not None


def forget_guests(session: Session, before: datetime) -> int:
    """Forget which guests were told something before then; returns how many."""
    return session.connection().execute(delete(GroupGuest).where(GroupGuest.told_at < before)).rowcount


def forget_line(session: Session, chat_id: int, mark: str, before: datetime) -> None:
    """Forget one mark in a group if it is as old as that."""
    old = (GroupGuest.chat_id == chat_id, GroupGuest.mark == mark, GroupGuest.told_at <= before)
    session.execute(delete(GroupGuest).where(*old).execution_options(synchronize_session=False))
