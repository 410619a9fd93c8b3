"""Queries of the clock: reminders that are due become notices with their copies, many at a time. All Core."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    FromClause,
    Integer,
    Row,
    Select,
    String,
    and_,
    any_,
    bindparam,
    case,
    func,
    insert,
    literal,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from db.dialects import is_sqlite
from db.models import Chat, Copy, Notice, Reminder
from db.models.base import UtcDateTime
from db.values import LANE_ORDER, CopyState, Lane, NoticeState, ReminderKind, ReminderState

KIND = "reminder"
_reminder: Any = Reminder.__table__.c
_notice: Any = Notice.__table__.c
_chat: Any = Chat.__table__.c
# What SQL alone does not do: the next one of a repeated reminder, and those of whole audiences.
_special = or_(_reminder.rule.is_not(None), _reminder.kind == ReminderKind.AUDIENCE)


@dataclass(frozen=True, slots=True)
class Fired:
    """How many reminders came due and were dealt with, how many of them were missed, and which need more."""

    count: int
    missed: int
    special: Sequence[int]


def next_due(session: Session) -> datetime | None:
    """Say when the next reminder falls due; the past when one already is."""
    waiting = select(_reminder.due_at).where(_reminder.state == ReminderState.WAITING)
    return session.connection().scalar(waiting.order_by(_reminder.due_at, _reminder.id).limit(1))


def fire(session: Session, bot_id: int, now: datetime, limit: int) -> Fired:
    """Take reminders that are due, longest due first, and let each become a notice with its copy, or be missed.

    What another process has in hand is passed by. Those of audiences become no notice here.
    """
    values = {"bot": bot_id, "now": now, "most": limit}
    connection = session.connection()
    if not is_sqlite(session):
        row = connection.execute(_AT_ONCE, values).one()
        return Fired(row.number, row.missed, row.special or [])
    fired = connection.execute(_FIRE, values).all()
    if fired:
        taken = {**values, "taken": json.dumps([row.id for row in fired])}
        connection.execute(_TELL, taken)
        connection.execute(_COPY, taken)
    missed = sum(row.state == ReminderState.MISSED for row in fired)
    return Fired(len(fired), missed, [row.id for row in fired if row.special])


def several(session: Session, reminder_ids: Sequence[int]) -> list[Row[Any]]:
    """Fetch reminders by row number."""
    return list(session.execute(select(*_reminder).where(_reminder.id.in_(reminder_ids))))


def correct(session: Session, event_id: int, now: datetime, *, drop_unsent: bool) -> int:
    """Have every letter edited in place that reminded of an event; returns how many stand or are on their way.

    With `drop_unsent` those that have not left yet never do. Each notice has one copy, so that both are changed at once
    here, instead of notice by notice.
    """
    fired = select(_reminder.id).where(_reminder.event_id == event_id, _reminder.state == ReminderState.DONE)
    theirs = select(_notice.id).where(_notice.kind == KIND, _notice.subject_id.in_(fired))
    raised = update(Notice).where(_notice.id.in_(theirs), _notice.state == NoticeState.ACTIVE)
    connection = session.connection()
    if not connection.execute(raised.values(revision=_notice.revision + 1)).rowcount:
        return 0
    free = Copy.lease_until.is_(None)
    sent, pending = free & (Copy.state == CopyState.SENT), free & (Copy.state == CopyState.PENDING)
    wanted = select(_notice.revision).where(_notice.id == Copy.notice_id).scalar_subquery()
    changes: dict[str, Any] = {
        "wanted": wanted,
        "open": case((sent, literal(True)), (pending, literal(not drop_unsent)), else_=Copy.open),
        "due_at": case((sent, literal(now, UtcDateTime())), else_=Copy.due_at),
        "attempts": case((sent, literal(0)), else_=Copy.attempts),
    }
    if drop_unsent:
        changes["state"] = case((pending, literal(CopyState.SKIPPED.value)), else_=Copy.state)
    return connection.execute(update(Copy).where(Copy.notice_id.in_(theirs)).values(changes)).rowcount


def stop(session: Session, reminder_id: int) -> None:
    """Note that a reminder did not come, and does not come again."""
    session.connection().execute(
        update(Reminder).where(_reminder.id == reminder_id).values(state=ReminderState.STOPPED, fired_at=None)
    )


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write reminders down."""
    session.connection().execute(insert(Reminder), list(rows))


