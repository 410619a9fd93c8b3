"""Events: what the network meets for, who comes, and what comes of it."""

from network.events.kinds import EVENT, EVENT_GROUP
from network.events.reading import Event, find, may_organise, read, require_organiser

__all__ = ["EVENT", "EVENT_GROUP", "Event", "find", "may_organise", "read", "require_organiser"]
