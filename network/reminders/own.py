"""Reminders that people set themselves: from a line they type, read back, changed, put off and stopped.

They come when they were asked for, in quiet hours, too. What was said by the clock follows its owner into another zone;
what was said as a time from now does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.queries import own_reminders as queries
from db.values import ReminderKind, ReminderState
from network import pacing, texts
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.moments import Here, Line, Wall, When, take_apart, wall_of, when_alone
from network.people import Reader
from network.reminders.following import CLOCK
from network.reminders.repeating import next_after
from network.work import Work

LONGEST = 1000  # characters of what somebody wants to be reminded of
MOST = 100  # that one person may have waiting
PAGE = 6
STILL_USEFUL = timedelta(days=1)  # what is for many and waits for the morning comes all the same
MORNING = time(8)
BEFORE_DAWN = 4  # o'clock; until then "tomorrow morning" is the one that comes
LATER = {"10": timedelta(minutes=10), "60": timedelta(hours=1)}
TOMORROW = "m"
GONE = N_("This reminder is no more. Send /remind to set one.")
OVER = N_("That is over already. When shall I remind you?")


@dataclass(frozen=True, slots=True)
class Own:
    """A reminder that somebody set. Times are aware UTC; `local_at` is the wall time it was meant at, in `zone`.

    `put_off`: it came before, and its reader wants it once more. `kind` tells one's own from those to an audience.
    """

    id: int
    kind: ReminderKind
    state: ReminderState
    words: str
    due_at: datetime
    zone: str | None
    local_at: str | None
    rule: str | None
    put_off: bool


def here(work: Work, reader: Reader) -> Here:
    """Say where and when the reader types, as understanding needs it."""
    country = queries.country(work.session, reader.id)
    days_off = pacing.WEEKENDS.get(country or "", pacing.SATURDAY_AND_SUNDAY)
    return Here(reader.language, reader.zone or "UTC", work.now, days_off)


def read_line(work: Work, reader: Reader, line: str) -> Line:
    """Take a typed line apart into when and what.

    Raises NetworkError where its words about time mean nothing, NotAllowed for whoever is no member.
    """
    require_somebody(reader)
    return take_apart(line, here(work, reader))


def read_when(work: Work, reader: Reader, typed: str) -> When:
    """Read a text that says when and nothing else. Raises NetworkError where it does not, or what is over."""
    return require_to_come(when_alone(typed, here(work, reader)), work.now)


def require_to_come(when: When, now: datetime) -> When:
    """Let only pass what is still to come. Raises NetworkError otherwise."""
    if when.first.past or when.first.moment <= now:
        raise NetworkError(OVER)
    return when


def add(work: Work, reader: Reader, words: str, when: When) -> Own:
    """Set a reminder for oneself.

    Raises NetworkError for what is over, too long, or one too many; NotAllowed for whoever is no member.
    """
    require_somebody(reader)
    require_to_come(when, work.now)
    words = _cleaned(words)
    _require_room(work, reader)
    values = {
        "person_id": reader.id,
        "kind": ReminderKind.OWN,
        "state": ReminderState.WAITING,
        "urgent": True,
        "words": words,
        "created_at": work.now,
        **timing(when),
    }
    work.woken.add(CLOCK)
    return find(work, reader, queries.add(work.session, values))


def timing(when: When) -> dict[str, Any]:
    """Return the columns that say when."""
    local_at = when.wall.to_json()
    moment = when.first.moment.astimezone(UTC)
    beyond = next_after(when.rule, local_at, when.zone, moment) if when.rule else None
    return {
        "due_at": moment,
        "zone": when.zone,
        "local_at": None if when.elapsed else local_at,
        "rule": when.rule,
        "useful_until": beyond[1] if beyond else None,
    }


def find(work: Work, reader: Reader, reminder_id: int) -> Own:
    """Fetch one of the reader's reminders; of one that repeats its next time, whichever the number is of.

    Raises Outdated where there is none of theirs.
    """
    row = queries.find(work.session, reminder_id)
    if row is None or row.person_id != reader.id or row.kind == ReminderKind.EVENT:
        raise Outdated(GONE)
    if row.rule and row.state != ReminderState.WAITING:
        row = queries.successor(work.session, row.root_id or row.id) or row
    return _own(work, reader, row)


def to_come(work: Work, reader: Reader, reminder_id: int) -> Own:
    """Fetch one that is still to come, as `find`. Raises Outdated where it came already or was stopped."""
    found = find(work, reader, reminder_id)
    if found.state is not ReminderState.WAITING:
        raise Outdated(N_("This reminder has come already. Send /remind to set another one."))
    return found


def is_own(work: Work, reader: Reader, reminder_id: int) -> bool:
    """Say whether a reminder is one that the reader set, and not one of an event or of somebody to many."""
    row = queries.find(work.session, reminder_id)
    return row is not None and row.person_id == reader.id and row.kind == ReminderKind.OWN


def mine(work: Work, reader: Reader, page: int = 0) -> tuple[Sequence[Own], int]:
    """List what the reader set and is still to come, a page of it; and how many there are."""
    require_somebody(reader)
    rows = queries.waiting(work.session, reader.id, page * PAGE, PAGE)
    return [_own(work, reader, row) for row in rows], queries.count(work.session, reader.id)


def retime(work: Work, reader: Reader, reminder_id: int, when: When) -> Own:
    """Change when a reminder comes. Raises Outdated where it is not to come any more, NetworkError for what is over."""
    found = to_come(work, reader, reminder_id)
    require_to_come(when, work.now)
    columns = timing(when)
    if found.kind is ReminderKind.AUDIENCE:
        columns["useful_until"] = columns["due_at"] + STILL_USEFUL
    queries.change(work.session, found.id, columns)
    work.woken.add(CLOCK)
    return find(work, reader, found.id)


def reword(work: Work, reader: Reader, reminder_id: int, words: str) -> Own:
    """Change what a reminder is of. Raises Outdated where it is not to come any more, NetworkError for too much."""
    found = to_come(work, reader, reminder_id)
    if found.kind is ReminderKind.AUDIENCE:
        raise Outdated(N_("What goes to many stays as it is. Please stop it, and set a new one."))
    queries.change(work.session, found.id, {"words": _cleaned(words)})
    return find(work, reader, found.id)


def stop(work: Work, reader: Reader, reminder_id: int) -> bool:
    """Let a reminder not come again, with all that repeats or was put off; says whether any was still to come."""
    row = queries.find(work.session, reminder_id)
    if row is None or row.person_id != reader.id or row.kind == ReminderKind.EVENT:
        raise Outdated(GONE)
    return queries.stop(work.session, reader.id, row.root_id or row.id) > 0


def put_off(work: Work, reader: Reader, reminder_id: int, how: str) -> datetime:
    """Have a reminder that came come once more: in ten minutes, in an hour, tomorrow morning. Returns when (UTC).

    Of a reminder to many it becomes one of the reader's own. Raises Outdated for one that is no more or is not theirs,
    NetworkError where an event has begun by then.
    """
    require_somebody(reader)
    row = queries.find(work.session, reminder_id)
    if row is None or not _came(work, reader, row):
        raise Outdated(GONE)
    due_at = _later(work, reader, how)
    if row.kind == ReminderKind.EVENT and row.useful_until and due_at >= row.useful_until:
        raise NetworkError(N_("The event has begun by then. Please choose an earlier time."))
    # Of one to many it is a reminder by itself: the other one goes with the coordinator who set it.
    root = None if row.kind == ReminderKind.AUDIENCE else row.root_id or row.id
    of_event = row.kind == ReminderKind.EVENT
    words = None if of_event else _own(work, reader, row).words
    if queries.put_off(work.session, reader.id, root, words, due_at):
        return due_at
    if not of_event:
        _require_room(work, reader)
    queries.add(
        work.session,
        {
            "person_id": reader.id,
            "kind": ReminderKind.EVENT if of_event else ReminderKind.OWN,
            "state": ReminderState.WAITING,
            "urgent": True,
            "words": words,
            "event_id": row.event_id,
            "due_at": due_at,
            "useful_until": row.useful_until if of_event else None,
            "zone": reader.zone,
            "local_at": wall_of(due_at.astimezone(_zone(reader))).to_json() if how == TOMORROW else None,
            "root_id": root,
            "created_at": work.now,
        },
    )
    work.woken.add(CLOCK)
    return due_at


def moved_zone(work: Work, person_id: int, before: str | None, after: str | None) -> None:
    """Keep nine o'clock nine o'clock for somebody who lives by another zone's clocks from now on."""
    if before == after or not before or not after:
        return
    for row in queries.by_their_clock(work.session, person_id, before):
        wall = Wall.from_json(row.local_at)
        due_at, local_at = wall.in_zone(after), row.local_at
        if due_at <= work.now and row.rule and (later := next_after(row.rule, local_at, after, work.now)):
            local_at, due_at = later
        useful = next_after(row.rule, local_at, after, due_at) if row.rule else None
        values = {"zone": after, "local_at": local_at, "due_at": due_at, "useful_until": useful and useful[1]}
        queries.change(work.session, row.id, values)
        work.woken.add(CLOCK)


