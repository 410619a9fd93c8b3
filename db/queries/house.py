"""Queries about the small things that the house keeps for itself."""

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.dialects import insert_or
from db.models import Keepsake


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
