"""Afterwards: correcting what was sent, taking it back, and sending once more to whoever may not have it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import announcements as queries
from db.queries import texts as text_queries
from db.values import AnnouncementState, Audience, CopyState, Lane, RichText
from network import audit, notices, people, texts
from network.announcements import audiences, reading, running, wording
from network.announcements.drafts import write_version
from network.announcements.kinds import ANNOUNCEMENT, CARD, LINE
from network.announcements.reading import Announcement
from network.announcements.wording import Line, Problem
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.people import Reader, require_coordinator
from network.texts import Text
from network.work import Work

PAGE = 8
_GONE = N_("This correction is not there any more. Please begin again.")


@dataclass(frozen=True, slots=True)
class Correction:
    """New words written aside. `base_revision` is the living text's when this was begun."""

    id: int
    announcement: Announcement
    text: Text
    base_revision: int
    applied_at: datetime | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else was faster: who (None: the clock), when, and the words that stand now, at `revision`."""

    by: int | None
    by_name: str | None
    at: datetime | None
    text: Text
    revision: int


@dataclass(frozen=True, slots=True)
class Applied:
    """A correction that was taken over: how many copies are brought to it, how many may not be."""

    announcement: Announcement
    copies: int
    maybe: int


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Somebody who may not have got it."""

    copy_id: int
    person_id: int | None
    name: str | None


def begin(work: Work, reader: Reader, announcement_id: int) -> Correction:
    """Begin to correct what was sent, with the words as they stand; one that the reader has begun goes on.

    Raises Outdated for a draft or what was taken back, and as `reading.find`.
    """
    found = reading.find(work, reader, announcement_id, hold=True)
    text = _standing(found)
    row = queries.open_correction(work.session, found.id, reader.id)
    if row is None:
        text_id = texts.copy(work, text.id)
        made = queries.add_correction(work.session, found.id, reader.id, text_id, text.revision, work.now)
        row = queries.correction(work.session, made)
    return _correction(work, row, found)


def correction(work: Work, reader: Reader, correction_id: int) -> Correction:
    """Fetch a correction that the reader began.

    Raises Outdated when it was applied or thrown away, or the announcement taken back; NotAllowed for somebody else's.
    """
    require_coordinator(reader)
    row = queries.correction(work.session, correction_id, hold=True)
    if row is None:
        raise Outdated(_GONE)
    if row.applied_at is not None:
        raise Outdated(N_("This correction has been made already."))
    if row.author_id != reader.id:
        raise NotAllowed(N_("Somebody else is writing this correction."))
    found = reading.find(work, reader, row.announcement_id, hold=True)
    _standing(found)
    return _correction(work, row, found)


def corrected(work: Work, correction_ids: Iterable[int]) -> dict[int, Announcement]:
    """Fetch the announcements that corrections are of; whoever asks answers for the permission."""
    of = {row.id: row.announcement_id for row in queries.corrections(work.session, list(correction_ids))}
    found = reading.several(work, set(of.values()))
    return {key: found[announcement] for key, announcement in of.items()}


def set_version(work: Work, reader: Reader, correction_id: int, language: str, body: RichText | None) -> Correction:
    """Write the corrected version in one language (the source's, too), or take it away (None).

    Raises as `correction` and `drafts.set_version`.
    """
    found = correction(work, reader, correction_id)
    write_version(work, found.text, language, body)
    return correction(work, reader, correction_id)


def looked_at(work: Work, reader: Reader, correction_id: int, language: str) -> Correction:
    """Let a stale version stand as it is. Raises as `correction`."""
    found = correction(work, reader, correction_id)
    texts.confirm(work, found.text.id, language)
    return correction(work, reader, correction_id)


def problems(work: Work, found: Correction, line: Line) -> list[Problem]:
    """List the languages in which the corrected text does not fit."""
    audience = found.announcement.audience
    languages = audiences.languages_meant(work, audience).union(audiences.group_languages(work, audience))
    return wording.too_long(found.text, languages, line, wording.limit(found.announcement))


def apply(
    work: Work,
    reader: Reader,
    correction_id: int,
    line: Line,
    *,
    tell: Audience | None = None,
    over: int | None = None,
) -> Applied | Conflict:
    """Take the corrected words over; every copy we know of is edited in place.

    `tell` narrows (by languages and regions; `Audience()` for all) who gets a line about it; None tells nobody. When
    somebody else was faster, nothing happens and their words are returned, unless `over` names their revision.
    Raises NetworkError when it does not fit, Outdated when nothing would change, and as `correction`.
    """
    found = correction(work, reader, correction_id)
    living = _standing(found.announcement)
    if living.revision not in {found.base_revision, over}:
        return _conflict(work, living, found.announcement.id)
    if _same(living, found.text):
        raise Outdated(N_("The text is as it stands already: there is nothing to correct."))
    if problems(work, found, line):
        raise NetworkError(N_("The corrected text is too long. Please shorten it."))
    revision = texts.take_over(work, living.id, found.text)
    queries.change_correction(
        work.session, found.id, applied_at=work.now, made_revision=revision, told=tell is not None
    )
    notices.revise(work, ANNOUNCEMENT, found.announcement.id)
    notices.revise(work, CARD, found.announcement.id)
    running.unsettled(work, found.announcement.id)
    if tell is not None:
        _tell(work, found, tell)
    audit.record(
        work,
        reader,
        "announcement.corrected",
        "announcement",
        found.announcement.id,
        regions=reading.concerned(work, found.announcement),
        correction=found.id,
        told=tell is not None,
        over=over is not None,
    )
    posted = [notice.id for notice in queries.notices(work.session, ANNOUNCEMENT, found.announcement.id)]
    counts = queries.counts(work.session, posted)
    return Applied(
        reading.several(work, [found.announcement.id])[found.announcement.id],
        copies=counts.get(CopyState.SENT, 0),
        maybe=counts.get(CopyState.MAYBE, 0),
    )


