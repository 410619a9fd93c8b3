"""Handing an application in, and deciding it: admit, decline, withdraw. Exactly one decision counts."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from db.queries import applications as queries
from db.queries import people as people_queries
from db.values import ApplicationState, Audience, Status
from network import audit, notices
from network.applications.cards import Card, card
from network.applications.kinds import CARD, DECISION, revise_cards, revise_questions
from network.errors import N_, NetworkError, Outdated
from network.events import sharing
from network.hubs import joining
from network.people import Reader, require_coordinator
from network.work import Work

# Reasons that come up again and again; applicants read them in their own language.
USUAL_REASONS = ("outside", "unclear", "other_group", "twice")

_DONE = {
    ApplicationState.ADMITTED: (
        N_("{name} has already admitted this applicant."),
        N_("Another coordinator has already admitted this applicant."),
        N_("You have already admitted this applicant."),
    ),
    ApplicationState.DECLINED: (
        N_("{name} has already declined this application."),
        N_("Another coordinator has already declined this application."),
        N_("You have already declined this application."),
    ),
}


def open_application(work: Work, reader: Reader, region: str) -> int:
    """Write down that `reader` applied in `region`, and tell its coordinators; returns the application's row number.

    Pressed twice it is still one application. A region without coordinators is looked after by the network's.
    """
    waiting = queries.waiting_of(work.session, reader.id)
    if waiting is not None:
        return waiting
    escalate_at = work.now + timedelta(days=work.charter.limits.undecided_days)
    application_id = queries.open_one(work.session, reader.id, region, work.now, escalate_at)
    notices.post(work, CARD, application_id, audience_for(work, region))
    return application_id


def audience_for(work: Work, region: str) -> Audience:
    """Say who decides in a region: its coordinators, or the network's where it has none."""
    if region != work.charter.worldwide.key and people_queries.coordinators(work.session, region):
        return Audience(coordinators_of=(region,))
    return Audience(network_coordinators=True)


def admit(work: Work, reader: Reader, application_id: int, topics: Sequence[str] | None = None) -> None:
    """Admit an applicant; groups that are admitted to named topics get `topics` (None: all that they named).

    Raises NotAllowed for whoever does not coordinate the region, Outdated when it is decided already, and
    NetworkError when no topic is left.
    """
    held = hold(work, reader, application_id)
    if held.status != Status.APPLICANT:
        raise NetworkError(N_("This person cannot be admitted now: their membership has changed in the meantime."))
    group = work.charter.member_groups.get(held.member_group)
    named = _named(work, held.person_id, topics) if group and group.to_named_topics else None
    _decide(work, reader, application_id, ApplicationState.ADMITTED, topics=named or ())
    queries.make_member(work.session, held.person_id, work.now, named)
    notices.welcome(work, held.person_id)
    audit.record(
        work, reader, "application.admitted", "application", application_id, region=held.region, topics=named or []
    )
    _tell(work, application_id, held.person_id)
    sharing.welcome(work, held.person_id)  # after the word of welcome
    joining.may_come(work, held.person_id)


def decline(
    work: Work, reader: Reader, application_id: int, reason: str | None = None, *, usual: str | None = None
) -> None:
    """Decline an application with a reason in one's own words, or with one of `USUAL_REASONS`.

    The applicant is a visitor again; their answers are erased after the charter's `erase_declined_days`.
    Raises as `admit`, and NetworkError for an empty, overlong or unknown reason.
    """
    held = hold(work, reader, application_id)
    if usual is not None:
        if usual not in USUAL_REASONS:
            raise NetworkError(N_("Please choose a reason, or write one."))
        reason = None
    else:
        reason = checked(reason or "", work.charter.limits.texts.reason)
    erase_at = work.now + timedelta(days=work.charter.limits.erase_declined_days)
    _decide(
        work, reader, application_id, ApplicationState.DECLINED, reason=reason, usual_reason=usual, erase_at=erase_at
    )
    queries.make_visitor(work.session, held.person_id)
    audit.record(work, reader, "application.declined", "application", application_id, region=held.region)
    _tell(work, application_id, held.person_id)


def withdraw(work: Work, reader: Reader) -> bool:
    """Take one's own waiting application back; it is erased with the next sweep. Says whether there was one."""
    application_id = queries.waiting_of(work.session, reader.id)
    if application_id is None or not queries.decide(
        work.session, application_id, ApplicationState.WITHDRAWN, work.now, by=None, erase_at=work.now
    ):
        return False
    queries.make_visitor(work.session, reader.id)
    revise_cards(work, application_id)
    revise_questions(work, application_id)
    return True


def hold(work: Work, reader: Reader, application_id: int) -> Any:
    """Take a waiting application in hand, for a coordinator of its region.

    Raises NotAllowed or Outdated; the latter says who decided what.
    """
    held = queries.hold(work.session, application_id)
    if held is None:
        require_coordinator(reader)
        raise Outdated(N_("This application is no longer here."))
    require_coordinator(reader, held.region)
    if held.state != ApplicationState.WAITING:
        raise already(held.state, held.decided_by, held.decider, reader)
    return held


def take_up(work: Work, reader: Reader, application_id: int) -> Card:
    """Show a waiting application to a coordinator who is about to decide it or to ask. Raises as `hold`."""
    hold(work, reader, application_id)
    return card(work, reader, application_id)


def already(state: str, decided_by: int | None, decider: str | None, reader: Reader) -> Outdated:
    """Say who was faster."""
    if state not in _DONE:
        return Outdated(N_("The applicant has taken this application back."))
    by_name, by_another, by_yourself = _DONE[ApplicationState(state)]
    if decided_by == reader.id:
        return Outdated(by_yourself)
    return Outdated(by_name, name=decider) if decider else Outdated(by_another)


def checked(text: str, most: int) -> str:
    """Return a text without the spaces round it.

    Raises NetworkError when nothing is left, or more than `most` characters.
    """
    text = text.strip()
    if not text:
        raise NetworkError(N_("That was empty. Please write a few words."))
    if len(text) > most:
        raise NetworkError(N_("That is too long: at most {most} characters fit here."), most=most)
    return text


def _named(work: Work, person_id: int, topics: Sequence[str] | None) -> list[str]:
    theirs = [topic for topic, _ in people_queries.topics_of(work.session, person_id)]
    named = [topic for topic in theirs if topics is None or topic in topics]
    if not named:
        raise NetworkError(N_("Please leave at least one topic ticked."))
    return named


def _decide(work: Work, reader: Reader, application_id: int, state: ApplicationState, **how: Any) -> None:
    # The row is held; the condition on its state stands in the statement all the same.
    if not queries.decide(work.session, application_id, state, work.now, by=reader.id, **how):
        raise Outdated(N_("This application was decided a moment ago."))


def _tell(work: Work, application_id: int, person_id: int) -> None:
    notices.post(work, DECISION, application_id, Audience(people=(person_id,)))
    revise_cards(work, application_id)
    revise_questions(work, application_id)
