"""The author's answer to what was decided about their post. Once."""

from db.queries import order as queries
from db.values import Audience
from network import audit, notices, people
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.order.cases import GONE, Case, cases, may_decide
from network.order.kinds import ANSWERED, TOLD, revise_card
from network.order.reporting import audience, region_of
from network.people import Reader
from network.work import Work


def require_answerable(work: Work, reader: Reader, case_id: int) -> Case:
    """Fetch a decision that the reader may still answer; suspended members may, too.

    Raises NotAllowed when it is about somebody else, Outdated when it was answered or taken back.
    """
    found = cases(work, [case_id]).get(case_id)
    if found is None:
        raise Outdated(GONE)
    if found.author_id != reader.id:
        raise NotAllowed(N_("This is about somebody else."))
    if not found.against:
        raise Outdated(N_("Nothing stands against your post any more, so no answer is needed."))
    if found.answered_at is not None:
        raise Outdated(N_("You have answered this already. The coordinators can read it."))
    return found


def answer(work: Work, reader: Reader, case_id: int, text: str) -> None:
    """Answer a decision about one's own post: all who may decide it see it, and whoever decided it hears of it,
    or those who would decide now.

    Raises as `require_answerable`, and NetworkError for an empty or overlong text.
    """
    queries.hold(work.session, case_id)
    found = require_answerable(work, reader, case_id)
    text, most = text.strip(), work.charter.limits.texts.answer
    if not text:
        raise NetworkError(N_("That was empty. Please write a few words."))
    if len(text) > most:
        raise NetworkError(N_("That is too long: at most {most} characters fit here."), most=most)
    queries.keep_answer(work.session, case_id, text, work.now)
    audit.record(work, reader, "case.answered", "case", case_id, **region_of(found))
    revise_card(work, case_id)
    notices.revise(work, TOLD, case_id)
    decider = people.readers(work, [found.decided_by]).get(found.decided_by) if found.decided_by is not None else None
    if decider is not None and may_decide(decider, found):
        notices.post(work, ANSWERED, case_id, Audience(people=(decider.id,)))
    else:  # they coordinate no more, or are gone: an answer never goes unheard
        notices.post(work, ANSWERED, case_id, audience(work, found))
