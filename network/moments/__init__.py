"""Moments: what people type about time, understood freely in their language, and hours of the wall clock.

    found = understand("غدًا الساعة ٩ صباحًا", language="ar", zone="Asia/Amman", now=work.now)
    found.moment            # tomorrow 09:00 in Amman, aware
    found.time_given        # True: they named it
    line = take_apart("every Monday 8:30 team call", Here("en", "Europe/Berlin", work.now))
    line.cuts[0].when.rule  # "FREQ=WEEKLY;BYDAY=MO"; line.cuts[0].what is "team call"

What is no moment, or could be several, is refused (`NotUnderstood`) with an example that works. What the words mean
stands in `words/`, a module a language; `handlers/kit/moments.py` reads a moment back in full.
Nothing is loaded before the first question.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from network.moments.daytime import hours
    from network.moments.lengths import length
    from network.moments.lines import Cut, Line, other_half, take_apart, when_alone
    from network.moments.reading import understand
    from network.moments.understood import Clock, NotUnderstood, Understood
    from network.moments.walls import Wall, wall_of
    from network.moments.whens import Here, When

_ROOMS = {
    "daytime": ("hours",),
    "lengths": ("length",),
    "lines": ("Cut", "Line", "other_half", "take_apart", "when_alone"),
    "reading": ("understand",),
    "understood": ("Clock", "NotUnderstood", "Understood"),
    "walls": ("Wall", "wall_of"),
    "whens": ("Here", "When"),
}
_WHERE = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Clock",
    "Cut",
    "Here",
    "Line",
    "NotUnderstood",
    "Understood",
    "Wall",
    "When",
    "hours",
    "length",
    "other_half",
    "take_apart",
    "understand",
    "wall_of",
    "when_alone",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = value
    return value
