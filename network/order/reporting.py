"""Reporting a post: a word to those who see to order, in confidence."""

from db.queries import order as queries
from db.queries import people as people_queries
from db.queries import posts as post_queries
from db.values import Audience
from network import audit, notices, pace
from network.discussions import limits, reading
from network.discussions.reading import NO_POST, ShownPost
from network.errors import N_, NetworkError, Outdated
from network.order import cases
from network.order.cases import Case
from network.order.kinds import CARD, revise_card
from network.people import Reader
from network.work import Work

REPORTED = "reports"


def require_reportable(work: Work, reader: Reader, post_id: int) -> ShownPost:
    """Fetch a post that somebody may report.

    Raises NotAllowed for whoever may not write, Outdated for what is gone, or was looked at since they reported it.
    """
    limits.require_writer(reader)
    found = reading.shown(work, [post_id]).get(post_id)
    if found is None:
        raise Outdated(NO_POST)
    if found.author_id == reader.id:
        raise NetworkError(N_("This is a post of your own. You can change it or delete it."))
    if not found.stands:
        raise Outdated(N_("This post is not shown any more, so there is nothing to report."))
    _require_news(work, reader, found)
    return found


def report(work: Work, reader: Reader, post_id: int, reason: str | None = None) -> int:
    """Report a post to its region's coordinators; returns the case's row number.

    Raises as `require_reportable`, NetworkError for what somebody reported already, for a reason that is too long, and
    when they have reported often enough today.
    """
    post_queries.hold(work.session, require_reportable(work, reader, post_id).discussion_id)
    found = require_reportable(work, reader, post_id)  # as it stands now that nobody takes it back meanwhile
    reason = (reason or "").strip() or None
    most = work.charter.limits.texts.reason
    if reason and len(reason) > most:
        raise NetworkError(N_("That is too long: at most {most} characters fit here."), most=most)
    waiting = queries.waiting_of(work.session, post_id)
    before = cases.cases(work, [waiting])[waiting] if waiting else None
    case_id = waiting or queries.open_case(work.session, post_id, found.author_id, work.now)
    if not queries.add_report(work.session, case_id, reader.id, reason, work.now):
        raise Outdated(N_("You have reported this post already. You will hear what comes of it."))
    pace.spend(work, reader.id, REPORTED, work.charter.limits.discussions.reports_a_day)
    case = cases.cases(work, [case_id])[case_id]
    to = audience(work, case)
    audit.record(work, None, "case.reported", "case", case_id, **region_of(case))
    # Whoever reports it cannot decide it: where nobody is left in the region, somebody else must know.
    if before is None or audience(work, before).coordinators_of != to.coordinators_of:
        notices.post(work, CARD, case_id, to)
    revise_card(work, case_id)
    return case_id


def _require_news(work: Work, reader: Reader, found: ShownPost) -> None:
    """Let nobody report again what was looked at since they did, and is the same still: one word a person is enough."""
    looked_at = queries.decided_for(work.session, found.id, reader.id)
    if looked_at is not None and (found.edited_at is None or found.edited_at < looked_at):
        raise Outdated(N_("The coordinators have looked at this post since you reported it: it may stay as it is."))


def region_of(case: Case) -> dict[str, str]:
    """The region of a case for the audit log, where it has one."""
    return {"region": case.region} if case.region else {}


def audience(work: Work, case: Case) -> Audience:
    """Say who decides a case: the region's coordinators, the network's where none of them may."""
    besides = tuple(sorted({case.author_id, *case.reporters}))
    region = case.region
    if region and region != work.charter.worldwide.key:
        there = set(people_queries.coordinators(work.session, region)) - set(besides)
        if queries.active(work.session, there):
            return Audience(coordinators_of=(region,), without=besides)
    return Audience(network_coordinators=True, without=besides)
