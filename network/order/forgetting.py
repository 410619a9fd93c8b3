"""What becomes of cases when somebody erases themselves."""

from db.queries import discussion_privacy
from db.queries import order as queries
from db.values import Audience, CaseState
from network import drafts, notices
from network.order.kinds import CARD, OUTCOME
from network.work import Work


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
