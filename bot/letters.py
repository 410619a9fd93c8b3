"""Letters: copies that are due, rendered for their readers. Synchronous; runs in a worker's unit of work."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.permits import Want
from db.trouble import is_trouble
from db.values import AGAIN, Audience, CopyState, Habits, Lane, NoticeState
from handlers.kit.notices import Message, NoticeKind, marked_again
from handlers.kit.speech import speech
from network import ledger, pacing, people
from network.hubs import threads
from network.pacing import Task
from network.people import Reader
from network.work import Work

log = structlog.get_logger()

LATER = timedelta(minutes=5)
NO_TOPIC_YET = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Letter:
    """One copy with what is to be done about it. `messages` are those it is already."""

    open: ledger.Open
    kind: NoticeKind
    task: Task
    lane: str
    chat_id: int
    telegram_id: int
    thread_id: int | None
    state: CopyState
    shows: int
    attempts: int
    error: str | None
    message: Message | None
    language: str
    messages: tuple[ledger.Standing, ...] = ()
    reply_to: int | None = None
    # Telegram's id of a message that somebody posted through inline mode; its chat is unknown.
    inline_id: str | None = None

    @property
    def withdrawn(self) -> Message:
        """What is left of it in a chat where it cannot be deleted any more."""
        return self.kind.withdrawn(speech(self.language))

    def want(self, *, paid: bool) -> Want:
        """Say what its first call asks of the limiter; where things are `paid` for, it is what is sent."""
        sends = self.task is Task.SEND
        weight = max(1, len(self.message.media)) if sends and self.message else 1
        return Want(self.lane, self.telegram_id, weight, paid and sends)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the ledger found: letters to send, when to look again, and whether that is at once."""

    letters: list[Letter]
    next_due: datetime | None
    more: bool


def look(
    work: Work,
    kinds: Mapping[str, NoticeKind],
    owner: str,
    *,
    limit: int,
    per_chat: int,
    skip: int = 0,
    without: Collection[int] = (),
    more: int = 0,
) -> Look:
    """Render at most `limit` letters that are due, `per_chat` of one chat: others wait behind. `skip` as open_copies.

    The copies in `without` are left out; up to so many `more` are looked at for their sake.
    What needs no call is settled here.
    """
    rows = [row for row in ledger.open_copies(work, limit + more, skip) if row.id not in without][:limit]
    if not rows:
        return Look([], ledger.next_due(work), more=False)
    paused = {row.id for row in rows if row.state == CopyState.PENDING and row.notice_state == NoticeState.PAUSED}
    ledger.lay_aside(work, paused)
    rows = [row for row in rows if row.id not in paused]
    known = [row for row in rows if row.kind in kinds]
    snapshots, broken = _load(work, kinds, known)
    readers = people.readers(work, list({row.person_id for row in known if row.person_id is not None}))
    audiences = ledger.audiences_of(work, {row.notice_id for row in known if row.state == CopyState.PENDING})
    in_groups = [row for row in known if row.person_id is None and row.kind in threads.HAVE_TOPICS]
    places = threads.places(work, in_groups) if in_groups else {}
    letters: list[Letter] = []
    settled: list[ledger.Outcome] = []
    in_chat: Counter[int] = Counter()
    for row in rows:
        if row.kind not in kinds or row.kind in broken:
            # Another version of the program knows it, or will be able to show it: the copy only waits.
            settled.append(_later(row, work.now + LATER, "cannot be shown at the moment"))
            continue
        if row.id in places and places[row.id] is None and row.state == CopyState.PENDING:
            settled.append(_later(row, work.now + NO_TOPIC_YET, "its topic is not there yet"))
            continue
        in_chat[row.chat_id] += 1
        if (surplus := in_chat[row.chat_id] - per_chat) > 0:
            settled.append(_later(row, work.now + timedelta(seconds=surplus), row.error))
            continue
        reader = readers.get(row.person_id)
        decided = _decide(work, row, kinds[row.kind], snapshots.get((row.kind, row.subject_id)), reader)
        if isinstance(decided, ledger.Outcome):
            settled.append(decided)
            continue
        task, message = decided
        letters.append(
            Letter(
                open=ledger.Open(
                    copy_id=row.id,
                    chat_id=row.chat_id,
                    person_id=row.person_id,
                    reader=reader,
                    revision=row.revision,
                    notice_state=NoticeState(row.notice_state),
                    notice_id=row.notice_id,
                    audience=audiences.get(row.notice_id, Audience()),
                    sends=task is Task.SEND,
                ),
                kind=kinds[row.kind],
                task=task,
                lane=row.lane,
                chat_id=row.chat_id,
                telegram_id=row.telegram_id,
                thread_id=places.get(row.id),
                state=CopyState(row.state),
                shows=row.shows,
                attempts=row.attempts,
                error=row.error,
                message=message,
                language=_language(row, reader),
                inline_id=row.inline_id,
            )
        )
    ledger.record(work, owner, settled)
    return Look(_with_replies(work, _with_messages(work, letters)), None, more=bool(settled or paused))


