"""Undoing: making what is planned a draft again, and what taking back would do to what has arrived."""

from dataclasses import dataclass, replace

from db.queries import announcement_copies as copies
from db.queries import announcements as queries
from db.values import AnnouncementState
from network import audit, notices, pacing
from network.announcements import reading, running
from network.announcements.kinds import ANNOUNCEMENT, CARD
from network.announcements.reading import Announcement
from network.errors import N_, NetworkError, Outdated
from network.people import Reader
from network.work import Work


@dataclass(frozen=True, slots=True)
class Reach:
    """What taking back does: messages that disappear, those too old for that, and those that will not be sent."""

    disappear: int
    stay: int
    unsent: int


def reach(work: Work, reader: Reader, announcement_id: int) -> Reach:
    """Say what taking an announcement back would do now.

    Raises as `reading.find`.
    """
    found = reading.find(work, reader, announcement_id)
    young, old = copies.ages(
        work.session, ANNOUNCEMENT, found.id, work.now - pacing.DELETABLE_FOR + pacing.DELETION_MARGIN
    )
    return Reach(young, old, running.progress(work, found.id).pending)


def reopen(work: Work, reader: Reader, announcement_id: int) -> Announcement:
    """Make a planned announcement the reader's draft again; nothing of it goes out until they send it anew.

    A second press changes nothing. Raises Outdated when some of it has left, NetworkError while the reader has another
    draft open, and as `reading.find`.
    """
    found = reading.find(work, reader, announcement_id, hold=True)
    if found.is_draft:
        return found
    if found.state is not AnnouncementState.SCHEDULED:
        raise Outdated(N_("This announcement is on its way already. You can correct it instead."))
    if queries.has_draft(work.session, reader.id):
        raise NetworkError(N_("You have a draft open. Please send it or throw it away first."))
    if not copies.unpost(work.session, ANNOUNCEMENT, found.id):
        raise Outdated(N_("This announcement is on its way already. You can correct it instead."))
    queries.change(
        work.session,
        found.id,
        work.now,
        state=AnnouncementState.DRAFT,
        author_id=reader.id,
        launched_at=None,
        # What its purpose and its author's role added is added again when it is sent.
        audience=replace(found.audience, statuses=(), consent=None).to_json(),
    )
    notices.revise(work, CARD, found.id)
    audit.record(
        work, reader, "announcement.reopened", "announcement", found.id, regions=reading.concerned(work, found)
    )
    return reading.several(work, [found.id])[found.id]
