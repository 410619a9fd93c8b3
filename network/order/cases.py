"""Cases as they stand: the snapshots from which coordinators' cards, and what others hear, are made."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import order as queries
from db.values import CaseState, PostState, RichText, Status
from network.discussions.reading import Byline, byline
from network.errors import N_, NotAllowed, Outdated
from network.order import guidelines
from network.order.kinds import CARD
from network.people import Reader, require_coordinator
from network.screens import notice
from network.work import Work

PAGE = 10
GONE = N_("This case is no longer here.")


@dataclass(frozen=True, slots=True)
class Case:
    """A reported post. `text` is what it says, also while it is hidden; None where it is gone, or has only files.

    `shown_title` is what members read now: the title goes with a hidden opening.
    `author` is None for a former member, `decider` for whoever is no longer held by name. `reasons` are those that
    somebody gave, `reporters` the row numbers of all who reported: they are for rules, and never shown.
    `suspended_until` is what was decided; `suspends` says whether it is so still. `guideline` is as it was written.
    """

    id: int
    version: int
    state: CaseState
    post_id: int
    post_state: PostState
    number: int
    discussion_id: int
    title: str
    shown_title: str
    region: str | None
    author_id: int
    author: Byline | None
    author_status: Status
    text: RichText | None
    files: int
    posted_at: datetime
    edited_at: datetime | None
    guideline: str | None
    guidelines: Mapping[str, str]
    suspended_until: datetime | None
    suspends: bool
    decided_by: int | None
    decider: str | None
    decided_at: datetime | None
    answer: str | None
    answered_at: datetime | None
    opened_at: datetime
    reasons: tuple[str, ...]
    reporters: frozenset[int]

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.state is CaseState.WAITING

    @property
    def changed(self) -> bool:
        """Whether its author changed the post after it was reported."""
        return self.edited_at is not None and self.edited_at > self.opened_at

    @property
    def against(self) -> bool:
        """Whether something was decided against the post, and stands."""
        return self.state in (CaseState.HIDDEN, CaseState.WARNED, CaseState.SUSPENDED)

    def guideline_in(self, language: str) -> str | None:
        """The guideline in a reader's language, where it is one of the network's own."""
        return self.guidelines.get(language, self.guideline)


def cases(work: Work, case_ids: Collection[int]) -> dict[int, Case]:
    """Take the snapshots of cases, by row number; those that are gone are left out."""
    rows = queries.cases(work.session, case_ids) if case_ids else []
    told: defaultdict[int, list[Any]] = defaultdict(list)
    for report in queries.reports(work.session, [row.id for row in rows]):
        told[report.case_id].append(report)
    return {row.id: _case(work, row, told[row.id]) for row in rows}


def case(work: Work, reader: Reader, case_id: int) -> Case:
    """Fetch a case for a coordinator who may decide it. Raises NotAllowed, or Outdated when it is gone."""
    require_coordinator(reader)
    found = cases(work, [case_id]).get(case_id)
    if found is None:
        raise Outdated(GONE)
    require_decider(reader, found)
    return found


def may_decide(reader: Reader, found: Case) -> bool:
    """Whether somebody may see and decide a case: the region's coordinators, but in no case of their own."""
    here = reader.coordinates_region(found.region) if found.region else reader.network_wide
    return here and reader.id != found.author_id and reader.id not in found.reporters


def require_decider(reader: Reader, found: Case) -> None:
    """Let only those pass who may decide a case. Raises NotAllowed otherwise."""
    require_coordinator(reader)
    if reader.id == found.author_id or reader.id in found.reporters:
        raise NotAllowed(N_("You wrote or reported this post, so another coordinator decides."))
    if not may_decide(reader, found):
        raise NotAllowed(N_("Only the coordinators of this region can do that."))


def waiting(work: Work, reader: Reader) -> list[Case]:
    """List what waits for a coordinator, longest first, at most a page. Raises NotAllowed for others."""
    require_coordinator(reader)
    regions = None if reader.network_wide else sorted(reader.regions)
    ids = queries.waiting(work.session, reader.id, regions, PAGE)
    found = cases(work, ids)
    return [found[number] for number in ids if number in found]


def card_notice(work: Work, case_id: int) -> int:
    """The notice whose copy an opened card becomes, so that it is kept up to date. Whoever asks answers for it."""
    return notice(work, CARD, case_id)


def _case(work: Work, row: Any, told: list[Any]) -> Case:
    state = PostState(row.post_state)
    there = state is not PostState.DELETED
    gone = row.decider_status in (None, Status.ERASED)
    words = row.guideline
    inside = {one: guidelines.in_language(work, words, one) for one in work.charter.languages} if words else {}
    return Case(
        id=row.id,
        version=row.version,
        state=CaseState(row.state),
        post_id=row.post_id,
        post_state=state,
        number=row.number,
        discussion_id=row.discussion_id,
        title=row.title or "",
        shown_title=row.shown_title or "",
        region=row.region or row.author_region,
        author_id=row.author_id,
        author=byline(row.name, row.city, row.status),
        author_status=Status(row.status),
        text=RichText.from_json(row.text) if there and row.text else None,
        files=len(row.files or ()) if there else 0,
        posted_at=row.posted_at,
        edited_at=row.edited_at,
        guideline=words,
        guidelines={language: said for language, said in inside.items() if said},
        suspended_until=row.suspended_until,
        suspends=row.state == CaseState.SUSPENDED
        and row.suspended_until is not None
        and row.suspended_until > work.now
        and row.status == Status.SUSPENDED,
        decided_by=row.decided_by,
        decider=None if gone else row.decider,
        decided_at=row.decided_at,
        answer=row.answer,
        answered_at=row.answered_at,
        opened_at=row.opened_at,
        reasons=tuple(one.reason for one in told if one.reason),
        reporters=frozenset(one.person_id for one in told),
    )