def discard(work: Work, reader: Reader, correction_id: int) -> None:
    """Throw a correction away that was not applied. Raises as `correction`."""
    found = correction(work, reader, correction_id)
    queries.remove_correction(work.session, found.id)
    text_queries.drop(work.session, [found.text.id])


def take_back(work: Work, reader: Reader, announcement_id: int) -> Announcement:
    """Take it back: copies are deleted, or say so where they are too old. What has not been sent will not be.

    Raises as `reading.find`. A second press changes nothing.
    """
    found = reading.find(work, reader, announcement_id, hold=True)
    if found.is_draft:
        raise Outdated(N_("This announcement has not been sent."))
    if found.state is AnnouncementState.WITHDRAWN:
        return found
    queries.change(
        work.session,
        found.id,
        work.now,
        state=AnnouncementState.WITHDRAWN,
        finished_at=found.finished_at or work.now,
    )
    notices.retract(work, ANNOUNCEMENT, found.id)
    for row in queries.corrections_of(work.session, found.id):
        notices.retract(work, LINE, row)
    notices.revise(work, CARD, found.id)
    running.unsettled(work, found.id)
    audit.record(
        work, reader, "announcement.taken_back", "announcement", found.id, regions=reading.concerned(work, found)
    )
    return reading.several(work, [found.id])[found.id]


def maybe(work: Work, reader: Reader, announcement_id: int, page: int = 0) -> tuple[list[Doubtful], int]:
    """List those who may not have got it, a page at a time, and how many there are.

    Raises as `reading.find`.
    """
    found = reading.find(work, reader, announcement_id)
    rows, total = queries.in_doubt(work.session, found.id, ANNOUNCEMENT, page * PAGE, PAGE)
    return [Doubtful(row.copy_id, row.person_id, row.name) for row in rows], total


def send_again(work: Work, reader: Reader, announcement_id: int, copy_ids: Sequence[int] | None = None) -> int:
    """Send once more to those (None: all) who may not have got it; returns how many.

    What is sent once more says so. Raises Outdated for what was taken back or stopped, and as `reading.find`.
    """
    found = reading.find(work, reader, announcement_id, hold=True)
    if found.state not in {AnnouncementState.RUNNING, AnnouncementState.PAUSED, AnnouncementState.DONE}:
        raise Outdated(N_("This announcement is not being sent any more."))
    posted = queries.notices(work.session, ANNOUNCEMENT, found.id)
    count = sum(notices.send_again(work, notice.id, copy_ids) for notice in posted)
    if count:
        paused = found.state is AnnouncementState.PAUSED
        state = AnnouncementState.PAUSED if paused else AnnouncementState.RUNNING
        queries.change(work.session, found.id, work.now, state=state)
        notices.revise(work, CARD, found.id)
        audit.record(
            work,
            reader,
            "announcement.sent_again",
            "announcement",
            found.id,
            regions=reading.concerned(work, found),
            count=count,
        )
    return count


def _standing(found: Announcement) -> Text:
    """Return the words that readers have, or Outdated where there are none to correct."""
    if found.is_draft or found.state is AnnouncementState.WITHDRAWN or found.text is None:
        raise Outdated(N_("There is nothing to correct here any more."))
    return found.text


def _correction(work: Work, row: Any, announcement: Announcement) -> Correction:
    text = texts.read(work, [row.text_id])[row.text_id]
    return Correction(row.id, announcement, text, row.base_revision, row.applied_at)


def _same(one: Text, other: Text) -> bool:
    return {version.language: version.body for version in one.versions.values()} == {
        version.language: version.body for version in other.versions.values()
    }


def _conflict(work: Work, living: Text, announcement_id: int) -> Conflict:
    row = queries.last_applied(work.session, announcement_id)
    name = None
    if row is not None and (snapshot := people.readers(work, [row.author_id]).get(row.author_id)):
        name = snapshot.name
    return Conflict(row and row.author_id, name, row and row.applied_at, living, living.revision)


def _tell(work: Work, found: Correction, tell: Audience) -> None:
    for notice in queries.notices(work.session, ANNOUNCEMENT, found.announcement.id):
        if "hubs" in notice.audience:
            continue
        told = Audience(holders_of=notice.id, languages=tell.languages, regions=tell.regions)
        notices.post(work, LINE, found.id, told, lane=Lane.ANNOUNCEMENT)
