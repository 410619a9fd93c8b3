"""Reminders that people set themselves: from a line they type, read back, changed and stopped.

They come when they were asked for, in quiet hours, too. What was said by the clock follows its owner into another zone;
what was said as a time from now does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from db.queries import own_reminders as queries
from db.values import ReminderKind, ReminderState
from network import pacing, texts
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.moments import Here, Line, Wall, When, take_apart, when_alone
from network.people import Reader
from network.reminders.following import CLOCK
from network.reminders.repeating import next_after
from network.work import Work

LONGEST = 1000  # characters of what somebody wants to be reminded of
MOST = 100  # that one person may have waiting
PAGE = 6
STILL_USEFUL = timedelta(days=1)  # what is for many and waits for the morning comes all the same
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
    require_room(work, reader)
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
    return shown(work, reader, row)


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
    return [shown(work, reader, row) for row in rows], queries.count(work.session, reader.id)


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


def require_room(work: Work, reader: Reader) -> None:
    """Let only those pass who have room for one more. Raises NetworkError otherwise."""
    if queries.count(work.session, reader.id) >= MOST:
        raise NetworkError(N_("You have {most} reminders already. Please stop some of them first: /remind"), most=MOST)


def _cleaned(words: str) -> str:
    words = words.strip()
    if not words:
        raise NetworkError(N_("What shall I remind you of? Please write a few words."))
    if len(words) > LONGEST:
        raise NetworkError(N_("Please say it shorter: at most {most} characters fit here."), most=LONGEST)
    return words


def shown(work: Work, reader: Reader, row: Any) -> Own:
    """Make a reminder of its row, in words that the reader reads."""
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
