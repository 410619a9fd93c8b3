"""Telling the database's own trouble (away, full, locked) from what a statement did wrong."""

import sqlite3

from sqlalchemy.exc import DBAPIError

# SQLite's primary result codes: BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
_SQLITE = frozenset({5, 6, 7, 8, 10, 11, 13, 14, 15, 26})
# PostgreSQL's classes: connection, transaction rolled back (deadlocks), resources (disk full), limits of objects in
# their present state (locks), operator intervention, system error; and "read-only transaction" after a fail-over.
_POSTGRESQL = ("08", "40", "53", "55", "57", "58", "25006")


def is_trouble(error: BaseException) -> bool:
    """Say whether the same work may succeed later, when the database is well again."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    orig = error.orig
    if isinstance(orig, sqlite3.Error):
        return getattr(orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE
    state = getattr(orig, "sqlstate", None)
    if state is None:
        return type(orig).__name__ in {"OperationalError", "InterfaceError", "ConnectionTimeout"}
    return str(state).startswith(_POSTGRESQL)