def _load(
    work: Work, kinds: Mapping[str, NoticeKind], rows: Iterable[Any]
) -> tuple[dict[tuple[str, int], Any], set[str]]:
    """Load the snapshots of a batch, once a kind; a kind whose loading fails is named, and holds up no other."""
    subjects: defaultdict[str, set[int]] = defaultdict(set)
    readers: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        subjects[row.kind].add(row.subject_id)
        if row.person_id is not None:
            readers[row.kind].add(row.person_id)
    found: dict[tuple[str, int], Any] = {}
    broken: set[str] = set()
    for kind, ids in subjects.items():
        try:
            with work.session.begin_nested():
                loaded = kinds[kind].snapshots(work, sorted(ids), sorted(readers[kind]))
        except Exception as error:  # whatever a feature's code raises, the others' notices go on
            if is_trouble(error):
                raise  # nothing can be loaded at all
            log.error("notice.not_loaded", kind=kind, error=type(error).__name__)  # no traceback: it may quote people
            broken.add(kind)
            continue
        found |= {(kind, subject): snapshot for subject, snapshot in loaded.items()}
    return found, broken


def _decide(
    work: Work, row: Any, kind: NoticeKind, snapshot: Any, reader: Reader | None
) -> tuple[Task, Message | None] | ledger.Outcome:
    """Say what is to be done with a copy and what it then shows, or settle it without a call."""
    state, notice_state = CopyState(row.state), NoticeState(row.notice_state)
    message: Message | None = None
    t = speech(_language(row, reader))
    if snapshot is not None and notice_state is not NoticeState.RETRACTED:
        try:
            if reader is not None:
                message = kind.render(snapshot, reader, t)
            elif row.person_id is None and kind.render_group is not None:
                message = kind.render_group(snapshot, t)
        except Exception as error:  # noqa: BLE001 - as above
            log.error("notice.not_rendered", kind=row.kind, copy=row.id, error=type(error).__name__)
            return _later(row, work.now + LATER, "cannot be shown at the moment")
    expired = row.expires_at is not None and row.expires_at <= work.now
    task = pacing.task(state, notice_state, shown=message is not None, expired=expired)
    if row.unreachable_since is not None and task is not Task.SKIP:
        return _unreachable(row, state)
    match task:
        case Task.SEND:
            end = pacing.held_until(
                work.now,
                _habits(row),
                Lane(row.lane),
                urgent=row.urgent,
                named_time=row.named_time,
                hours=work.charter.hours,
            )
            if end is not None and row.expires_at is not None and end >= row.expires_at:
                return _settled(row, CopyState.SKIPPED, "over before the quiet hours are")
            if end is not None:
                return _later(row, end, row.error)
            if row.error == AGAIN and message is not None:
                message = marked_again(message, t)
        case Task.SKIP:
            return _settled(row, CopyState.SKIPPED, "expired" if expired else None)
        case Task.WAIT | Task.NOTHING:
            return _settled(row, state, row.error)
    return task, message


def _habits(row: Any) -> Habits:
    if row.person_id is None:
        return pacing.group_habits(row.zone)
    return Habits(row.zone, row.country, row.quiet_from, row.quiet_to, row.weekends)


def _language(row: Any, reader: Reader | None) -> str:
    return reader.language if reader else row.language or "en"


def _later(row: Any, moment: datetime, error: str | None) -> ledger.Outcome:
    return ledger.Outcome(row.id, row.chat_id, CopyState(row.state), row.shows, row.attempts, error, retry_at=moment)


def _settled(row: Any, state: CopyState, error: str | None) -> ledger.Outcome:
    return ledger.Outcome(row.id, row.chat_id, state, row.shows, row.attempts, error, given_up=True)


def _unreachable(row: Any, state: CopyState) -> ledger.Outcome:
    """An edit that cannot reach anybody waits as it is until they write again; so does a send, by its own name."""
    return _settled(row, CopyState.UNREACHABLE if state is CopyState.PENDING else state, "unreachable")


def _with_messages(work: Work, letters: list[Letter]) -> list[Letter]:
    found = ledger.messages(work, [letter.open.copy_id for letter in letters if letter.task is not Task.SEND])
    return [
        replace(letter, messages=tuple(found[letter.open.copy_id])) if letter.open.copy_id in found else letter
        for letter in letters
    ]


def _with_replies(work: Work, letters: list[Letter]) -> list[Letter]:
    """Say of letters that reply to another notice which message that is in their chat, where it stands there."""
    asked: dict[tuple[str, int], list[int]] = {}
    for letter in letters:
        if letter.task is Task.SEND and letter.message and letter.message.replies_to:
            asked.setdefault(letter.message.replies_to, []).append(letter.chat_id)
    if not asked:
        return letters
    found = {about: ledger.standing_in(work, *about, chats) for about, chats in asked.items()}
    return [
        replace(letter, reply_to=found[about].get(letter.chat_id))
        if letter.message and (about := letter.message.replies_to) in found
        else letter
        for letter in letters
    ]


def one_a_chat(waiting: Sequence[Letter], busy: set[int], most: int) -> list[Letter]:
    """Choose at most `most` letters, one a chat, so that what follows in a chat comes after it."""
    chosen: list[Letter] = []
    seen = set(busy)
    for letter in waiting:
        if len(chosen) >= most:
            break
        if letter.chat_id not in seen:
            seen.add(letter.chat_id)
            chosen.append(letter)
    return chosen
