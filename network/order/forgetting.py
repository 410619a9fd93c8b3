"""What becomes of cases when somebody leaves, or erases themselves."""

from db.queries import discussion_privacy
from db.queries import order as queries
from db.values import Audience, CaseState
from network import drafts, notices
from network.order import cases
from network.order.kinds import CARD, OUTCOME, revise_card
from network.work import Work


def left(work: Work, person_id: int) -> None:
    """Take a former member's name off the cards. To be called once their profile is empty.

    What they wrote for everyone belongs to no region any more: what waits there is the network coordinators' to decide.
    """
    for case_id in queries.about(work.session, person_id):
        revise_card(work, case_id)
    for found in cases.cases(work, queries.waiting_about(work.session, person_id)).values():
        if found.region is None:
            without = tuple(sorted({person_id, *found.reporters}))
            notices.post(work, CARD, found.id, Audience(network_coordinators=True, without=without))


def erased(work: Work, person_id: int) -> None:
    """Close what waits about somebody's posts: their words are gone. Those who reported one hear so.

    What was decided stays, without name and words; what others said or began to say against them goes.
    """
    theirs = queries.of_author(work.session, person_id)
    queries.forget_reasons(work.session, theirs)
    drafts.drop_about_posts(work, discussion_privacy.posts_by(work.session, person_id), theirs)
    for case_id in queries.waiting_about(work.session, person_id):
        queries.change(work.session, case_id, state=CaseState.LAPSED, decided_at=work.now)
        notices.retract(work, CARD, case_id)
        reporters = {row.person_id for row in queries.reports(work.session, [case_id])} - {person_id}
        if reporters:
            notices.post(work, OUTCOME, case_id, Audience(people=tuple(sorted(reporters))))
