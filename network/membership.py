"""Joining and leaving."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from db.queries import applications as application_queries
from db.queries import membership as queries
from db.queries import order as order_queries
from db.queries import people as people_queries
from db.values import Audience, Purpose, Status
from network import applications, audit, calendar, consent, notices, people, places, profile, team
from network.discussions import authors
from network.errors import N_, NetworkError, NotAllowed, Outdated
from network.events import attending, mine, sharing
from network.hubs import joining
from network.hubs import leaving as leaving_groups
from network.order import forgetting
from network.order.kinds import RESTORED
from network.people import Reader, require_coordinator
from network.reminders import own
from network.team.roster import SHOWN_TO_COORDINATORS
from network.work import Work


class Outcome(StrEnum):
    """What came of handing in a registration."""

    ADMITTED = "admitted"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Draft:
    """A registration as it is handed in.

    `answers` by the names of `network.profile.FIELDS`; an optional one may be missing or None. `agreed` holds the
    version of each document that was accepted, and the language it was read in. `optional` holds the other consents.
    """

    answers: Mapping[str, Any]
    agreed: Mapping[Purpose, tuple[int, str]]
    optional: frozenset[Purpose] = frozenset()


def require_may_join(reader: Reader) -> None:
    """Let only those pass who may hand in a registration: visitors, and whoever left.

    Raises Outdated for members and applicants, NotAllowed for whoever is suspended.
    """
    match reader.status:
        case Status.MEMBER:
            raise Outdated(N_("You are a member already. Send /start to see what you can do."))
        case Status.APPLICANT:
            raise Outdated(N_("Your application is with the coordinators already. They will answer here."))
        case Status.SUSPENDED:
            raise NotAllowed(N_("Your membership is suspended. Please write to your coordinators about it."))
        case Status.ERASED:
            raise NotAllowed(N_("Your data have been erased. Send /start to begin anew."))


def require_not_suspended(work: Work, reader: Reader) -> None:
    """Let nobody join anew who left while they were suspended, before that is over. Raises NotAllowed."""
    until = order_queries.longest_suspension(work.session, reader.id, work.now)
    if until is not None:
        raise NotAllowed(
            N_("You left while your membership was suspended. You can join again from {day} on."),
            day=until.date().isoformat(),
        )


def outdated_documents(work: Work, draft: Draft) -> list[Purpose]:
    """Which documents a draft does not accept in the version in force: they have to be read (again) before *Send*."""
    return [
        purpose
        for purpose in consent.NEEDED
        if draft.agreed.get(purpose, (0, ""))[0] != consent.version_in_force(work, purpose)
    ]


def hand_in(work: Work, reader: Reader, draft: Draft) -> Outcome:
    """Write down a registration and all its consents at once; admit, or let coordinators decide, as the charter says.

    Raises NetworkError when an answer does not fit (the charter may have changed since it was given), Outdated when a
    document was accepted in another version, or the person is a member or applicant already; NotAllowed for whoever
    is suspended.
    """
    require_may_join(reader)
    people.require_unchanged(work, reader)
    require_not_suspended(work, reader)
    if outdated_documents(work, draft):
        raise Outdated(N_("There is a newer version of what you accepted. Send /start to read it."))
    group = work.charter.member_groups[profile.check_member_group(work.charter, draft.answers.get("member_group"))]
    region = _write(work, reader, draft.answers, decided=group.decided)
    _agree(work, reader, draft)
    if not group.decided:
        application_queries.make_member(work.session, reader.id, work.now, None)
        notices.welcome(work, reader.id)
        sharing.welcome(work, reader.id, at_once=True)
        joining.may_come(work, reader.id)
        return Outcome.ADMITTED
    queries.write(work.session, reader.id, status=Status.APPLICANT)
    applications.open_application(work, reader, region)
    return Outcome.WAITING


def _write(work: Work, reader: Reader, answers: Mapping[str, Any], *, decided: bool) -> str:
    charter, group, organisation = work.charter, answers.get("member_group"), answers.get("organisation")
    country = profile.check_country(charter, answers.get("country"))
    region = charter.region_of(country).key
    zones = places.zones_of(country, work.now)
    zone = profile.check_zone(country, answers.get("zone"), work.now) if len(zones) > 1 else next(iter(zones), None)
    advises, advice_limit = profile.check_advice(charter, answers.get("advice"))
    needed = profile.organisation_needed(charter, group)
    queries.write(
        work.session,
        reader.id,
        **people.as_stored(profile.check_name(charter, answers.get("name"))),
        member_group=group,
        country=country,
        region=region,
        city=profile.check_city(charter, answers.get("city")),
        organisation=profile.check_organisation(charter, organisation) if organisation or needed else None,
        position=profile.check_position(charter, answers.get("position")),
        advises=advises,
        advice_limit=advice_limit,
        topics_named=False,
    )
    topics = profile.check_topics(charter, answers.get("topics"))
    people_queries.set_zone(work.session, reader.id, zone)
    people_queries.replace_topics(work.session, reader.id, topics, set() if decided else None)
    people_queries.replace_languages(
        work.session, reader.id, profile.check_languages(charter, answers.get("languages"))
    )
    followed = profile.check_followed(charter, answers.get("followed"), region)
    people_queries.replace_regions(work.session, reader.id, followed)
    return region


def _agree(work: Work, reader: Reader, draft: Draft) -> None:
    for purpose in consent.NEEDED:
        consent.give(work, reader.id, purpose, draft.agreed[purpose][1])
    for purpose in consent.OPTIONAL:
        if purpose in draft.optional:
            consent.give(work, reader.id, purpose, reader.language)


def leave(work: Work, reader: Reader) -> None:
    """Let somebody leave: a waiting application is taken back, a member becomes a former one and loses their roles.

    What they told about themselves is kept only as long as somebody is a member, so it goes; their consents end and
    stay as proof. Raises NetworkError for whoever is neither member nor applicant, Outdated when a coordinator decided
    a moment ago.
    """
    if not reader.takes_part:
        raise NetworkError(N_("You are not a member, so there is nothing to leave."))
    leaving_groups.leaves(work, reader.id)
    if reader.status is Status.APPLICANT:
        # The application is held before the person, as by whoever decides it.
        if not applications.withdraw(work, reader):
            raise Outdated(N_("Something has changed in the meantime. Send /start to see where you stand."))
        return
    applications.forget(work, reader.id)
    attending.withdraw_all(work, reader.id)
    mine.forget(work, reader.id)
    authors.left(work, reader.id)
    calendar.forget(work, reader)
    own.forget(work, reader.id)
    team.lay_down(work, reader)
    application_queries.clear_profile(work.session, reader.id, work.now)
    queries.make_former(work.session, reader.id, work.now)
    forgetting.left(work, reader.id)
    audit.record(work, reader, "membership.left", "person", reader.id, region=reader.region)


# Suspension

AT_ONCE = 200  # in one unit of work; the next run takes the rest
ROLES_REST = N_("Somebody who coordinates can only be suspended by the network coordinators.")


def suspend(work: Work, reader: Reader, person_id: int, until: datetime, *, region: str) -> None:
    """Suspend a member until then (aware UTC): they read, export and leave, but write nothing, and their roles rest.

    They are taken out of the hubs' groups, and let in again afterwards. `region` is the one in which it is decided.
    Raises NotAllowed for whoever does not coordinate it, and for a coordinator whom only the network's may suspend;
    NetworkError for whoever is no member, or an owner.
    """
    require_coordinator(reader, region)
    status = queries.hold(work.session, person_id)
    if status not in (Status.MEMBER, Status.SUSPENDED):
        raise NetworkError(N_("This person is not a member any more, so nothing can be suspended."))
    held = people.readers(work, [person_id])[person_id]
    if held.telegram_id in work.owners:
        raise NetworkError(N_("The owners of this bot cannot be suspended."))
    _require_may_judge(work, reader, person_id)
    leaving_groups.leaves(work, person_id, may_return=True)
    order_queries.suspend(work.session, person_id, until)
    notices.look_again(work, person_id, SHOWN_TO_COORDINATORS)
    audit.record(
        work, reader, "membership.suspended", "person", person_id, region=region, until=until.date().isoformat()
    )


def _require_may_judge(work: Work, reader: Reader, person_id: int) -> None:
    """Leave whoever holds a role, also while it rests, to the network coordinators. Raises NotAllowed."""
    if not reader.network_wide and people_queries.holds_role(work.session, person_id):
        raise NotAllowed(ROLES_REST)


def restore(work: Work, reader: Reader | None, person_id: int, *, region: str | None = None) -> bool:
    """End somebody's suspension, before its time when a coordinator (`reader`) does; says whether they were suspended.

    They are told, and let into the hubs' groups again. Raises NotAllowed for whoever does not coordinate `region`, and
    for a coordinator whom only the network's may let go.
    """
    if reader is not None:
        require_coordinator(reader, region or work.charter.worldwide.key)
        _require_may_judge(work, reader, person_id)
    if not order_queries.restore(work.session, person_id):
        return False
    joining.may_come(work, person_id)
    notices.retract(work, RESTORED, person_id)
    notices.post(work, RESTORED, person_id, Audience(people=(person_id,)))
    notices.look_again(work, person_id, SHOWN_TO_COORDINATORS)
    audit.record(work, reader, "membership.restored", "person", person_id, **({"region": region} if region else {}))
    return True


def restore_due(work: Work) -> int:
    """End the suspensions whose time is over; returns how many."""
    return sum(restore(work, None, person_id) for person_id in order_queries.over(work.session, work.now, AT_ONCE))
