"""Deciding about a reported post: hide it, warn its author, suspend them, find nothing wrong, or take it back.

What was decided may be changed; whoever looked at an older state of the case is told who was faster.
"""

from datetime import datetime, timedelta
from typing import Any

from db.queries import order as queries
from db.queries import posts as post_queries
from db.values import Audience, CaseState, PostState, Status
from network import audit, membership, notices, people
from network.errors import N_, NetworkError, Outdated
from network.order import hiding
from network.order.cases import GONE, Case, case, cases
from network.order.kinds import OUTCOME, TOLD, revise_card
from network.order.reporting import region_of
from network.people import Reader, require_coordinator
from network.work import Work

SOONEST, LATEST = timedelta(hours=1), timedelta(days=3660)

_DONE = {
    CaseState.HIDDEN: (
        N_("{name} has hidden this post in the meantime."),
        N_("Another coordinator has hidden this post in the meantime."),
        N_("You have hidden this post already."),
    ),
    CaseState.WARNED: (
        N_("{name} has warned the author in the meantime."),
        N_("Another coordinator has warned the author in the meantime."),
        N_("You have warned the author already."),
    ),
    CaseState.SUSPENDED: (
        N_("{name} has suspended the author in the meantime."),
        N_("Another coordinator has suspended the author in the meantime."),
        N_("You have suspended the author already."),
    ),
    CaseState.NOTHING_WRONG: (
        N_("{name} has found nothing wrong with this post in the meantime."),
        N_("Another coordinator has found nothing wrong with this post in the meantime."),
        N_("You have found nothing wrong with this post already."),
    ),
}
_ACTS = {
    CaseState.HIDDEN: "case.hidden",
    CaseState.WARNED: "case.warned",
    CaseState.SUSPENDED: "case.suspended",
    CaseState.NOTHING_WRONG: "case.nothing",
}
UNDONE = "case.undone"
# From which states something may be decided.
OPEN_TO_HIDE = (CaseState.WAITING, CaseState.NOTHING_WRONG, CaseState.WARNED)
OPEN_TO_WARN = (CaseState.WAITING, CaseState.NOTHING_WRONG)
OPEN_TO_SUSPEND = (CaseState.WAITING, CaseState.NOTHING_WRONG, CaseState.WARNED, CaseState.HIDDEN)
OPEN_TO_UNDO = (CaseState.WARNED, CaseState.HIDDEN, CaseState.SUSPENDED)


def take_up(work: Work, reader: Reader, case_id: int, version: int) -> Case:
    """Show a case to a coordinator who is about to decide it, as they saw it. Raises as `hide`."""
    return _hold(work, reader, case_id, version)


def language_of(work: Work, person_id: int) -> str:
    """The language somebody reads, for what is written to them."""
    found = people.readers(work, [person_id]).get(person_id)
    return found.language if found is not None else work.charter.language_for(None)


def hide(work: Work, reader: Reader, case_id: int, version: int, guideline: str) -> None:
    """Hide a post everywhere, and tell its author which guideline it goes against.

    `version` is the case as the coordinator saw it. Raises NotAllowed for whoever may not decide it, Outdated when
    somebody else was faster, NetworkError for a guideline that is empty or too long.
    """
    held = _hold(work, reader, case_id, version, OPEN_TO_HIDE)
    _decide(work, reader, held, CaseState.HIDDEN, guideline=_checked(work, guideline))
    hiding.hide(work, held.post_id)


def warn(work: Work, reader: Reader, case_id: int, version: int, guideline: str) -> None:
    """Tell a post's author which guideline it goes against; the post stays. Raises as `hide`."""
    held = _hold(work, reader, case_id, version, OPEN_TO_WARN)
    _decide(work, reader, held, CaseState.WARNED, guideline=_checked(work, guideline))


def suspend(work: Work, reader: Reader, case_id: int, version: int, guideline: str, until: datetime) -> None:
    """Hide a post and suspend its author until then (aware UTC). Raises as `hide`, and as membership.suspend."""
    held = _hold(work, reader, case_id, version, OPEN_TO_SUSPEND)
    if not SOONEST <= until - work.now <= LATEST:
        raise NetworkError(N_("Please choose a day that is still to come, within the next ten years."))
    standing = queries.longest_suspension(work.session, held.author_id, work.now, but=case_id)
    membership.suspend(
        work, reader, held.author_id, max(until, standing or until), region=held.region or work.charter.worldwide.key
    )
    _decide(
        work,
        reader,
        held,
        CaseState.SUSPENDED,
        guideline=_checked(work, guideline),
        suspended_until=until,
    )
    hiding.hide(work, held.post_id)


