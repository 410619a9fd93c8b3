"""The ledger's rows beside jobs of Procrastinate and PgQueuer on one PostgreSQL server: claimed and finished a second.

Nothing is sent: each job does nothing, each copy is claimed, recorded as sent and given a message id. All three claim
with SKIP LOCKED; the ledger also checks every reader and the notice's state again, and keeps what it did for ever.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.running import FailedError, Figure, Rounds
from tests.database import Templates

ROUNDS = 3
JOBS = 5_000
CONTESTANTS = ("ledger", "procrastinate", "pgqueuer")


def figures() -> Iterator[Figure]:
    """Run all contestants side by side, round by round, each in a process and a database of its own."""
    rates = Rounds()
    with tempfile.TemporaryDirectory() as folder:
        templates = Templates(Path(folder))
        try:
            for _ in range(ROUNDS):
                for name in CONTESTANTS:
                    with templates.postgresql() as database:
                        rates.add(name, _run(name, database.url.render_as_string(hide_password=False)))
        finally:
            templates.close()
    for name in CONTESTANTS:
        yield Figure(f"{name}: claimed and finished a second", rates.median(name), unit="/s")
    for name in CONTESTANTS[1:]:
        yield Figure(f"ledger: rate, of {name}'s", rates.ratio("ledger", name))


def _run(name: str, address: str) -> float:
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.peers.queue_{name}", address, str(JOBS)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise FailedError(f"{name} failed:\n{done.stderr[-2000:]}")
    report = json.loads(done.stdout.splitlines()[-1])
    if report["finished"] != JOBS:
        raise FailedError(f"{name} finished {report['finished']} of {JOBS}")
    return JOBS / float(report["seconds"])
