"""Copies of the ledger that nothing is sent for: `python -m benchmarks.peers.queue_ledger ADDRESS JOBS`."""

import json
import sys
import time
from datetime import UTC, datetime, timedelta

from benchmarks.announcing import BOT, noon
from db.unit import Database
from db.values import Audience, CopyState, Lane, NoticeState
from network import ledger, notices
from network import people as readers_of
from network.charter import shipped_charter
from network.ledger import Open, Outcome, Shown
from network.work import Work
from tests.announcing import members

BATCH = 64  # as many as may be in hand at once


def main(address: str, jobs: int) -> None:
    database = Database(address)
    charter, now = shipped_charter(), datetime.now(UTC)

    def work(session: object) -> Work:
        return Work(session, now, charter, BOT)  # type: ignore[arg-type]

    with database.unit() as session:
        members(session, jobs, now, zone=noon(now))
        notice = notices.post(
            work(session), "nothing", 1, Audience(statuses=("member",)), lane=Lane.ANNOUNCEMENT, urgent=True
        )
    with database.unit() as session:
        while ledger.prepare(work(session)):
            pass
    began, finished = time.perf_counter(), 0
    outcomes: list[Outcome] = []
    while True:
        with database.unit() as session:
            unit = work(session)
            ledger.record(unit, "bench", outcomes)
            rows = ledger.open_copies(unit, BATCH)
            if not rows:
                break
            readers = readers_of.readers(unit, [row.person_id for row in rows])
            audience = ledger.audiences_of(unit, [notice])[notice]
            wanted = [
                Open(
                    row.id,
                    row.person_id,
                    readers[row.person_id],
                    row.revision,
                    NoticeState(row.notice_state),
                    notice,
                    audience,
                    sends=True,
                )
                for row in rows
            ]
            claimed = ledger.claim(unit, wanted, "bench", now + timedelta(seconds=90))
        chats = {row.id: row.chat_id for row in rows}
        outcomes = [
            Outcome(copy_id, chats[copy_id], CopyState.SENT, 1, arrived=(Shown(copy_id + 1000),)) for copy_id in claimed
        ]
        finished += len(outcomes)
    print(json.dumps({"finished": finished, "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
