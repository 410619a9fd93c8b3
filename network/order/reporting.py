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
    """Fetch a post that somebody may report. Raises NotAllowed for whoever may not write, Outdated for what is gone."""
    limits.require_writer(reader)
    found = reading.shown(work, [post_id]).get(post_id)
    if found is None:
        raise Outdated(NO_POST)
    if found.author_id == reader.id:
        raise NetworkError(N_("This is a post of your own. You can change it or delete it."))
    if not found.stands:
        raise Outdated(N_("This post is not shown any more, so there is nothing to report."))
    return found


def report(work: Work, reader: Reader, post_id: int, reason: str | None = None) -> int:
    """Report a post to its region's coordinators; returns the case's row number.

    Raises as `require_reportable`, NetworkError for what somebody reported already, for a reason that is too long, and
    when they have reported often enough today.
    """
    found = require_reportable(work, reader, post_id)
    post_queries.hold(work.session, found.discussion_id)
    reason = (reason or "").strip() or None
    most = work.charter.limits.texts.reason
    if reason and len(reason) > most:
        raise NetworkError(N_("That is too long: at most {most} characters fit here."), most=most)
    waiting = queries.waiting_of(work.session, post_id)
    case_id = waiting or queries.open_case(work.session, post_id, found.author_id, work.now)
    if not queries.add_report(work.session, case_id, reader.id, reason, work.now):
        raise Outdated(N_("You have reported this post already. You will hear what comes of it."))
    pace.spend(work, reader.id, REPORTED, work.charter.limits.discussions.reports_a_day)
    case = cases.cases(work, [case_id])[case_id]
    audit.record(work, None, "case.reported", "case", case_id, **region_of(case))
    if waiting is None or reader.coordinates:  # whoever reports it cannot decide it: somebody else must know
        notices.post(work, CARD, case_id, audience(work, case))
    revise_card(work, case_id)
    return case_id


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
