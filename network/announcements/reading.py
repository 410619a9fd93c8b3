"""An announcement as it stands, and who may see and steer it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import announcements as queries
from db.values import AnnouncementPurpose, AnnouncementState, Attachment, Audience, Timing
from network import texts
from network.charter import Charter
from network.errors import N_, NotAllowed, Outdated
from network.people import Reader, require_coordinator
from network.texts import Text
from network.work import Work

_GONE = N_("This announcement is not there any more.")
_CHANGED = N_("This announcement has gone out already. You can correct it instead.")


@dataclass(frozen=True, slots=True)
class Announcement:
    """All of an announcement, draft or sent.

    `audience` is what was chosen by buttons; once launched, what it came to. `to_people` False: only to the groups of
    its hubs. `due_at` is aware UTC, `local_at` a naive hour of each reader's own zone. `version` grows with changes.
    """

    id: int
    author_id: int
    purpose: AnnouncementPurpose
    state: AnnouncementState
    text: Text | None
    attachments: tuple[Attachment, ...]
    buttons: tuple[tuple[str, str], ...]
    audience: Audience
    to_people: bool
    timing: Timing
    due_at: datetime | None
    local_at: datetime | None
    joins_days: int | None
    version: int
    created_at: datetime
    updated_at: datetime
    launched_at: datetime | None
    finished_at: datetime | None

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.state is AnnouncementState.DRAFT


def several(work: Work, announcement_ids: Iterable[int]) -> dict[int, Announcement]:
    """Fetch announcements with their texts in two queries; whoever asks answers for the permission."""
    return _whole(work, queries.several(work.session, list(announcement_ids)))


def concerned(work: Work, found: Announcement) -> list[str]:
    """List the regions an announcement is for, for the log; none stand for all of them."""
    regions = {work.charter.region_of(code).key for code in found.audience.countries}
    return sorted(regions.union(found.audience.regions))


def whole(work: Work, row: Any) -> Announcement:
    """Make an announcement of its row."""
    return _whole(work, [row])[row.id]


def find(work: Work, reader: Reader, announcement_id: int, *, hold: bool = False) -> Announcement:
    """Fetch an announcement that the reader may see; `hold` keeps others from changing it until the commit.

    Raises NotAllowed where they may not, Outdated when it is gone.
    """
    require_coordinator(reader)
    row = queries.get(work.session, announcement_id, hold=hold)
    if row is None:
        raise Outdated(_GONE)
    require_sight(work, reader, row)
    return whole(work, row)


def draft(work: Work, reader: Reader, announcement_id: int) -> Announcement:
    """Fetch and hold a draft of the reader's own.

    Raises NotAllowed for somebody else's, Outdated when it is gone or was sent.
    """
    found = find(work, reader, announcement_id, hold=True)
    if not found.is_draft:
        raise Outdated(_CHANGED)
    return found


def require_sight(work: Work, reader: Reader, row: Any) -> None:
    """Let only those pass who may see an announcement (a row): of a draft its author alone.

    Raises NotAllowed for the others.
    """
    if not may_see(work, reader, row):
        raise NotAllowed(N_("Only the coordinators of this region can do that."))


def may_see(work: Work, reader: Reader, row: Any) -> bool:
    """Whether somebody may see and steer an announcement: it must lie within the regions they coordinate."""
    if not reader.coordinates:
        return False
    if row.state == AnnouncementState.DRAFT:
        return bool(row.author_id == reader.id)
    return within(work.charter, reader, Audience.from_json(row.audience), to_people=row.to_people)


def still_may_see(charter: Charter, reader: Reader, sent: Announcement) -> bool:
    """As `may_see`, for what was launched, without the database: whoever shows it looks again."""
    return reader.coordinates and within(charter, reader, sent.audience, to_people=sent.to_people)


def within(charter: Charter, reader: Reader, audience: Audience, *, to_people: bool = True) -> bool:
    """Whether an audience lies within the regions somebody coordinates."""
    if reader.network_wide:
        return True
    hubs = charter.hubs
    regions = {hubs[key].region if key in hubs else key for key in audience.hubs}
    if to_people:
        if not audience.regions:
            return False
        regions |= set(audience.regions)
    return regions <= reader.regions


def _whole(work: Work, rows: Iterable[Any]) -> dict[int, Announcement]:
    rows = list(rows)
    written = texts.read(work, [row.text_id for row in rows if row.text_id is not None])
    return {
        row.id: Announcement(
            id=row.id,
            author_id=row.author_id,
            purpose=AnnouncementPurpose(row.purpose),
            state=AnnouncementState(row.state),
            text=written.get(row.text_id),
            attachments=tuple(Attachment(*one) for one in row.attachments),
            buttons=tuple((words, url) for words, url in row.buttons),
            audience=Audience.from_json(row.audience),
            to_people=row.to_people,
            timing=Timing(row.timing),
            due_at=row.due_at,
            local_at=datetime.fromisoformat(row.local_at) if row.local_at else None,
            joins_days=row.joins_days,
            version=row.version,
            created_at=row.created_at,
            updated_at=row.updated_at,
            launched_at=row.launched_at,
            finished_at=row.finished_at,
        )
        for row in rows
    }
