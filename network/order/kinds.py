"""Kinds of notice about reported posts; what each is about is the case."""

from db.queries import order as queries
from network import notices
from network.work import Work

CARD = "case"  # to the coordinators who decide
TOLD = "case_told"  # to whoever wrote the post
OUTCOME = "case_outcome"  # to those who reported it
ANSWERED = "case_answer"  # to the coordinator who decided: its author has answered
SHOWN_TO_DECIDERS = (CARD, ANSWERED)
RESTORED = "membership_restored"  # to a person: they are suspended no more


def revise_card(work: Work, case_id: int) -> None:
    """Bring every coordinator's copy of a case to the present state."""
    notices.revise(work, CARD, case_id)


def revise_cards_of(work: Work, post_id: int) -> None:
    """As `revise_card`, for all cases of a post."""
    for case_id in queries.cases_of_post(work.session, post_id):
        revise_card(work, case_id)
