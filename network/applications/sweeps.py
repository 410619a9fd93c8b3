"""What happens to applications by itself: passed on when nobody decides, erased some time after they were declined."""

from db.queries import applications as queries
from db.values import Audience
from network import audit, drafts, notices
from network.applications.kinds import ANSWERED, CARD, OVERDUE, QUESTION, WAITS
from network.work import Work

AT_ONCE = 200  # in one unit of work; the next run takes the rest


def escalate_due(work: Work) -> int:
    """Tell the network coordinators of applications undecided for the charter's `undecided_days`, and the applicants.

    Each is passed on once. Returns how many were.
    """
    due = queries.overdue(work.session, work.now, AT_ONCE)
    queries.mark_escalated(work.session, [row.id for row in due], work.now)
    for row in due:
        notices.post(work, OVERDUE, row.id, Audience(network_coordinators=True))
        notices.post(work, WAITS, row.id, Audience(people=(row.person_id,)))
        notices.revise(work, CARD, row.id)
        audit.record(work, None, "application.passed_on", "application", row.id, region=row.region)
    return len(due)


def erase_declined_due(work: Work) -> int:
    """Erase applications declined `erase_declined_days` ago, and those taken back; returns how many.

    The cards and questions go with them, in every chat. Whoever is a visitor by then, and has no other application,
    loses what they told about themselves; their consents end and stay as proof. The decision in the applicant's own
    chat stays theirs.
    """
    due = queries.to_erase(work.session, work.now, AT_ONCE)
    drafts.drop_about(work, [row.id for row in due])
    for row in due:
        _erase(work, row.id)
        audit.record(work, None, "application.erased", "application", row.id, region=row.region)
        if queries.is_idle_visitor(work.session, row.person_id):
            queries.clear_profile(work.session, row.person_id, work.now)
    return len(due)


def forget(work: Work, person_id: int) -> None:
    """Erase all applications of somebody who leaves, and their cards in the coordinators' chats."""
    theirs = queries.of_person(work.session, person_id)
    drafts.drop_about(work, theirs)
    for application_id in theirs:
        _erase(work, application_id)


def _erase(work: Work, application_id: int) -> None:
    notices.retract(work, CARD, application_id)
    notices.retract(work, OVERDUE, application_id)
    for message_id, from_applicant in queries.message_ids(work.session, application_id):
        notices.retract(work, ANSWERED if from_applicant else QUESTION, message_id)
    queries.remove(work.session, application_id)