def forget(work: Work, person_id: int) -> None:
    """Forget what somebody wanted to be reminded of: they leave."""
    queries.forget(work.session, person_id)


def require_somebody(reader: Reader) -> None:
    """Let only those pass whom the network may write to unasked. Raises NotAllowed otherwise."""
    if not (reader.takes_part or reader.coordinates):
        raise NotAllowed(N_("This is for members. Send /start to join; it takes about five minutes."))


def _came(work: Work, reader: Reader, row: Any) -> bool:
    """Whether a reminder has come to the reader: one of their own, or one to many whose letter they hold.

    A press may be forged: what has not come yet may still be replaced by another row, and has words of somebody's.
    """
    if row.state != ReminderState.DONE:
        return False
    if row.kind != ReminderKind.AUDIENCE:
        return bool(row.person_id == reader.id)
    return queries.came_to(work.session, reader.id, row.id)


def _later(work: Work, reader: Reader, how: str) -> datetime:
    if how in LATER:
        return (work.now + LATER[how]).replace(second=0, microsecond=0)
    if how != TOMORROW:
        raise Outdated(GONE)
    local = work.now.astimezone(_zone(reader))
    day = local.date() if local.hour < BEFORE_DAWN else local.date() + timedelta(days=1)
    return Wall(day, MORNING).in_zone(reader.zone)


def _require_room(work: Work, reader: Reader) -> None:
    if queries.count(work.session, reader.id) >= MOST:
        raise NetworkError(N_("You have {most} reminders already. Please stop some of them first: /remind"), most=MOST)


def _zone(reader: Reader) -> ZoneInfo:
    return ZoneInfo(reader.zone or "UTC")


def _cleaned(words: str) -> str:
    words = words.strip()
    if not words:
        raise NetworkError(N_("What shall I remind you of? Please write a few words."))
    if len(words) > LONGEST:
        raise NetworkError(N_("Please say it shorter: at most {most} characters fit here."), most=LONGEST)
    return words


def _own(work: Work, reader: Reader, row: Any) -> Own:
    words = row.words or ""
    if row.text_id is not None and (text := texts.read(work, [row.text_id]).get(row.text_id)):
        words = text.shown(reader.language).body.text
    return Own(
        id=row.id,
        kind=ReminderKind(row.kind),
        state=ReminderState(row.state),
        words=words,
        due_at=row.due_at,
        zone=row.zone,
        local_at=row.local_at,
        rule=row.rule,
        put_off=row.root_id is not None and row.rule is None,
    )
