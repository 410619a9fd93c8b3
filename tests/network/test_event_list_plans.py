"""Lists of events read their page along an index, without the statistics that a database may or may not have gathered.

On PostgreSQL, which goes by them, the figures of `make bench ONLY=events` show it.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from db.unit import Database
from network.events import finding
from network.events.finding import Mark, Wanted, Which
from network.work import Work
from tests.coming import coming, organiser
from tests.people import joins, reader_of
from tests.talk import Talker, Town

LISTS = (
    Wanted(),
    Wanted(Which.EVERYTHING),
    Wanted(Which.EVERYTHING, month="2027-04"),
    Wanted(Which.MINE),
    Wanted(Which.REGION, "see"),
    Wanted(Which.TOPIC, "waste"),
    Wanted(Which.FOUND, "waste"),
)
BIG = ("event", "event_region", "event_topic", "event_organiser", "attendance", "person", "text", "text_version")


@pytest.mark.parametrize("wanted", LISTS, ids=[f"{one.which.name.lower()} {one.value}{one.month}" for one in LISTS])
def test_no_list_reads_a_whole_table(sqlite: Database, wanted: Wanted) -> None:
    town = Town(sqlite)
    mona = filled(town)
    for pages in ({}, {"after": Mark(town.now, 3)}, {"before": Mark(town.now.replace(year=2028), 3)}):
        for plan in plans(sqlite, lambda pages=pages: town.run(lambda work: listed(work, mona, wanted, pages))):
            assert not [line for line in plan if line.startswith("SCAN") and line.split()[1] in BIG], plan


def filled(town: Town) -> Talker:
    """A member of a town with some events."""
    omar, mona = organiser(town), town.person("Mona")
    joins(mona)
    for _ in range(8):
        town.run(lambda work: coming(work, reader_of(work, omar), regions=("mena",), topics=("waste",)))
    return mona


def listed(work: Work, talker: Talker, wanted: Wanted, pages: dict[str, Mark]) -> None:
    finding.listing(work, reader_of(work, talker), wanted, **pages)


def plans(database: Database, asks: Callable[[], Any]) -> list[list[str]]:
    """How SQLite means to carry out all that is read meanwhile."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    asks()
    event.remove(database.engine, "before_cursor_execute", note)
    raw = database.engine.raw_connection()
    try:
        reads = [(said, given) for said, given in seen if said.lstrip().startswith("SELECT")]
        assert reads
        return [[row[3] for row in raw.cursor().execute(f"EXPLAIN QUERY PLAN {said}", given)] for said, given in reads]
    finally:
        raw.close()
