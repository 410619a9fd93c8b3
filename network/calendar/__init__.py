"""Calendars: events as entries that calendar programs read, and the private addresses at which they fetch them."""

from network.calendar.entries import Entry, document, uid
from network.calendar.feeds import forget, has_one, holder, make
from network.calendar.mine import Listed, cancelled, listed, one, said_yes_to

__all__ = [
    "Entry",
    "Listed",
    "cancelled",
    "document",
    "forget",
    "has_one",
    "holder",
    "listed",
    "make",
    "one",
    "said_yes_to",
    "uid",
]
