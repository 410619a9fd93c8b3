"""Queries of the house itself: what may run once, and small things it keeps."""

import secrets

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.dialects import insert_or, is_sqlite
from db.models import Keepsake


def alone(session: Session, lock: int) -> bool:
    """Say whether this unit of work may do what only one process does at a time (until its commit)."""
    if is_sqlite(session):
        return True
    return bool(session.scalar(text("SELECT pg_try_advisory_xact_lock(:lock)"), {"lock": lock}))


def kept(session: Session, name: str) -> str | None:
    """Return a small thing the house keeps."""
    return session.scalar(select(Keepsake.value).where(Keepsake.name == name))


def keep(session: Session, name: str, value: str) -> None:
    """Keep a small thing, in place of what was kept under this name."""
    insert = insert_or(session, Keepsake).values(name=name, value=value)
    session.execute(insert.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def secret(session: Session, name: str) -> str:
    """Return this database's own random secret of that name, made at the first call."""
    made = insert_or(session, Keepsake).values(name=name, value=secrets.token_hex(32))
    session.execute(made.on_conflict_do_nothing(index_elements=["name"]))
    return session.execute(select(Keepsake.value).where(Keepsake.name == name)).scalar_one()


def one_at_a_time(session: Session, lock: int) -> None:
    """Wait until no other process does what bears this number; the next one waits for this unit's commit."""
    if not is_sqlite(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
