"""Queries about reported posts: the cases, who reported, what was decided."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from db.dialects import insert_or
from db.models import Case, Discussion, Person, Post, Report
from db.queries.titles import SHOWN_TITLE
from db.values import CaseState, Status

_author = aliased(Person)
_decider = aliased(Person)
_CASE: tuple[Any, ...] = (
    *Case.__table__.c,
    Post.discussion_id,
    Post.number,
    Post.state.label("post_state"),
    Post.text,
    Post.files,
    Post.language,
    Post.posted_at,
    Post.edited_at,
    Discussion.title,
    SHOWN_TITLE.label("shown_title"),
    Discussion.region,
    _author.name,
    _author.city,
    _author.status,
    _author.region.label("author_region"),
    _author.suspended_until.label("author_until"),
    _decider.name.label("decider"),
    _decider.status.label("decider_status"),
)


def cases(session: Session, case_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch cases with their posts, authors and deciders."""
    asked = (
        select(*_CASE)
        .join(Post, Post.id == Case.post_id)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .join(_author, _author.id == Case.author_id)
        .outerjoin(_decider, _decider.id == Case.decided_by)
        .where(Case.id.in_(case_ids))
    )
    return list(session.execute(asked))


def reports(session: Session, case_ids: Collection[int]) -> list[Row[Any]]:
    """Fetch what was reported, oldest first: case_id, person_id and reason."""
    asked = select(Report.case_id, Report.person_id, Report.reason).where(Report.case_id.in_(case_ids))
    return list(session.execute(asked.order_by(Report.reported_at, Report.person_id)))


def hold(session: Session, case_id: int) -> bool:
    """Keep everybody else from changing a case until the unit ends; says whether there is one."""
    return session.scalar(select(Case.id).where(Case.id == case_id).with_for_update()) is not None


def waiting_of(session: Session, post_id: int) -> int | None:
    """Find the case of a post that nobody has decided yet."""
    return session.scalar(select(Case.id).where(Case.post_id == post_id, Case.state == CaseState.WAITING))


def cases_of_post(session: Session, post_id: int) -> list[int]:
    """List all cases of a post, oldest first."""
    return list(session.scalars(select(Case.id).where(Case.post_id == post_id).order_by(Case.id)))


def open_case(session: Session, post_id: int, author_id: int, now: datetime) -> int:
    """Write a case that waits; returns its row number. One open case a post, the index sees to it."""
    row = {"post_id": post_id, "author_id": author_id, "state": CaseState.WAITING, "version": 1, "opened_at": now}
    return int(session.execute(insert(Case).values(**row).returning(Case.id)).scalar_one())


def add_report(session: Session, case_id: int, person_id: int, reason: str | None, now: datetime) -> bool:
    """Write down that somebody reported a case's post; says whether they had not before."""
    row = {"case_id": case_id, "person_id": person_id, "reason": reason, "reported_at": now}
    made = insert_or(session, Report).values(**row).on_conflict_do_nothing(index_elements=["case_id", "person_id"])
    return session.execute(made.returning(Report.person_id)).scalar_one_or_none() is not None


def decided_for(session: Session, post_id: int, person_id: int) -> datetime | None:
    """Say when somebody's report of a post was decided last; None where none was."""
    asked = select(func.max(Case.decided_at)).join(Report, Report.case_id == Case.id)
    return session.scalar(asked.where(Case.post_id == post_id, Report.person_id == person_id))


def forget_reasons(session: Session, case_ids: Collection[int]) -> None:
    """Forget why posts were reported: it may name whoever wrote them."""
    session.execute(update(Report).where(Report.case_id.in_(case_ids)).values(reason=None))


def change(session: Session, case_id: int, **values: Any) -> None:
    """Change a case; its version grows."""
    session.execute(update(Case).where(Case.id == case_id).values(version=Case.version + 1, **values))


def keep_answer(session: Session, case_id: int, answer: str, now: datetime) -> bool:
    """Keep what the author answered, once; says whether it was the first time."""
    said = update(Case).where(Case.id == case_id, Case.answered_at.is_(None)).values(answer=answer, answered_at=now)
    return session.execute(said.returning(Case.id)).scalar_one_or_none() is not None