# --- statements, built once -----------------------------------------------------------------------------------------
_NOW = bindparam("now", type_=UtcDateTime())
_over = and_(_reminder.useful_until.is_not(None), _reminder.useful_until <= _NOW)


def _due() -> Select[Any]:
    waiting = select(_reminder.id).where(_reminder.state == ReminderState.WAITING, _reminder.due_at <= _NOW)
    waiting = waiting.order_by(_reminder.due_at, _reminder.id).limit(bindparam("most", type_=Integer()))
    return waiting.with_for_update(skip_locked=True)


def _fire(taken: Any) -> Any:
    state = case((_over, literal(ReminderState.MISSED.value)), else_=literal(ReminderState.DONE.value))
    fired_at = case((_over, null()), else_=_NOW)
    return update(Reminder).where(taken).values(state=state, fired_at=fired_at)


def _tell(rows: Any, only: Any, audience: Any) -> Any:
    """Write a notice for each of these reminders that came and is of one person."""
    columns = {
        "kind": literal(KIND),
        "subject_id": rows.id,
        "revision": literal(1),
        "state": literal(NoticeState.ACTIVE.value),
        "lane": literal(Lane.PERSONAL.value),
        "urgent": rows.urgent,
        "due_at": _NOW,
        "expires_at": rows.useful_until,
        "audience": audience,
        "filled_to": null(),
        "created_at": _NOW,
    }
    told = select(*columns.values()).where(rows.state == ReminderState.DONE, rows.kind != ReminderKind.AUDIENCE, *only)
    return insert(Notice).from_select(list(columns), told, include_defaults=False)


def _copy(told: FromClause, notice_id: Any, person_id: Any, *only: Any) -> Any:
    """Write the copy of each of these notices, in the chat of whom it is for."""
    reachable = _chat.unreachable_since.is_(None)
    pending, unreachable = literal(CopyState.PENDING.value), literal(CopyState.UNREACHABLE.value)
    columns = {
        "notice_id": notice_id,
        "chat_id": _chat.id,
        "state": case((reachable, pending), else_=unreachable),
        "revision": literal(0),
        "wanted": literal(1),
        "due_at": _NOW,
        "lane_rank": literal(LANE_ORDER.index(Lane.PERSONAL)),
        "open": reachable,
        "attempts": literal(0),
    }
    theirs = and_(_chat.person_id == person_id, _chat.bot_id == bindparam("bot"))
    found = select(*columns.values()).select_from(told.join(Chat.__table__, theirs)).where(*only)
    return insert(Copy).from_select(list(columns), found, include_defaults=False)


def _at_once() -> Any:
    """All of it in one statement, as PostgreSQL can."""
    columns = (_reminder[name] for name in ("id", "person_id", "kind", "state", "urgent", "useful_until"))
    # An array is looked up one by one; a subquery would be joined, and all of a table of middling size be read for it.
    taken = _reminder.id == any_(func.array(_due().scalar_subquery()))
    fired = _fire(taken).returning(*columns, _special.label("special")).cte("fired")
    people = func.jsonb_build_object(literal_column("'people'"), func.jsonb_build_array(fired.c.person_id))
    told = _tell(fired.c, (), people).returning(_notice.id, _notice.subject_id).cte("told")
    both = told.join(fired, fired.c.id == told.c.subject_id)
    copied = _copy(both, told.c.id, fired.c.person_id).cte("copied")
    return select(
        func.count().label("number"),
        func.count().filter(fired.c.state == ReminderState.MISSED).label("missed"),
        func.array_agg(fired.c.id).filter(fired.c.special).label("special"),
    ).add_cte(copied)


_AT_ONCE = _at_once()
# SQLite changes one table a statement.
_taken = func.json_each(bindparam("taken", type_=String())).table_valued("value")
_TAKEN = _reminder.id.in_(select(_taken.c.value))
_FIRE = _fire(_reminder.id.in_(_due())).returning(_reminder.id, _reminder.state, _special.label("special"))
_TELL = _tell(_reminder, (_TAKEN,), func.json_object(literal_column("'people'"), func.json_array(_reminder.person_id)))
_COPY = _copy(
    Reminder.__table__.join(Notice.__table__, and_(_notice.kind == KIND, _notice.subject_id == _reminder.id)),
    _notice.id,
    _reminder.person_id,
    _TAKEN,
)
