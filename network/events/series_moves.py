"""Moving a series from one of its events on: what comes later follows its new rule, and what came before stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.queries import event_series as queries
from db.values import EventState
from network.events import rhythm, series
from network.events.reading import Event
from network.events.rhythm import Repeat, Rhythm
from network.work import Work


def begun(work: Work, event: Event) -> bool:
    """Whether an event is one of a series of which further ones were made; what was just published is begun here."""
    if event.series_id is None or event.state is not EventState.PUBLISHED:
        return False
    if event.occurrence is None:
        series.begin(work, event.id)
    return True


def following(work: Work, series_id: int, occurrence: str, *, detached: bool = False) -> list[Any]:
    """Hold and list the published events of a series after one that are still to come, by their wall time.

    Those that were changed by themselves are passed by, unless they are asked for, too (`detached`). No further ones
    are made until the commit.
    """
    queries.hold(work.session, series_id)
    return [
        row
        for row in queries.after(work.session, series_id, occurrence)
        if row.state == EventState.PUBLISHED and row.starts_at > work.now and (detached or not row.detached)
    ]


def with_following(work: Work, event: Event) -> list[int]:
    """List an event and all that follow in its series, by row number; also those that were changed by themselves."""
    if event.series_id is None or event.occurrence is None:
        return [event.id]
    return [event.id, *(row.id for row in following(work, event.series_id, event.occurrence, detached=True))]


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of a series that was moved: its row number, and the wall times of its events by their old ones."""

    series_id: int
    walls: Mapping[str, datetime]


def move(work: Work, event: Event, occurrence: str, start: datetime, zone: str) -> Moved:
    """Let an event of a series and all later ones go by the rule that a new start gives: those before keep theirs.

    `occurrence` is the wall time that the rule gave the event, `start` the new one in `zone`. Events themselves are
    not moved here, but which of the series they are is written down.
    """
    assert event.series_id is not None, "asked for an event of a series"
    standing = queries.hold(work.session, event.series_id)
    assert standing is not None, "an event's series stands"
    old = datetime.fromisoformat(occurrence)
    repeat = rhythm.read(standing.rule)
    rule = repeat.moved(old, start).rule(start)
    later = queries.after(work.session, standing.id, occurrence)
    walls = _walls(
        repeat.rhythm,
        datetime.fromisoformat(standing.starts_local),
        [occurrence, *(row.occurrence for row in later)],
        start,
    )
    made_to = max(walls.values()).isoformat(timespec="minutes")
    begins = start.isoformat(timespec="minutes")
    if queries.last_before(work.session, standing.id, occurrence) is None:
        series_id = standing.id
        queries.change(work.session, series_id, rule=rule, zone=zone, starts_local=begins, made_to=made_to)
    else:
        series_id = queries.add(work.session, rule, zone, begins)
        queries.change(work.session, series_id, made_to=made_to, ended=standing.ended)
        end(work, standing.id, occurrence)
    for number, before in [(event.id, occurrence), *((row.id, row.occurrence) for row in later)]:
        queries.belong(work.session, number, series_id, walls[before].isoformat(timespec="minutes"))
    return Moved(series_id, walls)


def end(work: Work, series_id: int, occurrence: str) -> None:
    """Make no further events of a series: the last one stood before the one at that wall time."""
    standing = queries.hold(work.session, series_id)
    assert standing is not None, "an event's series stands"
    last = queries.last_before(work.session, series_id, occurrence)
    if last is None:
        queries.change(work.session, series_id, ended=True)
        return
    until = datetime.fromisoformat(last).date()
    rule = Repeat(rhythm.read(standing.rule).rhythm, until).rule(datetime.fromisoformat(standing.starts_local))
    queries.change(work.session, series_id, rule=rule, ended=True)


def _walls(often: Rhythm, first: datetime, occurrences: Sequence[str], start: datetime) -> dict[str, datetime]:
    """Match wall times of a series, in their order, with those of its rhythm from a new start on.

    Where the series ends makes no difference: it may have been cut short, and what was cancelled stands behind its end.
    """
    before = rhythm.walls(Repeat(often).rule(first), first)
    after = rhythm.walls(Repeat(rhythm.fitting(often, start)).rule(start), start)
    found = {}
    for wall in before:
        written = wall.isoformat(timespec="minutes")
        if written >= occurrences[0]:
            found[written] = next(after)
        if written >= occurrences[-1]:
            break
    return found
