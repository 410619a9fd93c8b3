"""Series under whatever organisers do to them: what must hold after every step."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from db.models import Attendance, EventRegion, EventSeries
from db.models import Event as Row
from db.values import EventState
from network.errors import NetworkError, Outdated
from network.events import applying, cancelling, reading, rhythm, series
from network.events.changing import Scope
from network.events.rhythm import Rhythm
from network.work import Work
from tests.network.announced import MENA, coordinators, member, reader, work_in
from tests.network.test_event_changing import changes, goes
from tests.network.test_event_making import MONA, later
from tests.network.test_event_series import repeated

SPACES = some.sampled_from(["Europe/Sarajevo", "Asia/Kathmandu", "America/New_York"])
STEPS = some.lists(
    some.tuples(
        some.sampled_from(["move", "rename", "cancel", "later"]),
        some.integers(0, 20),  # which of the events
        some.sampled_from(list(Scope)),
        some.integers(-3, 12),  # days
        some.integers(0, 23),  # hours
        SPACES,
    ),
    max_size=6,
)


@settings(
    max_examples=12,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rhythm_of=some.sampled_from([Rhythm.FORTNIGHTLY, Rhythm.MONTHLY]), steps=STEPS)
@example(  # the second one is split off, and then the first is moved with what follows
    rhythm_of=Rhythm.FORTNIGHTLY,
    steps=[
        ("move", 2, Scope.FOLLOWING, 0, 1, "Europe/Sarajevo"),
        ("move", 0, Scope.FOLLOWING, 0, 1, "Europe/Sarajevo"),
    ],
)
@example(  # what was cancelled stands behind the end of the series, and goes along all the same
    rhythm_of=Rhythm.MONTHLY,
    steps=[
        ("cancel", 2, Scope.FOLLOWING, 0, 0, "Europe/Sarajevo"),
        ("move", 0, Scope.FOLLOWING, 1, 9, "Asia/Kathmandu"),
    ],
)
@example(  # one is moved by itself, and stays so when it is changed with what follows, but not moved
    rhythm_of=Rhythm.MONTHLY,
    steps=[
        ("move", 1, Scope.ONE, 5, 18, "Europe/Sarajevo"),
        ("rename", 1, Scope.FOLLOWING, 3, 1, "America/New_York"),
    ],
)
def test_whatever_is_done_to_a_series_it_stays_one(templates, rhythm_of, steps):
    with templates.sqlite() as database, database.unit() as session:
        work = work_in(session)
        coordinators(work)
        member(work, MONA, region="mena", zone="Asia/Amman")
        event = repeated(work, rhythm_of)
        goes(work, reading.find(work, everything(work)[1].id), MONA)
        answered = session.scalars(select(Attendance.event_id)).all()
        for step in steps:
            work = done(work, *step)
            holds(work)
        assert session.scalars(select(Attendance.event_id)).all() == answered, "who answered keeps their event"
        assert reading.find(work, event.id)


def everything(work: Work) -> list[Row]:
    work.session.flush()
    work.session.expire_all()
    rows = select(Row).where(Row.state != EventState.CHANGING, Row.series_id.is_not(None))
    return list(work.session.scalars(rows.order_by(Row.id)))


def done(work: Work, what: str, which: int, scope: Scope, days: int, hours: int, zone: str) -> Work:
    """Do one thing to the series, where that is allowed just now; returns where time stands then."""
    by, rows = reader(work, MENA), everything(work)
    if what == "later":
        work = later(work, days=10 + days)
        series.make_due(work)
        return work
    event = reading.find(work, rows[which % len(rows)].id)
    try:
        match what:
            case "move":
                start = event.starts_local + timedelta(days=days)
                moved = changes(work, by, event, start=(start.replace(hour=hours), zone))
                applying.apply(work, by, moved, scope)
            case "rename":
                applying.apply(work, by, changes(work, by, event, minutes=60 + hours), scope)
            case "cancel":
                cancelling.cancel(work, by, event.id, "No hall.", event.version, scope)
    except Outdated:
        pass  # over, cancelled, or just so already
    except NetworkError as no:
        if "passed already" not in no.message:
            raise
    return work


def holds(work: Work) -> None:
    """What must be true of all series."""
    rows = everything(work)
    of = {one.id: one for one in work.session.scalars(select(EventSeries))}
    listed = {row.event_id: row.starts_at for row in work.session.scalars(select(EventRegion))}
    assert max(Counter((row.series_id, row.occurrence) for row in rows).values()) == 1
    for row in rows:
        assert row.starts_at == series.moment_of(datetime.fromisoformat(row.starts_local), row.zone)
        assert listed[row.id] == row.starts_at
        if row.state == EventState.PUBLISHED and not row.detached:
            assert (row.starts_local, row.zone) == (row.occurrence, of[row.series_id].zone)
    for number, one in of.items():
        mine = sorted(row.occurrence for row in rows if row.series_id == number)
        assert mine, "no series without events"
        assert all(first < second for first, second in pairwise(mine))
        by_rule = rhythm.walls(one.rule, datetime.fromisoformat(one.starts_local))
        given_by_rule = {wall.isoformat(timespec="minutes") for wall, _ in zip(by_rule, range(60), strict=False)}
        standing = {row.occurrence for row in rows if row.series_id == number and row.state == EventState.PUBLISHED}
        assert standing <= given_by_rule
        assert one.made_to >= mine[-1]
