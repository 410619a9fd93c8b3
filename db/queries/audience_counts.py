"""How many people an audience has: exactly where that is quick, else estimated from a sample."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Row, Select, exists, func, select, text, union_all
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from db.dialects import is_sqlite
from db.models import Chat, Person
from db.queries import audience
from db.queries.belonging import Scope, alternatives, belonging
from db.values import Habits, Status

T = TypeVar("T")

PATIENCE, LESS = 300, 150  # milliseconds that an exact count may take before a sample has to do; a less vital one
SAMPLED = 10_000  # people in a sample
_STEP = 2_654_435_761  # a prime: its multiples, divided by the number of people, leave each remainder once
_CANCELLED = "57014"  # PostgreSQL's word for a statement that ran out of time

Clauses = list[ColumnElement[bool]]
ByLanguage = Row[str, int]  # language, people


@dataclass(frozen=True, slots=True)
class Counted:
    """The people of an audience by the language they read."""

    by_language: Mapping[str, int]
    estimated: bool = False


def count_by_language(session: Session, scope: Scope, patience: int = PATIENCE) -> Counted:
    """Count the people of an audience by the language they read: exactly, unless that takes longer than `patience`."""
    asked = union_all(*(_by_language(session, scope, way) for way in alternatives(scope)))
    rows = hurried(session, lambda: session.execute(asked).all(), patience)
    if rows is not None:
        return Counted(_added(rows))
    ids, each = sample(session)
    rows = session.execute(_by_language(session, scope, [*belonging(scope), ids])).all()
    return Counted({language: _about(number * each) for language, number in _added(rows).items()}, estimated=True)


def unreachable(session: Session, scope: Scope, patience: int = LESS) -> int:
    """Count those of an audience who cannot be reached; from a sample where that would take longer than `patience`."""
    blocked = exists().where(
        Chat.person_id == Person.id, Chat.bot_id == scope.bot_id, Chat.unreachable_since.is_not(None)
    )
    asked = select(func.count()).select_from(Person).where(*belonging(scope), blocked)
    found = hurried(session, lambda: session.execute(asked).scalar_one(), patience)
    if found is None:
        ids, each = sample(session)
        found = _about(session.execute(asked.where(ids)).scalar_one() * each)
    return found


def by_habits(session: Session, scope: Scope, patience: int = LESS) -> dict[Habits, int]:
    """Count those who can be reached by what says when they may be written to; from a sample as above."""
    found = hurried(session, lambda: audience.by_habits(session, scope), patience)
    if found is None:
        ids, each = sample(session)
        found = {habits: round(number * each) for habits, number in audience.by_habits(session, scope, ids).items()}
    return found


def groups(session: Session, bot_id: int, hubs: Collection[str]) -> list[str | None]:
    """List the languages of the groups linked to hubs, one for each."""
    linked = (Chat.bot_id == bot_id, Chat.hub.in_(hubs))
    return list(session.scalars(select(Chat.language).where(*linked)))


def linked_hubs(session: Session, bot_id: int) -> set[str]:
    """List the hubs that have a group, by key."""
    found = session.scalars(select(Chat.hub).where(Chat.bot_id == bot_id, Chat.hub.is_not(None)).distinct())
    return {hub for hub in found if hub}


def countries(session: Session) -> list[str]:
    """List the countries that members live in."""
    members = select(Person.country).where(Person.status == Status.MEMBER, Person.country.is_not(None))
    return sorted(code for code in session.scalars(members.distinct()) if code)


def _by_language(session: Session, scope: Scope, people: Clauses) -> Select[str, int]:
    """Count people by language. Nearly everybody's chat is with this bot, so that no chats need to be read.

    Where some have theirs with another (the network got a new one), all must be.
    """
    asked = select(Person.language, func.count().label("people")).select_from(Person)
    if _others(session, scope.bot_id):
        asked = asked.where(exists().where(Chat.person_id == Person.id, Chat.bot_id == scope.bot_id))
    return asked.where(*people).group_by(Person.language)


def _others(session: Session, bot_id: int) -> bool:
    """Say whether anybody's chat is with another bot."""
    private = Chat.person_id.is_not(None)
    return any(
        session.scalar(select(Chat.id).where(private, another).limit(1)) is not None
        for another in (Chat.bot_id < bot_id, Chat.bot_id > bot_id)
    )


def hurried(session: Session, count: Callable[[], T], patience: int) -> T | None:
    """Let something be counted for at most so many milliseconds; None when it would take longer.

    SQLite is given all the time it needs: it serves networks of a size where it needs little.
    """
    if is_sqlite(session):
        return count()
    try:
        with session.begin_nested():
            before = session.scalar(text("SELECT current_setting('statement_timeout')"))
            _limit(session, f"{patience}ms")
            found = count()
            _limit(session, before or "0")
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _CANCELLED:
            raise
        return None
    return found


def _limit(session: Session, timeout: str) -> None:
    session.execute(text("SELECT set_config('statement_timeout', :timeout, true)"), {"timeout": timeout})


def sample(session: Session) -> tuple[ColumnElement[bool], float]:
    """Choose people evenly, always the same ones, so that numbers do not jump; and say how many each stands for."""
    last = max(session.execute(select(func.max(Person.id))).scalar_one() or 1, 1)
    number = func.generate_series(1, min(SAMPLED, last)).column_valued("number")
    chosen = select(number * _STEP % last + 1)
    return Person.id.in_(chosen), last / min(SAMPLED, last)


def _added(rows: Iterable[ByLanguage]) -> dict[str, int]:
    people: Counter[str] = Counter()
    for row in rows:
        people[row.language] += row.people
    return dict(people)


def _about(number: float) -> int:
    """Round to two digits: a sample knows no more."""
    return int(round(number, 2 - len(str(int(number)))))
