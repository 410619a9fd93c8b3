"""What is due: reminders become notices, and those that repeat get their next row, all in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from db.queries import reminders_due as queries
from db.values import Audience, ReminderKind, ReminderState
from network import notices, people
from network.work import Work

REMINDER = queries.KIND  # the kind of notice; the subject is the reminder
BATCH = 1000  # reminders a transaction: a fifth of a second on SQLite, for which others wait


@dataclass(frozen=True, slots=True)
class Look:
    """What was found: how many were due, how many of them were worth nothing any more, and when to look again."""

    count: int
    missed: int
    next_due: datetime | None


def fire(work: Work, limit: int = BATCH) -> Look:
    """Let at most so many reminders that are due become notices; commit, and call again while there are more.

    What is worth nothing any more (the bot stood still) is recorded as missed. Several processes share the work.
    """
    fired = queries.fire(work.session, work.bot_id, work.now, limit)
    following: list[dict[str, Any]] = []
    for row in queries.several(work.session, fired.special) if fired.special else ():
        if row.kind == ReminderKind.AUDIENCE:
            if not _may_still_tell(work, row):
                queries.stop(work.session, row.id)
                continue
            if row.state == ReminderState.DONE:
                _tell_all(work, row)
        if row.rule and (after := _next(row, work.now)):
            following.append(after)
    if following:
        queries.add(work.session, following)
    if fired.count > fired.missed:
        work.woken.add(notices.LEDGER)
    return Look(fired.count, fired.missed, queries.next_due(work.session))


def next_due(work: Work) -> datetime | None:
    """Say when the next reminder falls due; the past when one already is."""
    return queries.next_due(work.session)


def _may_still_tell(work: Work, row: Any) -> bool:
    """Whether whoever set a reminder to many coordinates all of these still."""
    setter = people.readers(work, [row.person_id]).get(row.person_id)
    regions = Audience.from_json(row.audience or {}).regions
    return setter is not None and (setter.network_wide or bool(regions and setter.regions.issuperset(regions)))


def _tell_all(work: Work, row: Any) -> None:
    audience = Audience.from_json(row.audience or {})
    notices.post(work, REMINDER, row.id, audience, urgent=row.urgent, expires_at=row.useful_until)


def _next(row: Any, now: datetime) -> dict[str, Any] | None:
    """Return the row that comes after this one of a repeated reminder; None when it was the last.

    Of those that came due while nobody ran only the newest is written: if that is worth something still, it comes.
    """
    found = _after(row.rule, row.local_at, row.zone, row.due_at)
    while found and found[1] <= now and (later := _after(row.rule, found[0], row.zone, found[1])) and later[1] <= now:
        found = later
    if found is None:
        return None
    local_at, due_at = found
    beyond = _after(row.rule, local_at, row.zone, due_at)
    useful = due_at + (row.useful_until - row.due_at) if row.useful_until else None
    limits = [moment for moment in (useful, beyond and beyond[1]) if moment]
    kept = ("person_id", "kind", "urgent", "words", "zone", "rule", "audience", "text_id")
    return {name: getattr(row, name) for name in kept} | {
        "state": ReminderState.WAITING,
        "due_at": due_at,
        "local_at": local_at,
        "useful_until": min(limits, default=None),
        "root_id": row.root_id or row.id,
        "created_at": now,
    }


# At nine on Monday thousands come due that repeat alike.
@lru_cache(maxsize=2000)
def _after(rule: str, local_at: str, zone: str | None, after: datetime) -> tuple[str, datetime] | None:
    from network.reminders.repeating import next_after  # noqa: PLC0415 - dateutil is read only when something repeats

    try:
        return next_after(rule, local_at, zone, after)
    except (ValueError, LookupError):
        # Written by another version, say: it comes this once. One row must not hold up everybody's.
        return None
