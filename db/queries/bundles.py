"""Queries that write bundles, with what is heard in them, their notices and copies, and raise what changed. All Core.

Nobody but the holder of the lock BRINGING (db/locks.py) writes bundles and what was heard.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Integer,
    Row,
    case,
    column,
    delete,
    func,
    insert,
    literal,
    literal_column,
    null,
    select,
    text,
    update,
    values,
)
from sqlalchemy.orm import Session

from db.dialects import among, insert_or, is_sqlite, numbers
from db.models import Bundle, Copy, Following, Heard, Notice, Person, Post
from db.models.base import UtcDateTime
from db.queries.listed import listed
from db.values import LANE_ORDER, CopyState, Lane, NoticeState

KIND = "bundle"
FEW = 5000  # bundles; PostgreSQL looks through fewer of them rather than into an index
LANE_RANK = LANE_ORDER.index(Lane.DIGEST)
_person: Any = Person.__table__.c
_heard: Any = Heard.__table__.c
_bundle: Any = Bundle.__table__.c
_notice: Any = Notice.__table__.c
_copy: Any = Copy.__table__.c
_post: Any = Post.__table__.c
_follow: Any = Following.__table__.c


class Fresh(NamedTuple):
    """A bundle to be written: whose, in which chat, whether that can be reached, and when it is due."""

    person_id: int
    chat_id: int
    reachable: bool
    due_at: datetime


def open_places(session: Session, people: Collection[int]) -> dict[int, Row[Any]]:
    """Hold the newest bundle of each of these people if others may still join it; by person.

    Rows of bundle_id, notice_id, copy_id, chat_id, digest, due_at (of the copy), reachable. Nothing of them has left,
    and nobody has them in hand: what another process is claiming at this moment is left out, and the others cannot be
    claimed until the commit.
    """
    newest = select(func.max(_bundle.id)).where(_bundle.person_id == _person.id).correlate(Person.__table__)
    theirs = select(newest.scalar_subquery().label("id")).select_from(Person.__table__)
    last = theirs.where(among(_person.id, numbers("people"))).subquery()
    asked: Any = (
        select(
            _bundle.person_id,
            _bundle.id.label("bundle_id"),
            _notice.id.label("notice_id"),
            _copy.id.label("copy_id"),
            _copy.chat_id,
            _bundle.digest,
            _copy.due_at,
            (_copy.state == CopyState.PENDING).label("reachable"),
        )
        .select_from(last)
        .join(Bundle.__table__, _bundle.id == last.c.id)
        .join(Notice.__table__, (_notice.kind == KIND) & (_notice.subject_id == _bundle.id))
        .join(Copy.__table__, _copy.notice_id == _notice.id)
        .where(
            _notice.state == NoticeState.ACTIVE,
            _copy.state.in_((CopyState.PENDING, CopyState.UNREACHABLE)),
            _copy.revision == 0,
            _copy.lease_until.is_(None),
        )
        .with_for_update(of=Copy, skip_locked=True)
    )
    found = session.connection().execute(asked, {"people": people})
    return {row.person_id: row for row in found}


def hear(session: Session, rows: Sequence[tuple[int, int, int]]) -> None:
    """Write down that people hear posts: post, person, bundle. Whoever heard one already keeps that."""
    if not rows:
        return
    said = listed(session, ("post_id", "person_id", "bundle_id"), rows)
    found = select(said.c.post_id, said.c.person_id, said.c.bundle_id).where(literal(True))
    written = insert_or(session, Heard).from_select(["post_id", "person_id", "bundle_id"], found)
    session.connection().execute(written.on_conflict_do_nothing())


def recount(session: Session) -> None:
    """Let PostgreSQL know that there are many bundles now, which it would find out a minute later.

    While it takes them for few, it looks through all of them for every row that names one.
    """
    if not is_sqlite(session):
        known = text("SELECT max(reltuples) FROM pg_class WHERE oid = 'bundle'::regclass")
        if (session.connection().scalar(known) or 0) < FEW:
            session.connection().execute(text("ANALYZE (SKIP_LOCKED) bundle, notice"))


def grow(session: Session, places: Collection[Row[Any]], now: datetime) -> None:
    """Let bundles nobody has in hand (`open_places`) say more than they did."""
    grown = update(Notice).where(among(_notice.id, numbers("notices")))
    # Somebody who could not be reached for long gets it all the same: it has news.
    grown = grown.values(revision=_notice.revision + 1, due_at=now)
    session.connection().execute(grown, {"notices": [place.notice_id for place in places]})
    _renew(session, [place.copy_id for place in places])


def _renew(session: Session, held: Collection[int]) -> None:
    """Put new copies in the place of some of which nothing has left, and which this unit of work holds.

    Whoever looked at the old ones meanwhile, to claim them or to lay them aside as having nothing to say, finds them
    no more: what they would have done was about what stood there before.
    """
    columns = (_copy.notice_id, _copy.chat_id, _copy.state, _copy.due_at)
    gone = delete(Copy).where(among(_copy.id, numbers("held"))).returning(*columns)
    old = session.connection().execute(gone, {"held": held}).all()
    moments = {moment: slot for slot, moment in enumerate(sorted({row.due_at for row in old}))}
    reachable = {CopyState.PENDING, CopyState.SKIPPED}
    rows = [(row.notice_id, row.chat_id, int(row.state in reachable), moments[row.due_at]) for row in old]
    if rows:
        _copies(session, rows, moments)


def begin(session: Session, fresh: Sequence[Fresh], now: datetime, *, digest: bool) -> dict[int, int]:
    """Write new bundles, each with its notice and its one copy; returns them by person."""
    connection = session.connection()
    whose = listed(session, ("person_id",), [(one.person_id,) for one in fresh])
    at, is_digest = literal(now, UtcDateTime()), literal(digest)
    made = insert(Bundle).from_select(
        ["person_id", "digest", "made_at"], select(whose.c.person_id, is_digest, at), include_defaults=False
    )
    bundles = {row.person_id: row.id for row in connection.execute(made.returning(_bundle.id, _bundle.person_id))}
    notices = _tell(session, bundles, at, is_digest)
    moments = {moment: slot for slot, moment in enumerate(sorted({one.due_at for one in fresh}))}
    rows = [(notices[bundles[one.person_id]], one.chat_id, int(one.reachable), moments[one.due_at]) for one in fresh]
    _copies(session, rows, moments)
    return bundles


def _tell(session: Session, bundles: Mapping[int, int], at: Any, is_digest: Any) -> dict[int, int]:
    """Write the notices of bundles (by person); returns them by bundle."""
    about = listed(session, ("bundle_id", "person_id"), [(bundle, person) for person, bundle in bundles.items()])
    people: Any = literal_column("'people'")
    audience = (
        func.json_object(people, func.json_array(about.c.person_id))
        if is_sqlite(session)
        else func.jsonb_build_object(people, func.jsonb_build_array(about.c.person_id))
    )
    columns: dict[str, Any] = {
        "kind": literal(KIND),
        "subject_id": about.c.bundle_id,
        "revision": literal(1),
        "state": literal(NoticeState.ACTIVE.value),
        "lane": literal(Lane.DIGEST.value),
        "urgent": literal(False),
        # Weekends hold digests; what somebody follows comes on any day.
        "named_time": ~is_digest,
        "due_at": at,
        "audience": audience,
        "filled_to": null(),
        "created_at": at,
    }
    told = insert(Notice).from_select(list(columns), select(*columns.values()), include_defaults=False)
    told = told.returning(_notice.id, _notice.subject_id)
    return {row.subject_id: row.id for row in session.connection().execute(told)}


def _copies(session: Session, rows: Sequence[tuple[int, int, int, int]], moments: Mapping[datetime, int]) -> None:
    given = listed(session, ("notice_id", "chat_id", "reachable", "slot"), rows)
    slots = values(column("slot", Integer()), column("due_at", UtcDateTime()), name="moment")
    slots_with_due = slots.data([(slot, moment) for moment, slot in moments.items()]).cte("moment")
    reachable = given.c.reachable == 1
    pending, unreachable = literal(CopyState.PENDING.value), literal(CopyState.UNREACHABLE.value)
    columns = {
        "notice_id": given.c.notice_id,
        "chat_id": given.c.chat_id,
        "state": case((reachable, pending), else_=unreachable),
        "revision": literal(0),
        "wanted": select(_notice.revision).where(_notice.id == given.c.notice_id).scalar_subquery(),
        "due_at": slots_with_due.c.due_at,
        "lane_rank": literal(LANE_RANK),
        "open": reachable,
        "attempts": literal(0),
    }
    found = select(*columns.values()).join_from(given, slots_with_due, slots_with_due.c.slot == given.c.slot)
    session.connection().execute(insert(Copy).from_select(list(columns), found, include_defaults=False))


# What changed since


def revise(session: Session, bundle_ids: Collection[int], now: datetime, *, anew_since: datetime | None) -> None:
    """Have bundles told anew: those that arrived are edited at once, those that did not show the new state.

    With `anew_since` something can be shown again: bundles since then that had nothing to say are sent after all.
    """
    connection = session.connection()
    told = (
        (_notice.kind == KIND) & among(_notice.subject_id, numbers("bundles")) & (_notice.state == NoticeState.ACTIVE)
    )
    raised = update(Notice).where(told).values(revision=_notice.revision + 1)
    raised = raised.returning(_notice.id, _notice.created_at)
    notices = {row.id: row.created_at for row in connection.execute(raised, {"bundles": bundle_ids})}
    if anew_since is not None:
        _show_anew(session, [notice for notice, made_at in notices.items() if made_at >= anew_since])
    free = _copy.lease_until.is_(None)
    sent = free & (_copy.state == CopyState.SENT)
    wanted = select(_notice.revision).where(_notice.id == _copy.notice_id).scalar_subquery()
    changes = {
        "wanted": wanted,
        "open": case((sent, literal(True)), else_=_copy.open),
        "due_at": case((sent, literal(now, UtcDateTime())), else_=_copy.due_at),
        "attempts": case((sent, literal(0)), else_=_copy.attempts),
    }
    known = update(Copy).where(among(_copy.notice_id, numbers("notices"))).values(changes)
    connection.execute(known, {"notices": list(notices)})


def _show_anew(session: Session, notices: Collection[int]) -> None:
    """Let what has not left yet be looked at once more, also where there was nothing to say."""
    unsent = _copy.state.in_((CopyState.PENDING, CopyState.SKIPPED)) & (_copy.revision == 0)
    asked: Any = select(_copy.id).where(among(_copy.notice_id, numbers("notices")), unsent, _copy.lease_until.is_(None))
    asked = asked.with_for_update(skip_locked=True)
    held = list(session.connection().execute(asked, {"notices": notices}).scalars())
    _renew(session, held)


# What stands in them


def told(session: Session, bundle_ids: Collection[int]) -> Sequence[Row[Any]]:
    """Fetch bundles: id, person_id, digest, made_at, and state, which is that of the copy."""
    asked: Any = select(_bundle.id, _bundle.person_id, _bundle.digest, _bundle.made_at, _copy.state)
    asked = asked.join(Notice.__table__, (_notice.kind == KIND) & (_notice.subject_id == _bundle.id))
    asked = asked.join(Copy.__table__, _copy.notice_id == _notice.id).where(among(_bundle.id, numbers("bundles")))
    return session.connection().execute(asked, {"bundles": bundle_ids}).all()


def contents(session: Session, bundle_ids: Collection[int]) -> Sequence[Row[Any]]:
    """List what is heard in bundles: bundle_id, post_id, discussion_id, number, and how its reader follows (state)."""
    theirs = (_follow.discussion_id == _post.discussion_id) & (_follow.person_id == _heard.person_id)
    asked: Any = select(_heard.bundle_id, _heard.post_id, _post.discussion_id, _post.number, _follow.state)
    asked = asked.join(Post.__table__, _post.id == _heard.post_id).outerjoin(Following.__table__, theirs)
    asked = asked.where(among(_heard.bundle_id, numbers("bundles"))).order_by(_heard.bundle_id, _heard.post_id)
    return session.connection().execute(asked, {"bundles": bundle_ids}).all()


def discussions_of(session: Session, bundle_id: int) -> list[int]:
    """List the discussions that a bundle is about, in the order of their first post in it."""
    asked = select(_post.discussion_id).join(Heard.__table__, _heard.post_id == _post.id)
    asked = asked.where(_heard.bundle_id == bundle_id).group_by(_post.discussion_id).order_by(func.min(_post.id))
    return list(session.connection().execute(asked).scalars())