def longest_suspension(session: Session, person_id: int, now: datetime, *, but: int = 0) -> datetime | None:
    """Until when decided cases (all `but` one) suspend somebody; None where none does any more."""
    return session.scalar(
        select(func.max(Case.suspended_until)).where(
            Case.author_id == person_id,
            Case.state == CaseState.SUSPENDED,
            Case.suspended_until > now,
            Case.id != but,
        )
    )


def end_suspensions(session: Session, person_id: int, now: datetime) -> list[int]:
    """Let no case suspend somebody beyond now; returns the cases that did."""
    ended = (
        update(Case)
        .where(Case.author_id == person_id, Case.state == CaseState.SUSPENDED, Case.suspended_until > now)
        .values(suspended_until=now)
    )
    return list(session.scalars(ended.returning(Case.id)))


def waiting(session: Session, reader_id: int, regions: Sequence[str] | None, limit: int) -> list[int]:
    """List waiting cases in these regions (None: all), the longest waiting first, but the reader's own ones."""
    theirs = func.coalesce(Discussion.region, _author.region)
    reported = select(Report.case_id).where(Report.person_id == reader_id)
    asked = (
        select(Case.id)
        .join(Post, Post.id == Case.post_id)
        .join(Discussion, Discussion.id == Post.discussion_id)
        .join(_author, _author.id == Case.author_id)
        .where(Case.state == CaseState.WAITING, Case.author_id != reader_id, Case.id.not_in(reported))
        .order_by(Case.opened_at, Case.id)
        .limit(limit)
    )
    return list(session.scalars(asked if regions is None else asked.where(theirs.in_(regions))))


def waiting_about(session: Session, person_id: int) -> list[int]:
    """List the waiting cases of somebody's posts."""
    return list(session.scalars(select(Case.id).where(Case.author_id == person_id, Case.state == CaseState.WAITING)))


def about(session: Session, person_id: int) -> list[int]:
    """List the cases whose cards a person has to do with: as author, as who decided, or as who reported."""
    reported = select(Report.case_id).where(Report.person_id == person_id)
    asked = select(Case.id).where(
        (Case.author_id == person_id) | (Case.decided_by == person_id) | Case.id.in_(reported)
    )
    return list(session.scalars(asked.order_by(Case.id)))


def of_author(session: Session, person_id: int) -> list[int]:
    """List the cases of somebody's posts."""
    return list(session.scalars(select(Case.id).where(Case.author_id == person_id).order_by(Case.id)))


def authors(session: Session, case_ids: Sequence[int]) -> dict[int, int]:
    """Say whose posts these cases are about."""
    return {
        row.id: row.author_id for row in session.execute(select(Case.id, Case.author_id).where(Case.id.in_(case_ids)))
    }


# Suspensions


def suspend(session: Session, person_id: int, until: datetime) -> None:
    """Suspend a person until then."""
    changed = update(Person).where(Person.id == person_id)
    session.execute(changed.values(status=Status.SUSPENDED, suspended_until=until))


def restore(session: Session, person_id: int) -> bool:
    """Let a suspended person be a member again; says whether they were suspended."""
    done = (
        update(Person)
        .where(Person.id == person_id, Person.status == Status.SUSPENDED)
        .values(status=Status.MEMBER, suspended_until=None)
    )
    return session.execute(done.returning(Person.id)).scalar_one_or_none() is not None


def active(session: Session, person_ids: Collection[int]) -> set[int]:
    """Say which of these people are not suspended: the others' roles rest."""
    return set(session.scalars(select(Person.id).where(Person.id.in_(person_ids), Person.status != Status.SUSPENDED)))


def over(session: Session, now: datetime, limit: int) -> list[int]:
    """Hold people whose suspension is over; another process takes others."""
    asked = (
        select(Person.id)
        .where(Person.suspended_until <= now, Person.status == Status.SUSPENDED)
        .order_by(Person.suspended_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(asked))


def suspended_until(session: Session, person_id: int) -> datetime | None:
    """Until when somebody is suspended; None where they are not."""
    return session.scalar(select(Person.suspended_until).where(Person.id == person_id))
