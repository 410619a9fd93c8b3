"""Questions to an applicant, and their answers. Both travel through the bot and stand on the card."""

from db.queries import applications as queries
from db.values import ApplicationState, Audience
from network import audit, notices
from network.applications.deciding import checked, hold
from network.applications.kinds import ANSWERED, QUESTION, revise_cards
from network.errors import N_, NotAllowed, Outdated
from network.people import Reader
from network.work import Work

MOST_ANSWERS = 2  # to one question: an answer, and something to add


def ask(work: Work, reader: Reader, application_id: int, text: str) -> int:
    """Ask an applicant something; returns the question's row number.

    Raises NotAllowed or Outdated as `admit`, and NetworkError for an empty or overlong text.
    """
    held = hold(work, reader, application_id)
    text = checked(text, work.charter.limits.texts.question)
    question_id = queries.add_message(work.session, application_id, held.person_id, reader.id, text, work.now)
    audit.record(work, reader, "application.asked", "application", application_id, region=held.region)
    notices.post(work, QUESTION, question_id, Audience(people=(held.person_id,)))
    revise_cards(work, application_id)
    return question_id


def open_question(work: Work, reader: Reader, question_id: int) -> int:
    """Find the application of a question that `reader` may still answer.

    Raises NotAllowed when it was asked of somebody else, Outdated when no answer is wanted any more.
    """
    asked = queries.question(work.session, question_id)
    if asked is None:
        raise Outdated(N_("This question is no longer here."))
    if asked.person_id != reader.id:
        raise NotAllowed(N_("This question is for somebody else."))
    held = queries.hold(work.session, asked.application_id)
    if held is None or held.state != ApplicationState.WAITING:
        raise Outdated(N_("Your application has been decided; this question needs no answer any more."))
    if queries.count_answers(work.session, question_id) >= MOST_ANSWERS:
        raise Outdated(N_("Thank you, you have answered this. The coordinators ask again if they need more."))
    return held.id  # type: ignore[no-any-return]


def answer(work: Work, reader: Reader, question_id: int, text: str) -> int:
    """Answer a question about one's own application; one may add to it later. Returns the answer's row number.

    Raises as `open_question`, and NetworkError for an empty or overlong text.
    """
    application_id = open_question(work, reader, question_id)
    text = checked(text, work.charter.limits.texts.answer)
    answer_id = queries.add_message(
        work.session, application_id, reader.id, reader.id, text, work.now, question_id=question_id
    )
    revise_cards(work, application_id)
    notices.revise(work, QUESTION, question_id)
    asked = queries.question(work.session, question_id)
    if asked is not None and asked.author_id is not None:
        notices.post(work, ANSWERED, answer_id, Audience(people=(asked.author_id,)))
    return answer_id
