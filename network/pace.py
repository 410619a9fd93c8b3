"""How often a day somebody may do what reaches others unasked. The count outlives what they did it with."""

from db.queries import pace as queries
from network.errors import N_, NetworkError
from network.work import Work


def spend(work: Work, person_id: int, act: str, most: int) -> None:
    """Let somebody do this once more today (UTC). Raises NetworkError when that was often enough."""
    if queries.count(work.session, person_id, act, _day(work)) > most:
        raise NetworkError(N_("You have done that {most} times today. Please go on tomorrow."), most=most)


def bear(work: Work, person_id: int, act: str, most: int) -> None:
    """Let somebody be asked this once more today. Raises NetworkError when they were asked often enough."""
    if queries.count(work.session, person_id, act, _day(work)) > most:
        raise NetworkError(N_("This member has been asked often enough today. Please try again tomorrow."))


def forget_old(work: Work) -> int:
    """Forget all days but today; says how many counts that were."""
    return queries.forget(work.session, _day(work))


def _day(work: Work) -> str:
    return work.now.date().isoformat()
