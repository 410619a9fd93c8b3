"""Notices: what the network tells people unasked. Saying it, changing it, taking it back.

Nothing is sent here: a row is written in the transaction that causes it, and the delivery worker brings every copy to
the state its notice asks for (network/ledger.py).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.queries import doubtful, house
from db.queries import notices as queries
from db.values import Audience, Lane, NoticeState
from network import filling
from network.work import Work

LEDGER = filling.LEDGER
# Somebody who comes back after a long time is not showered with what they missed.
STILL_NEWS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A copy that may have arrived, by row number; a group's has no person."""

    copy_id: int
    chat_id: int
    person_id: int | None
    name: str | None
    chat_kind: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message in a chat shows: a notice's kind and subject. `theirs` marks a member's own message."""

    notice_id: int
    kind: str
    subject_id: int
    theirs: bool


def post(
    work: Work,
    kind: str,
    subject_id: int,
    audience: Audience,
    *,
    lane: Lane = Lane.PERSONAL,
    urgent: bool = False,
    due_at: datetime | None = None,
    local_at: datetime | None = None,
    named_time: bool = False,
    expires_at: datetime | None = None,
    joins_until: datetime | None = None,
) -> int:
    """Tell an audience something, at once or at `due_at` (aware UTC); returns the notice's row number.

    With `local_at` (a naive wall time) each reader receives it then by their own zone's clock; `due_at` is when the
    first of them may. It waits for the end of each reader's quiet hours unless it is `urgent`, and announcements and
    digests for the end of their weekend unless a coordinator named the time (`named_time`). What would come after
    `expires_at` does not come at all. Whoever becomes a member before `joins_until`, and fits, receives it as well.
    """
    work.woken.add(LEDGER)
    return queries.add(
        work.session,
        kind,
        subject_id,
        audience,
        lane,
        urgent=urgent,
        due_at=due_at or work.now,
        local_at=local_at.isoformat(timespec="seconds") if local_at else None,
        named_time=named_time,
        expires_at=expires_at,
        joins_until=joins_until,
        now=work.now,
    )


def revise(work: Work, kind: str, subject_id: int) -> None:
    """Have every copy of what was said about a subject edited in place; copies not sent yet show the new state."""
    if queries.change(work.session, kind, subject_id):
        work.woken.add(LEDGER)


def retract(work: Work, kind: str, subject_id: int) -> None:
    """Take back what was said about a subject: copies are deleted, or say so where they are too old for that."""
    if queries.change(work.session, kind, subject_id, to=NoticeState.RETRACTED):
        work.woken.add(LEDGER)


def pause(work: Work, kind: str, subject_id: int) -> None:
    """Send no more copies for now: nothing more is claimed from here on, what is in hand still leaves.

    Those that arrived are still edited when the subject is revised.
    """
    if queries.change(
        work.session, kind, subject_id, to=NoticeState.PAUSED, only=NoticeState.ACTIVE, raise_revision=False
    ):
        work.woken.add(LEDGER)


def resume(work: Work, kind: str, subject_id: int) -> None:
    """Go on with what was paused."""
    if queries.change(
        work.session, kind, subject_id, to=NoticeState.ACTIVE, only=NoticeState.PAUSED, raise_revision=False
    ):
        work.woken.add(LEDGER)


def cancel(work: Work, kind: str, subject_id: int) -> None:
    """Send no more copies; those that arrived stay, and are still edited when the subject is revised."""
    if queries.change(work.session, kind, subject_id, to=NoticeState.CANCELLED, raise_revision=False):
        work.woken.add(LEDGER)


def maybe(work: Work, notice_id: int, *, after: int = 0, limit: int = 50) -> list[Doubtful]:
    """List copies of a notice that may have arrived, those after a row number, with whom they are for."""
    return [
        Doubtful(row.copy_id, row.chat_id, row.person_id, row.name, row.kind)
        for row in doubtful.maybe(work.session, notice_id, after, limit)
    ]


def send_again(work: Work, notice_id: int, copy_ids: Collection[int] | None = None) -> int:
    """Send copies once more that may have arrived: all of them, or these. They say so. Returns how many there are."""
    if count := doubtful.send_again(work.session, notice_id, copy_ids, work.now):
        work.woken.add(LEDGER)
    return count


def welcome(work: Work, person_id: int) -> None:
    """Give somebody who has just become a member what goes to those who join, too."""
    if filling.welcome(work, person_id):
        work.woken.add(LEDGER)


def adopt(
    work: Work,
    notice_id: int,
    telegram_chat_id: int,
    message_id: int,
    revision: int | None = None,
    media: str | None = None,
) -> bool:
    """Make the message of an answer a copy of a notice, so that it is edited from now on.

    `revision` is the one the answer was made from (see `revision_of`); without it today's is assumed.
    `media` is the mark of a picture or file that the answer put into the message.
    Says whether chat and notice exist.
    """
    chat_id = queries.chat_row(work.session, work.bot_id, telegram_chat_id)
    if chat_id is None:
        return False
    work.woken.add(LEDGER)
    return queries.adopt(work.session, queries.Place(notice_id, chat_id, message_id, media), revision, work.now)


def adopt_theirs(work: Work, notice_id: int, telegram_chat_id: int, message_id: int) -> bool:
    """Make a member's own message a copy of a notice: it stands for it already, and is never edited by us."""
    chat_id = queries.chat_row(work.session, work.bot_id, telegram_chat_id)
    if chat_id is None:
        return False
    return queries.adopt(
        work.session, queries.Place(notice_id, chat_id, message_id, None), None, work.now, whose="theirs"
    )


