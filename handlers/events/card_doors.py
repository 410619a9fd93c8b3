"""What an event's card leads to: every room of events says here, once, which button it has on the card.

    doors.add(Door(N_("Calendar"), lambda event_id: Press(act="k", id=event_id), place=10))

A room is imported by `handlers/events/__init__.py`, and its doors stand on the card from then on.
"""

from collections.abc import Callable
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData

from network.events.cards import View
from network.people import Reader


def to_come(view: View, _reader: Reader) -> bool:
    """While people may still come: published, not cancelled, not over."""
    return view.open


def always(_view: View, _reader: Reader) -> bool:
    """Whatever became of it."""
    return True


@dataclass(frozen=True, slots=True)
class Door:
    """A button: its words, what it carries for an event of that row number, and when it is there.

    Doors stand in the order of `place`; those `for_organisers` behind *Organise*, which only they see.
    """

    label: str
    press: Callable[[int], CallbackData]
    place: int
    for_organisers: bool = False
    when: Callable[[View, Reader], bool] = to_come


_doors: list[Door] = []


def add(door: Door) -> None:
    """Put a door on every card."""
    _doors.append(door)


def doors(view: View, reader: Reader, *, for_organisers: bool = False) -> list[Door]:
    """List the doors that are open to a reader now, in order."""
    found = [door for door in _doors if door.for_organisers is for_organisers and door.when(view, reader)]
    return sorted(found, key=lambda door: door.place)
