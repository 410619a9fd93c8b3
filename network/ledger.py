"""The ledger's units of work: preparing copies, listing what is open, claiming, and recording what became of it.

The delivery worker (bot/delivery.py) calls these and sends in between; a claim is committed before anything leaves.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from db.dialects import is_sqlite
from db.queries import audience as audience_queries
from db.queries import chats as chat_queries
from db.queries import claims, leases
from db.queries import ledger as queries
from db.queries.belonging import Scope
from db.values import LANE_ORDER, Audience, CopyState, NoticeState
from network import clearing, people
from network.filling import prepare, scope_of
from network.people import Reader
from network.work import Work

__all__ = [
    "Open",
    "Outcome",
    "Shown",
    "Standing",
    "audiences_of",
    "claim",
    "counts",
    "end_leases_of_the_dead",
    "give_back",
    "lay_aside",
    "messages",
    "next_due",
    "open_copies",
    "prepare",
    "record",
    "sweep",
]


A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Open:
    """A copy that something is to be done with, as it was found: what the claim must still find unchanged."""

    copy_id: int
    person_id: int | None
    reader: Reader | None
    revision: int
    notice_state: NoticeState
    notice_id: int
    audience: Audience
    sends: bool
    chat_id: int = 0


class Standing(NamedTuple):
    """One message that a copy is: Telegram's id, when it was sent, its place in an album, a mark of what it shows.

    The mark is None for text (handlers/kit/shapes.py makes them).
    """

    message_id: int
    sent_at: datetime
    place: int = 0
    media: str | None = None


class Shown(NamedTuple):
    """A message that shows something now: Telegram's id, its place in an album, a mark of what it shows."""

    message_id: int
    place: int = 0
    media: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a copy. `shows` is the revision its chat shows now.

    `retry_at` opens it again then; `given_up` leaves it until there is a newer revision. `arrived` are new messages,
    `changed` those that show another picture or file, `gone` Telegram's ids of those that are no more. `unreachable`
    and `migrated_to` speak of the chat, `chat_id` is its row number, `telegram_id` Telegram's where that is known.
    """

    copy_id: int
    chat_id: int
    state: CopyState
    shows: int
    attempts: int = 0
    error: str | None = None
    retry_at: datetime | None = None
    given_up: bool = False
    arrived: tuple[Shown, ...] = ()
    changed: tuple[Shown, ...] = ()
    gone: tuple[int, ...] = ()
    unreachable: bool = False
    migrated_to: int | None = None
    telegram_id: int | None = None
    # The topic of a forum that Telegram said is not there (any more), or is closed.
    lost_thread: int | None = None
    closed_thread: int | None = None


def sweep(work: Work, *, before: datetime | None, again: Collection[str], in_hand: Collection[int]) -> int:
    """Take back what died in a worker's hand: leases that ended before then (real time), or all of them (None).

    A send becomes *maybe*, or is tried once more where its kind is in `again`. Returns how many there were.
    """
    return leases.sweep(work.session, before, again, in_hand, work.now)


def end_leases_of_the_dead(work: Work, owner: str, wall: datetime) -> int:
    """Let the leases of processes that ended run out now (real time), for the next sweep; says how many there were.

    Nobody but its owner delivers from a SQLite file.
    """
    return 0 if is_sqlite(work.session) else leases.end_those_of_the_dead(work.session, owner, wall - A_MOMENT)


def give_back(work: Work, owner: str, copy_ids: Collection[int]) -> None:
    """Open again what was claimed, if it was at all: nothing of it has left."""
    if copy_ids:
        leases.give_back(work.session, copy_ids, owner)


def lay_aside(work: Work, copy_ids: Collection[int]) -> None:
    """Close copies of paused notices that are open: they need not be looked at until the notice goes on."""
    if copy_ids:
        queries.lay_aside(work.session, copy_ids)


def open_copies(work: Work, limit: int, skip: int = 0) -> list[Any]:
    """List what is due and in nobody's hand, most urgent lane first, longest due first.

    In all lanes but the first so many are skipped: others are at them.
    """
    found: list[Any] = []
    for rank in range(len(LANE_ORDER)):
        if len(found) < limit:
            left = limit - len(found)
            found += queries.open_copies(work.session, work.bot_id, rank, work.now, left, skip if rank else 0)
    return found


def next_due(work: Work) -> datetime | None:
    """Say when a copy falls due; the past when one already is."""
    return queries.next_due(work.session, len(LANE_ORDER))


def messages(work: Work, copy_ids: Collection[int]) -> dict[int, list[Standing]]:
    """List the messages that copies are, oldest first."""
    found: dict[int, list[Standing]] = {}
    for row in queries.messages(work.session, copy_ids) if copy_ids else ():
        standing = Standing(row.message_id, row.sent_at, row.place, row.media)
        found.setdefault(row.copy_id, []).append(standing)
    return found


def standing_in(work: Work, kind: str, subject_id: int, chat_ids: Collection[int]) -> dict[int, int]:
    """Find the first message of a notice in each of these chats: Telegram's message id by the chat's row number."""
    return queries.standing(work.session, kind, subject_id, chat_ids)


def audiences_of(work: Work, notice_ids: Collection[int]) -> dict[int, Audience]:
    """Fetch whom notices are for."""
    return queries.audiences(work.session, notice_ids) if notice_ids else {}


def claim(work: Work, wanted: Sequence[Open], owner: str, until: datetime) -> set[int]:
    """Take copies in hand until then (real time); commit before sending. Returns those that are ours now.

    Everything is checked again: what was revised, or whose reader changed, since it was found stays open for another
    look; whoever does not belong to the audience any more is skipped.
    """
    scopes = _scopes(work, [copy for copy in wanted if copy.sends])
    # Of one audience it is asked with the claim, of several one after the other.
    scope = next(iter(scopes.values())) if len(set(scopes.values())) == 1 else None
    rows = claims.take(work.session, [copy.copy_id for copy in wanted], owner, until, scope)
    taken = {row.copy_id: row for row in rows}
    same = [
        copy
        for copy in wanted
        if (row := taken.get(copy.copy_id)) is not None
        and row.revision == copy.revision
        and row.notice_state == copy.notice_state
        and not (copy.sends and row.unreachable_since is not None)
        and (copy.person_id is None or (row.id is not None and people.reader_of(row, work.owners) == copy.reader))
    ]
    give_back(work, owner, taken.keys() - {copy.copy_id for copy in same})
    sends = [copy for copy in same if copy.sends and copy.notice_id in scopes]
    left = _groups_that_left(work, sends, scopes)
    if scope is None:
        left |= _people_who_left(work, sends, scopes)
    else:
        left |= {copy.copy_id for copy in sends if copy.person_id is not None and taken[copy.copy_id].outside}
    if left:
        record(work, owner, [Outcome(copy_id, 0, CopyState.SKIPPED, 0, error="left the audience") for copy_id in left])
    return {copy.copy_id for copy in same} - left


def record(work: Work, owner: str, outcomes: Sequence[Outcome]) -> None:
    """Write down what became of copies, in one batch."""
    if not outcomes:
        return
    alike: dict[claims.Result, set[int]] = {}
    for outcome in outcomes:
        result = claims.Result(
            state=outcome.state.value,
            revision=outcome.shows,
            attempts=outcome.attempts,
            error=outcome.error[:200] if outcome.error else None,
            due=outcome.retry_at or work.now,
            sent=work.now if outcome.arrived else None,
            retry=outcome.retry_at is not None,
            given_up=outcome.given_up,
        )
        alike.setdefault(result, set()).add(outcome.copy_id)
    arrived = [claims.Arrival(o.copy_id, *message) for o in outcomes for message in o.arrived]
    if erased := claims.settle(work.session, owner, work.now, alike, arrived):
        _too_late(work, erased, outcomes)
    if changed := [(o.copy_id, message.message_id, message.media) for o in outcomes for message in o.changed]:
        queries.changed(work.session, changed)
    if gone := [(o.copy_id, message) for o in outcomes for message in o.gone]:
        queries.forget_messages(work.session, gone)
    if chats := {outcome.chat_id for outcome in outcomes if outcome.unreachable}:
        chat_queries.unreachable(work.session, chats, work.now)
    for outcome in outcomes:
        if outcome.migrated_to is not None:
            chat_queries.migrate(work.session, outcome.chat_id, outcome.migrated_to)
        if outcome.lost_thread is not None or outcome.closed_thread is not None:
            from network.hubs import threads  # noqa: PLC0415 - it tells people, by way of the ledger

            if outcome.lost_thread is not None:
                threads.lost(work, outcome.chat_id, outcome.lost_thread)
            else:
                threads.closed_there(work, outcome.chat_id, outcome.closed_thread or 0)


def counts(work: Work, notice_id: int) -> dict[CopyState, int]:
    """Count a notice's copies by state."""
    return queries.counts(work.session, notice_id)


