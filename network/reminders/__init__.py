"""Reminders: a row for each time somebody is to be reminded."""

from network.reminders.following import CLOCK, attend, follow, mine, moved_zone, set_mine

__all__ = ["CLOCK", "attend", "follow", "mine", "moved_zone", "set_mine"]
