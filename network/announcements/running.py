"""While it runs: how far an announcement is, pausing, going on and stopping it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from db.queries import announcement_copies as copies
from db.queries import announcements as queries
from db.queries import notices as notice_queries
from db.values import AnnouncementState, Audience, CopyState, Lane
from network import audit, notices
from network.announcements import reading
from network.announcements.kinds import ANNOUNCEMENT, CARD, DONE
from network.announcements.reading import Announcement
from network.errors import N_, Outdated
from network.people import Reader, require_coordinator
from network.work import Work

PAGE = 6
LOOK_EVERY = timedelta(seconds=3)
A_MINUTE = 60.0
COUNTED = (
    "total",
    "sent",
    "pending",
    "waiting",
    "maybe",
    "unreachable",
    "failed",
    "skipped",
    "gone",
    "deleted",
    "behind",
)
COUNTED_A_SECOND = 100_000  # a longer run is counted less often: counting must not cost more than sending
SETTLES_WITHIN = timedelta(days=2)
COMING = (AnnouncementState.SCHEDULED,)
RUNNING = (AnnouncementState.RUNNING, AnnouncementState.PAUSED)
PAST = (AnnouncementState.DONE, AnnouncementState.STOPPED, AnnouncementState.WITHDRAWN)
WHICH = {"running": RUNNING, "coming": COMING, "past": PAST}
_OVER = N_("This announcement is not running any more.")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an announcement is, by copies. `waiting` of the pending ones wait for a later hour, `next_at`.

    `behind` of the sent ones still show an older text, or are still to be taken back. `complete` says whether all
    copies exist by now: until then `total` still grows. `per_second` is over the last minute, `seconds_left` at that
    rate without the waiting; None where nothing moves.
    """

    state: AnnouncementState
    total: int = 0
    sent: int = 0
    pending: int = 0
    waiting: int = 0
    maybe: int = 0
    unreachable: int = 0
    failed: int = 0
    skipped: int = 0
    gone: int = 0
    deleted: int = 0
    behind: int = 0
    per_second: float = 0.0
    seconds_left: int | None = None
    next_at: datetime | None = None
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some announcements of a list, the last one sent first."""

    announcements: Sequence[Announcement]
    number: int
    pages: int


def progress(work: Work, announcement_id: int) -> Progress:
    """Say how far an announcement is, counted now."""
    row = queries.get(work.session, announcement_id)
    if row is None:
        raise Outdated(N_("This announcement is not there any more."))
    return _progress(work, row)


def card(work: Work, reader: Reader, announcement_id: int) -> int:
    """Return the notice that the running card is a copy of, for `Answer.showing`.

    Raises as `reading.find`.
    """
    found = reading.find(work, reader, announcement_id, hold=True)
    if hung := queries.notices(work.session, CARD, found.id):
        return int(hung[0].id)
    return _hang(work, CARD, found.id)


def pause(work: Work, reader: Reader, announcement_id: int) -> Announcement:
    """Send no more for now.

    Raises Outdated when it is over, and as `reading.find`. One that is paused already stays so.
    """
    return _steer(work, reader, announcement_id, AnnouncementState.PAUSED, "announcement.paused")


def resume(work: Work, reader: Reader, announcement_id: int) -> Announcement:
    """Go on. Raises as `pause`."""
    return _steer(work, reader, announcement_id, AnnouncementState.RUNNING, "announcement.resumed")


def stop(work: Work, reader: Reader, announcement_id: int) -> Announcement:
    """Send no more at all; what arrived stays. What nobody was to get yet is called off. Raises as `pause`."""
    return _steer(work, reader, announcement_id, AnnouncementState.STOPPED, "announcement.stopped")


def listing(work: Work, reader: Reader, which: str, page: int = 0) -> Page:
    """List what is `running`, `coming` or `past` within the reader's regions.

    Raises NotAllowed for whoever is no coordinator.
    """
    require_coordinator(reader)
    rows = [r for r in queries.in_states(work.session, WHICH.get(which, RUNNING)) if reading.may_see(work, reader, r)]
    pages = max(1, ceil(len(rows) / PAGE))
    number = min(max(page, 0), pages - 1)
    ids = [row.id for row in rows[number * PAGE : (number + 1) * PAGE]]
    found = reading.several(work, ids)
    return Page([found[one] for one in ids], number, pages)


def tick(work: Work) -> int:
    """Look at all that runs, is corrected or taken back: bring the cards up to date, end what is done.

    Returns how many were looked at. Called every few seconds; it costs little where nothing runs.
    """
    moving = {
        row.id for row in queries.in_states(work.session, (AnnouncementState.SCHEDULED, AnnouncementState.RUNNING))
    }
    moving |= set(copies.unsettled(work.session, (AnnouncementState.PAUSED, *PAST), work.now - SETTLES_WITHIN))
    for announcement_id in sorted(moving):
        row = queries.get(work.session, announcement_id, hold=True)
        if row is None:
            continue
        if row.state in {AnnouncementState.SCHEDULED, AnnouncementState.RUNNING}:
            _look(work, row)
        elif row.state != AnnouncementState.DRAFT:
            _settle(work, row)
    return len(moving)


def unsettled(work: Work, announcement_id: int) -> None:
    """Have the card followed again until all copies show what they should."""
    queries.keep_counts(work.session, announcement_id, {})


def _look(work: Work, row: Any) -> None:
    posted = queries.notices(work.session, ANNOUNCEMENT, row.id)
    if row.state == AnnouncementState.SCHEDULED:
        if any(notice.due_at <= work.now for notice in posted):
            queries.change(work.session, row.id, work.now, state=AnnouncementState.RUNNING)
            notices.revise(work, CARD, row.id)
        return
    looked, many = row.counted.get("at", 0), row.counted.get("counts", {}).get("total", 0)
    if work.now.timestamp() < looked + LOOK_EVERY.total_seconds() + many / COUNTED_A_SECOND:
        return
    now = _progress(work, row)
    if now.complete and not now.pending:
        queries.change(work.session, row.id, work.now, state=AnnouncementState.DONE, finished_at=work.now)
        if queries.notices(work.session, DONE, row.id):  # once, though some of it was sent again since
            notices.revise(work, DONE, row.id)
        else:
            notices.post(work, DONE, row.id, Audience(people=(row.author_id,)))
        notices.revise(work, CARD, row.id)
        return
    counted = _figures(now)
    before = row.counted.get("counts")
    minute = work.now.timestamp() - A_MINUTE
    marks = [mark for mark in row.counted.get("marks", []) if mark[0] >= minute] + [[work.now.timestamp(), now.sent]]
    queries.keep_counts(work.session, row.id, {"counts": counted, "marks": marks, "at": work.now.timestamp()})
    if counted != before:
        notices.revise(work, CARD, row.id)


def _settle(work: Work, row: Any) -> None:
    """Follow what is corrected or taken back where nothing is sent any more."""
    now = _progress(work, row)
    counted = _figures(now)
    spreading, behind = copies.behind(work.session, ANNOUNCEMENT, row.id)
    left = now.pending if now.state is not AnnouncementState.PAUSED else 0
    settled = not (spreading or behind or left)
    # The last look always: between two looks a card may have been drawn for another reason.
    if settled or counted != row.counted.get("counts"):
        notices.revise(work, CARD, row.id)
    queries.keep_counts(work.session, row.id, {"counts": counted, "settled": settled})


def _figures(now: Progress) -> dict[str, int]:
    """What the card shows in numbers: as long as none of them changes, it need not be edited."""
    return {name: getattr(now, name) for name in COUNTED}


def _progress(work: Work, row: Any) -> Progress:
    posted = queries.notices(work.session, ANNOUNCEMENT, row.id)
    rows = queries.tally(work.session, [notice.id for notice in posted], work.now) if posted else []
    by_state = {CopyState(one.state): one.number for one in rows}
    pending = by_state.get(CopyState.PENDING, 0) + by_state.get(CopyState.CLAIMED, 0)
    waiting = sum(one.waiting for one in rows)
    sent = by_state.get(CopyState.SENT, 0)
    per_second = _rate(row.counted.get("marks", []), sent, work.now)
    return Progress(
        state=AnnouncementState(row.state),
        total=sum(by_state.values()),
        sent=sent,
        pending=pending,
        waiting=waiting,
        maybe=by_state.get(CopyState.MAYBE, 0),
        unreachable=by_state.get(CopyState.UNREACHABLE, 0),
        failed=by_state.get(CopyState.FAILED, 0),
        skipped=by_state.get(CopyState.SKIPPED, 0),
        gone=by_state.get(CopyState.GONE, 0),
        deleted=by_state.get(CopyState.DELETED, 0),
        behind=sum(one.behind for one in rows),
        per_second=per_second,
        seconds_left=ceil((pending - waiting) / per_second) if per_second > 0 else None,
        next_at=min((one.next_at for one in rows if one.next_at), default=None),
        complete=all(notice.filled_to is None for notice in posted),
    )


def _rate(marks: Sequence[tuple[float, int]], sent: int, now: datetime) -> float:
    """Say how many were sent in a second, over the last minute."""
    since = now.timestamp() - A_MINUTE
    for moment, had in marks:
        if since <= moment < now.timestamp():
            return max(0.0, (sent - had) / (now.timestamp() - moment))
    return 0.0


def _steer(work: Work, reader: Reader, announcement_id: int, to: AnnouncementState, deed: str) -> Announcement:
    found = reading.find(work, reader, announcement_id, hold=True)
    if found.state not in {*COMING, *RUNNING}:
        if found.state is to:
            return found
        raise Outdated(_OVER)
    if to is AnnouncementState.RUNNING:
        posted = queries.notices(work.session, ANNOUNCEMENT, found.id)
        to = to if any(notice.due_at <= work.now for notice in posted) else AnnouncementState.SCHEDULED
    if found.state is to:
        return found
    _DEEDS[to](work, ANNOUNCEMENT, found.id)
    if to is AnnouncementState.STOPPED and not progress(work, found.id).total:
        deed = "announcement.called_off"
    over = {"finished_at": work.now} if to is AnnouncementState.STOPPED else {}
    queries.change(work.session, found.id, work.now, state=to, **over)
    notices.revise(work, CARD, found.id)
    audit.record(work, reader, deed, "announcement", found.id, regions=reading.concerned(work, found))
    return reading.several(work, [found.id])[found.id]


_DEEDS: Mapping[AnnouncementState, Callable[[Work, str, int], None]] = {
    AnnouncementState.PAUSED: notices.pause,
    AnnouncementState.RUNNING: notices.resume,
    AnnouncementState.SCHEDULED: notices.resume,
    AnnouncementState.STOPPED: notices.cancel,
}


def _hang(work: Work, kind: str, subject_id: int) -> int:
    return notice_queries.add(
        work.session,
        kind,
        subject_id,
        Audience(people=(-1,)),
        Lane.PERSONAL,
        urgent=True,
        due_at=work.now,
        expires_at=None,
        now=work.now,
    )
