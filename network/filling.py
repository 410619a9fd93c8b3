"""Bringing notices to their copies, chunk by chunk: who gets one and when it is due, and what changed since."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from db.queries import audience as audiences
from db.queries import audience_counts
from db.queries import filling as queries
from db.queries.audience import Chunk, Scope
from db.values import LANE_ORDER, Audience, Habits, Lane, NoticeState
from network import pacing
from network.work import Work

LEDGER = "ledger"  # whoever delivers waits for calls by this name
CHUNK = 10_000
NOTICE_COSTS = 50  # a notice's own queries, in copies


def prepare(work: Work) -> bool:
    """Pass new revisions on and fill in copies of what is due, about a chunk of each. Says whether there may be more.

    A change of many copies does not hold up filling, nor the other way round. All who deliver are woken, not only those
    of this process.
    """
    spread_room = CHUNK
    while spread_room > 0 and (changed := queries.unspread(work.session)):
        spread_room -= queries.spread(work.session, changed, CHUNK, work.now) + NOTICE_COSTS
        work.woken.add(LEDGER)
    fill_room = CHUNK
    while fill_room > 0 and (fresh := queries.unfilled(work.session, work.now)):
        fill_room -= _fill(work, fresh) + NOTICE_COSTS
        work.woken.add(LEDGER)
    return spread_room <= 0 or fill_room <= 0


def next_due(work: Work) -> datetime | None:
    """Say when the next notice falls due whose copies are not written yet; the past when one already has."""
    return queries.next_unfilled(work.session)


def welcome(work: Work, person_id: int) -> int:
    """Add the copies of everything still open to those who join, for somebody who fits now; returns how many."""
    chat_id = queries.chat_of(work.session, work.bot_id, person_id)
    if chat_id is None:
        return 0
    written = 0
    for notice in sorted(queries.welcoming(work.session, work.now), key=lambda row: row.id):
        scope = scope_of(work, Audience.from_json(notice.audience))
        if chunk := audiences.chunk(work.session, scope, chat_id - 1, 1, last=chat_id):
            written += _write(work, notice, scope, chunk, max(notice.due_at, work.now))
    return written


def held(
    work: Work,
    audience: Audience,
    lane: Lane,
    *,
    due_at: datetime,
    local_at: str | None = None,
    named_time: bool = False,
) -> int:
    """Count those of an audience who would wait beyond that time for the end of quiet hours or a weekend.

    Of very many, a sample is asked.
    """
    waiting, hours = 0, work.charter.hours
    for habits, number in audience_counts.by_habits(work.session, scope_of(work, audience)).items():
        due = due_at if local_at is None else max(due_at, pacing.wall_time(local_at, habits.zone))
        waiting += (
            number if pacing.held_until(max(due, work.now), habits, lane, named_time=named_time, hours=hours) else 0
        )
    return waiting


def scope_of(work: Work, audience: Audience) -> Scope:
    """Return an audience with what the database does not know about it."""
    return Scope(audience, work.bot_id, work.owners, work.charter.worldwide.key)


def _fill(work: Work, notice: Any) -> int:
    scope = scope_of(work, Audience.from_json(notice.audience))
    chunk = audiences.chunk(work.session, scope, notice.filled_to, CHUNK)
    if chunk is None:
        queries.filled(work.session, notice.id, None)
        return 0
    _write(work, notice, scope, chunk, notice.due_at)
    queries.filled(work.session, notice.id, chunk.last if chunk.full else None)
    if chunk.full and not notice.filled_to:
        queries.recount(work.session)
    return chunk.count


def _write(work: Work, notice: Any, scope: Scope, chunk: Chunk, due_at: datetime) -> int:
    return audiences.fill(
        work.session,
        scope,
        chunk,
        notice_id=notice.id,
        revision=notice.revision,
        lane_rank=LANE_ORDER.index(Lane(notice.lane)),
        due=_due(work, notice, chunk.habits, due_at),
        otherwise=due_at,
        active=notice.state == NoticeState.ACTIVE,
    )


def _due(work: Work, notice: Any, all_habits: Iterable[Habits], due_at: datetime) -> dict[Habits, datetime]:
    """Say when a notice is due for each kind of habits for which that is not simply `due_at`."""
    due = {
        habits: pacing.due_for(
            due_at,
            habits,
            Lane(notice.lane),
            now=work.now,
            urgent=notice.urgent,
            named_time=notice.named_time,
            local_at=notice.local_at,
            hours=work.charter.hours,
        )
        for habits in all_habits
    }
    return {habits: moment for habits, moment in due.items() if moment != due_at}
