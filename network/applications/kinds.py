"""The kinds of notice about applications, and which of them change together."""

from db.queries import applications as queries
from network import notices
from network.work import Work

CARD = "application"  # to the region's coordinators; the subject is the application
OVERDUE = "application_overdue"  # to the network coordinators; the application
WAITS = "application_waits"  # to the applicant; the application
DECISION = "decision"  # to the applicant; the application
QUESTION = "question"  # to the applicant; the question
ANSWERED = "application_answer"  # to the coordinator who asked; the answer
SHOWING_APPLICANTS = (CARD, OVERDUE, QUESTION, ANSWERED)  # what a coordinator sees of them


def revise_cards(work: Work, application_id: int) -> None:
    """Bring every coordinator's copy of the card to the present state."""
    notices.revise(work, CARD, application_id)
    notices.revise(work, OVERDUE, application_id)


def revise_questions(work: Work, application_id: int) -> None:
    """Bring the applicant's copies of all questions to the present state: a decided one wants no answer any more."""
    for message_id, from_applicant in queries.message_ids(work.session, application_id):
        if not from_applicant:
            notices.revise(work, QUESTION, message_id)
