"""`python -m tests.process.rigged run`: the program, unchanged but for what the JSON in RIG says.

`lease`: seconds that a handler's leases last (a sixth of it between renewals). `fail`: a handler that gets an update
with this text in it raises an error that quotes the update. `full`: while the file of that name exists, SQLite's
database cannot grow, as on a full disk. `grace`: seconds for what is in hand at a stop. `silence`: seconds that a
delivery waits for Telegram.
"""

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

import bot.edge
import bot.inbox
import bot.outage
import bot.posting
import bot.program
from bot.cli import main
from network.work import Work

PAGES = 1_000_000


def failing(word: str) -> None:
    """Let the edge stumble over updates that hold this word."""
    handle = bot.edge.Edge.handle

    def stumble(edge: bot.edge.Edge, work: Work, payload: str) -> bot.edge.Handled:
        handled = handle(edge, work, payload)
        if word in payload:
            raise LookupError(f"cannot understand {payload}")
        return handled

    bot.edge.Edge.handle = stumble  # type: ignore[method-assign]


def full_while(there: Path) -> None:
    """Let no page be added to the database while that file is there."""

    def limit(connection: Connection) -> None:
        cursor: Any = connection.connection.cursor()
        cursor.execute(f"PRAGMA max_page_count={1 if there.exists() else PAGES}")
        cursor.close()

    event.listen(Engine, "begin", limit)


rig = json.loads(os.environ["RIG"])
if seconds := rig.get("lease"):
    bot.inbox.LEASE = timedelta(seconds=seconds)
    bot.inbox.RENEWAL = seconds / 6
if "grace" in rig:
    bot.program.GRACE = rig["grace"]
if "silence" in rig:
    bot.posting.SILENCE = bot.outage.SILENCE = rig["silence"]
if "fail" in rig:
    failing(rig["fail"])
if "full" in rig:
    full_while(Path(rig["full"]))

raise SystemExit(main())
