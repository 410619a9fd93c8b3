"""Announcements: what coordinators tell many people, and stay able to correct.

A room each: `drafts` (writing), `audiences` (whom), `timing` (when), `sending` (letting it go), `running` (while it
runs), `correcting` and `undoing` (afterwards), `report` (figures); `wording` says what each reader reads.
"""

from network.announcements import audiences, correcting, drafts, report, running, sending, timing, wording
from network.announcements.audiences import DIMENSIONS, Count
from network.announcements.kinds import ANNOUNCEMENT, CARD, DONE, DRAFT, LINE
from network.announcements.reading import Announcement, find, several
from network.announcements.running import Progress, tick

__all__ = [
    "ANNOUNCEMENT",
    "CARD",
    "DIMENSIONS",
    "DONE",
    "DRAFT",
    "LINE",
    "Announcement",
    "Count",
    "Progress",
    "audiences",
    "correcting",
    "drafts",
    "find",
    "report",
    "running",
    "sending",
    "several",
    "tick",
    "timing",
    "wording",
]