def nothing_wrong(work: Work, reader: Reader, case_id: int, version: int) -> None:
    """Find nothing wrong with a post; those who reported it hear so, its author nothing. Raises as `hide`."""
    held = _hold(work, reader, case_id, version, (CaseState.WAITING,))
    _decide(work, reader, held, CaseState.NOTHING_WRONG)


def undo(work: Work, reader: Reader, case_id: int, version: int) -> None:
    """Take back what was decided: a hidden post is shown again, a suspension ends. Raises as `hide`."""
    held = _hold(work, reader, case_id, version, OPEN_TO_UNDO)
    _decide(work, reader, held, CaseState.NOTHING_WRONG, suspended_until=None)
    if held.post_state is PostState.HIDDEN and not _hidden_otherwise(work, held):
        hiding.show_again(work, held.post_id)
    if held.suspends:
        other = queries.longest_suspension(work.session, held.author_id, work.now, but=case_id)
        if other is None:
            membership.restore(work, reader, held.author_id, region=held.region)
        else:
            queries.suspend(work.session, held.author_id, other)


def _hidden_otherwise(work: Work, held: Case) -> bool:
    """Whether another case keeps the post hidden."""
    others = [one for one in queries.cases_of_post(work.session, held.post_id) if one != held.id]
    return any(
        one.state in (CaseState.HIDDEN, CaseState.SUSPENDED) and one.against for one in cases(work, others).values()
    )


def _hold(work: Work, reader: Reader, case_id: int, version: int, states: tuple[CaseState, ...] | None = None) -> Case:
    """Take a case in hand, for a coordinator who saw it at this version."""
    # The discussion before the case, as whoever reports or is erased does: two who wait for each other get nowhere.
    seen = cases(work, [case_id]).get(case_id)
    if seen is not None:
        post_queries.hold(work.session, seen.discussion_id)
    if seen is None or not queries.hold(work.session, case_id):
        require_coordinator(reader)
        raise Outdated(GONE)
    held = case(work, reader, case_id)
    if held.version != version or (states is not None and held.state not in states):
        raise already(held, reader)
    return held


def already(held: Case, reader: Reader) -> Outdated:
    """Say who was faster."""
    if held.state not in _DONE:
        return Outdated(N_("This case has changed in the meantime. Please look at it again."))
    by_name, by_another, by_yourself = _DONE[held.state]
    if held.decided_by == reader.id:
        return Outdated(by_yourself)
    return Outdated(by_name, name=held.decider) if held.decider else Outdated(by_another)


def _checked(work: Work, guideline: str) -> str:
    words, most = guideline.strip(), work.charter.limits.texts.reason
    if not words:
        raise NetworkError(N_("That was empty. Please write a few words."))
    if len(words) > most:
        raise NetworkError(N_("That is too long: at most {most} characters fit here."), most=most)
    return words


def _decide(work: Work, reader: Reader, held: Case, state: CaseState, **how: Any) -> None:
    """Write a decision down and tell everybody whom it concerns.

    The author hears what was decided against them, and what of it was taken back; never who reported it.
    """
    queries.change(work.session, held.id, state=state, decided_by=reader.id, decided_at=work.now, **how)
    act = UNDONE if held.against and state is CaseState.NOTHING_WRONG else _ACTS[state]
    audit.record(work, reader, act, "case", held.id, **region_of(held))
    revise_card(work, held.id)
    tell_author = held.author_status in (Status.MEMBER, Status.SUSPENDED)
    if tell_author and (held.against or state is not CaseState.NOTHING_WRONG):
        _anew(work, TOLD, held.id, Audience(people=(held.author_id,)))
    if held.reporters:
        _anew(work, OUTCOME, held.id, Audience(people=tuple(sorted(held.reporters))))


def _anew(work: Work, kind: str, case_id: int, audience: Audience) -> None:
    """Tell it anew, in place of what was told before: a change that only edits an old message goes unnoticed."""
    notices.retract(work, kind, case_id)
    notices.post(work, kind, case_id, audience)
