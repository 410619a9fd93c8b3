"""An hour of the wall clock that comes in each zone by itself: "09:00 for everybody, wherever they are"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Wall:
    """A day and a time as clocks show them, in no zone yet."""

    day: date
    at: time

    def in_zone(self, zone: str | None) -> datetime:
        """Return the moment (aware UTC) at which clocks of a zone show it; those of UTC where there is no such zone.

        Where summer time skips it, it is what clocks show instead; where it comes twice, the first one.
        """
        return datetime.combine(self.day, self.at, _zone(zone)).astimezone(UTC)

    def first_and_last(self, zones: Iterable[str | None]) -> tuple[datetime, datetime]:
        """Return when it comes first and last (aware UTC) in these zones; raises ValueError when there are none."""
        moments = {self.in_zone(zone) for zone in zones}
        return min(moments), max(moments)

    def to_json(self) -> str:
        """Return the form that is stored: `2026-11-25T09:00`."""
        return datetime.combine(self.day, self.at).isoformat(timespec="minutes")

    @classmethod
    def from_json(cls, stored: str) -> "Wall":
        """Read the form that is stored. Raises ValueError for anything else."""
        moment = datetime.strptime(stored, "%Y-%m-%dT%H:%M").replace(tzinfo=UTC)
        return cls(moment.date(), moment.time())


def wall_of(moment: datetime) -> Wall:
    """Return what clocks show at an aware moment in its own zone, to the minute."""
    return Wall(moment.date(), moment.time().replace(second=0, microsecond=0, tzinfo=None))


@lru_cache(maxsize=600)
def _zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