def let_go(work: Work, telegram_chat_id: int, message_id: int) -> bool:
    """Forget that a message is a copy: somebody navigated away in it. Says whether it was one."""
    chat_id = queries.chat_row(work.session, work.bot_id, telegram_chat_id)
    return chat_id is not None and queries.let_go(work.session, chat_id, message_id)


def revision_of(work: Work, notice_id: int) -> int | None:
    """Say which revision a notice has now; None when there is no such notice."""
    return queries.revision(work.session, notice_id)


def find(work: Work, telegram_chat_id: int, message_id: int) -> Subject | None:
    """Find what a message shows, by Telegram's ids; None when it is no copy."""
    row = queries.find(work.session, work.bot_id, telegram_chat_id, message_id)
    return row and Subject(row.notice_id, row.kind, row.subject_id, row.whose == "theirs")


def welcome_back(work: Work, person_id: int) -> None:
    """Send what could not reach somebody lately: they wrote again."""
    if queries.reopen(work.session, person_id, work.now - STILL_NEWS, work.now):
        work.woken.add(LEDGER)


def look_again(work: Work, person_id: int, kinds: Collection[str]) -> None:
    """Have copies in somebody's chat shown anew: whoever may not see one any more loses it."""
    if queries.look_again(work.session, person_id, kinds, work.now):
        work.woken.add(LEDGER)


def keep_pause(work: Work, telegram_chat_id: int | None, until: datetime) -> None:
    """Keep for after a restart that Telegram wants quiet until then (real time), in one chat or everywhere (None)."""
    queries.keep_pause(work.session, work.bot_id, telegram_chat_id, until)


def pauses(work: Work, wall: datetime) -> dict[int | None, datetime]:
    """List the pauses that last beyond `wall` (real time), by Telegram's id of the chat; None stands for everywhere."""
    return queries.pauses(work.session, work.bot_id, wall)


def placeholder(work: Work, kind: str) -> str | None:
    """Return Telegram's reference of the picture or file (kind) that stands for one that was taken back, if known."""
    return house.kept(work.session, _placeholder(work, kind))


def keep_placeholder(work: Work, kind: str, reference: str) -> None:
    """Keep that reference; it is this bot's only."""
    house.keep(work.session, _placeholder(work, kind), reference)


def _placeholder(work: Work, kind: str) -> str:
    return f"placeholder_{kind}_{work.bot_id}"
