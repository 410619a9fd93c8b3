"""Queries about what follows an event: who came, what they say about it, and what is due next."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true, update
from sqlalchemy.orm import Session

from db.models import Attendance, Consent, Event, Notice, Person, PersonTopic
from db.values import AttendanceState, EventState, Purpose, Status

_A, _P = Attendance, Person
# Whoever wanted to come, or was seen: they stand on the list of those who may have come.
_LISTED = or_(
    _A.state.in_((AttendanceState.GOING, AttendanceState.MAYBE, AttendanceState.WAITLISTED, AttendanceState.OFFERED)),
    _A.came.is_not(None),
)
CAME = or_(_A.came.is_(True), and_(_A.state == AttendanceState.GOING, _A.came.is_(None)))
"""Who came: whoever was seen, and whoever was going while nobody says otherwise."""


def due(session: Session, stage: int, started_before: datetime, limit: int) -> list[int]:
    """List published events at a stage of what follows them, the earliest first."""
    asked = select(Event.id).where(
        Event.state == EventState.PUBLISHED, Event.asked_after == stage, Event.starts_at <= started_before
    )
    return list(session.scalars(asked.order_by(Event.starts_at, Event.id).limit(limit)))


def stage_of(session: Session, event_id: int) -> int:
    """Say how many stages are behind an event; 0 for one that is no more."""
    return session.scalar(select(Event.asked_after).where(Event.id == event_id)) or 0


def asked_in_series(session: Session, kind: str, series_id: int, but: int, since: datetime, before: datetime) -> bool:
    """Say whether there is a notice of that kind about another event of a series, one that began in that time."""
    others = Event.series_id == series_id, Event.id != but, Event.starts_at.between(since, before)
    asked = select(Notice.id).join(Event, Event.id == Notice.subject_id).where(Notice.kind == kind, *others)
    return session.scalar(asked.limit(1)) is not None


def start_over(session: Session, now: datetime, last: int) -> None:
    """Let what follows come anew after events that were put off when they were over: they begin later than now."""
    moved = Event.state == EventState.PUBLISHED, Event.asked_after.between(1, last), Event.starts_at > now
    session.execute(update(Event).where(*moved).values(asked_after=0))


def set_stage(session: Session, event_id: int, stage: int) -> None:
    """Write down how many stages are behind an event."""
    session.execute(update(Event).where(Event.id == event_id).values(asked_after=stage))


def who_came(session: Session, event_id: int) -> list[int]:
    """List the members who came."""
    asked = select(_A.person_id).join(_P, _P.id == _A.person_id)
    asked = asked.where(_A.event_id == event_id, CAME, _P.status == Status.MEMBER)
    return list(session.scalars(asked.order_by(_A.person_id)))


def rated(session: Session, event_id: int) -> list[int]:
    """List those who have given stars already."""
    return list(session.scalars(select(_A.person_id).where(_A.event_id == event_id, _A.stars.is_not(None))))


def members_among(session: Session, person_ids: Collection[int]) -> list[int]:
    """Keep those who are members."""
    asked = select(_P.id).where(_P.id.in_(person_ids), _P.status == Status.MEMBER)
    return list(session.scalars(asked.order_by(_P.id)))


def answers(session: Session, event_ids: Collection[int], person_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch what people answered, before and afterwards: event_id, person_id, state, came, stars, remark, used, …"""
    asked = select(_A.event_id, _A.person_id, _A.state, _A.came, _A.stars, _A.remark, _A.used, _A.used_how)
    return list(session.execute(asked.where(_A.event_id.in_(event_ids), _A.person_id.in_(person_ids))))


def change(session: Session, event_id: int, person_id: int, **values: Any) -> None:
    """Write down what somebody said afterwards."""
    session.execute(update(_A).where(_A.event_id == event_id, _A.person_id == person_id).values(values))


def guests(
    session: Session,
    event_id: int,
    limit: int,
    skip: int,
    *,
    regions: Collection[str] | None,
    only: Collection[int] | None = None,
) -> list[Row[Any]]:
    """List those who may have come, by name: who stands in the directory, and everybody of these regions (None: all).

    Rows: person_id, state, came, and what a directory entry holds: name, city, country, organisation, position.
    """
    asked = select(
        _A.person_id, _A.state, _A.came, _P.name, _P.city, _P.country, _P.organisation, _P.position, _P.region
    ).join(_P, _P.id == _A.person_id)
    asked = asked.where(_A.event_id == event_id, _LISTED, _P.status == Status.MEMBER)
    asked = asked.where(_named(regions))
    if only is not None:
        asked = asked.where(_A.person_id.in_(only))
    return list(session.execute(asked.order_by(_P.name_folded, _A.person_id).limit(limit).offset(skip)))


