"""What organisers write for those who came, with files: a draft until it is sent, corrected everywhere afterwards."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from db.queries import event_afterwards as queries
from db.queries import screens
from db.values import Attachment, EventState, RichText
from network import notices, texts
from network.errors import N_, NetworkError, Outdated
from network.events import afterwards, kinds, reading
from network.events.reading import Event
from network.people import Reader
from network.texts import Text
from network.work import Work

MOST_FILES = 10  # an album holds no more
LONGEST, LONGEST_CAPTION = 3000, 700  # characters, with room for what stands above; files leave less


@dataclass(frozen=True, slots=True)
class Summary:
    """What there is to read; `sent` once it went out to those who came."""

    event: Event
    text: Text | None
    files: tuple[Attachment, ...]
    sent: bool
    guests: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing was written or added."""
        return self.text is None and not self.files

    @property
    def room(self) -> int:
        """How many characters fit."""
        return LONGEST_CAPTION if self.files else LONGEST


def read(work: Work, event_ids: Collection[int]) -> Mapping[int, Summary]:
    """Fetch the summaries of events, in a fixed number of queries."""
    events = reading.read(work, event_ids)
    rows = {row.id: row for row in queries.summaries(work.session, list(events))} if events else {}
    words = texts.read(work, {row.summary_id for row in rows.values() if row.summary_id is not None})
    return {
        key: Summary(
            event=event,
            text=words.get(rows[key].summary_id),
            files=tuple(Attachment(*file) for file in rows[key].summary_files),
            sent=False,
        )
        for key, event in events.items()
        if key in rows
    }


def find(work: Work, reader: Reader, event_id: int) -> Summary:
    """Fetch one summary for somebody who organises, with how many it is for.

    Raises Outdated when there is no such event, or it was cancelled, or has not begun; NotAllowed for whoever does not
    organise it.
    """
    event = reading.find(work, event_id, hold=True)
    reading.require_organiser(reader, event)
    if event.state is EventState.CANCELLED:
        raise Outdated(N_("This event was cancelled."))
    if not event.stands or event.starts_at is None or event.starts_at > work.now:
        raise Outdated(N_("There is nothing to sum up yet: the event has not begun."))
    found = read(work, [event_id])[event_id]
    sent = screens.notice_of(work.session, kinds.SUMMARY, event_id) is not None
    return Summary(event, found.text, found.files, sent, len(_readers(work, event)))


def set_text(work: Work, reader: Reader, event_id: int, words: RichText) -> Summary:
    """Write the text, in place of what was written. Raises as `find`; NetworkError when it is too long."""
    found = find(work, reader, event_id)
    _require_room(words, found.room)
    if found.text is None:
        queries.set_summary(work.session, event_id, summary_id=texts.write(work, reader.language, words))
    else:
        texts.rewrite(work, found.text.id, words)
    _changed(work, found)
    return find(work, reader, event_id)


def add_file(work: Work, reader: Reader, event_id: int, file: Attachment) -> Summary:
    """Add a photo, video or file. Raises as `find`; NetworkError when there are too many, or the text is too long."""
    found = find(work, reader, event_id)
    if file in found.files:
        return found
    if len(found.files) >= MOST_FILES:
        raise NetworkError(N_("{most} files are the most that go with a summary."), most=MOST_FILES)
    if any((other.kind == "document") != (file.kind == "document") for other in found.files):
        raise NetworkError(N_("Pictures and other files cannot go together. Please choose one of the two."))
    if found.text is not None:
        _require_room(found.text.shown(found.text.source_language).body, LONGEST_CAPTION)
    _write_files(work, event_id, (*found.files, file))
    return find(work, reader, event_id)


def drop_files(work: Work, reader: Reader, event_id: int) -> Summary:
    """Take all files away. Raises as `find`; Outdated once it was sent: Telegram takes no file out of a message."""
    found = find(work, reader, event_id)
    if found.sent:
        raise Outdated(N_("The summary was sent, so its files stay. Its text can still be corrected."))
    _write_files(work, event_id, ())
    return find(work, reader, event_id)


def send(work: Work, reader: Reader, event_id: int) -> Summary:
    """Send it to those who came; a second press finds it sent. Raises as `find`; NetworkError while it is empty."""
    found = find(work, reader, event_id)
    if found.sent:
        return found
    if found.empty:
        raise NetworkError(N_("The summary is empty. Please write a few words first, or send a file."))
    people = _readers(work, found.event)
    if not people:
        raise NetworkError(N_("Nobody is noted as having come, so there is nobody to send it to."))
    afterwards.tell_guests(work, kinds.SUMMARY, event_id, people, until=None)
    return find(work, reader, event_id)


def _readers(work: Work, event: Event) -> set[int]:
    return set(queries.who_came(work.session, event.id)) - event.organisers


def _write_files(work: Work, event_id: int, files: Collection[Attachment]) -> None:
    stored = [[file.kind, file.reference, file.bot_id, file.name] for file in files]
    queries.set_summary(work.session, event_id, summary_files=stored)


def _changed(work: Work, found: Summary) -> None:
    if found.sent:
        notices.revise(work, kinds.SUMMARY, found.event.id)


def _require_room(words: RichText, room: int) -> None:
    if len(words.text) > room:
        raise NetworkError(
            N_("That is long: {length} characters, and only {most} fit here. Please send a shorter version."),
            length=len(words.text),
            most=room,
        )
