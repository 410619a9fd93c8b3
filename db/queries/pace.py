"""Queries about how often somebody did today what reaches others."""

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Pace


def count(session: Session, person_id: int, act: str, day: str) -> int:
    """Count one more time, and say how many that makes on this day."""
    first = insert_or(session, Pace).values(person_id=person_id, act=act, day=day, times=1)
    counted = first.on_conflict_do_update(
        index_elements=["person_id", "act", "day"], set_={"times": Pace.times + 1}
    ).returning(Pace.times)
    return int(session.execute(counted).scalar_one())


def forget(session: Session, before: str) -> int:
    """Forget days before that one; says how many rows there were."""
    gone = session.execute(delete(Pace).where(Pace.day < before))
    assert isinstance(gone, CursorResult)
    return gone.rowcount