def topics_of(session: Session, person_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch what people work on: person_id, topic."""
    asked = select(PersonTopic.person_id, PersonTopic.topic).where(PersonTopic.person_id.in_(person_ids))
    return list(session.execute(asked.where(PersonTopic.admitted).order_by(PersonTopic.person_id, PersonTopic.topic)))


def counted(session: Session, event_id: int, *, regions: Collection[str] | None) -> list[Row[Any]]:
    """Count those who may have come: named (whether `guests` lists them), state, came, number."""
    named = _named(regions).label("named")
    asked = select(named, _A.state, _A.came, func.count().label("number")).join(_P, _P.id == _A.person_id)
    asked = asked.where(_A.event_id == event_id, _LISTED, _P.status == Status.MEMBER)
    return list(session.execute(asked.group_by(named, _A.state, _A.came)))


def tick_the_rest(session: Session, event_id: int, *, came: bool) -> list[int]:
    """Say of all going of whom nobody has said it yet whether they came; returns who they are."""
    asked = update(_A).where(_A.event_id == event_id, _A.state == AttendanceState.GOING, _A.came.is_(None))
    return list(session.scalars(asked.values(came=came).returning(_A.person_id)))


def tick_unnamed(session: Session, event_id: int, *, came: bool, regions: Collection[str] | None) -> list[int]:
    """Say of all going whom `guests` does not list whether they came; returns of whom that is new."""
    listed = select(_P.id).where(_P.id == _A.person_id, _named(regions)).correlate(_A)
    asked = update(_A).where(_A.event_id == event_id, _A.state == AttendanceState.GOING, ~listed.exists())
    asked = asked.where(or_(_A.came.is_(None), _A.came.is_not(came)))
    return list(session.scalars(asked.values(came=came).returning(_A.person_id)))


def figures(session: Session, event_id: int) -> list[Row[Any]]:
    """Count all answers: state, came, stars, used, number."""
    asked = select(_A.state, _A.came, _A.stars, _A.used, func.count().label("number"))
    asked = asked.where(_A.event_id == event_id).group_by(_A.state, _A.came, _A.stars, _A.used)
    return list(session.execute(asked))


def remarks(session: Session, event_id: int, limit: int) -> list[Row[Any]]:
    """Fetch lines about an event without their writers, in an order that says nothing: remark, used_how."""
    asked = select(_A.remark, _A.used_how)
    asked = asked.where(_A.event_id == event_id, or_(_A.remark.is_not(None), _A.used_how.is_not(None)))
    return list(session.execute(asked.order_by(_A.remark, _A.used_how).limit(limit)))


def summary(session: Session, event_id: int) -> Row[Any] | None:
    """Fetch what organisers wrote for those who came: summary_id, summary_files."""
    return session.execute(select(Event.summary_id, Event.summary_files).where(Event.id == event_id)).one_or_none()


def summaries(session: Session, event_ids: Collection[int]) -> list[Row[Any]]:
    """As `summary`, of several events: id, summary_id, summary_files."""
    return list(session.execute(select(Event.id, Event.summary_id, Event.summary_files).where(Event.id.in_(event_ids))))


def set_summary(session: Session, event_id: int, **values: Any) -> None:
    """Write down the summary's text (`summary_id`) or its files (`summary_files`)."""
    session.execute(update(Event).where(Event.id == event_id).values(values))


def _named(regions: Collection[str] | None) -> ColumnElement[bool]:
    return true() if regions is None else or_(in_directory(), _P.region.in_(regions))


def in_directory() -> ColumnElement[bool]:
    """Whether the person of an attendance agreed to stand in the directory."""
    standing = select(Consent.id).where(
        Consent.person_id == _A.person_id, Consent.purpose == Purpose.DIRECTORY, Consent.withdrawn_at.is_(None)
    )
    return standing.correlate(_A).exists()
