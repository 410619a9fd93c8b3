"""Queries about the rate that several processes share: one row, held for a moment at a time. PostgreSQL only."""

from sqlalchemy import Connection, Float, bindparam, cast, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from db.models import Allowance

_row = select(Allowance.state).where(Allowance.bot_id == bindparam("bot")).with_for_update().cte("row")
# The clock is read once the row is ours.
_HOLD = select(_row.c.state, cast(func.extract("epoch", func.clock_timestamp()), Float))
_KEEP = update(Allowance).where(Allowance.bot_id == bindparam("bot")).values(state=bindparam("kept"))


def prepare(connection: Connection, patience: float) -> None:
    """Set a connection up: nothing here is worth waiting for the disk, nor for a process that stands still.

    The database ends the transaction of whoever holds the row for more than `patience` seconds.
    """
    for name in ("lock_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(text(f"SET {name} = {round(patience * 1000)}"))
    connection.execute(text("SET synchronous_commit = off"))
    connection.commit()


def hold(connection: Connection, bot_id: int) -> tuple[str, float]:
    """Hold the row until the commit: its state (empty at the very first time), and the database's clock in seconds."""
    found = connection.execute(_HOLD, {"bot": bot_id}).one_or_none()
    if found is None:
        connection.execute(insert_or(Allowance).values(bot_id=bot_id, state="").on_conflict_do_nothing())
        found = connection.execute(_HOLD, {"bot": bot_id}).one()
    return found[0], found[1]


def keep(connection: Connection, bot_id: int, state: str) -> None:
    """Write the state back."""
    connection.execute(_KEEP, {"bot": bot_id, "kept": state})
