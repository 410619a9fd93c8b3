"""The tables, a module a feature."""

from db.models.announcements import Announcement, AnnouncementCorrection
from db.models.base import Base
from db.models.clearing import ChatMessage, Clearing
from db.models.discussions import (
    Bundle,
    Case,
    Discussion,
    Following,
    Heard,
    Post,
    PostWords,
    Reaction,
    Report,
    TitleWord,
    Word,
)
from db.models.event_making import EventInvitation, EventMessage
from db.models.events import (
    Attendance,
    CalendarFeed,
    Event,
    EventChange,
    EventOrganiser,
    EventQuestion,
    EventRegion,
    EventSeries,
    EventTopic,
)
from db.models.house import Audit, Conversation, Inbox, InboxLease, Keepsake, Pace
from db.models.hubs import GroupGuest, GroupMember, GroupTask, HubGroup, JoinRequest, Thread
from db.models.membership import Application, ApplicationMessage
from db.models.notices import Allowance, Chat, Copy, CopyMessage, Notice
from db.models.people import Consent, Person, PersonLanguage, PersonRegion, PersonTopic, Role
from db.models.reminders import Reminder
from db.models.team import Invitation
from db.models.texts import Document, Text, TextVersion

__all__ = [
    "Allowance",
    "Announcement",
    "AnnouncementCorrection",
    "Application",
    "ApplicationMessage",
    "Attendance",
    "Audit",
    "Base",
    "Bundle",
    "CalendarFeed",
    "Case",
    "Chat",
    "ChatMessage",
    "Clearing",
    "Consent",
    "Conversation",
    "Copy",
    "CopyMessage",
    "Discussion",
    "Document",
    "Event",
    "EventChange",
    "EventInvitation",
    "EventMessage",
    "EventOrganiser",
    "EventQuestion",
    "EventRegion",
    "EventSeries",
    "EventTopic",
    "Following",
    "GroupGuest",
    "GroupMember",
    "GroupTask",
    "Heard",
    "HubGroup",
    "Inbox",
    "InboxLease",
    "Invitation",
    "JoinRequest",
    "Keepsake",
    "Notice",
    "Pace",
    "Person",
    "PersonLanguage",
    "PersonRegion",
    "PersonTopic",
    "Post",
    "PostWords",
    "Reaction",
    "Reminder",
    "Report",
    "Role",
    "Text",
    "TextVersion",
    "Thread",
    "TitleWord",
    "Word",
]