def _too_late(work: Work, erased: Collection[int], outcomes: Sequence[Outcome]) -> None:
    """Take messages out of the chats of people who erased themselves while these were on their way."""
    for outcome in outcomes:
        if outcome.copy_id in erased and outcome.telegram_id is not None and outcome.telegram_id > 0:
            clearing.too_late(work, outcome.telegram_id, [message.message_id for message in outcome.arrived])


def _scopes(work: Work, sends: Iterable[Open]) -> dict[int, Scope]:
    """Return the audiences of these notices; whoever is named in person needs no second look."""
    audiences = {copy.notice_id: copy.audience for copy in sends}
    return {
        notice_id: scope_of(work, audience)
        for notice_id, audience in audiences.items()
        if audience != Audience(people=audience.people)
    }


def _people_who_left(work: Work, sends: Iterable[Open], scopes: Mapping[int, Scope]) -> set[int]:
    """Find those whose people do not belong to their notice's audience any more."""
    asked: defaultdict[Scope, list[Open]] = defaultdict(list)
    for copy in sends:
        if copy.person_id is not None:
            asked[scopes[copy.notice_id]].append(copy)
    left: set[int] = set()
    for scope, copies in asked.items():
        outside = audience_queries.outside(work.session, scope, [copy.person_id for copy in copies if copy.person_id])
        left |= {copy.copy_id for copy in copies if copy.person_id in outside}
    return left


def _groups_that_left(work: Work, sends: Iterable[Open], scopes: Mapping[int, Scope]) -> set[int]:
    """Find those whose groups belong to another hub now."""
    asked: defaultdict[Scope, list[Open]] = defaultdict(list)
    for copy in sends:
        if copy.person_id is None:
            asked[scopes[copy.notice_id]].append(copy)
    left: set[int] = set()
    for scope, copies in asked.items():
        linked = audience_queries.groups_still_in(work.session, scope, [copy.chat_id for copy in copies])
        left |= {copy.copy_id for copy in copies if copy.chat_id not in linked}
    return left
